//! The lines of a head, found one by one as they come.

use memchr::memchr;

use super::{CRLF, is_token};

/// A longer head, its blank line included, is refused.
pub const HEAD_LIMIT: usize = 1 << 16;

/// Looks for the end of a head. What it has seen it does not look at again, and what it says does
/// not depend on how many bytes come at a time.
#[derive(Debug, Default)]
pub struct HeadScanner {
    /// Where the lines end that have come whole, their CRLF not counted.
    ends: Vec<usize>,
    /// How many bytes are known to have no further line end.
    searched: usize,
}

impl HeadScanner {
    /// Goes on with the bytes from the head's beginning on, more of them than last time: how many
    /// the head takes, its blank line included, or None where it has not come whole.
    pub fn scan(&mut self, data: &[u8]) -> Result<Option<usize>, &'static str> {
        let data = &data[..data.len().min(HEAD_LIMIT)];
        loop {
            let start = self.ends.last().map_or(0, |end| end + CRLF.len());
            let from = self.searched.max(start);
            let Some(length) = memchr(b'\n', data.get(from..).unwrap_or_default()) else {
                self.searched = data.len();
                return match data.len() {
                    HEAD_LIMIT => Err("a head of more than 65536 bytes"),
                    _ => Ok(None),
                };
            };
            // A LF alone is refused, so that no other reader could see other lines.
            match &data[start..from + length] {
                [b'\r'] => return Ok(Some(start + CRLF.len())),
                [line @ .., b'\r'] => self.ends.push(start + line.len()),
                _ => return Err("a LF without CR in a head"),
            }
        }
    }

    /// The bytes of the lines of a head that was found: all of it but its blank line.
    #[must_use]
    pub fn text<'a>(&self, data: &'a [u8]) -> &'a [u8] {
        &data[..self.ends.last().map_or(0, |end| end + CRLF.len())]
    }

    /// The lines of a head that was found.
    pub fn lines<'a>(&self, data: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let line = &data[start..end];
            start = end + CRLF.len();
            line
        })
    }

    /// Makes ready for the next head.
    pub fn reset(&mut self) {
        self.ends.clear();
        self.searched = 0;
    }
}

/// The lines of the [text](HeadScanner::text) of a head.
pub fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|&byte| byte == b'\n')
        .map(|line| line.strip_suffix(CRLF).unwrap_or(line))
}

/// Takes a line apart: a field's name as sent, and its value without the blanks around it.
#[inline]
pub fn cut_field(line: &[u8]) -> Result<(&[u8], &[u8]), &'static str> {
    let size = line.iter().take_while(|&&byte| is_token(byte)).count();
    match line.split_at(size) {
        (name, [b':', value @ ..]) if size > 0 => Ok((name, trim(value))),
        _ => Err("a malformed header line"),
    }
}

fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_found_however_it_comes() {
        for (head, count) in [("\r\n", 0), ("a\r\n\r\n", 1), ("a: b\r\nc: d\r\n\r\n", 2)] {
            let data = [head, "rest\r\n\r\n"].concat();
            let mut scanner = HeadScanner::default();
            for came in 0..head.len() {
                assert_eq!(scanner.scan(&data.as_bytes()[..came]), Ok(None));
            }
            for _ in 0..2 {
                // Asked again it says the same.
                assert_eq!(scanner.scan(data.as_bytes()), Ok(Some(head.len())));
            }
            let text = scanner.text(data.as_bytes());
            assert_eq!(text, &head.as_bytes()[..head.len() - 2]);
            let found: Vec<_> = scanner.lines(data.as_bytes()).collect();
            assert_eq!(found.len(), count);
            assert!(lines(text).eq(found));
            scanner.reset();
            assert_eq!(scanner.scan(b"\r\n"), Ok(Some(2)));
        }
    }

    #[test]
    fn a_head_has_a_limit() {
        let line = [&b"x".repeat(HEAD_LIMIT - 4)[..], b"\r\n\r\n"].concat();
        let scan = |data: &[u8]| HeadScanner::default().scan(data);
        assert_eq!(scan(&line), Ok(Some(HEAD_LIMIT)));
        assert_eq!(scan(&line[..HEAD_LIMIT - 1]), Ok(None));
        assert!(scan(&[b"x", &line[..]].concat()).is_err());
        assert!(scan(&b"x".repeat(HEAD_LIMIT)).is_err());
    }

    #[test]
    fn a_line_ends_in_both_characters() {
        for head in [&b"\n"[..], b"a\n", b"a: b\r\nc\n\r\n"] {
            assert!(HeadScanner::default().scan(head).is_err());
        }
        let head = b"a: \rb\0\r\r\n\r\n";
        let mut scanner = HeadScanner::default();
        assert_eq!(scanner.scan(head), Ok(Some(head.len())));
        assert_eq!(scanner.lines(head).next(), Some(&b"a: \rb\0\r"[..]));
        assert!(lines(scanner.text(head)).eq(scanner.lines(head)));
    }

    #[test]
    fn fields_are_names_and_values() {
        assert_eq!(cut_field(b"A-b:\t c d "), Ok((&b"A-b"[..], &b"c d"[..])));
        assert_eq!(cut_field(b"a:"), Ok((&b"a"[..], &b""[..])));
        for line in [&b""[..], b"a", b": b", b" a: b", b"a : b", b"a\xff: b"] {
            assert!(cut_field(line).is_err(), "{}", line.escape_ascii());
        }
    }
}
