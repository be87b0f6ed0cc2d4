//! Which neighbours become one request, and its body.
//!
//! They do where nobody can tell the difference afterwards: one head, which says what is done, and
//! documents that every reader takes for the same. What is odd goes out as it is, for the server
//! to judge, and spoils nothing for its neighbours.

use crate::array::{Key, Names, shape};
use crate::batch::Batch;
use crate::error::Result;
use crate::heads::MergeKind;
use crate::records::Pieces;

/// How much is merged into one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most records.
    pub count: u32,
    /// Most bytes of the body.
    pub bytes: u64,
}

/// Plans one request after the other.
#[derive(Debug)]
pub struct Planner {
    pub limits: Limits,
    /// The body of the merged request that was planned last.
    pub body: Vec<u8>,
    names: Names,
    key: Vec<u8>,
}

impl Planner {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            body: Vec::new(),
            names: Names::default(),
            key: Vec::new(),
        }
    }

    /// Where the request ends that begins with record `start`, before `stop`. Of more than one
    /// record the body is joined.
    #[inline]
    pub fn plan(&mut self, batch: &Batch, start: u32, stop: u32, near: &mut usize) -> Result<u32> {
        let alone = start + 1;
        let records = &batch.records;
        let stop = stop.min(start.saturating_add(self.limits.count));
        let Some(merge) = records.merge(start, near)?.filter(|_| stop > alone) else {
            return Ok(alone);
        };
        let stop = records.run_of_head(start, stop, near)?;
        if stop <= alone {
            return Ok(alone);
        }
        self.body.clear();
        let mut next = start;
        while next < stop {
            let before = self.body.len();
            self.body.push(if next == start { b'[' } else { b',' });
            let is_joined = match records.pieces(next, near)? {
                Some(pieces) if batch.answers.status(next).is_none() => {
                    self.join(merge.kind, &pieces)
                }
                _ => false,
            };
            // With the closing bracket.
            if !is_joined || self.body.len() as u64 >= self.limits.bytes {
                self.body.truncate(before);
                break;
            }
            next += 1;
        }
        self.body.push(b']');
        Ok(next.max(alone))
    }

    /// Adds what a record says to the body; false where it must go out alone.
    #[inline]
    fn join(&mut self, kind: MergeKind, record: &Pieces<'_>) -> bool {
        let document = record.body;
        if kind == MergeKind::Insert {
            if !record.variable.is_empty() || !self.has_room(document.len()) {
                return false;
            }
            let is_document = shape(document, &mut self.names).is_some();
            self.body.extend_from_slice(document);
            return is_document;
        }
        if !decode_key(record.variable, &mut self.key) {
            return false;
        }
        if !kind.has_document() {
            self.put_key();
            return document.is_empty();
        }
        if !self.has_room(document.len()) {
            return false;
        }
        let Some(shape) = shape(document, &mut self.names) else {
            return false;
        };
        match shape.key {
            Key::None => {
                self.body.extend_from_slice(b"{\"_key\":");
                self.put_key();
                if !shape.is_empty {
                    self.body.push(b',');
                }
                self.body.extend_from_slice(&document[shape.inside..]);
                true
            }
            Key::Text(place) => {
                self.body.extend_from_slice(document);
                document[place] == *self.key
            }
            Key::Other => false,
        }
    }

    /// Whether so many bytes more may fit: long documents need not be looked at otherwise.
    fn has_room(&self, bytes: usize) -> bool {
        ((self.body.len() + bytes) as u64) < self.limits.bytes
    }

    fn put_key(&mut self) {
        self.body.push(b'"');
        self.body.extend_from_slice(&self.key);
        self.body.push(b'"');
    }
}

/// No key of arangod's is longer.
const LONGEST_KEY: usize = 254;

/// Takes the percent-encoding off a piece of a path; false where what it says could be no key.
/// A slash above all: in an array it would make a document's id of it, and a quote would have to
/// be escaped.
fn decode_key(mut piece: &[u8], key: &mut Vec<u8>) -> bool {
    key.clear();
    loop {
        let (byte, rest) = match piece {
            [] => break,
            [b'%', high, low, rest @ ..] => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, rest),
                _ => return false,
            },
            [b'%', ..] => return false,
            [byte, rest @ ..] => (*byte, rest),
        };
        if !may_be_in_key(byte) {
            return false;
        }
        key.push(byte);
        piece = rest;
    }
    (1..=LONGEST_KEY).contains(&key.len())
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

#[inline]
fn may_be_in_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-:.@()+,=;$!*'%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heads::{Head, HeadTable, Merge};
    use crate::http::RequestHead;

    const NONE: [(&str, &str); 0] = [];
    const ALL: Limits = Limits {
        count: 1000,
        bytes: 1 << 20,
    };

    /// A batch with a head of each kind, then one that is not merged.
    fn batch(records: &[(u32, &str, &str)]) -> Batch {
        let table = HeadTable::default();
        for (name, method) in [
            ("insert", "POST"),
            ("update", "PATCH"),
            ("replace", "PUT"),
            ("delete", "DELETE"),
            ("get", "GET"),
        ] {
            let request = RequestHead::new(method, "/d/", "", &NONE).unwrap();
            let kind = MergeKind::new(name).unwrap();
            let merge = Some(Merge::new(kind, "/d", &NONE, 412).unwrap());
            table.add(Head { request, merge }).unwrap();
        }
        table
            .add(RequestHead::new("POST", "/d/", "", &NONE).unwrap())
            .unwrap();
        let mut batch = Batch::new(table);
        for (head, key, body) in records {
            let (key, body) = (key.as_bytes(), body.as_bytes());
            batch.records.append(*head, key, body).unwrap();
        }
        batch
    }

    /// All requests of a batch: how many records each has, and the body of merged ones.
    fn plans(records: &[(u32, &str, &str)], limits: Limits) -> Vec<(u32, String)> {
        let batch = batch(records);
        let (mut planner, mut next, mut near) = (Planner::new(limits), 0, 0);
        let mut plans = Vec::new();
        while next < batch.records.len() {
            let stop = planner.plan(&batch, next, batch.records.len(), &mut near);
            let count = stop.unwrap() - next;
            let body = if count > 1 {
                planner.body.clone()
            } else {
                Vec::new()
            };
            plans.push((count, String::from_utf8(body).unwrap()));
            next += count;
        }
        plans
    }

    fn one(count: u32, body: &str) -> Vec<(u32, String)> {
        vec![(count, body.to_owned())]
    }

    fn apart(count: usize) -> Vec<(u32, String)> {
        vec![(1, String::new()); count]
    }

    #[test]
    fn neighbours_with_one_head_become_one() {
        let records = [
            (0, "", "{\"a\":1}"),
            (0, "", " {} "),
            (0, "", "{\"_key\":\"k\"}"),
        ];
        assert_eq!(
            plans(&records, ALL),
            one(3, r#"[{"a":1}, {} ,{"_key":"k"}]"#)
        );
        assert_eq!(
            plans(&[(3, "a", ""), (3, "b%3Ac", ""), (3, "%25", "")], ALL),
            one(3, r#"["a","b:c","%"]"#)
        );
        assert_eq!(
            plans(&[(4, "a", ""), (4, "a", "")], ALL),
            one(2, r#"["a","a"]"#)
        );
    }

    #[test]
    fn the_key_of_the_path_gets_into_the_document() {
        for head in [1, 2] {
            let records = [
                (head, "a", "{\"x\":{\"_key\":1}}"),
                (head, "b", "{ }"),
                (head, "c", "{\"x\":1,\"_key\":\"c\"}"),
            ];
            let body = r#"[{"_key":"a","x":{"_key":1}},{"_key":"b" },{"x":1,"_key":"c"}]"#;
            assert_eq!(plans(&records, ALL), one(3, body));
        }
    }

    #[test]
    fn nothing_changes_places() {
        let records = [
            (0, "", "{}"),
            (0, "", "{}"),
            (4, "a", ""),
            (0, "", "{}"),
            (3, "a", ""),
            (3, "b", ""),
            (5, "", "{}"),
            (5, "", "{}"),
        ];
        let counts: Vec<_> = plans(&records, ALL).iter().map(|plan| plan.0).collect();
        assert_eq!(counts, [2, 1, 1, 2, 1, 1]);
    }

    #[test]
    fn what_is_odd_goes_out_alone() {
        for body in [
            "",
            "[]",
            "[{}]",
            "{}{}",
            "{",
            "{\"a\":1,\"a\":1}",
            "1",
            "{\"a\":1e999}",
            "{},{}",
        ] {
            let records = [(0, "", body), (0, "", body)];
            assert_eq!(plans(&records, ALL), apart(2), "{body}");
        }
        // A target with something of its own is not the one of all.
        assert_eq!(plans(&[(0, "x", "{}"), (0, "", "{}")], ALL), apart(2));
        for (head, key, body) in [
            (1, "a", "{\"_key\":\"b\"}"),
            (2, "a", "{\"_key\":1}"),
            (1, "a", "{\"_key\":\"\\u0061\"}"),
            (1, "a", "[]"),
            (2, "", "{}"),
            (3, "a", "{}"),
            (4, "", ""),
            (3, "c%2Fa", ""),
            (4, "c/a", ""),
            (4, "a%22", ""),
            (4, "%C3%A9", ""),
            (4, "%", ""),
            (4, "%2", ""),
            (4, "%zz", ""),
            (3, "a#b", ""),
        ] {
            let records = [(head, key, body), (head, key, body)];
            assert_eq!(plans(&records, ALL), apart(2), "{records:?}");
        }
        let long = "k".repeat(LONGEST_KEY);
        assert_eq!(plans(&[(3, &long, ""), (3, &long, "")], ALL).len(), 1);
        let longer = "k".repeat(LONGEST_KEY + 1);
        assert_eq!(plans(&[(3, &longer, ""), (3, &longer, "")], ALL), apart(2));
    }

    #[test]
    fn an_odd_one_parts_its_neighbours() {
        let records = [
            (0, "", "{}"),
            (0, "", "{}"),
            (0, "", "{"),
            (0, "", "{}"),
            (0, "", "{}"),
        ];
        let counts: Vec<_> = plans(&records, ALL).iter().map(|plan| plan.0).collect();
        assert_eq!(counts, [2, 1, 2]);
    }

    #[test]
    fn a_request_has_its_limits() {
        let records = [(0, "", "{\"a\":1}"); 10];
        for (count, bytes, expected) in [
            (4, 1 << 20, &[4, 4, 2][..]),
            (1, 1 << 20, &[1; 10]),
            (0, 1 << 20, &[1; 10]),
            // n documents of 7 bytes take 8 n + 1.
            (1000, 25, &[3, 3, 3, 1]),
            (1000, 24, &[2, 2, 2, 2, 2]),
            (1000, 10, &[1; 10]),
            (1000, 0, &[1; 10]),
        ] {
            let found = plans(&records, Limits { count, bytes });
            let counts: Vec<_> = found.iter().map(|plan| plan.0).collect();
            assert_eq!(counts, expected);
            assert!(found.iter().all(|(_, body)| body.len() as u64 <= bytes));
        }
    }

    #[test]
    fn runs_go_on_from_block_to_block() {
        let body = format!("{{\"a\":\"{}\"}}", "x".repeat(900));
        let records = vec![(0, "", &*body); 3000];
        let limits = Limits {
            count: 5000,
            bytes: u64::MAX,
        };
        let found = plans(&records, limits);
        assert_eq!((found.len(), found[0].0), (1, 3000));
    }
}
