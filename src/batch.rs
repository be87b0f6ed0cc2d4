//! A batch: its requests and, as they come, their answers.

use crate::answers::{Answer, Answers, Arriving};
use crate::error::{Error, Result};
use crate::heads::HeadTable;
use crate::records::Records;

/// Requests and answers under one index.
#[derive(Debug, Default)]
pub struct Batch {
    pub records: Records,
    pub(crate) answers: Answers,
}

/// The statuses from which on a request counts as failed.
const FIRST_FAILURE: u16 = 300;

impl Batch {
    #[must_use]
    pub fn new(table: HeadTable) -> Self {
        Self {
            records: Records::new(table),
            answers: Answers::default(),
        }
    }

    /// Refuses a range of indexes that the batch does not have.
    pub fn check_range(&self, start: u32, stop: u32) -> Result<()> {
        let count = self.records.len();
        if start <= stop && stop <= count {
            return Ok(());
        }
        let message = format!("requests {start} to {stop} of {count}");
        Err(Error::Index(message))
    }

    /// An answer; None while there is none.
    pub fn answer(&self, index: u32) -> Result<Option<Answer<'_>>> {
        self.records.head_number(index)?;
        Ok(self.answers.get(index))
    }

    /// The requests of a range that the server refused or could not do.
    pub fn failed(&self, start: u32, stop: u32) -> Result<Vec<u32>> {
        self.check_range(start, stop)?;
        let failed = |index: &u32| is_failure(&self.answers, *index);
        Ok((start..stop).filter(failed).collect())
    }

    /// The requests of a range that have no answer.
    pub fn unanswered(&self, start: u32, stop: u32) -> Result<Vec<u32>> {
        self.check_range(start, stop)?;
        let open = |index: &u32| self.answers.status(*index).is_none();
        Ok((start..stop).filter(open).collect())
    }

    /// How a request is answered.
    #[inline]
    pub(crate) fn asks(&self, index: u32, near: &mut usize) -> Result<Asks> {
        let Some(pieces) = self.records.pieces(index, near)? else {
            return Ok(Asks::Body);
        };
        let is_raw = pieces.lead.is_empty();
        let start = if is_raw { pieces.variable } else { pieces.lead };
        Ok(Asks::of(start, is_raw))
    }

    /// Keeps an answer; the request's bytes may go with it.
    #[inline]
    pub(crate) fn keep(&mut self, index: u32, near: &mut usize, answer: &Arriving) -> Result<()> {
        self.answers.keep(index, answer);
        let answers = &self.answers;
        let failed = |it| is_failure(answers, it);
        self.records.answered(index, near, failed)
    }
}

/// What of its answer a request is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    /// The body; a head is kept only where it helps to explain a failure.
    Body,
    /// The head: no body comes, whatever the head says of one.
    Head,
    /// Not known here: a request that the caller wrote himself.
    Both,
}

impl Asks {
    /// What a request asks that begins with `start`, and was written by the caller himself or not.
    #[inline]
    pub fn of(start: &[u8], is_raw: bool) -> Self {
        if start.starts_with(b"HEAD ") {
            Self::Head
        } else if is_raw {
            Self::Both
        } else {
            Self::Body
        }
    }
}

/// Whether an answer's status is a failure.
pub(crate) fn is_failed_status(status: u16) -> bool {
    status >= FIRST_FAILURE
}

fn is_failure(answers: &Answers, index: u32) -> bool {
    answers.status(index).is_some_and(is_failed_status)
}
