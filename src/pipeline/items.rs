//! The answer to merged requests, taken apart into those that single ones would have had.

use std::mem;

use super::{Begun, Pipeline};
use crate::answers::Arriving;
use crate::array::{Item, shape, split};
use crate::batch::Batch;
use crate::error::Result;
use crate::heads::MergeKind;
use crate::http::{CRLF, cut_field, lines, reason_phrase};

/// arangod's number of a conflict, which may be one of revisions.
const CONFLICT: u32 = 1200;
const SERVER_ERROR: u16 = 500;

impl Pipeline {
    /// Keeps the items of an answer, each as the answer to its record. `head`: the answer's lines.
    pub(super) fn split(
        &mut self,
        batch: &mut Batch,
        request: Begun,
        answer: &Arriving,
        head: &[u8],
    ) -> Result<()> {
        let mut items = mem::take(&mut self.items);
        let count = (request.stop - request.start) as usize;
        let is_array = split(batch.answers.peek(answer).body, &mut items).is_some();
        if !is_array || items.len() != count {
            return Err(self.malformed(format!(
                "the answer to {count} merged requests is no array of as many items"
            )));
        }
        for (index, item) in (request.start..request.stop).zip(&items) {
            let part = answer.part(item.place.clone());
            let part = part.ok_or_else(|| self.malformed("a body of 4 GiB or more"))?;
            let part = if is_error(item, request) {
                self.fail_one(batch, index, request, item, &part, head)?
            } else {
                part
            };
            self.keep_one(batch, index, &part)?;
        }
        self.items = items;
        Ok(())
    }

    /// The answer that a single request would have had instead of an item that is an error.
    fn fail_one(
        &mut self,
        batch: &mut Batch,
        index: u32,
        request: Begun,
        item: &Item,
        part: &Arriving,
        head: &[u8],
    ) -> Result<Arriving> {
        let status = self.status_of(batch, index, request, item)?;
        let said = batch.answers.peek(part).body;
        let body = match said {
            [b'{', members @ ..] if !item.has_code => {
                [format!("{{\"code\":{status},").as_bytes(), members].concat()
            }
            _ => said.to_vec(),
        };
        let head = head_of(status, head, body.len());
        let size = body.len() as u64;
        let answer = batch.answers.open(&mut self.writer, status, &head, size);
        let answer = answer.ok_or_else(|| self.malformed("an answer of 4 GiB or more"))?;
        batch.answers.write(&answer, &body);
        Ok(answer)
    }

    /// The status of a single request with the error of an item.
    fn status_of(&mut self, batch: &Batch, index: u32, request: Begun, item: &Item) -> Result<u16> {
        let Some(number) = item.number else {
            return Ok(SERVER_ERROR);
        };
        if let Some((_, conflict)) = request.merged.filter(|_| number == CONFLICT) {
            let record = batch.records.pieces(index, &mut self.near_in)?;
            let shape = record.and_then(|it| shape(it.body, &mut self.names));
            if shape.is_some_and(|it| it.has_rev) {
                return Ok(conflict);
            }
        }
        Ok(self.statuses.get(&number).copied().unwrap_or(SERVER_ERROR))
    }
}

/// Whether an item says that its request failed. A document that was read may say anything, but
/// it has an id.
fn is_error(item: &Item, request: Begun) -> bool {
    let is_read = matches!(request.merged, Some((MergeKind::Get, _)));
    item.is_error && !(is_read && item.has_id)
}

/// The lines of a head as a single request would have had it: those of the whole answer, but for
/// what they say of the whole.
fn head_of(status: u16, whole: &[u8], length: usize) -> Vec<u8> {
    const OF_THE_WHOLE: [&[u8]; 3] = [
        b"content-length",
        b"transfer-encoding",
        b"x-arango-error-codes",
    ];
    let reason = reason_phrase(status);
    let mut head = format!("HTTP/1.1 {status} {reason}\r\n").into_bytes();
    for line in lines(whole).skip(1) {
        let name = cut_field(line).map_or(&b""[..], |(name, _)| name);
        if !OF_THE_WHOLE.iter().any(|it| name.eq_ignore_ascii_case(it)) {
            head.extend_from_slice(line);
            head.extend_from_slice(CRLF);
        }
    }
    head.extend_from_slice(format!("Content-Length: {length}\r\n").as_bytes());
    head
}
