//! HTTP/1.1 messages as bytes: the head of a request is framed here, the head of an answer cut.
//!
//! A part of a batch is such a message, and so is its answer.

mod reply;
mod request;

pub use reply::{Fields, ReplyHead, cut_reply_head, reason_phrase, trim};
pub use request::{Request, RequestHead, check_target_piece};

/// What ends each line of a head.
pub const CRLF: &[u8] = b"\r\n";

/// Whether a byte may stand in a method or a field name (RFC 9110, `token`).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
