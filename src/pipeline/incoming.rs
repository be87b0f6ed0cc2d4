//! The way in: answers are cut, matched to requests by their place, and kept.

use std::borrow::Cow;
use std::mem;

use memchr::memmem;

use super::cut::Reply;
use super::{Begun, Pipeline, Refused, wrong};
use crate::answers::Arriving;
use crate::array::error_number;
use crate::batch::{Asks, Batch, is_failed_status};
use crate::error::{Error, Result};
use crate::http::{Held, is_field, reason_phrase};

/// arangod's number of a database that is not there, whatever is asked of it.
const NO_DATABASE: u32 = 1228;

/// An answer whose body is coming.
#[derive(Debug)]
pub(super) struct Arrival {
    status: u16,
    /// The lines of its head, where they are not with the body and needed later.
    head: Vec<u8>,
    body: Body,
}

#[derive(Debug)]
enum Body {
    /// Of known length: it goes where it stays.
    Kept(Arriving),
    Gathered(Vec<u8>),
}

impl Arrival {
    /// Lets go what came of it.
    pub fn abandon(self, batch: &mut Batch) {
        if let Body::Kept(answer) = self.body {
            batch.answers.abandon(&answer);
        }
    }
}

impl Pipeline {
    /// Takes the next bytes of the answers: how many answers became whole. After an error every
    /// further call gives it again.
    pub fn feed(&mut self, batch: &mut Batch, data: &[u8]) -> Result<u32> {
        self.check_open()?;
        if self.link.is_ended {
            return Err(wrong("the connection has ended"));
        }
        let before = self.link.answered;
        let mut held = mem::take(&mut self.link.held);
        let result = held.feed(data, |data| self.run(batch, data));
        self.link.held = held;
        match result {
            Ok(()) => Ok(self.link.answered - before),
            Err(error) => Err(self.fail(batch, error)),
        }
    }

    /// Says that no byte follows: an answer that ends with the connection is whole.
    pub fn finish(&mut self, batch: &mut Batch) -> Result<()> {
        self.check_open()?;
        if !self.link.is_ended && self.link.cutter.is_at_rest() {
            self.settle(batch)
                .map_err(|error| self.fail(batch, error))?;
        }
        self.link.is_ended = true;
        Ok(())
    }

    /// Takes the answer to the request that was [taken](Pipeline::take).
    pub fn put<N: AsRef<str>, V: AsRef<str>>(
        &mut self,
        batch: &mut Batch,
        status: u16,
        fields: &[(N, V)],
        body: &[u8],
    ) -> Result<()> {
        if self.link.envelope.is_some() || self.begun.is_empty() {
            return Err(wrong("no request is taken"));
        }
        if !(200..1000).contains(&status) {
            return Err(wrong(format!("{status} is not the status of an answer")));
        }
        let reason = reason_phrase(status);
        let mut head = format!("HTTP/1.1 {status} {reason}\r\n");
        for (name, value) in fields {
            let (name, value) = (name.as_ref(), value.as_ref());
            // What cannot have come over HTTP is not worth an answer.
            if is_field(name, value) {
                head.extend([name, ": ", value, "\r\n"]);
            }
        }
        let head = head.into_bytes();
        let request = self.begun[0];
        let kept = if request.keeps_head(status) {
            &head[..]
        } else {
            b""
        };
        let size = body.len() as u64;
        let answer = batch.answers.open(&mut self.writer, status, kept, size);
        let answer = answer.ok_or_else(|| wrong("an answer of 4 GiB or more"))?;
        batch.answers.write(&answer, body);
        self.conclude(batch, &answer, &head)
    }

    /// Refuses what needs a connection that has not failed.
    fn check_open(&self) -> Result<()> {
        match &self.link.failure {
            Some(failure) => Err(failure.clone()),
            None if self.link.envelope.is_none() => {
                Err(wrong("there is no connection: open one first"))
            }
            None => Ok(()),
        }
    }

    fn fail(&mut self, batch: &mut Batch, error: Error) -> Error {
        if let Some(arrival) = self.link.arrival.take() {
            arrival.abandon(batch);
        }
        self.link.held = Held::default();
        self.link.failure = Some(error.clone());
        error
    }

    /// Takes whole heads and what came of bodies off `data`: how many bytes in all.
    fn run(&mut self, batch: &mut Batch, data: &[u8]) -> Result<usize> {
        let mut rest = data;
        while !rest.is_empty() {
            let taken = if self.link.cutter.is_at_head() {
                self.cut_head(batch, rest)?
            } else {
                Some(self.cut_body(batch, rest)?)
            };
            match taken {
                Some(size) => rest = &rest[size..],
                None => break,
            }
        }
        Ok(data.len() - rest.len())
    }

    fn cut_head(&mut self, batch: &mut Batch, data: &[u8]) -> Result<Option<usize>> {
        if self.link.closing {
            return Err(self.malformed("something follows the last answer"));
        }
        let Some(request) = self.begun.front().copied() else {
            return Err(self.malformed("an answer that nothing was asked for"));
        };
        let has_no_body = request.asks == Asks::Head;
        let cut = self.link.cutter.head(data, has_no_body);
        let (size, reply) = match cut {
            Ok(None) => return Ok(None),
            Ok(Some((size, None))) => return Ok(Some(size)),
            Ok(Some((size, Some(reply)))) => (size, reply),
            Err(message) => return Err(self.malformed(message)),
        };
        let is_early = self.begun.len() == 1 && self.is_partly_written();
        // Behind an early answer nobody can tell what the next bytes would be taken for.
        self.link.closing = reply.head.closes || reply.is_rest || is_early;
        self.link.arrival = Some(self.arrival(batch, request, &reply)?);
        if self.link.cutter.is_whole() {
            self.settle(batch)?;
        }
        Ok(Some(size))
    }

    fn arrival(&mut self, batch: &mut Batch, request: Begun, reply: &Reply<'_>) -> Result<Arrival> {
        let status = reply.head.status;
        let keeps =
            request.keeps_head(status) || (request.merged.is_none() && reply.head.has_own_reason());
        let kept = if keeps { reply.text } else { b"" };
        let body = match reply.length {
            Some(length) => {
                let answer = batch.answers.open(&mut self.writer, status, kept, length);
                Body::Kept(answer.ok_or_else(|| self.malformed("a body of 4 GiB or more"))?)
            }
            None => Body::Gathered(Vec::new()),
        };
        let is_needed = request.merged.is_some() || matches!(body, Body::Gathered(_));
        let head = if is_needed {
            reply.text.to_vec()
        } else {
            Vec::new()
        };
        Ok(Arrival { status, head, body })
    }

    fn cut_body(&mut self, batch: &mut Batch, data: &[u8]) -> Result<usize> {
        let (cutter, arrival) = (&mut self.link.cutter, &mut self.link.arrival);
        let answers = &mut batch.answers;
        let taken = cutter.body(data, |bytes| match arrival {
            Some(Arrival {
                body: Body::Kept(answer),
                ..
            }) => answers.write(answer, bytes),
            Some(Arrival {
                body: Body::Gathered(body),
                ..
            }) => body.extend_from_slice(bytes),
            None => {}
        });
        let taken = taken.map_err(|message| self.malformed(message))?;
        if self.link.cutter.is_whole() {
            self.settle(batch)?;
        }
        Ok(taken)
    }

    /// Takes the answer that is whole for that of its request.
    fn settle(&mut self, batch: &mut Batch) -> Result<()> {
        let Some(arrival) = self.link.arrival.take() else {
            return Ok(());
        };
        self.link.cutter.next();
        let answer = match arrival.body {
            Body::Kept(answer) => answer,
            Body::Gathered(body) => {
                let keeps = self.begun[0].keeps_head(arrival.status);
                let kept = if keeps { &arrival.head[..] } else { b"" };
                let (writer, size) = (&mut self.writer, body.len() as u64);
                let answer = batch.answers.open(writer, arrival.status, kept, size);
                let answer = answer.ok_or_else(|| self.malformed("a body of 4 GiB or more"))?;
                batch.answers.write(&answer, &body);
                answer
            }
        };
        self.conclude(batch, &answer, &arrival.head)
    }

    /// Decides what an answer means for its request, the oldest one.
    fn conclude(&mut self, batch: &mut Batch, answer: &Arriving, head: &[u8]) -> Result<()> {
        let (request, status) = (self.begun[0], answer.status());
        let refusal = self.as_refusal(batch, request, answer);
        let goes_on = self.refused.first().zip(refusal.as_ref());
        if !goes_on.is_some_and(|(first, next)| first.speaks_for(next)) {
            self.accept(batch)?;
        }
        if let Some(refusal) = refusal {
            self.refused.push(refusal);
        } else if matches!(status, 502 | 504) && !is_of_arangod(batch.answers.peek(answer).body) {
            batch.answers.abandon(answer);
            self.unclear.push((request.start, request.stop, status));
        } else if request.merged.is_some() && !is_failed_status(status) {
            self.split(batch, request, answer, head)?;
        } else {
            self.keep(batch, request, answer)?;
        }
        self.begun.pop_front();
        self.begun_bytes -= request.size;
        self.link.answered += 1;
        if self.is_done() {
            batch.answers.close(&self.writer);
        }
        Ok(())
    }

    /// An answer as a refusal, where it says that its request was not executed and may be, later or
    /// otherwise.
    fn as_refusal(&self, batch: &Batch, request: Begun, answer: &Arriving) -> Option<Refused> {
        let (status, body) = (answer.status(), batch.answers.peek(answer).body);
        let first = self.refused.first().map(|it| it.answer.status());
        let is_merged = request.stop - request.start > 1;
        let number = match status {
            401 | 429 | 503 => error_number(body),
            // Of one record it is final, but behind merged ones that are not it waits for them.
            413 if is_merged || first == Some(status) => None,
            // Most documents that are not there are so in a database.
            404 if memmem::find(body, b"1228").is_some() => {
                Some(error_number(body).filter(|&it| it == NO_DATABASE)?)
            }
            _ => return None,
        };
        Some(Refused {
            request,
            answer: *answer,
            number,
        })
    }

    /// An error of the answer to the oldest request.
    pub(super) fn malformed(&self, message: impl Into<Cow<'static, str>>) -> Error {
        Error::Answer {
            message: message.into(),
            part: self.begun.front().map(|it| it.start),
        }
    }
}

impl Begun {
    /// Whether the head of an answer says something that its status does not.
    fn keeps_head(&self, status: u16) -> bool {
        self.asks != Asks::Body || is_failed_status(status)
    }
}

impl Refused {
    /// Whether what it says of what was executed holds for a later one: what only reads may be
    /// sent again whatever that says, and the answer to a HEAD says nothing.
    fn speaks_for(&self, other: &Self) -> bool {
        let is_alike = self.number == other.number || other.request.is_read;
        is_alike && self.answer.status() == other.answer.status()
    }
}

/// Whether an error is arangod's own and not that of a proxy before it.
fn is_of_arangod(body: &[u8]) -> bool {
    memmem::find(body, b"\"errorNum\"").is_some()
}
