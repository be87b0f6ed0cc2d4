//! Framing one request of a connection: its own head and body, and what the connection adds.

use crate::error::{Error, Result};
use crate::http::{CRLF, HeadPieces, RequestHead, check_target_piece, cut_field, lines};
use crate::sink::{Sink, decimal};

const CONTENT_LENGTH: &[u8] = b"Content-Length: ";
const BLANK_LINE: &[u8] = b"\r\n\r\n";

/// What a connection adds to every request.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// Stands before every target.
    prefix: Box<[u8]>,
    /// Fields of every head, each with its CRLF.
    fields: Box<[u8]>,
}

/// Room for what is made for one request only.
#[derive(Debug, Default)]
pub struct Room {
    digits: [u8; 20],
    fields: Vec<u8>,
}

/// A request as the pieces that go over the wire.
#[derive(Debug)]
pub struct Framed<'a>([&'a [u8]; 10]);

impl Envelope {
    /// Checks what is added as a request's own head is checked.
    pub fn new<N: AsRef<str>, V: AsRef<str>>(prefix: &str, fields: &[(N, V)]) -> Result<Self> {
        check_target_piece(prefix.as_bytes())?;
        if let Some((name, _)) = fields
            .iter()
            .find(|(name, _)| says_length(name.as_ref().as_bytes()))
        {
            let name = name.as_ref();
            return Err(Error::Value(format!("{name} is a request's own")));
        }
        let head = RequestHead::new("GET", "/", "", fields)?;
        let pieces = HeadPieces::of(head.lead(), b"", head.tail());
        Ok(Self {
            prefix: prefix.as_bytes().into(),
            fields: pieces.fields.into(),
        })
    }

    /// Frames a request.
    #[inline]
    pub fn frame<'a>(
        &'a self,
        room: &'a mut Room,
        head: HeadPieces<'a>,
        body: &'a [u8],
    ) -> Framed<'a> {
        let fields = if head.fields.is_empty() {
            &*self.fields
        } else {
            self.join_fields(&mut room.fields, head.fields);
            &room.fields
        };
        let has_length = !body.is_empty() || matches!(head.method, b"POST " | b"PUT " | b"PATCH ");
        let [name, length, end] = if has_length {
            let length = decimal(body.len() as u64, &mut room.digits);
            [CONTENT_LENGTH, length, BLANK_LINE]
        } else {
            [&[], &[], CRLF]
        };
        Framed([
            head.method,
            &self.prefix,
            head.before,
            head.variable,
            head.after,
            fields,
            name,
            length,
            end,
            body,
        ])
    }

    /// The connection's fields but for those that the request has itself, and the request's.
    #[cold]
    fn join_fields(&self, out: &mut Vec<u8>, own: &[u8]) {
        out.clear();
        let name_of = |line| cut_field(line).map_or(&b""[..], |(name, _)| name);
        let has_own = |name: &[u8]| lines(own).any(|it| name_of(it).eq_ignore_ascii_case(name));
        for line in lines(&self.fields) {
            let name = name_of(line);
            if is_of_connection(name) || !has_own(name) {
                out.extend_from_slice(line);
                out.extend_from_slice(CRLF);
            }
        }
        for line in lines(own).filter(|line| !is_of_connection(name_of(line))) {
            out.extend_from_slice(line);
            out.extend_from_slice(CRLF);
        }
    }
}

impl Framed<'_> {
    /// How many bytes the request takes.
    #[inline]
    #[must_use]
    pub fn size(&self) -> u64 {
        self.0.iter().map(|piece| piece.len() as u64).sum()
    }

    /// Writes the request.
    #[inline]
    pub(crate) fn put(&self, sink: &mut Sink<'_>) {
        for piece in self.0 {
            sink.put(piece);
        }
    }
}

/// Whether a field says where a body ends, which only the framer may.
fn says_length(name: &[u8]) -> bool {
    [&b"content-length"[..], b"transfer-encoding"]
        .iter()
        .any(|it| name.eq_ignore_ascii_case(it))
}

/// Whether a field is a matter of the connection, so that a request has no say in it.
#[must_use]
pub fn is_of_connection(name: &[u8]) -> bool {
    const NAMES: [&[u8]; 6] = [
        b"connection",
        b"expect",
        b"keep-alive",
        b"te",
        b"trailer",
        b"upgrade",
    ];
    says_length(name) || NAMES.iter().any(|it| name.eq_ignore_ascii_case(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [(&str, &str); 0] = [];

    fn framed(envelope: &Envelope, head: &RequestHead, body: &[u8]) -> String {
        let mut room = Room::default();
        let pieces = HeadPieces::of(head.lead(), b"k", head.tail());
        let framed = envelope.frame(&mut room, pieces, body);
        let mut out = vec![0; usize::try_from(framed.size()).unwrap()];
        let mut sink = Sink::new(&mut out, 0);
        framed.put(&mut sink);
        assert_eq!(sink.space(), 0);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_request_stands_in_its_connection() {
        let envelope = Envelope::new("/_db/x%20y", &[("Host", "h:1"), ("A", "b")]).unwrap();
        let head = |method| RequestHead::new(method, "/_api/d/", "?q", &NONE).unwrap();
        assert_eq!(
            framed(&envelope, &head("GET"), b""),
            "GET /_db/x%20y/_api/d/k?q HTTP/1.1\r\nHost: h:1\r\nA: b\r\n\r\n"
        );
        for method in ["POST", "PUT", "PATCH"] {
            let expected = format!(
                "{method} /_db/x%20y/_api/d/k?q HTTP/1.1\r\nHost: h:1\r\nA: b\r\nContent-Length: 0\r\n\r\n"
            );
            assert_eq!(framed(&envelope, &head(method), b""), expected);
        }
        assert_eq!(
            framed(&envelope, &head("DELETE"), b"0123456789"),
            "DELETE /_db/x%20y/_api/d/k?q HTTP/1.1\r\nHost: h:1\r\nA: b\r\nContent-Length: 10\r\n\r\n0123456789"
        );
    }

    #[test]
    fn a_field_of_the_request_wins_unless_it_is_of_the_connection() {
        let added = [
            ("Host", "h"),
            ("authorization", "mine"),
            ("Connection", "x"),
        ];
        let envelope = Envelope::new("", &added).unwrap();
        let own = [
            ("Authorization", "own"),
            ("If-Match", "1"),
            ("connection", "close"),
            ("Content-length", "7"),
            ("Transfer-Encoding", "chunked"),
            ("Expect", "100-continue"),
            ("If-Match", "2"),
        ];
        let head = RequestHead::new("PUT", "/", "", &own).unwrap();
        assert_eq!(
            framed(&envelope, &head, b"{}"),
            "PUT /k HTTP/1.1\r\nHost: h\r\nConnection: x\r\nAuthorization: own\r\nIf-Match: 1\r\n\
             If-Match: 2\r\nContent-Length: 2\r\n\r\n{}"
        );
    }

    #[test]
    fn what_would_break_the_framing_is_refused() {
        assert!(Envelope::new("/a b", &NONE).is_err());
        assert!(Envelope::new("", &[("a b", "c")]).is_err());
        assert!(Envelope::new("", &[("a", "b\r\nc: d")]).is_err());
        assert!(Envelope::new("", &[("content-LENGTH", "1")]).is_err());
        assert!(Envelope::new("", &[("Transfer-Encoding", "chunked")]).is_err());
    }
}
