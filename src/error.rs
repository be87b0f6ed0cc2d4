//! The one error of the core, and the one place where it becomes a Python exception.

use std::borrow::Cow;
use std::fmt;

/// What can go wrong in the core. Nothing here is a bug of the core: those would be panics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// An index or a range that does not exist: `IndexError`.
    Index(String),
    /// Something that may not go over the wire, or not into a record: `ValueError`.
    Value(String),
    /// The answer to a batch is malformed: `AnswerError`.
    Answer {
        message: Cow<'static, str>,
        /// The position of the part in the answer, from 0; None: the message as a whole.
        part: Option<u32>,
    },
}

pub type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(message) | Self::Value(message) => out.write_str(message),
            Self::Answer {
                message,
                part: None,
            } => out.write_str(message),
            Self::Answer {
                message,
                part: Some(part),
            } => write!(out, "part {part}: {message}"),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(feature = "python")]
mod python {
    use pyo3::PyErr;
    use pyo3::exceptions::{PyIndexError, PyValueError};

    use super::Error;
    use crate::python::AnswerError;

    impl From<Error> for PyErr {
        fn from(error: Error) -> Self {
            match error {
                Error::Index(message) => PyIndexError::new_err(message),
                Error::Value(message) => PyValueError::new_err(message),
                Error::Answer { message, part } => {
                    AnswerError::new_err((message.into_owned(), part))
                }
            }
        }
    }
}
