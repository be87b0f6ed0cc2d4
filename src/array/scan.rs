//! Going through a JSON text: strictly, and without recursion.

use std::ops::Range;

/// What is told of a text on the way through it. Depths count the arrays and objects around: the
/// members of the outermost object are at depth 1.
pub(super) trait Watch {
    /// An object begins.
    fn opened(&mut self) {}

    /// The name of a member, without its quotes; `is_plain`: it has no escapes.
    fn name(&mut self, depth: usize, name: Range<usize>, is_plain: bool);

    /// A value ended, down to depth 2.
    fn value(&mut self, depth: usize, value: Range<usize>);

    /// An object ends: whether to go on.
    fn closed(&mut self) -> bool {
        true
    }

    /// Something that some readers refuse: half of a surrogate pair, or a number that may be too
    /// large for a double. Whether to go on.
    fn doubtful(&mut self) -> bool {
        true
    }
}

/// The kinds of the arrays and objects around, one bit each.
struct Around<const WORDS: usize> {
    objects: [u64; WORDS],
    depth: usize,
}

/// A position in a text.
struct Scan<'a> {
    text: &'a [u8],
    at: usize,
}

/// Values down to so many levels are told of.
const TOLD: usize = 3;

/// Goes through a text that is one value with nothing but blanks around: whether it is one, with
/// at most 64 times `WORDS` levels around any value in it.
pub(super) fn scan<const WORDS: usize, W: Watch>(text: &[u8], watch: &mut W) -> bool {
    let mut scan = Scan { text, at: 0 };
    scan.value::<WORDS, W>(watch).is_some() && {
        scan.blanks();
        scan.at == text.len()
    }
}

/// Skips blanks: where something else begins.
pub(super) fn first(text: &[u8]) -> usize {
    let mut scan = Scan { text, at: 0 };
    scan.blanks();
    scan.at
}

impl Scan<'_> {
    /// One value with all that is in it; None where it is none.
    fn value<const WORDS: usize, W: Watch>(&mut self, watch: &mut W) -> Option<()> {
        let mut around = Around::<WORDS> {
            objects: [0; WORDS],
            depth: 0,
        };
        let mut starts = [0; TOLD];
        loop {
            self.blanks();
            if let Some(start) = starts.get_mut(around.depth) {
                *start = self.at;
            }
            match self.next()? {
                b'{' => {
                    watch.opened();
                    self.blanks();
                    if self.text.get(self.at) == Some(&b'}') {
                        self.at += 1;
                        watch.closed().then_some(())?;
                    } else {
                        around.enter(true)?;
                        self.name(around.depth, watch)?;
                        continue;
                    }
                }
                b'[' => {
                    self.blanks();
                    if self.text.get(self.at) == Some(&b']') {
                        self.at += 1;
                    } else {
                        around.enter(false)?;
                        continue;
                    }
                }
                b'"' => {
                    self.string(watch)?;
                }
                b't' => self.word(b"rue")?,
                b'f' => self.word(b"alse")?,
                b'n' => self.word(b"ull")?,
                digit => self.number(digit, watch)?,
            }
            // A value ended, and maybe others with it.
            loop {
                if let Some(start) = starts.get(around.depth) {
                    watch.value(around.depth, *start..self.at);
                }
                if around.depth == 0 {
                    return Some(());
                }
                self.blanks();
                match (self.next()?, around.is_object()) {
                    (b',', false) => break,
                    (b',', true) => {
                        self.blanks();
                        self.name(around.depth, watch)?;
                        break;
                    }
                    (b'}', true) => watch.closed().then_some(())?,
                    (b']', false) => {}
                    _ => return None,
                }
                around.depth -= 1;
            }
        }
    }

    #[inline]
    fn next(&mut self) -> Option<u8> {
        let byte = self.text.get(self.at).copied();
        self.at += 1;
        byte
    }

    #[inline]
    fn blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.text.get(self.at) {
            self.at += 1;
        }
    }

    /// The name of a member and its colon.
    #[inline]
    fn name<W: Watch>(&mut self, depth: usize, watch: &mut W) -> Option<()> {
        (self.next()? == b'"').then_some(())?;
        let start = self.at;
        let is_plain = self.string(watch)?;
        watch.name(depth, start..self.at - 1, is_plain);
        self.blanks();
        (self.next()? == b':').then_some(())
    }

    /// A string behind its quote: whether it has no escapes.
    #[inline]
    fn string<W: Watch>(&mut self, watch: &mut W) -> Option<bool> {
        let mut is_plain = true;
        loop {
            while let Some(word) = self.text.get(self.at..).and_then(<[u8]>::first_chunk) {
                let special = special(u64::from_le_bytes(*word));
                self.at += special.trailing_zeros() as usize / 8;
                if special != 0 {
                    break;
                }
            }
            match self.next()? {
                b'"' => return Some(is_plain),
                b'\\' => {
                    is_plain = false;
                    self.escape(watch)?;
                }
                0..b' ' => return None,
                _ => {}
            }
        }
    }

    #[cold]
    fn escape<W: Watch>(&mut self, watch: &mut W) -> Option<()> {
        match self.next()? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(()),
            b'u' => {
                let is_whole = match self.unit()? {
                    0xD800..0xDC00 if self.text.get(self.at..)?.starts_with(b"\\u") => {
                        self.at += 2;
                        (0xDC00..0xE000).contains(&self.unit()?)
                    }
                    0xD800..0xE000 => false,
                    _ => true,
                };
                (is_whole || watch.doubtful()).then_some(())
            }
            _ => None,
        }
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit << 4 | char::from(self.next()?).to_digit(16)?;
        }
        Some(unit)
    }

    #[inline]
    fn word(&mut self, rest: &[u8]) -> Option<()> {
        let found = self.text.get(self.at..)?.starts_with(rest);
        self.at += rest.len();
        found.then_some(())
    }

    #[inline]
    fn digits(&mut self) -> usize {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        count
    }

    /// `[-] (0 | 1-9 digits) [. digits] [e [+-] digits]`, of which one byte was taken.
    #[inline]
    fn number<W: Watch>(&mut self, first: u8, watch: &mut W) -> Option<()> {
        /// Below any limit of a double, together with the exponents of at most two digits.
        const SAFE_BYTES: usize = 200;
        let start = self.at;
        match if first == b'-' { self.next()? } else { first } {
            b'0' => {}
            b'1'..=b'9' => {
                self.digits();
            }
            _ => return None,
        }
        if self.text.get(self.at) == Some(&b'.') {
            self.at += 1;
            (self.digits() > 0).then_some(())?;
        }
        let mut exponent = 0;
        if let Some(b'e' | b'E') = self.text.get(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = self.text.get(self.at) {
                self.at += 1;
            }
            exponent = self.digits();
            (exponent > 0).then_some(())?;
        }
        let is_safe = exponent <= 2 && self.at - start <= SAFE_BYTES;
        (is_safe || watch.doubtful()).then_some(())
    }
}

impl<const WORDS: usize> Around<WORDS> {
    #[inline]
    fn enter(&mut self, is_object: bool) -> Option<()> {
        let word = self.objects.get_mut(self.depth / 64)?;
        let bit = 1 << (self.depth % 64);
        if is_object {
            *word |= bit;
        } else {
            *word &= !bit;
        }
        self.depth += 1;
        Some(())
    }

    /// Whether the innermost one is an object.
    #[inline]
    fn is_object(&self) -> bool {
        let innermost = self.depth.wrapping_sub(1);
        let word = self.objects.get(innermost / 64).copied();
        word.unwrap_or_default() >> (innermost % 64) & 1 == 1
    }
}

/// The bytes of a word that end a plain piece of a string (quote, backslash, control characters):
/// the lowest bit set is in the first of them. Above it there may be others.
#[inline]
fn special(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = ONES << 7;
    let all = |byte: u8| ONES * u64::from(byte);
    let below = |word: u64, limit: u64| word.wrapping_sub(limit) & !word;
    let quote = below(word ^ all(b'"'), ONES);
    let backslash = below(word ^ all(b'\\'), ONES);
    let control = below(word, all(b' '));
    (quote | backslash | control) & HIGH
}

#[cfg(test)]
mod tests;
