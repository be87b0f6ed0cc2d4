//! HTTP/1.1 messages as bytes: the head of a request is framed here, the head of an answer cut.
//!
//! A part of a batch is such a message, and so is its answer.

mod chunked;
mod cutter;
mod head;
mod held;
mod reply;
mod request;

pub use chunked::Chunks;
pub use cutter::{CutReply, ReplyCutter};
pub use head::{HeadScanner, cut_field, lines};
pub use held::Held;
pub use reply::{Coding, ReplyHead, cut_reply_head, reason_phrase};
pub use request::{HeadPieces, Request, RequestHead, check_target_piece, is_field};

/// What ends each line of a head.
pub const CRLF: &[u8] = b"\r\n";

/// Which bytes may stand in a method or a field name (RFC 9110, `token`).
const TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        let punctuation = matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        );
        table[byte as usize] = byte.is_ascii_alphanumeric() || punctuation;
        byte += 1;
    }
    table
};

fn is_token(byte: u8) -> bool {
    TOKEN[usize::from(byte)]
}
