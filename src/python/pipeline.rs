//! `Pipeline`: a range of records as one stream of requests, and its answers.

use pyo3::exceptions::{PyOverflowError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyMapping};

use super::batch::{BatchBuffer, Headers, Request};
use super::{Index, WORTH_DETACHING};
use crate::pipeline::{self, Envelope, Limits, Statuses, Window};

/// The requests of a range, sent one behind the other over plain HTTP.
#[pyclass(module = "arango_fastbatch._core")]
pub struct Pipeline {
    buffer: Py<BatchBuffer>,
    stream: pipeline::Pipeline,
}

/// A number of bytes or requests given by a caller: one below 0 is a `ValueError`, one that is
/// too large for the machine is as good as the largest.
#[derive(Clone, Copy)]
pub struct Amount(u64);

impl<'py> FromPyObject<'_, 'py> for Amount {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match object.extract::<i64>() {
            Ok(number) => Self::new(number),
            Err(error) if error.is_instance_of::<PyOverflowError>(object.py()) => {
                let is_large = object.gt(0)?;
                Self::new(if is_large { i64::MAX } else { -1 })
            }
            Err(error) => Err(error),
        }
    }
}

impl Amount {
    fn new(number: i64) -> PyResult<Self> {
        let number = u64::try_from(number);
        number
            .map(Self)
            .map_err(|_| PyValueError::new_err("a number below 0"))
    }
}

type Refusal<'py> = (u16, Vec<(String, String)>, Bound<'py, PyBytes>);

#[pymethods]
impl Pipeline {
    #[new]
    #[pyo3(signature = (
        buffer, start, stop, statuses, merge_count = 1000, merge_bytes = 262_144
    ))]
    fn new(
        buffer: &Bound<'_, BatchBuffer>,
        start: Index,
        stop: Index,
        statuses: &Bound<'_, PyMapping>,
        merge_count: i64,
        merge_bytes: i64,
    ) -> PyResult<Self> {
        let limits = Limits {
            count: u32::try_from(Amount::new(merge_count)?.0).unwrap_or(u32::MAX),
            bytes: Amount::new(merge_bytes)?.0,
        };
        let statuses = statuses
            .items()?
            .iter()
            .map(|item| item.extract())
            .collect::<PyResult<Statuses>>()?;
        let batch = &buffer.try_borrow()?.0;
        let stream = pipeline::Pipeline::new(batch, start.0, stop.0, statuses, limits)?;
        Ok(Self {
            buffer: buffer.clone().unbind(),
            stream,
        })
    }

    /// Begins a connection.
    fn open(&mut self, prefix: &str, fields: Headers) -> PyResult<()> {
        Ok(self.stream.open(Envelope::new(prefix, &fields)?)?)
    }

    /// The next bytes to write.
    fn segment<'py>(
        &mut self,
        py: Python<'py>,
        most: Amount,
        requests: Amount,
        size: Amount,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let most = usize::try_from(most.0).unwrap_or(usize::MAX);
        if most == 0 {
            return Err(PyValueError::new_err("a segment takes at least one byte"));
        }
        let window = Window {
            requests: requests.0,
            bytes: size.0,
        };
        let buffer = self.buffer.bind(py).try_borrow()?;
        let (batch, stream) = (&buffer.0, &mut self.stream);
        let segment = if stream.estimate(batch, most, window) < WORTH_DETACHING as u64 {
            stream.segment(batch, most, window)?
        } else {
            py.detach(|| stream.segment(batch, most, window))?
        };
        Ok(PyBytes::new(py, segment))
    }

    /// Takes the next bytes of the answers.
    fn feed(&mut self, py: Python<'_>, data: &[u8]) -> PyResult<u32> {
        let mut buffer = self.buffer.bind(py).try_borrow_mut()?;
        let (batch, stream) = (&mut buffer.0, &mut self.stream);
        if data.len() < WORTH_DETACHING {
            Ok(stream.feed(batch, data)?)
        } else {
            Ok(py.detach(|| stream.feed(batch, data))?)
        }
    }

    /// Says that the connection has ended.
    fn finish(&mut self, py: Python<'_>) -> PyResult<()> {
        let mut buffer = self.buffer.bind(py).try_borrow_mut()?;
        Ok(self.stream.finish(&mut buffer.0)?)
    }

    /// Says that the connection is gone: the ranges of records that are lost.
    #[pyo3(signature = (repeat = false))]
    fn lose(&mut self, py: Python<'_>, repeat: bool) -> PyResult<Vec<(u32, u32)>> {
        let mut buffer = self.buffer.bind(py).try_borrow_mut()?;
        let lost = self.stream.lose(&mut buffer.0, repeat)?;
        Ok(lost.into_iter().collect())
    }

    /// The first answer that says "not now", once nothing is unanswered behind it.
    #[getter]
    fn refusal<'py>(&self, py: Python<'py>) -> PyResult<Option<Refusal<'py>>> {
        let buffer = self.buffer.bind(py).try_borrow()?;
        let refusal = self.stream.refusal(&buffer.0);
        Ok(refusal.map(|answer| {
            let body = PyBytes::new(py, answer.body);
            (answer.status, answer.fields().collect(), body)
        }))
    }

    /// Begins no further request.
    fn halt(&mut self) {
        self.stream.halt();
    }

    /// Keeps the refusals as ordinary answers.
    fn accept(&mut self, py: Python<'_>) -> PyResult<()> {
        let mut buffer = self.buffer.bind(py).try_borrow_mut()?;
        Ok(self.stream.accept(&mut buffer.0)?)
    }

    /// Sends again what was refused.
    #[pyo3(signature = (merge_bytes = None))]
    fn rewind(&mut self, py: Python<'_>, merge_bytes: Option<Amount>) -> PyResult<()> {
        let mut buffer = self.buffer.bind(py).try_borrow_mut()?;
        Ok(self
            .stream
            .rewind(&mut buffer.0, merge_bytes.map(|it| it.0))?)
    }

    /// The records that a proxy's failure left unclear.
    fn unclear(&mut self) -> Vec<(u32, u32, u16)> {
        self.stream.unclear()
    }

    /// The next request, for a client that sends one after the other.
    fn take<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Request<'py>>> {
        let buffer = self.buffer.bind(py).try_borrow()?;
        let request = self.stream.take(&buffer.0)?;
        Ok(request.map(|it| {
            let body = PyBytes::new(py, &it.body);
            (it.method, it.target, it.headers, body)
        }))
    }

    /// Takes its answer.
    fn put(
        &mut self,
        py: Python<'_>,
        status: Amount,
        fields: Headers,
        body: &[u8],
    ) -> PyResult<()> {
        let mut buffer = self.buffer.bind(py).try_borrow_mut()?;
        let status = u16::try_from(status.0).unwrap_or(u16::MAX);
        Ok(self.stream.put(&mut buffer.0, status, &fields, body)?)
    }

    #[getter]
    fn is_done(&self) -> bool {
        self.stream.is_done()
    }

    /// How many requests are begun and not answered.
    #[getter]
    fn unanswered(&self) -> usize {
        self.stream.unanswered()
    }

    /// How many bytes those take.
    #[getter]
    fn unanswered_bytes(&self) -> u64 {
        self.stream.unanswered_bytes()
    }

    /// The first record no byte of whose request was handed out.
    #[getter]
    fn handed(&self) -> u32 {
        self.stream.handed()
    }

    /// The first record that is not settled.
    #[getter]
    fn at(&self) -> u32 {
        self.stream.at()
    }

    /// Whether nothing further will be answered over this connection.
    #[getter]
    fn closing(&self) -> bool {
        self.stream.is_closing()
    }

    /// How many answers came over this connection.
    #[getter]
    fn answered(&self) -> u32 {
        self.stream.answered()
    }

    /// A number of bytes that at least are still to come.
    #[getter]
    fn least(&self) -> u64 {
        self.stream.least()
    }
}
