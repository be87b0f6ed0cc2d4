//! JSON texts as bytes: where a document begins and ends, and a few things about it. Values are
//! told apart and never read.

mod items;
mod scan;
mod shape;

pub use items::{Item, error_number, split};
pub use shape::{Key, Names, Shape, shape};
