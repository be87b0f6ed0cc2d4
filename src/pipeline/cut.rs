//! Cutting the answers of a connection, one behind the other, however they are chunked.

use crate::http::{Chunks, Coding, CutReply, ReplyCutter, ReplyHead};

/// The fewest bytes of an answer: a status line without a reason, and a blank line.
pub const LEAST_ANSWER: u64 = b"HTTP/1.1 204\r\n\r\n".len() as u64;

/// Knows where in the stream of answers it is.
#[derive(Debug, Default)]
pub struct Cutter {
    heads: ReplyCutter,
    place: Place,
}

#[derive(Debug, Default)]
enum Place {
    /// At the head of an answer.
    #[default]
    Head,
    /// In a body: so many bytes are still to come.
    Body(u64),
    Chunks(Chunks),
    /// In a body that ends with the connection.
    Rest,
}

/// The head of an answer that is the last one to its request.
#[derive(Debug)]
pub struct Reply<'a> {
    pub head: ReplyHead<'a>,
    /// Its lines, without the blank line.
    pub text: &'a [u8],
    /// Bytes of the body; None where the head does not tell.
    pub length: Option<u64>,
    /// Whether the body ends with the connection.
    pub is_rest: bool,
}

impl Cutter {
    /// Whether a head comes next.
    #[must_use]
    pub fn is_at_head(&self) -> bool {
        matches!(self.place, Place::Head)
    }

    /// Whether the body ends with the connection.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        matches!(self.place, Place::Rest)
    }

    /// Cuts a head: how many bytes it takes, and what it says unless other heads follow it; None
    /// where it has not come whole. `has_no_body`: none comes, whatever the head says.
    pub fn head<'a>(
        &mut self,
        data: &'a [u8],
        has_no_body: bool,
    ) -> Result<Option<(usize, Option<Reply<'a>>)>, &'static str> {
        let Some(CutReply { size, text, head }) = self.heads.cut(data)? else {
            return Ok(None);
        };
        if head.status == 101 {
            return Err("the answer 101 to no request for another protocol");
        }
        if head.status < 200 {
            return Ok(Some((size, None)));
        }
        self.place = if has_no_body || matches!(head.status, 204 | 304) {
            Place::Body(0)
        } else {
            match (head.coding, head.content_length) {
                (Some(Coding::Unknown), _) => return Err("an unknown Transfer-Encoding"),
                (Some(Coding::Chunked), Some(_)) => {
                    return Err("both Transfer-Encoding and Content-Length");
                }
                (Some(Coding::Chunked), None) => Place::Chunks(Chunks::default()),
                (None, Some(length)) => Place::Body(length),
                (None, None) => Place::Rest,
            }
        };
        let length = match self.place {
            Place::Body(length) => Some(length),
            _ => None,
        };
        let is_rest = self.is_at_rest();
        let reply = Reply {
            head,
            text,
            length,
            is_rest,
        };
        Ok(Some((size, Some(reply))))
    }

    /// Hands on what has come of a body: how many bytes of `data` belong to it.
    pub fn body(
        &mut self,
        data: &[u8],
        mut write: impl FnMut(&[u8]),
    ) -> Result<usize, &'static str> {
        match &mut self.place {
            Place::Head => Ok(0),
            Place::Body(left) => {
                let size = usize::try_from(*left).map_or(data.len(), |it| it.min(data.len()));
                write(&data[..size]);
                *left -= size as u64;
                Ok(size)
            }
            Place::Chunks(chunks) => chunks.take(data, write),
            Place::Rest => {
                write(data);
                Ok(data.len())
            }
        }
    }

    /// Whether the body has come whole.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match &self.place {
            Place::Body(left) => *left == 0,
            Place::Chunks(chunks) => chunks.is_end(),
            Place::Head | Place::Rest => false,
        }
    }

    /// Goes on behind a body.
    pub fn next(&mut self) {
        self.place = Place::Head;
    }

    /// A number of bytes that at least are still to come of this answer, of which `held` came.
    #[must_use]
    pub fn least(&self, held: usize) -> u64 {
        match &self.place {
            Place::Head => LEAST_ANSWER.saturating_sub(held as u64).max(1),
            Place::Body(left) => *left,
            Place::Chunks(chunks) => chunks.least(),
            Place::Rest => 1,
        }
    }
}
