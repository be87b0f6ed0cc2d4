"""The exceptions by which any room of the sandbox refuses a request."""


class ArangoFault(Exception):  # noqa: N818 # an answer of the server, no error of ours
    """A refusal as arangod words it: it becomes an error envelope, never a closed connection.

    Args:
        status: HTTP status of the answer.
        errno: arangod's error number (see ``arango_fastbatch.errno``); HTTP statuses stand for
            themselves where arangod has no number of its own.
        message: The text of ``errorMessage``.
    """

    def __init__(self, status: int, errno: int, message: str) -> None:
        super().__init__(status, errno, message)
        self.status = status
        self.errno = errno
        self.message = message


class RevisionFault(ArangoFault):
    """The stored document has another revision than the one that was demanded.

    Args:
        document: The stored document; its handle goes into the answer.
    """

    def __init__(self, document: dict[str, object]) -> None:
        super().__init__(412, 1200, "conflict, _rev values do not match")
        self.document = document


class LockedFault(ArangoFault):
    """Somebody else holds what is needed: it may be tried again until patience ends.

    Args:
        status: As `ArangoFault`.
        errno: As `ArangoFault`.
        message: As `ArangoFault`.
        patience: Seconds for which arangod would wait.
    """

    def __init__(self, status: int, errno: int, message: str, patience: float) -> None:
        super().__init__(status, errno, message)
        self.patience = patience
