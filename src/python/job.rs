//! `BatchJob`: 32 bytes of one queued request.

use std::hash::{DefaultHasher, Hash, Hasher};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;

/// One queued request of a batch.
///
/// It takes no part in garbage collection (a batch has as many jobs as requests), so whatever a
/// log holds must not lead back to its jobs.
#[pyclass(frozen, generic, module = "arango_fastbatch.job")]
pub struct BatchJob(Origin);

enum Origin {
    /// A request of a batch: its log knows everything else.
    Log { log: Py<PyAny>, index: u32 },
    /// Made by hand, of no batch.
    None { id: Py<PyAny> },
}

impl BatchJob {
    #[inline]
    pub fn of(log: Bound<'_, PyAny>, index: u32) -> Self {
        let log = log.unbind();
        Self(Origin::Log { log, index })
    }
}

#[pymethods]
impl BatchJob {
    #[new]
    #[pyo3(signature = (response_handler))]
    fn new(py: Python<'_>, response_handler: &Bound<'_, PyAny>) -> PyResult<Self> {
        let _ = response_handler;
        let uuid = py.import("uuid")?.call_method0("uuid4")?;
        let id = uuid.getattr("hex")?.unbind();
        Ok(Self(Origin::None { id }))
    }

    #[getter]
    fn id(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match &self.0 {
            Origin::Log { log, index } => log.call_method1(py, intern!(py, "job_id"), (*index,)),
            Origin::None { id } => Ok(id.clone_ref(py)),
        }
    }

    /// 'pending' or 'done'.
    fn status(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match &self.0 {
            Origin::Log { log, index } => {
                log.call_method1(py, intern!(py, "job_status"), (*index,))
            }
            Origin::None { .. } => Ok(PyString::intern(py, "pending").into_any().unbind()),
        }
    }

    /// The result, or the exception.
    fn result(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match &self.0 {
            Origin::Log { log, index } => {
                log.call_method1(py, intern!(py, "job_result"), (*index,))
            }
            Origin::None { .. } => {
                let exceptions = py.import("arango_fastbatch.exceptions")?;
                let message = "the job was not queued in a batch: there is no result";
                let error = exceptions
                    .getattr("BatchJobResultError")?
                    .call1((message,))?;
                Err(PyErr::from_value(error))
            }
        }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("<BatchJob {}>", self.id(py)?))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other
            .cast::<Self>()
            .is_ok_and(|it| self.key() == it.get().key())
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.key().hash(&mut hasher);
        hasher.finish()
    }
}

impl BatchJob {
    /// What tells a job from others: jobs of one request are equal, however often they were made.
    fn key(&self) -> (usize, Option<u32>) {
        match &self.0 {
            Origin::Log { log, index } => (log.as_ptr() as usize, Some(*index)),
            Origin::None { id } => (id.as_ptr() as usize, None),
        }
    }
}
