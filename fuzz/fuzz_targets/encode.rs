//! Any requests: what the encoder takes, a reader that knows only the format reads back the same;
//! what could be read otherwise, it refuses.
#![no_main]

use std::borrow::Cow;

use _core::batch::Batch;
use _core::heads::HeadTable;
use _core::http::{Request, RequestHead};
use _core::multipart::Boundary;
use _core::multipart::encode::{Framer, fit, wire_bytes, wire_size};
use arbitrary::{Arbitrary, Unstructured};
use libfuzzer_sys::fuzz_target;

const BOUNDARY: &str = "00112233445566778899aabbccddeeff";

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    requests: Vec<Asked<'a>>,
    segment: u8,
    start: u8,
}

#[derive(Arbitrary, Debug)]
struct Asked<'a> {
    method: Text<'a, b'A', 26>,
    before: Text<'a, b'!', 94>,
    variable: Text<'a, b'!', 94>,
    after: Text<'a, b'!', 94>,
    headers: Vec<(Text<'a, b'a', 26>, Text<'a, b' ', 95>)>,
    body: &'a [u8],
    raw: bool,
}

/// Mostly `COUNT` characters from `FIRST` on, which may stand where it stands; sometimes anything.
#[derive(Debug)]
struct Text<'a, const FIRST: u8, const COUNT: u8>(Cow<'a, str>);

impl<'a, const FIRST: u8, const COUNT: u8> Arbitrary<'a> for Text<'a, FIRST, COUNT> {
    fn arbitrary(data: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        if data.ratio(1, 16)? {
            return Ok(Self(<&str>::arbitrary(data)?.into()));
        }
        let bytes = <&[u8]>::arbitrary(data)?;
        let text = bytes.iter().map(|byte| char::from(FIRST + byte % COUNT));
        Ok(Self(text.collect()))
    }
}

impl<const FIRST: u8, const COUNT: u8> AsRef<str> for Text<'_, FIRST, COUNT> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Asked<'_> {
    fn target(&self) -> String {
        let pieces = [&self.before.0, &self.variable.0, &self.after.0];
        pieces.map(AsRef::as_ref).concat()
    }
}

fuzz_target!(|input: Input<'_>| {
    let table = HeadTable::default();
    let mut batch = Batch::new(table.clone());
    let mut taken = Vec::new();
    for asked in &input.requests {
        if add(&table, &mut batch, asked) {
            taken.push(asked);
        }
    }
    let count = batch.records.len();
    assert_eq!(count as usize, taken.len());
    let start = u32::from(input.start).min(count);
    let message = frame(&batch, start, usize::from(input.segment) + 1);
    if start == 0 {
        assert_eq!(message.len() as u64, wire_bytes(&batch.records));
    }
    check_fit(&batch, start, message.len() as u64);

    for (index, asked) in taken.iter().enumerate() {
        let kept = batch.records.request(u32::try_from(index).unwrap());
        assert!(is_same(asked, &kept.unwrap().unwrap()));
    }
    // The format cannot carry its own boundary: that it is random sees to that.
    let marker = format!("--{BOUNDARY}").into_bytes();
    if !taken.iter().any(|asked| mentions(asked, &marker)) {
        let read = read(&message, &marker);
        assert_eq!(read.len(), (count - start) as usize);
        for ((number, request), index) in read.iter().zip(start..) {
            assert_eq!(*number, index.to_string());
            assert!(is_same(taken[index as usize], request));
        }
    }
});

/// Queues a request, if it is not refused.
fn add(table: &HeadTable, batch: &mut Batch, asked: &Asked<'_>) -> bool {
    let method = asked.method.as_ref();
    if asked.raw {
        let head = RequestHead::new(method, &asked.target(), "", &asked.headers);
        return head.is_ok_and(|head| batch.records.append_raw(&head, asked.body).is_ok());
    }
    let (before, after) = (asked.before.as_ref(), asked.after.as_ref());
    let Ok(head) = RequestHead::new(method, before, after, &asked.headers) else {
        return false;
    };
    let number = table.add(head).unwrap();
    let variable = asked.variable.as_ref().as_bytes();
    batch.records.append(number, variable, asked.body).is_ok()
}

fn frame(batch: &Batch, start: u32, size: usize) -> Vec<u8> {
    let count = batch.records.len();
    let boundary = Boundary::new(BOUNDARY).unwrap();
    let mut framer = Framer::new(batch, boundary, start, count).unwrap();
    let mut message = Vec::new();
    while framer.left() > 0 {
        let left = usize::try_from(framer.left()).unwrap();
        let mut segment = vec![0; size.min(left)];
        framer.fill(&batch.records, &mut segment).unwrap();
        message.extend(segment);
    }
    assert_eq!(Ok(message.len() as u64), wire_size(batch, start, count));
    message
}

fn check_fit(batch: &Batch, start: u32, size: u64) {
    let count = batch.records.len();
    if start < count {
        assert_eq!(fit(batch, start, size), Ok(count));
        let one_less = fit(batch, start, size - 1).unwrap();
        assert_eq!(one_less, (count - 1).max(start + 1));
    }
}

fn is_same(asked: &Asked<'_>, request: &Request) -> bool {
    let headers = asked.headers.iter().map(|(a, b)| (a.as_ref(), b.as_ref()));
    request.method == asked.method.as_ref()
        && request.target == asked.target()
        && headers.eq(request
            .headers
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str())))
        && request.body == asked.body
}

fn mentions(asked: &Asked<'_>, marker: &[u8]) -> bool {
    let target = asked.target();
    let fields = asked.headers.iter();
    let fields = fields.flat_map(|(name, value)| [name.as_ref(), value.as_ref()]);
    let texts = fields.chain([asked.method.as_ref(), &target]);
    let mut pieces = texts.map(str::as_bytes).chain([asked.body]);
    pieces.any(|piece| find(piece, marker).is_some())
}

/// Reads a message as arangod does: parts lie between boundaries, wherever those stand.
fn read(message: &[u8], marker: &[u8]) -> Vec<(String, Request)> {
    let mut parts = Vec::new();
    let mut rest = message
        .strip_prefix(marker)
        .expect("begins with the boundary");
    while rest != b"--" {
        let end = find(rest, marker).expect("ends with the boundary");
        parts.push(read_part(&rest[..end]));
        rest = &rest[end + marker.len()..];
    }
    parts
}

fn read_part(part: &[u8]) -> (String, Request) {
    let (outer, inner) = split(part, b"\r\n\r\n");
    let lines: Vec<_> = std::str::from_utf8(outer).unwrap().split("\r\n").collect();
    let [begin, kind, id] = lines[..] else {
        panic!("two fields: {lines:?}");
    };
    assert_eq!(begin, "");
    assert_eq!(kind, "Content-Type: application/x-arango-batchpart");
    let number = id.strip_prefix("Content-Id: ").unwrap().to_owned();

    let (head, body) = split(inner, b"\r\n\r\n");
    let mut lines = std::str::from_utf8(head).unwrap().split("\r\n");
    let words: Vec<_> = lines.next().unwrap().split(' ').collect();
    let [method, target, "HTTP/1.1"] = words[..] else {
        panic!("three words: {words:?}");
    };
    let field = |line: &str| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.to_owned(), value.to_owned())
    };
    // A body ends before the CRLF of the next boundary; without a body there is none.
    let body = body.strip_suffix(b"\r\n").unwrap_or(body);
    let request = Request {
        method: method.to_owned(),
        target: target.to_owned(),
        headers: lines.map(field).collect(),
        body: body.to_vec(),
    };
    (number, request)
}

fn split<'a>(text: &'a [u8], at: &[u8]) -> (&'a [u8], &'a [u8]) {
    let end = find(text, at).expect("a blank line");
    (&text[..end], &text[end + at.len()..])
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}
