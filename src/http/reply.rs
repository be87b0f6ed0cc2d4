//! The head of an answer: its status line and the fields that say where its body ends.

use super::head::cut_field;

/// What an answer's head says about the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyHead<'a> {
    /// 100 to 999
    pub status: u16,
    pub reason: &'a [u8],
    /// None where the head has no `Content-Length`.
    pub content_length: Option<u64>,
    /// How the body comes where it comes coded, so that `Content-Length` does not tell its end.
    pub coding: Option<Coding>,
    /// Whether the connection is closed after this answer, as far as its head says.
    pub closes: bool,
}

/// How a body is coded for its transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// In chunks that say their sizes.
    Chunked,
    /// In a way that nobody asked for.
    Unknown,
}

impl ReplyHead<'_> {
    /// Whether the reason phrase says something else than the status.
    #[must_use]
    pub fn has_own_reason(&self) -> bool {
        *self.reason != *reason_phrase(self.status).as_bytes()
    }
}

/// Reads the head of an answer: its status line and its fields.
pub fn cut_reply_head<'a>(
    mut lines: impl Iterator<Item = &'a [u8]>,
) -> Result<ReplyHead<'a>, &'static str> {
    let (is_old, status, reason) = cut_status_line(lines.next().unwrap_or_default())?;
    let mut head = ReplyHead {
        status,
        reason,
        content_length: None,
        coding: None,
        // HTTP/1.0 closes unless it says otherwise.
        closes: is_old,
    };
    let mut says_close = false;
    for line in lines {
        let (name, value) = cut_field(line)?;
        if name.eq_ignore_ascii_case(b"content-length") {
            if head.content_length.is_some() {
                return Err("Content-Length twice");
            }
            head.content_length = Some(decimal(value).ok_or("a malformed Content-Length")?);
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            head.coding = Some(match head.coding {
                None if value.eq_ignore_ascii_case(b"chunked") => Coding::Chunked,
                _ => Coding::Unknown,
            });
        } else if name.eq_ignore_ascii_case(b"connection") {
            for option in value.split(|&byte| byte == b',').map(<[u8]>::trim_ascii) {
                says_close |= option.eq_ignore_ascii_case(b"close");
                head.closes &= !option.eq_ignore_ascii_case(b"keep-alive");
            }
        }
    }
    head.closes |= says_close;
    Ok(head)
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
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        412 => "Precondition Failed",
        413 => "Payload Too Large",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

/// `HTTP/1.x SP 3DIGIT [SP reason]`: whether it is 1.0, status and reason.
fn cut_status_line(line: &[u8]) -> Result<(bool, u16, &[u8]), &'static str> {
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
    let reason = match rest {
        [] => rest,
        [b' ', reason @ ..] => reason,
        _ => return Err(MALFORMED),
    };
    if status < 100 {
        return Err(MALFORMED);
    }
    Ok((*minor == b'0', status, reason))
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
    use super::super::lines;
    use super::*;

    fn cut(text: &[u8]) -> Result<ReplyHead<'_>, &'static str> {
        cut_reply_head(lines(text))
    }

    #[test]
    fn a_head_says_status_reason_and_length() {
        let text = b"HTTP/1.1 412 Precondition Failed\r\nServer: \r\ncontent-LENGTH:\t 17 ";
        let head = cut(text).unwrap();
        assert_eq!(
            (head.status, head.reason),
            (412, &b"Precondition Failed"[..])
        );
        assert_eq!(head.content_length, Some(17));
        assert_eq!((head.coding, head.closes), (None, false));
    }

    #[test]
    fn reason_and_fields_may_be_missing() {
        for text in [&b"HTTP/1.0 200"[..], b"HTTP/1.1 200 "] {
            let head = cut(text).unwrap();
            assert_eq!((head.status, head.content_length), (200, None));
            assert_eq!(head.reason, b"");
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
            b"HTTP/1.1 200 OK\r\nno colon",
            b"HTTP/1.1 200 OK\r\nbad name: 1",
            b"HTTP/1.1 200 OK\r\nContent-Length: ",
            b"HTTP/1.1 200 OK\r\nContent-Length: -1",
            b"HTTP/1.1 200 OK\r\nContent-Length: 1 2",
            b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616",
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1",
        ] {
            assert!(cut(text).is_err(), "{}", text.escape_ascii());
        }
    }

    #[test]
    fn a_coding_is_seen() {
        for (field, coding) in [
            ("TRANSFER-encoding: Chunked", Coding::Chunked),
            ("Transfer-Encoding: gzip, chunked", Coding::Unknown),
            ("Transfer-Encoding: ", Coding::Unknown),
            (
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                Coding::Unknown,
            ),
        ] {
            let text = ["HTTP/1.1 200 OK", field].join("\r\n");
            assert_eq!(cut(text.as_bytes()).unwrap().coding, Some(coding));
        }
    }

    #[test]
    fn the_end_of_a_connection_is_seen() {
        for (text, closes) in [
            ("HTTP/1.1 200 OK", false),
            ("HTTP/1.0 200 OK", true),
            ("HTTP/1.0 200 OK\r\nConnection: Keep-Alive", false),
            ("HTTP/1.1 200 OK\r\nConnection: ", false),
            ("HTTP/1.1 200 OK\r\nCONNECTION: Close", true),
            ("HTTP/1.1 200 OK\r\nConnection: x ,\tclose, y", true),
            ("HTTP/1.1 200 OK\r\nConnection: close, keep-alive", true),
            (
                "HTTP/1.1 200 OK\r\nConnection: close\r\nConnection: keep-alive",
                true,
            ),
            ("HTTP/1.1 200 OK\r\nConnection: closed", false),
        ] {
            assert_eq!(cut(text.as_bytes()).unwrap().closes, closes, "{text}");
        }
    }
}
