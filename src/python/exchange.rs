//! `Segments` and `AnswerDecoder`: a message on its way out, its answer on its way in.

use std::ops::Range;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::WORTH_DETACHING;
use super::batch::BatchBuffer;
use crate::multipart::Boundary;
use crate::multipart::decode::Decoder;
use crate::multipart::encode::Framer;

/// An iterator over the pieces of one framed message.
#[pyclass(module = "arango_fastbatch._core")]
pub struct Segments {
    buffer: Py<BatchBuffer>,
    framer: Framer,
    /// How many bytes the next segment takes, and each one behind it.
    next: usize,
    size: usize,
}

/// Cuts the answer of the batch endpoint, however it is chunked.
#[pyclass(module = "arango_fastbatch._core")]
pub struct AnswerDecoder {
    buffer: Py<BatchBuffer>,
    decoder: Decoder,
}

impl Segments {
    pub fn new(
        buffer: &Bound<'_, BatchBuffer>,
        boundary: &str,
        range: Range<u32>,
        size: usize,
        first: usize,
    ) -> PyResult<Self> {
        if size == 0 || first == 0 {
            return Err(PyValueError::new_err("a segment takes at least one byte"));
        }
        let boundary = Boundary::new(boundary)?;
        let framer = Framer::new(&buffer.try_borrow()?.0, boundary, range.start, range.end)?;
        Ok(Self {
            buffer: buffer.clone().unbind(),
            framer,
            next: first,
            size,
        })
    }
}

#[pymethods]
impl Segments {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let size = usize::try_from(self.framer.left()).map_or(self.next, |it| it.min(self.next));
        if size == 0 {
            return Ok(None);
        }
        let buffer = self.buffer.bind(py).try_borrow()?;
        let (records, framer) = (&buffer.0.records, &mut self.framer);
        let segment = PyBytes::new_with(py, size, |out| {
            if size < WORTH_DETACHING {
                Ok(framer.fill(records, out)?)
            } else {
                Ok(py.detach(|| framer.fill(records, out))?)
            }
        })?;
        self.next = self.size;
        Ok(Some(segment))
    }
}

impl AnswerDecoder {
    pub fn new(
        buffer: &Bound<'_, BatchBuffer>,
        boundary: &str,
        range: Range<u32>,
    ) -> PyResult<Self> {
        let boundary = Boundary::new(boundary)?;
        let decoder = Decoder::new(&buffer.try_borrow()?.0, boundary, range.start, range.end)?;
        Ok(Self {
            buffer: buffer.clone().unbind(),
            decoder,
        })
    }
}

#[pymethods]
impl AnswerDecoder {
    /// Takes the next bytes of the answer.
    fn feed(&mut self, py: Python<'_>, data: &[u8]) -> PyResult<()> {
        let mut buffer = self.buffer.bind(py).try_borrow_mut()?;
        let (batch, decoder) = (&mut buffer.0, &mut self.decoder);
        if data.len() < WORTH_DETACHING {
            Ok(decoder.feed(batch, data)?)
        } else {
            Ok(py.detach(|| decoder.feed(batch, data))?)
        }
    }

    /// Says that the answer is over.
    fn finish(&mut self, py: Python<'_>) -> PyResult<()> {
        let mut buffer = self.buffer.bind(py).try_borrow_mut()?;
        Ok(self.decoder.finish(&mut buffer.0)?)
    }

    /// How many parts were cut whole so far.
    #[getter]
    fn parts(&self) -> u32 {
        self.decoder.parts()
    }
}
