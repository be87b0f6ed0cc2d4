//! A range of a batch as one stream of requests over plain HTTP, and its answers.
//!
//! Requests go out in order, several before the first is answered; answers come in the same order
//! and name nothing. So what is known of a request follows from its place: settled (answered, lost,
//! unclear), refused for now (held), begun, or not begun. In this order they stand in the range,
//! and each of these stretches is without gaps.

mod cut;
mod frame;
mod incoming;
mod items;
mod outgoing;
mod plan;

use std::collections::VecDeque;
use std::mem;

use crate::answers::{Answer, Arriving, Writer};
use crate::array::{Item, Names};
use crate::batch::{Asks, Batch};
use crate::error::{Error, Result};
use crate::heads::MergeKind;
use crate::http::Held;

pub use cut::LEAST_ANSWER;
pub use frame::{Envelope, is_of_connection};
pub use outgoing::Window;
pub use plan::Limits;

use cut::Cutter;
use frame::Room;
use incoming::Arrival;
use plan::Planner;

/// HTTP statuses by arangod's error numbers.
pub type Statuses = std::collections::HashMap<u32, u16>;

/// The state of a stream.
#[derive(Debug)]
pub struct Pipeline {
    stop: u32,
    /// The first record of no begun request.
    next: u32,
    planner: Planner,
    statuses: Statuses,
    /// Requests that were begun and not answered, the oldest first.
    begun: VecDeque<Begun>,
    /// What those take on the wire.
    begun_bytes: u64,
    /// Answers that say "not now", for one reason, with no other answer behind them.
    refused: Vec<Refused>,
    unclear: Vec<(u32, u32, u16)>,
    link: Link,
    writer: Writer,
    /// The blocks of records last met, on the way out and in.
    near_out: usize,
    near_in: usize,
    /// What is kept between calls for its memory alone.
    room: Room,
    out: Vec<u8>,
    items: Vec<Item>,
    names: Names,
}

/// A request of the stream: one record, or neighbours that were merged.
#[derive(Debug, Clone, Copy)]
struct Begun {
    start: u32,
    stop: u32,
    /// Bytes on the wire.
    size: u64,
    asks: Asks,
    /// Whether it changes nothing, so that it may be sent again.
    is_read: bool,
    /// What was merged, and the status of a conflict of revisions.
    merged: Option<(MergeKind, u16)>,
}

#[derive(Debug)]
struct Refused {
    request: Begun,
    answer: Arriving,
    /// arangod's number of the error: some say that a part may have been executed.
    number: Option<u32>,
}

/// What is known of the connection.
#[derive(Debug, Default)]
struct Link {
    /// None while there is none.
    envelope: Option<Envelope>,
    /// How many bytes of the last begun request were handed out.
    written: u64,
    cutter: Cutter,
    held: Held,
    arrival: Option<Arrival>,
    answered: u32,
    /// No request behind the answer that said so is executed.
    closing: bool,
    /// No byte follows.
    is_ended: bool,
    failure: Option<Error>,
}

impl Pipeline {
    /// A stream of the requests of a range, none of them sent yet.
    pub fn new(
        batch: &Batch,
        start: u32,
        stop: u32,
        statuses: Statuses,
        limits: Limits,
    ) -> Result<Self> {
        batch.check_range(start, stop)?;
        Ok(Self {
            stop,
            next: start,
            planner: Planner::new(limits),
            statuses,
            begun: VecDeque::new(),
            begun_bytes: 0,
            refused: Vec::new(),
            unclear: Vec::new(),
            link: Link::default(),
            writer: Writer::default(),
            near_out: 0,
            near_in: 0,
            room: Room::default(),
            out: Vec::new(),
            items: Vec::new(),
            names: Names::default(),
        })
    }

    /// Begins a connection. Whatever is unanswered is sent again, which must be safe.
    pub fn open(&mut self, envelope: Envelope) -> Result<()> {
        if self.surely_not_executed() < self.begun.len() {
            return Err(wrong(
                "requests of the last connection may be executed: lose them first",
            ));
        }
        self.take_back(0);
        self.link = Link {
            envelope: Some(envelope),
            ..Link::default()
        };
        Ok(())
    }

    /// Ends the connection: the records that are lost. `repeat`: none, if all they do is read.
    pub fn lose(&mut self, batch: &mut Batch, repeat: bool) -> Result<Option<(u32, u32)>> {
        let executed = self.begun.len() - self.surely_not_executed();
        if let Some(arrival) = self.link.arrival.take() {
            arrival.abandon(batch);
        }
        let mut lost = None;
        if executed > 0 && !(repeat && self.begun.range(..executed).all(|it| it.is_read)) {
            lost = Some((self.begun[0].start, self.begun[executed - 1].stop));
            // They would be executed behind what was lost: that is not their order.
            self.accept(batch)?;
            self.take_back(executed);
        } else {
            self.take_back(0);
        }
        self.link.envelope = None;
        batch.answers.close(&self.writer);
        Ok(lost)
    }

    /// Begins no further request: the stream ends with what was begun.
    pub fn halt(&mut self) {
        self.stop = self.next;
    }

    /// Keeps the refusals as ordinary answers.
    pub fn accept(&mut self, batch: &mut Batch) -> Result<()> {
        for Refused {
            request, answer, ..
        } in mem::take(&mut self.refused)
        {
            self.keep(batch, request, &answer)?;
        }
        Ok(())
    }

    /// Takes the refusals as a word that nothing was executed: the requests are sent again,
    /// merged up to `bytes`.
    pub fn rewind(&mut self, batch: &mut Batch, bytes: Option<u64>) -> Result<()> {
        let first = match self.refused.first() {
            Some(first) if self.begun.is_empty() => first.request.start,
            Some(_) => return Err(wrong("requests behind the refusal are unanswered")),
            None => return Err(wrong("there is no refusal")),
        };
        for Refused { answer, .. } in self.refused.drain(..).rev() {
            batch.answers.abandon(&answer);
        }
        self.next = first;
        self.planner.limits.bytes = bytes.unwrap_or(self.planner.limits.bytes);
        Ok(())
    }

    /// The first refusal, once nothing is unanswered behind it.
    #[must_use]
    pub fn refusal<'a>(&self, batch: &'a Batch) -> Option<Answer<'a>> {
        let first = self.refused.first().filter(|_| self.begun.is_empty())?;
        Some(batch.answers.peek(&first.answer))
    }

    /// The records that a proxy's failure left unclear, with its status: each is told once.
    pub fn unclear(&mut self) -> Vec<(u32, u32, u16)> {
        mem::take(&mut self.unclear)
    }

    /// The first record that is not settled.
    #[must_use]
    pub fn at(&self) -> u32 {
        match (self.refused.first(), self.begun.front()) {
            (Some(first), _) => first.request.start,
            (None, Some(first)) => first.start,
            (None, None) => self.next,
        }
    }

    #[must_use]
    pub fn is_done(&self) -> bool {
        self.at() == self.stop
    }

    /// The first record no byte of whose request was handed out.
    #[must_use]
    pub fn handed(&self) -> u32 {
        self.next
    }

    /// How many requests are begun and not answered.
    #[must_use]
    pub fn unanswered(&self) -> usize {
        self.begun.len()
    }

    /// What they take on the wire.
    #[must_use]
    pub fn unanswered_bytes(&self) -> u64 {
        self.begun_bytes
    }

    /// Whether no further request will be answered over this connection.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        self.link.closing
    }

    /// How many answers came over this connection.
    #[must_use]
    pub fn answered(&self) -> u32 {
        self.link.answered
    }

    /// A number of bytes that at least are still to come.
    #[must_use]
    pub fn least(&self) -> u64 {
        let link = &self.link;
        let waiting = match self.begun.len() {
            _ if link.is_ended || link.envelope.is_none() => 0,
            // Behind the last answer nothing comes.
            _ if link.closing => usize::from(link.arrival.is_some()),
            waiting => waiting,
        };
        match waiting.checked_sub(1) {
            None => 0,
            Some(others) => link.cutter.least(link.held.len()) + others as u64 * LEAST_ANSWER,
        }
    }

    /// How many of the begun requests, counted from the last one, were not executed for sure.
    fn surely_not_executed(&self) -> usize {
        let all = self.begun.len();
        if self.link.closing && self.link.failure.is_none() {
            let answering = self.link.arrival.is_some() && !(all == 1 && self.is_partly_written());
            all - usize::from(answering)
        } else {
            usize::from(self.is_partly_written())
        }
    }

    /// Whether the last begun request was not handed out whole.
    fn is_partly_written(&self) -> bool {
        self.begun
            .back()
            .is_some_and(|it| self.link.written < it.size)
    }

    /// Drops the first of the begun requests and makes the others unbegun ones.
    fn take_back(&mut self, dropped: usize) {
        if let Some(first) = self.begun.get(dropped) {
            self.next = first.start;
        }
        self.begun.clear();
        self.begun_bytes = 0;
        self.link.written = 0;
    }

    /// Keeps an answer for all records of a request.
    fn keep(&mut self, batch: &mut Batch, request: Begun, answer: &Arriving) -> Result<()> {
        for index in request.start..request.stop {
            self.keep_one(batch, index, answer)?;
        }
        Ok(())
    }

    #[inline]
    fn keep_one(&mut self, batch: &mut Batch, index: u32, answer: &Arriving) -> Result<()> {
        if batch.answers.status(index).is_some() {
            return Err(wrong(format!(
                "request {index} was answered by another stream"
            )));
        }
        batch.keep(index, &mut self.near_in, answer)
    }
}

fn wrong(message: impl Into<String>) -> Error {
    Error::Value(message.into())
}

#[cfg(test)]
mod tests;
