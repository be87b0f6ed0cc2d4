//! `CallQueue` and `ScopeQueue`: the way into a batch for calls whose heads are known.

use std::sync::atomic::{AtomicU32, Ordering};

use memchr::memmem;
use pyo3::exceptions::PyException;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyNotImplemented, PyTuple};

use super::Index;
use super::batch::BatchBuffer;
use super::job::BatchJob;
use crate::multipart::encode;

/// A scope remembers so many kinds of calls; others take the long way.
const REMEMBERED: usize = 16;

/// What queues the calls of one batch.
#[pyclass(module = "arango_fastbatch._core")]
pub struct CallQueue {
    dumps: Py<PyAny>,
    /// Raises for a body with a number that JSON lacks.
    verify: Py<PyAny>,
    /// None: no jobs are made.
    jobs: Option<Py<PyList>>,
    max_body: usize,
    flush_bytes: u64,
    flush_count: u64,
    /// None while nothing can be queued.
    target: Option<Target>,
    /// So many calls may be queued before the caller has to look after his event loop.
    turn: AtomicU32,
}

/// Where calls go.
struct Target {
    log: Py<PyAny>,
    buffer: Py<BatchBuffer>,
}

/// The queue for the calls of one wrapper, with the heads of their requests.
#[pyclass(module = "arango_fastbatch._core")]
pub struct ScopeQueue {
    queue: Py<CallQueue>,
    known: Vec<Known>,
}

/// The head of a kind of calls.
struct Known {
    operation: Py<PyAny>,
    options: Py<PyTuple>,
    /// The addresses of the options, which `options` keeps alive.
    addresses: Vec<usize>,
    head: u32,
}

#[pymethods]
impl CallQueue {
    #[new]
    #[pyo3(signature = (dumps, verify, jobs, max_body, flush_bytes = None, flush_count = None))]
    fn new(
        dumps: Py<PyAny>,
        verify: Py<PyAny>,
        jobs: Option<Py<PyList>>,
        max_body: usize,
        flush_bytes: Option<u64>,
        flush_count: Option<u64>,
    ) -> Self {
        Self {
            dumps,
            verify,
            jobs,
            max_body,
            flush_bytes: flush_bytes.unwrap_or(u64::MAX),
            flush_count: flush_count.unwrap_or(u64::MAX),
            target: None,
            turn: AtomicU32::new(0),
        }
    }

    /// Directs calls to a log and its buffer, for so many calls.
    fn open(&mut self, log: Py<PyAny>, buffer: Py<BatchBuffer>, turn: u32) {
        self.target = Some(Target { log, buffer });
        *self.turn.get_mut() = turn;
    }

    /// Queues nothing more.
    fn close(&mut self) {
        self.target = None;
    }

    /// How many calls may be queued before the long way has to be taken.
    #[getter]
    fn turn(&self) -> u32 {
        self.turn.load(Ordering::Relaxed)
    }

    #[setter]
    fn set_turn(&self, turn: u32) {
        self.turn.store(turn, Ordering::Relaxed);
    }

    /// The queue for the calls of one wrapper.
    fn scope(slf: &Bound<'_, Self>) -> ScopeQueue {
        ScopeQueue {
            queue: slf.clone().unbind(),
            known: Vec::new(),
        }
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.dumps)?;
        visit.call(&self.verify)?;
        visit.call(&self.jobs)?;
        self.target.iter().try_for_each(|it| visit.call(&it.log))
    }

    fn __clear__(&mut self) {
        self.jobs = None;
        self.target = None;
    }
}

impl CallQueue {
    /// Queues a call; None where it has to take the long way, which also says what is wrong.
    #[inline]
    fn put<'py>(
        &self,
        py: Python<'py>,
        head: u32,
        body: &Bound<'py, PyAny>,
        key: &str,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let turn = self.turn.load(Ordering::Relaxed);
        let Some(target) = self.target.as_ref().filter(|_| turn > 0) else {
            return Ok(None);
        };
        let text = if body.is_none() {
            None
        } else {
            let Some(text) = self.encoded(py, body)? else {
                return Ok(None);
            };
            Some(text)
        };
        let bytes = text.as_ref().map_or(&b""[..], |it| it.as_bytes());
        if bytes.len() > self.max_body || key.len() > LONG_KEY {
            return Ok(None);
        }
        let Ok(mut buffer) = target.buffer.bind(py).try_borrow_mut() else {
            return Ok(None);
        };
        let records = &mut buffer.0.records;
        let is_last = u64::from(records.len()) + 1 >= self.flush_count
            || (self.flush_bytes != u64::MAX
                && encode::wire_bytes(records) + bytes.len() as u64 + MOST_FRAMING
                    >= self.flush_bytes);
        if is_last {
            return Ok(None);
        }
        let Ok(index) = records.append(head, key.as_bytes(), bytes) else {
            return Ok(None);
        };
        self.turn.store(turn - 1, Ordering::Relaxed);
        let Some(jobs) = &self.jobs else {
            return Ok(Some(py.None().into_bound(py)));
        };
        let job = BatchJob::of(target.log.bind(py).clone(), index);
        let job = Bound::new(py, job)?.into_any();
        jobs.bind(py).append(&job)?;
        Ok(Some(job))
    }

    /// A body as JSON; None where the long way has to see to it.
    #[inline]
    fn encoded<'py>(
        &self,
        py: Python<'py>,
        body: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyBytes>>> {
        if body.cast_exact::<PyDict>().is_err() {
            return Ok(None);
        }
        let Some(text) = unless_refused(py, self.dumps.bind(py).call1((body,)))? else {
            return Ok(None);
        };
        let Ok(text) = text.cast_into_exact::<PyBytes>() else {
            return Ok(None);
        };
        // A number that JSON lacks may have been written as null.
        if memmem::find(text.as_bytes(), b"null").is_some()
            && unless_refused(py, self.verify.bind(py).call1((body,)))?.is_none()
        {
            return Ok(None);
        }
        Ok(Some(text))
    }
}

/// What a call gave; None where it raised for its argument. What is no `Exception`, such as an
/// interruption, is passed on.
fn unless_refused<'py>(
    py: Python<'py>,
    given: PyResult<Bound<'py, PyAny>>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    match given {
        Err(error) if error.is_instance_of::<PyException>(py) => Ok(None),
        given => given.map(Some),
    }
}

/// More than the framing of a part takes: near a flush limit calls take the long way.
const MOST_FRAMING: u64 = 1 << 14;
/// No key is longer, percent-encoded: the long way says so.
const LONG_KEY: usize = 1 << 10;

#[pymethods]
impl ScopeQueue {
    /// Queues a call whose head is known: its job, None where no jobs are made, or
    /// `NotImplemented` where it has to take the long way.
    #[pyo3(signature = (operation, options, body, key = ""))]
    fn put<'py>(
        &self,
        py: Python<'py>,
        operation: &Bound<'py, PyAny>,
        options: &Bound<'py, PyTuple>,
        body: &Bound<'py, PyAny>,
        key: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let queued = match self.head_of(operation, options) {
            Some(head) => self.queue.bind(py).try_borrow()?.put(py, head, body, key)?,
            None => None,
        };
        Ok(queued.unwrap_or_else(|| PyNotImplemented::get(py).to_owned().into_any()))
    }

    /// Remembers the head of a kind of calls.
    fn remember(&mut self, operation: Py<PyAny>, options: Bound<'_, PyTuple>, head: Index) {
        if self.known.len() < REMEMBERED {
            self.known.push(Known {
                operation,
                addresses: addresses(&options).collect(),
                options: options.unbind(),
                head: head.0,
            });
        }
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.queue)?;
        self.known.iter().try_for_each(|it| {
            visit.call(&it.operation)?;
            visit.call(&it.options)
        })
    }
}

impl ScopeQueue {
    /// The head of a call. Options are compared by identity: that is right where it finds one,
    /// and finds True, False, None and constants.
    #[inline]
    fn head_of(&self, operation: &Bound<'_, PyAny>, options: &Bound<'_, PyTuple>) -> Option<u32> {
        let is_it = |known: &&Known| {
            known.operation.is(operation)
                && known.addresses.len() == options.len()
                && addresses(options).eq(known.addresses.iter().copied())
        };
        self.known.iter().find(is_it).map(|known| known.head)
    }
}

/// Where the items of a tuple are.
fn addresses(items: &Bound<'_, PyTuple>) -> impl Iterator<Item = usize> {
    items.iter_borrowed().map(|it| it.as_ptr() as usize)
}
