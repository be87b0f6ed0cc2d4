//! `BatchJob`: 32 bytes of one queued request.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, RandomState};
use std::process;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use pyo3::IntoPyObjectExt;
use pyo3::intern;
use pyo3::prelude::*;

use super::answer::Answer;
use super::batch::BatchBuffer;

/// One queued request of a batch.
///
/// It takes no part in garbage collection (a batch has as many jobs as requests), so whatever a
/// log holds must not lead back to its jobs.
#[pyclass(frozen, generic, subclass, module = "arango_fastbatch.job")]
pub struct BatchJob(Origin);

enum Origin {
    /// A request of a batch: its log knows everything else.
    Log { log: Py<PyAny>, index: u32 },
    /// Made by hand, of no batch: the how-manieth one of this process.
    Hand { serial: u64 },
}

impl BatchJob {
    #[inline]
    pub fn of(log: Bound<'_, PyAny>, index: u32) -> Self {
        let log = log.unbind();
        Self(Origin::Log { log, index })
    }

    /// What tells a job from others: jobs of one request are equal, however often they were made.
    fn key(&self) -> (u64, Option<u32>) {
        match &self.0 {
            Origin::Log { log, index } => (log.as_ptr() as u64, Some(*index)),
            Origin::Hand { serial } => (*serial, None),
        }
    }
}

#[pymethods]
impl BatchJob {
    #[new]
    #[pyo3(signature = (response_handler))]
    fn new(response_handler: &Bound<'_, PyAny>) -> Self {
        static SERIAL: AtomicU64 = AtomicU64::new(0);
        let _ = response_handler;
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        Self(Origin::Hand { serial })
    }

    /// The job's id.
    #[getter]
    fn id<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match &self.0 {
            Origin::Log { log, index } => {
                let log = log.bind(py);
                log.call_method1(intern!(py, "job_id"), (*index,))
            }
            Origin::Hand { serial } => id_of(*serial).into_bound_py_any(py),
        }
    }

    /// Whether the job is "pending" or "done".
    fn status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match &self.0 {
            Origin::Log { log, index } => {
                let log = log.bind(py);
                log.call_method1(intern!(py, "job_status"), (*index,))
            }
            Origin::Hand { .. } => Ok(intern!(py, "pending").clone().into_any()),
        }
    }

    /// The result, or the exception of the request.
    fn result<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match &self.0 {
            Origin::Log { log, index } => {
                let log = log.bind(py);
                match read(log, *index)? {
                    Some(result) => Ok(result),
                    None => log.call_method1(intern!(py, "job_result"), (*index,)),
                }
            }
            Origin::Hand { .. } => {
                let exceptions = py.import("arango_fastbatch.exceptions")?;
                let message = "the job was not queued in a batch: it has no result";
                let error = exceptions
                    .getattr("BatchJobResultError")?
                    .call1((message,))?;
                Err(PyErr::from_value(error))
            }
        }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let id = self.id(py)?;
        Ok(format!("<BatchJob {id}>"))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other
            .cast::<Self>()
            .is_ok_and(|it| self.key() == it.get().key())
    }

    fn __hash__(&self) -> u64 {
        BuildHasherDefault::<DefaultHasher>::default().hash_one(self.key())
    }
}

/// The result of a request whose answer is there and is read by the number of its head: what the
/// log's `job_result` would give, without a detour.
fn read<'py>(log: &Bound<'py, PyAny>, index: u32) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = log.py();
    let Ok(buffer) = log.getattr(intern!(py, "buffer")) else {
        return Ok(None);
    };
    let Ok(buffer) = buffer.cast_into::<BatchBuffer>() else {
        return Ok(None);
    };
    let Some(answer) = Answer::of(&buffer, index)? else {
        return Ok(None);
    };
    let reader = {
        let readers = &buffer.try_borrow()?.1.readers;
        match (readers, answer.number()) {
            (Some(readers), Some(head)) => readers.bind(py).get_item(head as usize)?,
            _ => return Ok(None),
        }
    };
    let (finish, call) = reader.extract::<(Bound<'py, PyAny>, Bound<'py, PyAny>)>()?;
    finish.call1((Bound::new(py, answer)?, call)).map(Some)
}

/// An id for a job made by hand: 32 random hexadecimal digits, the same ones at each call.
fn id_of(serial: u64) -> String {
    static KEYS: LazyLock<[RandomState; 2]> = LazyLock::new(Default::default);
    // A forked process goes on counting with the same keys.
    let [high, low] = KEYS
        .each_ref()
        .map(|key| key.hash_one((process::id(), serial)));
    format!("{high:016x}{low:016x}")
}
