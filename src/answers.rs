//! The answers to the requests of a batch: a status and a slice of an arena each.

use std::ops::Range;

use crate::http::{cut_field, cut_reply_head, lines, reason_phrase};

/// Bytes of an arena's first chunk; each further one is twice as large, up to `CHUNK_BYTES`.
const FIRST_CHUNK_BYTES: usize = 1 << 10;
const CHUNK_BYTES: usize = 1 << 18;
/// What is reserved for a body on its mere announcement; more is reserved as it comes.
const RESERVED_BYTES: usize = 1 << 20;
/// Answers by index stand in pages of this many, made when the first of them comes.
const PAGE: usize = 1 << 10;

/// Where an answer lies: its kept head, if any, directly before its body.
#[derive(Debug, Default, Clone, Copy)]
struct Slot {
    chunk: u32,
    offset: u32,
    body: u32,
    head: u16,
    /// 0: no answer yet.
    status: u16,
}

/// The answers that came so far, by index.
#[derive(Debug, Default)]
pub struct Answers {
    pages: Vec<Option<Box<[Slot; PAGE]>>>,
    chunks: Vec<Vec<u8>>,
}

/// One writer's place in the arena: answers that come over several exchanges at once each have
/// a chunk of their own, so that their bodies never mix.
#[derive(Debug, Default)]
pub struct Writer {
    chunk: Option<u32>,
}

/// An answer whose body is coming.
#[derive(Debug, Clone, Copy)]
pub struct Arriving(Slot);

/// An answer as it is kept.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Answer<'a> {
    pub status: u16,
    /// Status line and fields, without the blank line; empty where it was not kept.
    pub head: &'a [u8],
    pub body: &'a [u8],
}

impl Arriving {
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// A piece of the body as an answer of its own, without a head; None where it is out of reach.
    #[must_use]
    pub fn part(&self, place: Range<usize>) -> Option<Self> {
        let before = usize::from(self.0.head) + place.start;
        Some(Self(Slot {
            offset: self.0.offset.checked_add(u32::try_from(before).ok()?)?,
            body: u32::try_from(place.len()).ok()?,
            head: 0,
            ..self.0
        }))
    }
}

impl Answers {
    /// Makes room for an answer: `body` bytes will follow. None where they are too many to count.
    pub fn open(
        &mut self,
        writer: &mut Writer,
        status: u16,
        head: &[u8],
        body: u64,
    ) -> Option<Arriving> {
        let body = u32::try_from(body).ok()?;
        let size = head.len().checked_add(body as usize)?;
        let chunk = self.chunk_for(writer, size)?;
        let bytes = &mut self.chunks[chunk as usize];
        let offset = u32::try_from(bytes.len()).ok()?;
        bytes.extend_from_slice(head);
        Some(Arriving(Slot {
            chunk,
            offset,
            body,
            head: u16::try_from(head.len()).ok()?,
            status,
        }))
    }

    /// Adds bytes to the body of an answer.
    #[inline]
    pub fn write(&mut self, answer: &Arriving, bytes: &[u8]) {
        self.chunks[answer.0.chunk as usize].extend_from_slice(bytes);
    }

    /// Lets go what came of an answer that will not be whole.
    pub fn abandon(&mut self, answer: &Arriving) {
        self.chunks[answer.0.chunk as usize].truncate(answer.0.offset as usize);
    }

    /// Keeps an answer that is whole.
    pub fn keep(&mut self, index: u32, answer: &Arriving) {
        let (page, place) = (index as usize / PAGE, index as usize % PAGE);
        if self.pages.len() <= page {
            self.pages.resize_with(page + 1, || None);
        }
        let slots = self.pages[page].get_or_insert_with(|| Box::new([Slot::default(); PAGE]));
        slots[place] = answer.0;
    }

    /// Gives back what a writer reserved and did not need.
    pub fn close(&mut self, writer: &Writer) {
        if let Some(chunk) = writer.chunk {
            self.chunks[chunk as usize].shrink_to_fit();
        }
    }

    /// The status of an answer; None while there is none.
    #[must_use]
    pub fn status(&self, index: u32) -> Option<u16> {
        let page = self.pages.get(index as usize / PAGE)?.as_ref()?;
        let status = page[index as usize % PAGE].status;
        (status != 0).then_some(status)
    }

    /// An answer; None while there is none.
    #[must_use]
    pub fn get(&self, index: u32) -> Option<Answer<'_>> {
        self.status(index)?;
        let slot = self.pages[index as usize / PAGE].as_ref()?[index as usize % PAGE];
        Some(self.read(slot))
    }

    /// An answer that is whole and not kept (yet).
    #[must_use]
    pub fn peek(&self, answer: &Arriving) -> Answer<'_> {
        self.read(answer.0)
    }

    fn read(&self, slot: Slot) -> Answer<'_> {
        let chunk = &self.chunks[slot.chunk as usize];
        let body = slot.offset as usize + usize::from(slot.head);
        Answer {
            status: slot.status,
            head: &chunk[slot.offset as usize..body],
            body: &chunk[body..body + slot.body as usize],
        }
    }

    /// A chunk of the writer that takes `size` more bytes.
    fn chunk_for(&mut self, writer: &mut Writer, size: usize) -> Option<u32> {
        let mut usual = FIRST_CHUNK_BYTES;
        if let Some(chunk) = writer.chunk {
            let bytes = &mut self.chunks[chunk as usize];
            if bytes.capacity() - bytes.len() >= size {
                return Some(chunk);
            }
            usual = (bytes.capacity() * 2).clamp(FIRST_CHUNK_BYTES, CHUNK_BYTES);
            if bytes.len() < bytes.capacity() / 8 * 7 {
                bytes.shrink_to_fit();
            }
        }
        let chunk = u32::try_from(self.chunks.len()).ok()?;
        let reserved = usual.max(size.min(RESERVED_BYTES));
        self.chunks.push(Vec::with_capacity(reserved));
        writer.chunk = Some(chunk);
        Some(chunk)
    }
}

impl Answer<'_> {
    /// The reason phrase that was sent.
    #[must_use]
    pub fn status_text(&self) -> String {
        match cut_reply_head(lines(self.head)) {
            Ok(head) => decode(head.reason),
            Err(_) => reason_phrase(self.status).to_owned(),
        }
    }

    /// The fields of a kept head: names in lower case, in order, doubled ones as they came.
    pub fn fields(&self) -> impl Iterator<Item = (String, String)> {
        lines(self.head)
            .skip(1)
            .filter_map(|line| cut_field(line).ok())
            .map(|(name, value)| (decode(name).to_ascii_lowercase(), decode(value)))
    }
}

/// Text of a head: UTF-8 where it is, else one character a byte (what HTTP once said).
fn decode(text: &[u8]) -> String {
    std::str::from_utf8(text).map_or_else(
        |_| text.iter().copied().map(char::from).collect(),
        str::to_owned,
    )
}
