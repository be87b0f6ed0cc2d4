//! The bindings: arguments in, results out, nothing decided here.

mod answer;
mod batch;
mod exchange;
mod job;
mod pipeline;
mod queue;

use pyo3::exceptions::{PyIndexError, PyOverflowError, PyValueError};
use pyo3::prelude::*;

pyo3::create_exception!(
    _core,
    AnswerError,
    PyValueError,
    "The answer to a batch is not what the batch endpoint sends."
);

/// Work on fewer bytes is done before another thread could have taken the lock.
const WORTH_DETACHING: usize = 1 << 14;

// Python aligns its objects to 16 bytes, and PyO3 does not look whether that is enough.
const _: () = {
    assert!(align_of::<batch::BatchBuffer>() <= 16);
    assert!(align_of::<exchange::Segments>() <= 16);
    assert!(align_of::<exchange::AnswerDecoder>() <= 16);
    assert!(align_of::<answer::Answer>() <= 16);
    assert!(align_of::<pipeline::Pipeline>() <= 16);
    assert!(align_of::<queue::CallQueue>() <= 16);
    assert!(align_of::<queue::ScopeQueue>() <= 16);
};

/// A position given by a caller: one that cannot exist is an `IndexError`, however it is written.
#[derive(Clone, Copy)]
struct Index(u32);

impl<'py> FromPyObject<'_, 'py> for Index {
    type Error = PyErr;

    #[inline]
    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let refused = || PyIndexError::new_err("an index below 0 or above 4294967295");
        match object.extract::<i64>() {
            Ok(number) => u32::try_from(number).map(Self).map_err(|_| refused()),
            Err(error) if error.is_instance_of::<PyOverflowError>(object.py()) => Err(refused()),
            Err(error) => Err(error),
        }
    }
}

#[pymodule(gil_used = true)]
mod _core {
    #[pymodule_export]
    use super::AnswerError;
    #[pymodule_export]
    use super::answer::Answer;
    #[pymodule_export]
    use super::batch::{BatchBuffer, HeadTable};
    #[pymodule_export]
    use super::exchange::{AnswerDecoder, Segments};
    #[pymodule_export]
    use super::job::BatchJob;
    #[pymodule_export]
    use super::pipeline::Pipeline;
    #[pymodule_export]
    use super::queue::{CallQueue, ScopeQueue};

    /// How the core was compiled.
    #[pymodule_export]
    const BUILD: &str = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
}
