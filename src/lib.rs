//! The core of `arango_fastbatch`: the records of a batch, its multipart framing and the cutting
//! of its answer. The logic knows no Python; `python` binds it.

pub mod answers;
pub mod array;
pub mod batch;
pub mod error;
pub mod heads;
pub mod http;
pub mod multipart;
pub mod pipeline;
pub mod records;
mod sink;

#[cfg(feature = "python")]
mod python;
