//! The head of an answer: its status line and the fields that say where its body ends.

use std::ops::Range;

use memchr::memchr;

use super::{CRLF, is_token};

/// What an answer's head says about the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyHead {
    /// 100 to 999
    pub status: u16,
    /// Where the reason phrase stands in the head.
    pub reason: Range<usize>,
    /// None where the head has no `Content-Length`.
    pub content_length: Option<u64>,
    /// Whether the body would come in another coding, whose end `Content-Length` does not tell.
    pub transfer_coded: bool,
}

/// The fields of a head, in order: names as sent, values without the blanks around them.
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    /// Reads lines without stray controls that each end in CRLF; the last one may lack it.
    #[must_use]
    pub fn new(lines: &'a [u8]) -> Self {
        Self { rest: lines }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(&'a [u8], &'a [u8]), &'static str>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let line = next_line(&mut self.rest);
        let name = memchr(b':', line).unwrap_or(0);
        // Without branches: most of a head's bytes pass here.
        let is_name = line[..name].iter().fold(true, |is, &it| is & is_token(it));
        if name == 0 || !is_name {
            self.rest = b"";
            return Some(Err("a malformed header line"));
        }
        Some(Ok((&line[..name], trim(&line[name + 1..]))))
    }
}

/// Whether a head has control characters that are neither tabs nor line ends. A CR or LF alone is
/// one, so that no other reader of the same bytes can see other lines.
#[must_use]
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches, sixteen bytes a step"
)]
pub fn has_stray_controls(head: &[u8]) -> bool {
    let is_stray =
        |byte: u8| (byte < 0x20 && !matches!(byte, b'\t' | b'\r' | b'\n')) | (byte == 0x7f);
    let is_lone = |before: u8, behind: u8| (before == b'\r') != (behind == b'\n');
    let mut stray = head.first() == Some(&b'\n') || head.last() == Some(&b'\r');
    for &byte in head {
        stray |= is_stray(byte);
    }
    for (&before, &behind) in head.iter().zip(head.get(1..).unwrap_or_default()) {
        stray |= is_lone(before, behind);
    }
    stray
}

/// Cuts the head of an answer: its status line and fields, the blank line not included.
pub fn cut_reply_head(text: &[u8]) -> Result<ReplyHead, &'static str> {
    if has_stray_controls(text) {
        return Err("a control character in the head of the reply");
    }
    let mut rest = text;
    let (status, reason) = cut_status_line(next_line(&mut rest))?;
    let mut head = ReplyHead {
        status,
        reason,
        content_length: None,
        transfer_coded: false,
    };
    for field in Fields::new(rest) {
        let (name, value) = field?;
        if name.eq_ignore_ascii_case(b"content-length") {
            if head.content_length.is_some() {
                return Err("Content-Length twice");
            }
            head.content_length = Some(decimal(value).ok_or("a malformed Content-Length")?);
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            head.transfer_coded = true;
        }
    }
    Ok(head)
}

/// Takes the blanks off that may stand around a field's value.
fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

/// The usual reason phrase of a status; empty where there is none.
#[must_use]
pub fn reason_phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        203 => "Non-Authoritative Information",
        204 => "No Content",
        205 => "Reset Content",
        206 => "Partial Content",
        207 => "Multi-Status",
        208 => "Already Reported",
        226 => "IM Used",
        300 => "Multiple Choices",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        305 => "Use Proxy",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        _ => "",
    }
}

/// Takes the next line and its CRLF off lines without stray controls.
fn next_line<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let whole = *rest;
    let end = memchr(b'\r', whole).unwrap_or(whole.len());
    *rest = whole.get(end + CRLF.len()..).unwrap_or_default();
    &whole[..end]
}

/// `HTTP/1.x SP 3DIGIT [SP reason]`: the status, and where the reason stands.
fn cut_status_line(line: &[u8]) -> Result<(u16, Range<usize>), &'static str> {
    const MALFORMED: &str = "a malformed status line";
    let [
        b'H',
        b'T',
        b'T',
        b'P',
        b'/',
        b'1',
        b'.',
        minor,
        b' ',
        a,
        b,
        c,
        rest @ ..,
    ] = line
    else {
        return Err(MALFORMED);
    };
    if !minor.is_ascii_digit() {
        return Err(MALFORMED);
    }
    let mut status = 0;
    for digit in [a, b, c] {
        if !digit.is_ascii_digit() {
            return Err(MALFORMED);
        }
        status = status * 10 + u16::from(digit - b'0');
    }
    if status < 100 || rest.first().is_some_and(|&byte| byte != b' ') {
        return Err(MALFORMED);
    }
    let start = line.len() - rest.len().saturating_sub(1);
    Ok((status, start..line.len()))
}

/// A decimal number of digits only; None also where it passes 64 bits.
fn decimal(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |value, byte| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        value.checked_mul(10)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_says_status_reason_and_length() {
        let text = b"HTTP/1.1 412 Precondition Failed\r\nServer: \r\ncontent-LENGTH:\t 17 ";
        let head = cut_reply_head(text).unwrap();
        assert_eq!(head.status, 412);
        assert_eq!(&text[head.reason], b"Precondition Failed");
        assert_eq!(head.content_length, Some(17));
        assert!(!head.transfer_coded);
    }

    #[test]
    fn reason_and_fields_may_be_missing() {
        for text in [&b"HTTP/1.0 200"[..], b"HTTP/1.1 200 ", b"HTTP/1.1 200\r\n"] {
            let head = cut_reply_head(text).unwrap();
            assert_eq!((head.status, head.content_length), (200, None));
            assert_eq!(&text[head.reason], b"");
        }
    }

    #[test]
    fn malformed_heads_are_refused() {
        for text in [
            &b""[..],
            b"HTTP/2.0 200 OK",
            b"HTTP/1.1 2000",
            b"HTTP/1.1 20",
            b"HTTP/1.1 099 X",
            b"HTTP/1.1 2x0 X",
            b"HTTP/1.1  200",
            b"HTTP/1.1 200 O\nK",
            b"HTTP/1.1 200 OK\r\nno colon",
            b"HTTP/1.1 200 OK\r\nbad name: 1",
            b"HTTP/1.1 200 OK\r\nName : 1",
            b"HTTP/1.1 200 OK\r\n folded: 1",
            b"HTTP/1.1 200 OK\r\n: 1",
            b"HTTP/1.1 200 OK\r\na: \0",
            b"HTTP/1.1 200 OK\r\na: 1\rb: 2",
            b"HTTP/1.1 200 OK\r\nContent-Length: ",
            b"HTTP/1.1 200 OK\r\nContent-Length: -1",
            b"HTTP/1.1 200 OK\r\nContent-Length: 1 2",
            b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616",
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1",
        ] {
            assert!(cut_reply_head(text).is_err(), "{}", text.escape_ascii());
        }
    }

    #[test]
    fn fields_end_at_the_first_malformed_line() {
        let all: Vec<_> = Fields::new(b"a: 1\r\nb\r\nc: 2\r\n").collect();
        assert_eq!(all.len(), 2);
        assert_eq!(all[0], Ok((&b"a"[..], &b"1"[..])));
        assert!(all[1].is_err());
    }

    #[test]
    fn another_coding_is_seen() {
        let head = cut_reply_head(b"HTTP/1.1 200 OK\r\nTRANSFER-encoding: chunked").unwrap();
        assert!(head.transfer_coded);
    }
}
