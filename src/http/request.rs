//! The head of a request: what does not vary between requests of a kind is framed once.

use memchr::memchr;

use super::{CRLF, is_token};
use crate::error::{Error, Result};

/// The head of a request around a variable piece of its target, ready to be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestHead {
    /// `METHOD SP before`
    lead: Box<[u8]>,
    /// `after SP HTTP/1.1 CRLF fields CRLF`, the blank line included
    tail: Box<[u8]>,
}

/// A request as its parts, taken from framed bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl RequestHead {
    /// Frames a head; whatever could end a line, or a part, too early is refused.
    pub fn new<N: AsRef<str>, V: AsRef<str>>(
        method: &str,
        before: &str,
        after: &str,
        headers: &[(N, V)],
    ) -> Result<Self> {
        check_token("method", method)?;
        if before.is_empty() {
            return Err(Error::Value("the request target is empty".into()));
        }
        check_target_piece(before.as_bytes())?;
        check_target_piece(after.as_bytes())?;
        let lead = [method, " ", before].concat();
        let mut tail = [after, " HTTP/1.1\r\n"].concat();
        for (name, value) in headers {
            let (name, value) = (name.as_ref(), value.as_ref());
            check_token("header name", name)?;
            check_value(name, value)?;
            for piece in [name, ": ", value, "\r\n"] {
                tail.push_str(piece);
            }
        }
        tail.push_str("\r\n");
        Ok(Self {
            lead: lead.into_bytes().into(),
            tail: tail.into_bytes().into(),
        })
    }

    /// What stands before the variable piece.
    #[must_use]
    pub fn lead(&self) -> &[u8] {
        &self.lead
    }

    /// What stands behind the variable piece, up to the body.
    #[must_use]
    pub fn tail(&self) -> &[u8] {
        &self.tail
    }

    /// How many bytes the head takes, the variable piece not counted.
    #[must_use]
    pub fn size(&self) -> usize {
        self.lead.len() + self.tail.len()
    }

    /// Whether the answer to this request never has a body.
    #[must_use]
    pub fn is_head(&self) -> bool {
        self.lead.starts_with(b"HEAD ")
    }

    /// The whole head with a variable piece in its place.
    #[must_use]
    pub fn text(&self, variable: &[u8]) -> Vec<u8> {
        [&self.lead, variable, &self.tail].concat()
    }
}

/// A head cut where a connection adds something: before the target, and behind the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadPieces<'a> {
    /// The method and the blank behind it.
    pub method: &'a [u8],
    /// What stands of the target before its variable piece.
    pub before: &'a [u8],
    pub variable: &'a [u8],
    /// The rest of the request line.
    pub after: &'a [u8],
    /// The fields, each with its CRLF, without the blank line.
    pub fields: &'a [u8],
}

impl<'a> HeadPieces<'a> {
    /// Cuts a head that is framed as `lead`, `variable` and `tail`; its lead may be empty.
    #[inline]
    #[must_use]
    pub fn of(lead: &'a [u8], variable: &'a [u8], tail: &'a [u8]) -> Self {
        let whole = if lead.is_empty() { variable } else { lead };
        let space = memchr(b' ', whole).map_or(0, |at| at + 1);
        let (method, before) = whole.split_at(space);
        let (before, variable, tail) = if lead.is_empty() {
            (&b""[..], &b""[..], before)
        } else {
            (before, variable, tail)
        };
        let line = memchr(b'\n', tail).map_or(0, |at| at + 1);
        let (after, fields) = tail.split_at(line);
        Self {
            method,
            before,
            variable,
            after,
            fields: fields.strip_suffix(CRLF).unwrap_or(fields),
        }
    }
}

impl Request {
    /// Takes apart what [`RequestHead::text`] made.
    #[must_use]
    pub fn from_text(head: &[u8], body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(head);
        let mut lines = text.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let mut word = || words.next().unwrap_or_default().to_owned();
        Self {
            method: word(),
            target: word(),
            headers: lines
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: body.to_owned(),
        }
    }
}

/// Checks a piece of a request target: percent-encoded, so visible ASCII only.
#[inline]
pub fn check_target_piece(piece: &[u8]) -> Result<()> {
    // No early exit: short pieces are checked at once, sixteen bytes a step.
    let visible = piece
        .iter()
        .fold(true, |all, byte| all & byte.is_ascii_graphic());
    if visible {
        Ok(())
    } else {
        Err(refused_target_piece(piece))
    }
}

#[cold]
fn refused_target_piece(piece: &[u8]) -> Error {
    let text = String::from_utf8_lossy(piece);
    let found = text
        .char_indices()
        .find(|(_, character)| !character.is_ascii_graphic());
    let (at, character) = found.unwrap_or_default();
    Error::Value(format!(
        "request target: {character:?} at byte {at} of {text:?} must be percent-encoded"
    ))
}

/// Whether a name and a value may stand in a head.
#[must_use]
pub fn is_field(name: &str, value: &str) -> bool {
    check_token("", name).is_ok() && check_value("", value).is_ok()
}

fn check_token(what: &str, text: &str) -> Result<()> {
    if text.is_empty() {
        return Err(Error::Value(format!("{what} is empty")));
    }
    match text.char_indices().find(|(_, c)| !is_token_char(*c)) {
        None => Ok(()),
        Some((at, c)) => Err(Error::Value(format!(
            "{what} {text:?} has {c:?} at byte {at}, which may not stand there"
        ))),
    }
}

fn is_token_char(character: char) -> bool {
    u8::try_from(character).is_ok_and(is_token)
}

fn check_value(name: &str, value: &str) -> Result<()> {
    match value.char_indices().find(|(_, c)| c.is_control()) {
        None => Ok(()),
        Some((at, c)) => Err(Error::Value(format!(
            "the value of header {name:?} has the control character {c:?} at byte {at}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [(&str, &str); 0] = [];

    fn message(result: Result<RequestHead>) -> String {
        result.expect_err("refused").to_string()
    }

    #[test]
    fn a_head_stands_around_its_variable_piece() {
        let head = RequestHead::new("GET", "/_api/document/c/", "?x=1", &[("a", "b c")]).unwrap();
        assert_eq!(
            head.text(b"k"),
            b"GET /_api/document/c/k?x=1 HTTP/1.1\r\na: b c\r\n\r\n"
        );
        assert_eq!(head.size() + 1, head.text(b"k").len());
        assert!(!head.is_head());
        assert!(RequestHead::new("HEAD", "/", "", &NONE).unwrap().is_head());
    }

    #[test]
    fn a_head_is_cut_where_something_is_added() {
        let headers = [("a", "b"), ("c", "")];
        for (fields, expected) in [(&headers[..0], ""), (&headers, "a: b\r\nc: \r\n")] {
            let head = RequestHead::new("PUT", "/x/", "?y", fields).unwrap();
            let pieces = HeadPieces::of(head.lead(), b"k", head.tail());
            assert_eq!((pieces.method, pieces.before), (&b"PUT "[..], &b"/x/"[..]));
            assert_eq!(pieces.variable, b"k");
            assert_eq!(pieces.after, b"?y HTTP/1.1\r\n");
            assert_eq!(pieces.fields, expected.as_bytes());
            let text = head.text(b"k");
            let raw = HeadPieces::of(b"", &text, b"");
            assert_eq!((raw.method, raw.before), (&b"PUT "[..], &b""[..]));
            assert_eq!(raw.variable, b"");
            assert_eq!(raw.after, b"/x/k?y HTTP/1.1\r\n");
            assert_eq!(raw.fields, expected.as_bytes());
        }
    }

    #[test]
    fn a_request_comes_back_from_its_bytes() {
        let headers = [("If-Match", "\"_a: b\""), ("x", ""), ("y", " é ")];
        let head = RequestHead::new("PUT", "/a", "", &headers).unwrap();
        let request = Request::from_text(&head.text(b"/k"), b"{}");
        assert_eq!((&*request.method, &*request.target), ("PUT", "/a/k"));
        assert_eq!(request.body, b"{}");
        let same = |((a, b), (c, d)): (&(String, String), &(&str, &str))| a == c && b == d;
        assert_eq!(request.headers.len(), 3);
        assert!(request.headers.iter().zip(&headers).all(same));
    }

    #[test]
    fn what_would_break_the_framing_is_refused_and_named() {
        let new = RequestHead::new::<&str, &str>;
        assert!(message(new("", "/", "", &[])).contains("method is empty"));
        assert!(message(new("G\r\n", "/", "", &[])).contains("'\\r' at byte 1"));
        assert!(message(new("GET", "", "", &[])).contains("target is empty"));
        for bad in [" ", "\0", "\n", "\u{7f}", "é"] {
            assert!(message(new("GET", bad, "", &[])).contains("percent-encoded"));
            assert!(message(new("GET", "/a", bad, &[])).contains("at byte 0"));
            assert!(check_target_piece(bad.as_bytes()).is_err());
        }
        for bad in ["", "a b", "a:", "a\r", "é"] {
            assert!(message(new("GET", "/", "", &[(bad, "v")])).contains("header name"));
        }
        for bad in ["\r", "x\n", "\0", "\u{85}"] {
            assert!(message(new("GET", "/", "", &[("n", bad)])).contains("control"));
        }
    }
}
