//! Framing a range of requests as one message, a segment at a time.

use super::{Boundary, DASHES};
use crate::batch::Batch;
use crate::error::{Error, Result};
use crate::http::CRLF;
use crate::records::{Pieces, Records, Totals};
use crate::sink::{Sink, decimal};

/// What stands between the boundary and a part's number.
const PART_LEAD: &[u8] = b"\r\nContent-Type: application/x-arango-batchpart\r\nContent-Id: ";
const BLANK_LINE: &[u8] = b"\r\n\r\n";
const BOUNDARY_BYTES: u64 = (DASHES.len() + super::BOUNDARY_CHARS) as u64;
/// What a part takes beside its number and its request.
const PART_BYTES: u64 = BOUNDARY_BYTES + (PART_LEAD.len() + BLANK_LINE.len()) as u64;
/// What the closing boundary takes.
const CLOSING_BYTES: u64 = BOUNDARY_BYTES + DASHES.len() as u64;
const CRLF_BYTES: u64 = CRLF.len() as u64;

/// The exact size of the message of a range of requests.
pub fn wire_size(batch: &Batch, start: u32, stop: u32) -> Result<u64> {
    batch.check_range(start, stop)?;
    Ok(grow(&batch.records, start, stop, u64::MAX)?.1)
}

/// The exact size of the message of all requests, those let go included.
#[must_use]
pub fn wire_bytes(records: &Records) -> u64 {
    CLOSING_BYTES + parts_size(0, records.totals())
}

/// The largest `stop` for which the message of `start..stop` takes at most `limit` bytes and has
/// no request that must be sent alone; at least one request.
pub fn fit(batch: &Batch, start: u32, limit: u64) -> Result<u32> {
    let count = batch.records.len();
    if start >= count {
        return Err(Error::Index(format!("request {start} of {count}")));
    }
    let stop = batch.records.next_alone(start).unwrap_or(count);
    let (fitting, _) = grow(&batch.records, start, stop, limit)?;
    Ok(fitting.max(start + 1))
}

/// Frames the message of a range of requests into segments.
#[derive(Debug, Clone)]
pub struct Framer {
    /// The boundary and what follows it in each part.
    part_lead: Vec<u8>,
    /// The next request, and how many bytes of its part are out.
    next: u32,
    offset: u64,
    stop: u32,
    left: u64,
    near: usize,
}

impl Framer {
    pub fn new(batch: &Batch, boundary: Boundary, start: u32, stop: u32) -> Result<Self> {
        let alone = batch.records.next_alone(start);
        if let Some(alone) = alone.filter(|&it| it < stop) {
            return Err(Error::Value(format!(
                "request {alone} has a NUL in its body, where a message would end for the server"
            )));
        }
        Ok(Self {
            part_lead: [boundary.as_bytes(), PART_LEAD].concat(),
            next: start,
            offset: 0,
            stop,
            left: wire_size(batch, start, stop)?,
            near: 0,
        })
    }

    /// How many bytes of the message are still to come.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.left
    }

    /// Fills `out`, which must not be longer than what is left. After an error the framer is
    /// where it was.
    pub fn fill(&mut self, records: &Records, out: &mut [u8]) -> Result<()> {
        let left = self.left.checked_sub(out.len() as u64);
        let left = left.ok_or_else(|| Error::Value("a segment past the end".into()))?;
        let mut sink = Sink::new(out, self.offset);
        let (mut next, mut offset) = (self.next, self.offset);
        while next < self.stop && sink.space() > 0 {
            let pieces = records
                .pieces(next, &mut self.near)?
                .ok_or_else(let_go(next))?;
            let rest = part_size(next, &pieces) - offset;
            let space = sink.space();
            put_part(&mut sink, &self.part_lead, next, &pieces);
            if rest > space {
                offset += space;
                break;
            }
            (next, offset) = (next + 1, 0);
        }
        if next == self.stop && sink.space() > 0 {
            offset += sink.space();
            let boundary = &self.part_lead[..self.part_lead.len() - PART_LEAD.len()];
            sink.put(boundary);
            sink.put(DASHES);
        }
        (self.next, self.offset, self.left) = (next, offset, left);
        Ok(())
    }
}

fn put_part(sink: &mut Sink<'_>, lead: &[u8], index: u32, pieces: &Pieces<'_>) {
    let mut digits = [0; 20];
    sink.put(lead);
    sink.put(decimal(u64::from(index), &mut digits));
    sink.put(BLANK_LINE);
    sink.put(pieces.lead);
    sink.put(pieces.variable);
    sink.put(pieces.tail);
    // arangod takes everything up to the next boundary for the body: no CRLF where there is none.
    if !pieces.body.is_empty() {
        sink.put(pieces.body);
        sink.put(CRLF);
    }
}

/// Extends a message over requests from `start` while it stays within `limit` bytes: where it
/// ends, and its size.
fn grow(records: &Records, start: u32, stop: u32, limit: u64) -> Result<(u32, u64)> {
    let (mut next, mut size, mut near) = (start, CLOSING_BYTES, 0);
    while next < stop {
        // Whole blocks at once, so that cutting a batch into many messages stays cheap.
        if let Some(totals) = records.block_from(next, &mut near) {
            let (end, grown) = (next + totals.requests, size + parts_size(next, totals));
            if end <= stop && grown <= limit {
                (next, size) = (end, grown);
                continue;
            }
        }
        let pieces = records.pieces(next, &mut near)?.ok_or_else(let_go(next))?;
        let grown = size + part_size(next, &pieces);
        if grown > limit {
            break;
        }
        (next, size) = (next + 1, grown);
    }
    Ok((next, size))
}

fn let_go(index: u32) -> impl Fn() -> Error {
    move || Error::Value(format!("request {index} has its answer and was let go"))
}

/// What the part of a request takes.
fn part_size(index: u32, pieces: &Pieces<'_>) -> u64 {
    let digits = u64::from(index.checked_ilog10().unwrap_or(0)) + 1;
    let head = pieces.lead.len() + pieces.variable.len() + pieces.tail.len();
    let request = (head + pieces.body.len()) as u64;
    let end = if pieces.body.is_empty() {
        0
    } else {
        CRLF_BYTES
    };
    PART_BYTES + digits + request + end
}

/// What the parts of requests from `start` on take, given their sums.
fn parts_size(start: u32, totals: Totals) -> u64 {
    u64::from(totals.requests) * PART_BYTES
        + (digits_below(u64::from(start) + u64::from(totals.requests))
            - digits_below(u64::from(start)))
        + totals.bytes
        + u64::from(totals.bodies) * CRLF_BYTES
}

/// How many digits the numbers from 0 to `stop - 1` have together.
fn digits_below(stop: u64) -> u64 {
    let mut digits = stop;
    let mut shortest = 10;
    while shortest < stop {
        digits += stop - shortest;
        shortest *= 10;
    }
    digits
}
