//! Cutting the answer to a batch, however it is chunked.
//!
//! The answer comes as a row of tokens: the boundary with what tells whether a part follows, the
//! head of a part, the head of the reply in it. A token that has not come whole is held until it
//! has; a body is never held but copied straight to where it stays.

use std::borrow::Cow;
use std::mem;

use super::{Boundary, DASHES};
use crate::answers::{Arriving, Writer};
use crate::batch::{Asks, Batch, is_failed_status};
use crate::error::{Error, Result};
use crate::http::{CRLF, CutReply, HeadScanner, Held, ReplyCutter, cut_field};

/// Cuts the answer to the requests of a range and puts their answers into the batch.
#[derive(Debug)]
pub struct Decoder {
    boundary: Boundary,
    start: u32,
    stop: u32,
    /// How many parts were cut whole.
    parts: u32,
    state: State,
    /// What came of a token that is not whole.
    held: Held,
    scanner: HeadScanner,
    replies: ReplyCutter,
    writer: Writer,
    /// The block of records last met.
    near: usize,
    failure: Option<Error>,
}

#[derive(Debug)]
enum State {
    /// Before a boundary.
    Boundary,
    /// In a part, at its own head.
    PartHead,
    /// In a part, at the head of the reply.
    ReplyHead { index: u32 },
    /// In a body.
    Body {
        index: u32,
        answer: Arriving,
        left: u64,
    },
    /// Behind the closing boundary and as many bytes of a last CRLF.
    End { seen: usize },
}

/// What became of a token.
enum Step {
    /// So many bytes were taken.
    Taken(usize),
    /// It has not come whole.
    Short,
}

impl Decoder {
    pub fn new(batch: &Batch, boundary: Boundary, start: u32, stop: u32) -> Result<Self> {
        batch.check_range(start, stop)?;
        Ok(Self {
            boundary,
            start,
            stop,
            parts: 0,
            state: State::Boundary,
            held: Held::default(),
            scanner: HeadScanner::default(),
            replies: ReplyCutter::default(),
            writer: Writer::default(),
            near: 0,
            failure: None,
        })
    }

    /// How many parts were cut whole so far.
    #[must_use]
    pub fn parts(&self) -> u32 {
        self.parts
    }

    /// Takes the next bytes of the answer. After an error every further call gives it again.
    pub fn feed(&mut self, batch: &mut Batch, data: &[u8]) -> Result<()> {
        let result = match &self.failure {
            Some(failure) => return Err(failure.clone()),
            None => self.take(batch, data),
        };
        result.map_err(|error| self.fail(batch, error))
    }

    /// Says that the answer is over: an error unless it is whole.
    pub fn finish(&mut self, batch: &mut Batch) -> Result<()> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let error = match &self.state {
            State::End { seen: 0 | 2 } => {
                batch.answers.close(&self.writer);
                return Ok(());
            }
            State::End { .. } => whole("a CR without LF behind the closing boundary"),
            State::Boundary => whole("the answer ends without the closing boundary"),
            _ => self.at_part("the answer ends within this part"),
        };
        Err(self.fail(batch, error))
    }

    fn fail(&mut self, batch: &mut Batch, error: Error) -> Error {
        if let State::Body { answer, .. } = &self.state {
            batch.answers.abandon(answer);
        }
        batch.answers.close(&self.writer);
        self.state = State::Boundary;
        self.held = Held::default();
        self.failure = Some(error.clone());
        error
    }

    fn take(&mut self, batch: &mut Batch, data: &[u8]) -> Result<()> {
        let mut held = mem::take(&mut self.held);
        let result = held.feed(data, |data| self.run(batch, data));
        self.held = held;
        result
    }

    /// Takes whole tokens and bodies off `data`: how many bytes in all.
    fn run(&mut self, batch: &mut Batch, data: &[u8]) -> Result<usize> {
        let mut rest = data;
        while !rest.is_empty() {
            match self.step(batch, rest)? {
                Step::Taken(size) => rest = &rest[size..],
                Step::Short => break,
            }
        }
        Ok(data.len() - rest.len())
    }

    /// Takes one token, or what came of a body, off `data`, which is not empty.
    fn step(&mut self, batch: &mut Batch, data: &[u8]) -> Result<Step> {
        match &mut self.state {
            State::Body { answer, left, .. } => {
                let size = usize::try_from(*left).map_or(data.len(), |left| left.min(data.len()));
                batch.answers.write(answer, &data[..size]);
                *left -= size as u64;
                if *left == 0 {
                    self.keep(batch)?;
                }
                Ok(Step::Taken(size))
            }
            State::Boundary => self.cut_boundary(data),
            State::PartHead => self.cut_part_head(batch, data),
            State::ReplyHead { index } => {
                let index = *index;
                self.cut_reply(batch, index, data)
            }
            State::End { seen } => {
                let rest = &CRLF[*seen..];
                if data.len() > rest.len() || !rest.starts_with(data) {
                    return Err(whole("something follows the closing boundary"));
                }
                *seen += data.len();
                Ok(Step::Taken(data.len()))
            }
        }
    }

    /// `[CRLF] --boundary (CRLF | --)`; the first boundary begins the message.
    fn cut_boundary(&mut self, data: &[u8]) -> Result<Step> {
        let blank = if self.parts > 0 { CRLF } else { b"" };
        let Some(size) = self.match_boundary(blank, data) else {
            return Err(if self.parts == 0 {
                whole("the answer does not begin with the boundary")
            } else {
                let message = "something else than the boundary follows this part";
                at(self.parts - 1, message)
            });
        };
        let Some(behind) = data.get(size..) else {
            return Ok(Step::Short);
        };
        let expected = self.stop - self.start;
        if behind.starts_with(CRLF) {
            if self.parts == expected {
                return Err(self.at_part(format!("more parts than the {expected} asked for")));
            }
            self.state = State::PartHead;
        } else if behind.starts_with(DASHES) {
            if self.parts != expected {
                let came = self.parts;
                return Err(whole(format!(
                    "{came} parts came, {expected} were asked for"
                )));
            }
            self.state = State::End { seen: 0 };
        } else if behind.len() < 2 && (CRLF.starts_with(behind) || DASHES.starts_with(behind)) {
            return Ok(Step::Short);
        } else {
            return Err(self.at_part("a malformed boundary"));
        }
        Ok(Step::Taken(size + 2))
    }

    /// How many bytes the boundary takes at the beginning of `data`, `blank` before it or not;
    /// more than there are where it fits so far; None where it is not there.
    fn match_boundary(&self, blank: &[u8], data: &[u8]) -> Option<usize> {
        let boundary = self.boundary.as_bytes();
        let blank = if data.first() == blank.first() {
            blank
        } else {
            b""
        };
        let (blank_came, rest) = data.split_at(blank.len().min(data.len()));
        let fits = blank.starts_with(blank_came)
            && if rest.len() < boundary.len() {
                boundary.starts_with(rest)
            } else {
                rest.starts_with(boundary)
            };
        fits.then_some(blank.len() + boundary.len())
    }

    fn cut_part_head(&mut self, batch: &Batch, data: &[u8]) -> Result<Step> {
        let Some(size) = self.find_head(data)? else {
            return Ok(Step::Short);
        };
        let mut content_id = None;
        for line in self.scanner.lines(data) {
            let (name, value) = cut_field(line).map_err(|message| self.at_part(message))?;
            if name.eq_ignore_ascii_case(b"content-id") && content_id.replace(value).is_some() {
                return Err(self.at_part("Content-Id twice in one part"));
            }
        }
        let value = content_id.ok_or_else(|| self.at_part("Content-Id is missing"))?;
        let asked = |index: &u32| (self.start..self.stop).contains(index);
        let Some(index) = index_of(value).filter(asked) else {
            let shown = value[..value.len().min(40)].escape_ascii();
            return Err(self.at_part(format!("no request has the Content-Id {shown}")));
        };
        self.check_first(batch, index)?;
        self.scanner.reset();
        self.state = State::ReplyHead { index };
        Ok(Step::Taken(size))
    }

    fn cut_reply(&mut self, batch: &mut Batch, index: u32, data: &[u8]) -> Result<Step> {
        let cut = self.replies.cut(data);
        let Some(CutReply { size, text, head }) = cut.map_err(|it| self.at_part(it))? else {
            return Ok(Step::Short);
        };
        if head.status < 200 {
            return Err(self.at_part(format!("an interim answer ({})", head.status)));
        }
        if head.coding.is_some() {
            return Err(self.at_part("Transfer-Encoding within a batch"));
        }
        let asks = batch.asks(index, &mut self.near)?;
        let behind = &data[size..];
        let may_lack_body = asks == Asks::Head || matches!(head.status, 204 | 304);
        let left = match head.content_length {
            Some(length) if length == 0 || !may_lack_body => length,
            // Here the head does not tell whether a body follows: the boundary does.
            length => match self.match_boundary(CRLF, behind) {
                Some(size) if size > behind.len() => return Ok(Step::Short),
                Some(_) => 0,
                None => length.ok_or_else(|| self.at_part("a body without Content-Length"))?,
            },
        };
        let keeps_head =
            asks != Asks::Body || is_failed_status(head.status) || head.has_own_reason();
        let kept = if keeps_head { text } else { b"" };
        let answer = batch
            .answers
            .open(&mut self.writer, head.status, kept, left)
            .ok_or_else(|| self.at_part("a body of 4 GiB or more"))?;
        self.state = State::Body {
            index,
            answer,
            left,
        };
        if left == 0 {
            self.keep(batch)?;
        }
        Ok(Step::Taken(size))
    }

    /// Keeps the answer whose body has come whole.
    fn keep(&mut self, batch: &mut Batch) -> Result<()> {
        if let State::Body { index, answer, .. } = &self.state {
            // Asked again: another exchange may have brought it meanwhile.
            self.check_first(batch, *index)?;
            batch.keep(*index, &mut self.near, answer)?;
            self.parts += 1;
            self.state = State::Boundary;
        }
        Ok(())
    }

    fn check_first(&self, batch: &Batch, index: u32) -> Result<()> {
        match batch.answers.status(index) {
            None => Ok(()),
            Some(_) => Err(self.at_part(format!("a second answer with the Content-Id {index}"))),
        }
    }

    /// How many bytes the head at the beginning of `data` takes; None: it has not come whole.
    fn find_head(&mut self, data: &[u8]) -> Result<Option<usize>> {
        let size = self.scanner.scan(data);
        size.map_err(|message| self.at_part(message))
    }

    fn at_part(&self, message: impl Into<Cow<'static, str>>) -> Error {
        at(self.parts, message)
    }
}

/// The number of a Content-Id as the encoder writes it: decimal, without anything around it.
fn index_of(value: &[u8]) -> Option<u32> {
    if !matches!(value, [b'0'] | [b'1'..=b'9', ..]) {
        return None;
    }
    value.iter().try_fold(0_u32, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

fn whole(message: impl Into<Cow<'static, str>>) -> Error {
    let (message, part) = (message.into(), None);
    Error::Answer { message, part }
}

fn at(part: u32, message: impl Into<Cow<'static, str>>) -> Error {
    let (message, part) = (message.into(), Some(part));
    Error::Answer { message, part }
}
