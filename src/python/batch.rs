//! `HeadTable` and `BatchBuffer`.

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyBytes, PyList};

use super::Index;
use super::answer::Answer;
use super::exchange::{AnswerDecoder, Segments};
use super::job::BatchJob;
use crate::batch::Batch;
use crate::heads::{self, Head, Merge, MergeKind};
use crate::http::RequestHead;
use crate::multipart::encode;

/// The heads of requests, each kept once and named by a small number.
#[pyclass(frozen, module = "arango_fastbatch._core")]
pub struct HeadTable(heads::HeadTable);

/// The records of a batch and, later, their answers.
#[pyclass(module = "arango_fastbatch._core")]
pub struct BatchBuffer(pub Batch, pub Reading);

/// How the answers of a batch are read. It holds functions only: nothing that could lead back.
#[derive(Default)]
pub struct Reading {
    /// By number of the head: `(finish, call)`, where `finish(answer, call)` gives the result.
    pub readers: Option<Py<PyList>>,
    /// Reads a body, fast, or raises.
    pub loads: Option<Py<PyAny>>,
    /// Reads any body.
    pub decode: Option<Py<PyAny>>,
}

pub type Headers = Vec<(String, String)>;
/// Method, target, headers, body.
pub type Request<'py> = (String, String, Headers, Bound<'py, PyBytes>);

#[pymethods]
impl HeadTable {
    #[new]
    fn new() -> Self {
        Self(heads::HeadTable::default())
    }

    /// Adds a head and gives its number.
    #[pyo3(signature = (method, before, after, headers, merged = None))]
    fn add(
        &self,
        method: &str,
        before: &str,
        after: &str,
        headers: Headers,
        merged: Option<(PyBackedStr, PyBackedStr, u16)>,
    ) -> PyResult<u32> {
        let request = RequestHead::new(method, before, after, &headers)?;
        let merge = match &merged {
            None => None,
            Some((kind, target, conflict)) => {
                let kind = MergeKind::new(kind)?;
                Some(Merge::new(kind, target, &headers, *conflict)?)
            }
        };
        Ok(self.0.add(Head { request, merge })?)
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }
}

#[pymethods]
impl BatchBuffer {
    #[new]
    #[pyo3(signature = (heads, readers = None, decode = None, loads = None))]
    fn new(
        heads: &HeadTable,
        readers: Option<Py<PyList>>,
        decode: Option<Py<PyAny>>,
        loads: Option<Py<PyAny>>,
    ) -> Self {
        let reading = Reading {
            readers,
            loads,
            decode,
        };
        Self(Batch::new(heads.0.clone()), reading)
    }

    /// Copies a request in and gives its index.
    #[pyo3(signature = (head, body, variable = "", alone = false))]
    fn append(&mut self, head: Index, body: &[u8], variable: &str, alone: bool) -> PyResult<u32> {
        let variable = variable.as_bytes();
        let index = self.0.records.append(head.0, variable, body)?;
        if alone {
            self.0.records.mark_alone();
        }
        Ok(index)
    }

    /// Copies a request in that has a head of its own, and gives its index.
    #[pyo3(signature = (method, target, headers, body, alone = false))]
    fn append_raw(
        &mut self,
        method: &str,
        target: &str,
        headers: Headers,
        body: &[u8],
        alone: bool,
    ) -> PyResult<u32> {
        let head = RequestHead::new(method, target, "", &headers)?;
        let index = self.0.records.append_raw(&head, body)?;
        if alone {
            self.0.records.mark_alone();
        }
        Ok(index)
    }

    /// Copies a request in and gives its job.
    #[pyo3(signature = (log, head, body, variable = ""))]
    fn append_job(
        &mut self,
        log: Bound<'_, PyAny>,
        head: Index,
        body: &[u8],
        variable: &str,
    ) -> PyResult<BatchJob> {
        let variable = variable.as_bytes();
        let index = self.0.records.append(head.0, variable, body)?;
        Ok(BatchJob::of(log, index))
    }

    /// The job of a request that is there.
    fn job(&self, log: Bound<'_, PyAny>, index: Index) -> PyResult<BatchJob> {
        self.0.records.head_number(index.0)?;
        Ok(BatchJob::of(log, index.0))
    }

    fn __len__(&self) -> usize {
        self.0.records.len() as usize
    }

    /// What all records would take framed as one message.
    #[getter]
    fn wire_bytes(&self) -> u64 {
        encode::wire_bytes(&self.0.records)
    }

    /// The exact size of the message of a range of records.
    fn wire_size(&self, start: Index, stop: Index) -> PyResult<u64> {
        Ok(encode::wire_size(&self.0, start.0, stop.0)?)
    }

    /// Where a message from `start` on has to end to stay within `max_bytes`.
    fn fit(&self, start: Index, max_bytes: i64) -> PyResult<u32> {
        let limit = u64::try_from(max_bytes).unwrap_or(0);
        Ok(encode::fit(&self.0, start.0, limit)?)
    }

    /// An iterator over the pieces of the message of a range of records.
    #[pyo3(signature = (boundary, start, stop, size = 262_144, first = 16_384))]
    fn segments(
        slf: &Bound<'_, Self>,
        boundary: &str,
        start: Index,
        stop: Index,
        size: usize,
        first: usize,
    ) -> PyResult<Segments> {
        Segments::new(slf, boundary, start.0..stop.0, size, first)
    }

    /// What cuts the answer to the message of a range of records.
    fn decoder(
        slf: &Bound<'_, Self>,
        boundary: &str,
        start: Index,
        stop: Index,
    ) -> PyResult<AnswerDecoder> {
        AnswerDecoder::new(slf, boundary, start.0..stop.0)
    }

    /// A record's answer, once it is there.
    fn answer(slf: &Bound<'_, Self>, index: Index) -> PyResult<Option<Answer>> {
        Answer::of(slf, index.0)
    }

    /// A record's method, target, headers and body, unless it was let go.
    fn request<'py>(&self, py: Python<'py>, index: Index) -> PyResult<Option<Request<'py>>> {
        self.request_of(py, index.0)
    }

    /// The number of a record's head; None for a raw record.
    fn head(&self, index: Index) -> PyResult<Option<u32>> {
        Ok(self.0.records.head_number(index.0)?)
    }

    /// Whether no multipart message may hold a record.
    fn alone(&self, index: Index) -> PyResult<bool> {
        self.0.records.head_number(index.0)?;
        Ok(self.0.records.is_alone(index.0))
    }

    /// The records of a range whose answers have a status of 300 or more.
    fn failed(&self, start: Index, stop: Index) -> PyResult<Vec<u32>> {
        Ok(self.0.failed(start.0, stop.0)?)
    }

    /// The records of a range that have no answer.
    fn unanswered(&self, start: Index, stop: Index) -> PyResult<Vec<u32>> {
        Ok(self.0.unanswered(start.0, stop.0)?)
    }
}

impl BatchBuffer {
    /// A record's method, target, headers and body, unless it was let go.
    pub fn request_of<'py>(&self, py: Python<'py>, index: u32) -> PyResult<Option<Request<'py>>> {
        let request = self.0.records.request(index)?;
        Ok(request.map(|it| {
            let body = PyBytes::new(py, &it.body);
            (it.method, it.target, it.headers, body)
        }))
    }
}
