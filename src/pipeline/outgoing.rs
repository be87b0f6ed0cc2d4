//! The way out: requests are planned and framed when there is room for them.

use std::mem;

use super::plan::Planner;
use super::{Begun, Link, Pipeline, is_of_connection, wrong};
use crate::batch::{Asks, Batch};
use crate::error::Result;
use crate::heads::MergeKind;
use crate::http::{CRLF, HeadPieces, Request};
use crate::sink::Sink;

/// A segment takes no more, whatever is allowed: it is made in memory of its own first.
const MOST: usize = 1 << 20;

/// How much may be unanswered.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// No request is begun while so many are unanswered.
    pub requests: u64,
    /// Nor while any are, and take so many bytes.
    pub bytes: u64,
}

impl Pipeline {
    /// The next bytes to write, at most so many.
    pub fn segment(&mut self, batch: &Batch, most: usize, window: Window) -> Result<&[u8]> {
        let most = most.min(MOST);
        if self.out.len() < most {
            self.out.resize(most, 0);
        }
        let mut out = mem::take(&mut self.out);
        let result = self.fill(batch, &mut out[..most], window);
        self.out = out;
        Ok(&self.out[..result?])
    }

    /// How many bytes a segment will roughly take.
    #[must_use]
    pub fn estimate(&self, batch: &Batch, most: usize, window: Window) -> u64 {
        const USUAL: u64 = 128;
        let rest = self
            .begun
            .back()
            .map_or(0, |it| it.size - self.link.written);
        let free = window.requests.saturating_sub(self.begun.len() as u64);
        let records = u64::from(self.stop - self.next);
        let is_merged = matches!(
            batch.records.merge(self.next, &mut self.near_out.clone()),
            Ok(Some(_))
        );
        let begun = if is_merged {
            records
        } else {
            free.min(records)
        };
        let usual = batch.records.totals().bytes / u64::from(batch.records.len()).max(1) + USUAL;
        (rest + begun.saturating_mul(usual)).min(most as u64)
    }

    /// Writes what may be written: how many bytes.
    fn fill(&mut self, batch: &Batch, out: &mut [u8], window: Window) -> Result<usize> {
        if self.link.envelope.is_none() {
            return Err(wrong("there is no connection: open one first"));
        }
        let mut sink = Sink::new(out, 0);
        if self.link.closing || self.link.is_ended || self.link.failure.is_some() {
            return Ok(0);
        }
        while sink.space() > 0 {
            let is_new = !self.is_partly_written();
            if is_new && !self.may_begin(window) {
                break;
            }
            match self.write(batch, &mut sink, is_new) {
                Ok(()) => {}
                // What was written so far goes out first; then it is met again.
                Err(_) if sink.filled() > 0 => break,
                Err(error) => return Err(error),
            }
        }
        Ok(sink.filled())
    }

    fn may_begin(&self, window: Window) -> bool {
        self.next < self.stop
            && self.refused.is_empty()
            && (self.begun.len() as u64) < window.requests
            && (self.begun.is_empty() || self.begun_bytes < window.bytes)
    }

    /// Writes a request, or what is left of it.
    #[inline]
    fn write(&mut self, batch: &Batch, sink: &mut Sink<'_>, is_new: bool) -> Result<()> {
        let Some(envelope) = &self.link.envelope else {
            return Ok(());
        };
        let (start, stop) = match self.begun.back() {
            Some(last) if !is_new => (last.start, last.stop),
            _ => {
                let near = &mut self.near_out;
                let stop = self.planner.plan(batch, self.next, self.stop, near)?;
                (self.next, stop)
            }
        };
        let (planner, near) = (&self.planner, &mut self.near_out);
        let content = content_of(batch, planner, start, stop, near)?;
        let framed = envelope.frame(&mut self.room, content.head, content.body);
        let size = framed.size();
        if is_new {
            self.begun.push_back(content.begun(start, stop, size));
            self.begun_bytes += size;
            self.next = stop;
            self.link.written = 0;
        }
        sink.skip(self.link.written);
        let space = sink.space();
        framed.put(sink);
        self.link.written = size.min(self.link.written + space);
        Ok(())
    }

    /// The next request for a client that sends one after the other; None at the end.
    pub fn take(&mut self, batch: &Batch) -> Result<Option<Request>> {
        if self.link.envelope.is_some() {
            return Err(wrong("requests go over a connection: lose it first"));
        }
        if !self.begun.is_empty() {
            return Err(wrong("the request taken before has no answer yet"));
        }
        if !self.refused.is_empty() {
            return Err(wrong("there is a refusal: accept it or rewind"));
        }
        if self.next == self.stop {
            return Ok(None);
        }
        let (start, near) = (self.next, &mut self.near_out);
        let stop = self.planner.plan(batch, start, self.stop, near)?;
        let content = content_of(batch, &self.planner, start, stop, near)?;
        let request = content.request();
        let size = content.body.len() as u64;
        self.begun.push_back(content.begun(start, stop, size));
        self.begun_bytes = size;
        self.next = stop;
        self.link = Link {
            written: size,
            ..Link::default()
        };
        Ok(Some(request))
    }
}

/// What a request is made of.
struct Content<'a> {
    head: HeadPieces<'a>,
    body: &'a [u8],
    is_raw: bool,
    merged: Option<(MergeKind, u16)>,
}

impl Content<'_> {
    /// What there is to remember of the request until its answer comes.
    #[inline]
    fn begun(&self, start: u32, stop: u32, size: u64) -> Begun {
        let method = self.head.method;
        let is_read = match self.merged {
            Some((kind, _)) => kind == MergeKind::Get,
            None => matches!(method, b"GET " | b"HEAD "),
        };
        Begun {
            start,
            stop,
            size,
            asks: Asks::of(method, self.is_raw),
            is_read,
            merged: self.merged,
        }
    }

    /// The request for a client of the caller's own.
    fn request(&self) -> Request {
        let head = [
            self.head.method,
            self.head.before,
            self.head.variable,
            self.head.after,
            self.head.fields,
            CRLF,
        ];
        let mut request = Request::from_text(&head.concat(), self.body);
        let own = |(name, _): &(String, String)| !is_of_connection(name.as_bytes());
        request.headers.retain(own);
        request
    }
}

/// The content of a request that was planned.
#[inline]
fn content_of<'a>(
    batch: &'a Batch,
    planner: &'a Planner,
    start: u32,
    stop: u32,
    near: &mut usize,
) -> Result<Content<'a>> {
    if stop - start > 1 {
        if let Some(merge) = batch.records.merge(start, near)? {
            return Ok(Content {
                head: HeadPieces::of(merge.head.lead(), b"", merge.head.tail()),
                body: &planner.body,
                is_raw: false,
                merged: Some((merge.kind, merge.conflict)),
            });
        }
    }
    let has_answer = || {
        wrong(format!(
            "request {start} has its answer and is not sent again"
        ))
    };
    if batch.answers.status(start).is_some() {
        return Err(has_answer());
    }
    let pieces = batch.records.pieces(start, near)?;
    let pieces = pieces.ok_or_else(has_answer)?;
    Ok(Content {
        head: HeadPieces::of(pieces.lead, pieces.variable, pieces.tail),
        body: pieces.body,
        is_raw: pieces.lead.is_empty(),
        merged: None,
    })
}
