//! The requests of a batch as compact records: 12 bytes each beside what varies between them.
//!
//! Records live in blocks that are filled one after the other and never move: growth copies
//! nothing. Once all records of a block have answers, their bytes are freed; a request that failed
//! stays, so that its error can show it.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::heads::{Head, HeadTable, Merge};
use crate::http::{Request, RequestHead, check_target_piece};

/// Bytes of the first block; each further one is twice as large, up to `BLOCK_BYTES`.
const FIRST_BLOCK_BYTES: usize = 1 << 10;
const BLOCK_BYTES: usize = 1 << 18;
/// Records that take no bytes of their own would never fill a block.
const BLOCK_RECORDS: usize = 1 << 13;
/// In place of a head's number: the record holds its whole head itself, as its variable piece.
const RAW: u32 = u32::MAX;
/// In place of a body's offset: the record's bytes were let go.
const GONE: u32 = u32::MAX;

/// One request: its head, and where its bytes begin in its block. They end where the next begin.
#[derive(Debug, Clone, Copy)]
struct Record {
    head: u32,
    start: u32,
    body: u32,
}

#[derive(Debug, Default)]
struct Block {
    /// The index of its first record.
    first: u32,
    records: Vec<Record>,
    bytes: Vec<u8>,
    totals: Totals,
    unanswered: u32,
    /// All answers came: only the bytes of failed requests are left, and nothing is added.
    let_go: bool,
}

/// Sums over requests: what their message sizes follow from.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    pub requests: u32,
    /// How many of them have a body.
    pub bodies: u32,
    /// Bytes of their heads and bodies.
    pub bytes: u64,
}

/// A request as the pieces that make it up, in order.
#[derive(Debug, Clone, Copy)]
pub struct Pieces<'a> {
    pub lead: &'a [u8],
    pub variable: &'a [u8],
    pub tail: &'a [u8],
    pub body: &'a [u8],
}

/// The requests of one batch, by index.
#[derive(Debug, Default)]
pub struct Records {
    table: HeadTable,
    /// The heads met so far, at their numbers: no lock where a head is used again.
    heads: Vec<Option<Arc<Head>>>,
    blocks: Vec<Block>,
    totals: Totals,
    /// Those that no multipart message may hold, in order.
    alone: Vec<u32>,
}

impl Records {
    /// No records yet; heads are numbers of `table`.
    #[must_use]
    pub fn new(table: HeadTable) -> Self {
        Self {
            table,
            ..Self::default()
        }
    }

    /// Copies a request in and gives its index.
    #[inline]
    pub fn append(&mut self, head: u32, variable: &[u8], body: &[u8]) -> Result<u32> {
        check_target_piece(variable)?;
        let head_bytes = match self.heads.get(head as usize) {
            Some(Some(known)) => known.request.size(),
            _ => self.learn(head)?,
        };
        self.push(head, head_bytes, variable, body)
    }

    /// Copies a request in whose head stands in no table, and gives its index.
    pub fn append_raw(&mut self, head: &RequestHead, body: &[u8]) -> Result<u32> {
        self.push(RAW, 0, &head.text(b""), body)
    }

    /// Marks the last request: no multipart message may hold it, since its body has a NUL.
    pub fn mark_alone(&mut self) {
        if let Some(last) = self.len().checked_sub(1).filter(|&it| !self.is_alone(it)) {
            self.alone.push(last);
        }
    }

    /// Whether no multipart message may hold a request.
    #[must_use]
    pub fn is_alone(&self, index: u32) -> bool {
        self.alone.binary_search(&index).is_ok()
    }

    /// The first request from one on that no multipart message may hold.
    #[must_use]
    pub fn next_alone(&self, start: u32) -> Option<u32> {
        let at = self.alone.partition_point(|&it| it < start);
        self.alone.get(at).copied()
    }

    /// How many requests there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.totals.requests
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The sums over all requests, those let go included.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// The number of a request's head; None for one that holds its own.
    pub fn head_number(&self, index: u32) -> Result<Option<u32>> {
        let block = &self.blocks[self.locate(index, &mut 0)?];
        let head = block.records[(index - block.first) as usize].head;
        Ok((head != RAW).then_some(head))
    }

    /// A request's pieces; None once they were let go. `near` speeds up a walk: the block last met.
    #[inline]
    pub fn pieces(&self, index: u32, near: &mut usize) -> Result<Option<Pieces<'_>>> {
        let block = &self.blocks[self.locate(index, near)?];
        let position = (index - block.first) as usize;
        let record = block.records[position];
        if record.body == GONE {
            return Ok(None);
        }
        let (start, body) = (record.start as usize, record.body as usize);
        let (lead, tail) = self.head(record.head).map_or((&b""[..], &b""[..]), |head| {
            (head.request.lead(), head.request.tail())
        });
        Ok(Some(Pieces {
            lead,
            variable: &block.bytes[start..body],
            tail,
            body: &block.bytes[body..block.end(position)],
        }))
    }

    /// How a request's neighbours and it become one; None where they do not.
    #[inline]
    pub fn merge(&self, index: u32, near: &mut usize) -> Result<Option<&Merge>> {
        let block = &self.blocks[self.locate(index, near)?];
        let record = block.records[(index - block.first) as usize];
        Ok(self.head(record.head).and_then(|head| head.merge.as_ref()))
    }

    /// The request behind the last of those from `start` on, and before `stop`, with one head.
    pub fn run_of_head(&self, start: u32, stop: u32, near: &mut usize) -> Result<u32> {
        let mut end = start;
        let mut first = None;
        while end < stop {
            let block = &self.blocks[self.locate(end, near)?];
            for record in &block.records[(end - block.first) as usize..] {
                if end == stop || *first.get_or_insert(record.head) != record.head {
                    return Ok(end);
                }
                end += 1;
            }
        }
        Ok(end)
    }

    /// A request in full; None once it was let go.
    pub fn request(&self, index: u32) -> Result<Option<Request>> {
        let pieces = self.pieces(index, &mut 0)?;
        Ok(pieces.map(|it| {
            let head = [it.lead, it.variable, it.tail].concat();
            Request::from_text(&head, it.body)
        }))
    }

    /// The sums over the block that begins with a request, if one does and it is still whole.
    #[must_use]
    pub fn block_from(&self, index: u32, near: &mut usize) -> Option<Totals> {
        let block = &self.blocks[self.locate(index, near).ok()?];
        (block.first == index && !block.let_go).then_some(block.totals)
    }

    /// Notes that a request has its answer. With the last of its block, the block lets its bytes
    /// go but for the requests that `failed`. Call it once for a request.
    pub fn answered(
        &mut self,
        index: u32,
        near: &mut usize,
        failed: impl Fn(u32) -> bool,
    ) -> Result<()> {
        let at = self.locate(index, near)?;
        let block = &mut self.blocks[at];
        block.unanswered = block.unanswered.saturating_sub(1);
        if block.unanswered == 0 {
            block.let_go(failed);
        }
        Ok(())
    }

    #[cold]
    fn learn(&mut self, number: u32) -> Result<usize> {
        let head = self.table.get(number)?;
        let size = head.request.size();
        let at = number as usize;
        if self.heads.len() <= at {
            self.heads.resize(at + 1, None);
        }
        self.heads[at] = Some(head);
        Ok(size)
    }

    fn head(&self, number: u32) -> Option<&Head> {
        self.heads.get(number as usize)?.as_deref()
    }

    #[inline]
    fn push(&mut self, head: u32, head_bytes: usize, variable: &[u8], body: &[u8]) -> Result<u32> {
        let size = variable.len() + body.len();
        let index = self.totals.requests;
        if size >= GONE as usize || index == u32::MAX {
            return Err(Error::Value(format!(
                "a request of {size} bytes is too large, or one of {index} too many"
            )));
        }
        if !self.blocks.last().is_some_and(|block| block.takes(size)) {
            self.open_block(size);
        }
        let at = self.blocks.len() - 1;
        let block = &mut self.blocks[at];
        let start = offset(&block.bytes);
        block.bytes.extend_from_slice(variable);
        let record = Record {
            head,
            start,
            body: offset(&block.bytes),
        };
        block.records.push(record);
        block.bytes.extend_from_slice(body);
        block.unanswered += 1;
        for totals in [&mut block.totals, &mut self.totals] {
            totals.requests += 1;
            totals.bodies += u32::from(!body.is_empty());
            totals.bytes += (head_bytes + size) as u64;
        }
        Ok(index)
    }

    #[cold]
    fn open_block(&mut self, size: usize) {
        let mut block = Block {
            first: self.totals.requests,
            ..Block::default()
        };
        let mut bytes = FIRST_BLOCK_BYTES;
        if let Some(last) = self.blocks.last_mut() {
            bytes = (last.bytes.capacity() * 2).clamp(FIRST_BLOCK_BYTES, BLOCK_BYTES);
            last.close();
            // Batches are mostly of one kind of request: as many will come as fitted last time.
            let records = last.records.len() * bytes / last.bytes.len().max(1);
            block.records.reserve_exact(records.min(BLOCK_RECORDS));
        }
        block.bytes.reserve_exact(bytes.max(size));
        self.blocks.push(block);
    }

    /// The block of a request, looked for from `near` on, which is set to it.
    #[inline]
    fn locate(&self, index: u32, near: &mut usize) -> Result<usize> {
        for at in [*near, *near + 1] {
            if self.blocks.get(at).is_some_and(|block| block.has(index)) {
                *near = at;
                return Ok(at);
            }
        }
        if index >= self.totals.requests {
            let count = self.totals.requests;
            return Err(Error::Index(format!("request {index} of {count}")));
        }
        *near = self.blocks.partition_point(|block| block.first <= index) - 1;
        Ok(*near)
    }
}

impl Block {
    fn has(&self, index: u32) -> bool {
        index
            .checked_sub(self.first)
            .is_some_and(|position| (position as usize) < self.records.len())
    }

    fn takes(&self, size: usize) -> bool {
        self.bytes.len() + size <= self.bytes.capacity()
            && self.records.len() < BLOCK_RECORDS
            && !self.let_go
    }

    fn end(&self, position: usize) -> usize {
        let next = self.records.get(position + 1);
        next.map_or(self.bytes.len(), |record| record.start as usize)
    }

    /// Gives back what was reserved and not needed, where it is more than a little.
    fn close(&mut self) {
        if self.bytes.len() < self.bytes.capacity() / 8 * 7 {
            self.bytes.shrink_to_fit();
        }
        if self.records.len() < self.records.capacity() / 8 * 7 {
            self.records.shrink_to_fit();
        }
    }

    fn let_go(&mut self, failed: impl Fn(u32) -> bool) {
        let mut kept = Vec::new();
        for (position, index) in (0..self.records.len()).zip(self.first..) {
            let (start, body) = (offset(&kept), self.records[position].body);
            let end = self.end(position);
            let record = &mut self.records[position];
            let old = record.start as usize..end;
            record.body = if failed(index) {
                kept.extend_from_slice(&self.bytes[old]);
                start + (body - record.start)
            } else {
                GONE
            };
            record.start = start;
        }
        kept.shrink_to_fit();
        self.bytes = kept;
        self.let_go = true;
    }
}

/// Where a block's next byte goes; blocks stay below 4 GiB, `push` sees to it.
fn offset(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(GONE)
}

#[cfg(test)]
mod tests;
