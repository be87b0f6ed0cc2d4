//! The wire format of `/_api/batch`: requests and answers as the parts of a multipart message.

pub mod decode;
pub mod encode;

use crate::error::{Error, Result};

/// How many characters a boundary has: 128 random bits in hexadecimal.
const BOUNDARY_CHARS: usize = 32;
const DASHES: &[u8] = b"--";

/// What stands between the parts of a message, its two dashes included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Boundary([u8; DASHES.len() + BOUNDARY_CHARS]);

impl Boundary {
    /// Takes 32 hexadecimal characters. They should be random and fresh: arangod looks for the
    /// boundary in the bodies too.
    pub fn new(text: &str) -> Result<Self> {
        let mut boundary = [b'-'; DASHES.len() + BOUNDARY_CHARS];
        let characters = &mut boundary[DASHES.len()..];
        if text.len() != characters.len() || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Error::Value(format!(
                "a boundary is 32 hexadecimal characters, not {text:?}"
            )));
        }
        characters.copy_from_slice(text.as_bytes());
        Ok(Self(boundary))
    }

    fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests;
