//! `Answer`: a view of one answer in its batch.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use super::batch::{BatchBuffer, Request};
use crate::answers;

/// One answer: an HTTP reply whose body is sliced when asked for.
#[pyclass(frozen, module = "arango_fastbatch._core")]
pub struct Answer {
    buffer: Py<BatchBuffer>,
    index: u32,
    head: Option<u32>,
    status: u16,
}

impl Answer {
    pub fn of(buffer: &Bound<'_, BatchBuffer>, index: u32) -> PyResult<Option<Self>> {
        let batch = &buffer.try_borrow()?.0;
        let head = batch.records.head_number(index)?;
        Ok(batch.answer(index)?.map(|answer| Self {
            buffer: buffer.clone().unbind(),
            index,
            head,
            status: answer.status,
        }))
    }

    pub fn number(&self) -> Option<u32> {
        self.head
    }

    fn read<T>(
        &self,
        py: Python<'_>,
        read: impl FnOnce(answers::Answer<'_>) -> PyResult<T>,
    ) -> PyResult<T> {
        let buffer = self.buffer.bind(py).try_borrow()?;
        // Answers are never taken back, so this one is there.
        read(buffer.0.answer(self.index)?.unwrap_or_default())
    }
}

#[pymethods]
impl Answer {
    /// The head's number in the table; None for a raw record.
    #[getter]
    fn head(&self) -> Option<u32> {
        self.head
    }

    #[getter]
    fn status_code(&self) -> u16 {
        self.status
    }

    /// A status from 200 to 299.
    #[getter]
    fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as it came.
    #[getter]
    fn content<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.read(py, |answer| Ok(PyBytes::new(py, answer.body)))
    }

    /// The body as the buffer's `decode` reads it; as bytes without one.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let content = self.content(py)?;
        let reading = &self.buffer.bind(py).try_borrow()?.1;
        let loads = reading.loads.as_ref().map(|it| it.clone_ref(py));
        let decode = reading.decode.as_ref().map(|it| it.clone_ref(py));
        if let Some(loads) = loads {
            match loads.bind(py).call1((&content,)) {
                Err(error) if decode.is_none() => return Err(error),
                Err(_) => {}
                read => return read,
            }
        }
        match decode {
            Some(decode) => decode.bind(py).call1((content,)),
            None => Ok(content.into_any()),
        }
    }

    /// Method, target, headers and body of the request, unless it was let go after a success.
    #[getter]
    fn request<'py>(&self, py: Python<'py>) -> PyResult<Option<Request<'py>>> {
        self.buffer
            .bind(py)
            .try_borrow()?
            .request_of(py, self.index)
    }

    /// The reason phrase.
    #[getter]
    fn status_text(&self, py: Python<'_>) -> PyResult<String> {
        self.read(py, |answer| Ok(answer.status_text()))
    }

    /// The fields of the head where it was kept.
    #[getter]
    fn headers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.read(py, |answer| {
            let headers = PyDict::new(py);
            for (name, value) in answer.fields() {
                let value = match headers.get_item(&name)? {
                    Some(before) => format!("{}, {value}", before.extract::<String>()?),
                    None => value,
                };
                headers.set_item(name, value)?;
            }
            Ok(headers)
        })
    }
}
