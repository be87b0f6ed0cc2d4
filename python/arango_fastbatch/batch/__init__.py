"""The batch: records of queued requests, their way to the server, and what came of them."""
