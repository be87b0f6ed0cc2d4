//! Cutting the heads of answers, of which most are the same as the one before.

use std::ops::Range;

use super::head::HeadScanner;
use super::reply::{Coding, ReplyHead, cut_reply_head};

/// Cuts one head after the other, however they come.
#[derive(Debug, Default)]
pub struct ReplyCutter {
    scanner: HeadScanner,
    /// The head cut last, its blank line included, and what it says.
    last: Vec<u8>,
    said: Said,
}

/// A head that was cut, at the beginning of some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutReply<'a> {
    /// How many bytes it takes, its blank line included.
    pub size: usize,
    /// Its lines, without the blank line.
    pub text: &'a [u8],
    pub head: ReplyHead<'a>,
}

/// A [`ReplyHead`] whose bytes are elsewhere.
#[derive(Debug, Default, Clone)]
struct Said {
    status: u16,
    reason: Range<usize>,
    content_length: Option<u64>,
    coding: Option<Coding>,
    closes: bool,
}

/// A longer head is not remembered: servers that send such ones hardly send them twice.
const REMEMBERED: usize = 1 << 10;

impl ReplyCutter {
    /// Cuts the head at the beginning of `data`; None where it has not come whole: then ask again
    /// with more. Asked again without that, it says the same.
    #[inline]
    pub fn cut<'a>(&mut self, data: &'a [u8]) -> Result<Option<CutReply<'a>>, &'static str> {
        // Equal bytes say equal things, and comparing them is ten times faster than reading.
        if data.starts_with(&self.last) && !self.last.is_empty() {
            self.scanner.reset();
            let text = &data[..self.last.len() - 2];
            return Ok(Some(CutReply {
                size: self.last.len(),
                text,
                head: self.said.of(text),
            }));
        }
        self.read(data)
    }

    fn read<'a>(&mut self, data: &'a [u8]) -> Result<Option<CutReply<'a>>, &'static str> {
        let Some(size) = self.scanner.scan(data)? else {
            return Ok(None);
        };
        let head = cut_reply_head(self.scanner.lines(data))?;
        let text = self.scanner.text(data);
        self.scanner.reset();
        self.last.clear();
        if size <= REMEMBERED {
            self.last.extend_from_slice(&data[..size]);
            self.said = Said::by(text, &head);
        }
        Ok(Some(CutReply { size, text, head }))
    }
}

impl Said {
    fn by(text: &[u8], head: &ReplyHead<'_>) -> Self {
        // The reason is the rest of the first line.
        let line = text.iter().position(|&byte| byte == b'\n').unwrap_or(1) - 1;
        Self {
            status: head.status,
            reason: line - head.reason.len()..line,
            content_length: head.content_length,
            coding: head.coding,
            closes: head.closes,
        }
    }

    fn of<'a>(&self, text: &'a [u8]) -> ReplyHead<'a> {
        ReplyHead {
            status: self.status,
            reason: &text[self.reason.clone()],
            content_length: self.content_length,
            coding: self.coding,
            closes: self.closes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_says_the_same_when_it_comes_again() {
        let heads = [
            "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n",
            "HTTP/1.1 204\r\n\r\n",
            "HTTP/1.1 204 \r\n\r\n",
            "HTTP/1.0 599 A  b\r\nTransfer-Encoding: chunked\r\nConnection: x\r\n\r\n",
        ];
        for first in heads {
            for second in heads {
                let mut cutter = ReplyCutter::default();
                for head in [first, second, first, first] {
                    let data = [head, "rest"].concat();
                    let found = cutter.cut(data.as_bytes()).unwrap();
                    let fresh = ReplyCutter::default().read(data.as_bytes()).unwrap();
                    assert_eq!(found, fresh);
                    assert_eq!(cutter.cut(data.as_bytes()).unwrap(), fresh);
                    assert_eq!(found.unwrap().size, head.len());
                }
            }
        }
    }

    #[test]
    fn a_head_comes_in_any_pieces() {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n";
        let mut cutter = ReplyCutter::default();
        for _ in 0..3 {
            for came in 0..head.len() {
                assert_eq!(cutter.cut(&head[..came]), Ok(None));
            }
            let found = cutter.cut(head).unwrap().unwrap();
            assert_eq!((found.size, found.head.reason), (head.len(), &b"OK"[..]));
            // What broke off in the middle does not count for the next one.
            assert_eq!(cutter.cut(&head[..20]), Ok(None));
            assert!(cutter.cut(head).unwrap().is_some());
        }
    }

    #[test]
    fn long_heads_are_read_each_time() {
        let head = format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "x".repeat(REMEMBERED));
        let mut cutter = ReplyCutter::default();
        for _ in 0..3 {
            let found = cutter.cut(head.as_bytes()).unwrap().unwrap();
            assert_eq!((found.size, found.head.status), (head.len(), 200));
            assert!(cutter.cut(b"HTTP/1.1 200 OK\r\nX\r\n\r\n").is_err());
            cutter = ReplyCutter::default();
        }
    }
}
