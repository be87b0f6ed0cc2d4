//! Any requests in any window: segments are the same bytes as a whole, a reader that knows only
//! HTTP reads the requests back, and what is merged holds the documents of its records.
#![no_main]

use _core::batch::Batch;
use _core::heads::{Head, HeadTable, Merge, MergeKind};
use _core::http::RequestHead;
use _core::pipeline::{Envelope, Limits, Pipeline, Statuses, Window};
use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;

const KINDS: [(&str, &str); 5] = [
    ("insert", "POST"),
    ("update", "PATCH"),
    ("replace", "PUT"),
    ("delete", "DELETE"),
    ("get", "GET"),
];
const NONE: [(&str, &str); 0] = [];

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    records: Vec<Record<'a>>,
    count: u8,
    bytes: u8,
    most: u8,
    requests: u8,
    size: u8,
}

#[derive(Arbitrary, Debug)]
struct Record<'a> {
    kind: u8,
    key: Vec<u8>,
    body: &'a [u8],
    raw: bool,
}

fuzz_target!(|input: Input<'_>| {
    let batch = batch(&input);
    let stream = || {
        let limits = Limits {
            count: u32::from(input.count),
            bytes: u64::from(input.bytes) * 4,
        };
        let count = batch.records.len();
        let mut stream = Pipeline::new(&batch, 0, count, Statuses::new(), limits).unwrap();
        let added = [("Host", "h"), ("X-Own", "no")];
        stream
            .open(Envelope::new("/_db/x", &added).unwrap())
            .unwrap();
        stream
    };
    let wide = Window {
        requests: u64::MAX,
        bytes: u64::MAX,
    };
    let mut in_one = stream();
    let mut whole = Vec::new();
    loop {
        let segment = in_one.segment(&batch, usize::MAX, wide).unwrap();
        if segment.is_empty() {
            break;
        }
        whole.extend_from_slice(segment);
    }
    assert_eq!(in_one.handed(), batch.records.len());
    assert_eq!(in_one.unanswered_bytes(), whole.len() as u64);

    let mut in_many = stream();
    let mut pieces = Vec::new();
    let mut window = Window {
        requests: u64::from(input.requests),
        bytes: u64::from(input.size),
    };
    loop {
        let before = in_many.unanswered();
        let segment = in_many.segment(&batch, usize::from(input.most) + 1, window);
        let segment = segment.unwrap().to_vec();
        assert!(segment.len() <= usize::from(input.most) + 1);
        if segment.is_empty() {
            if in_many.handed() == batch.records.len() {
                break;
            }
            // The window is full: a wider one.
            window.requests += 1;
            window.bytes += 64;
        }
        pieces.extend_from_slice(&segment);
        let begun = (in_many.unanswered() - before) as u64;
        assert!(begun == 0 || in_many.unanswered() as u64 <= window.requests);
    }
    assert_eq!(pieces, whole);
    let requests = read(&whole);
    assert_eq!(requests.len(), in_one.unanswered());
    check(&batch, &requests);
});

fn batch(input: &Input<'_>) -> Batch {
    let table = HeadTable::default();
    for (name, method) in KINDS {
        let request = RequestHead::new(method, "/c/", "", &[("X-Own", "yes")]).unwrap();
        let kind = MergeKind::new(name).unwrap();
        let merge = Some(Merge::new(kind, "/many", &NONE, 412).unwrap());
        table.add(Head { request, merge }).unwrap();
    }
    let mut batch = Batch::new(table);
    for record in &input.records {
        let kind = usize::from(record.kind) % KINDS.len();
        if record.raw {
            let head = RequestHead::new(KINDS[kind].1, "/raw", "", &[("Expect", "x")]);
            batch
                .records
                .append_raw(&head.unwrap(), record.body)
                .unwrap();
        } else {
            let key: Vec<u8> = record.key.iter().map(|byte| b'!' + byte % 94).collect();
            let head = u32::try_from(kind).unwrap();
            batch.records.append(head, &key, record.body).unwrap();
        }
    }
    batch
}

struct Request<'a> {
    line: &'a str,
    fields: Vec<&'a str>,
    body: &'a [u8],
}

/// Reads requests one behind the other, by their Content-Length.
fn read(mut stream: &[u8]) -> Vec<Request<'_>> {
    let mut requests = Vec::new();
    while !stream.is_empty() {
        let end = stream.windows(4).position(|it| it == b"\r\n\r\n");
        let (head, rest) = stream.split_at(end.expect("a blank line") + 4);
        let head = std::str::from_utf8(&head[..head.len() - 4]).unwrap();
        let mut lines = head.split("\r\n");
        let line = lines.next().unwrap();
        let fields: Vec<_> = lines.collect();
        let sizes: Vec<usize> = fields
            .iter()
            .filter_map(|line| line.strip_prefix("Content-Length: "))
            .map(|size| size.parse().unwrap())
            .collect();
        assert!(sizes.len() <= 1);
        let (body, rest) = rest.split_at(sizes.first().copied().unwrap_or(0));
        requests.push(Request { line, fields, body });
        stream = rest;
    }
    requests
}

/// Goes through records and requests together.
fn check(batch: &Batch, requests: &[Request<'_>]) {
    let mut index = 0;
    for request in requests {
        let record = batch.records.request(index).unwrap().unwrap();
        let is_merged = request.line.contains(" /_db/x/many ");
        if !is_merged {
            let line = format!("{} /_db/x{} HTTP/1.1", record.method, record.target);
            assert_eq!(request.line, line);
            assert_eq!(request.body, record.body);
            let is_raw = record.target == "/raw";
            let own = if is_raw { "X-Own: no" } else { "X-Own: yes" };
            let expected = ["Host: h", own];
            let is_length = |line: &&&str| !line.starts_with("Content-Length: ");
            assert!(request.fields.iter().filter(is_length).eq(&expected));
            index += 1;
            continue;
        }
        // The documents stand in it, in order, each behind the one before.
        let mut body = request.body.strip_prefix(b"[").unwrap();
        let first = index;
        loop {
            let record = batch.records.request(index).unwrap().unwrap();
            let document = record.body.strip_prefix(b"{").unwrap_or(&record.body);
            let end = if document.is_empty() {
                // A key in quotes; it may hold a comma, but no quote.
                let key = body.strip_prefix(b"\"").expect("a key");
                key.iter().position(|byte| *byte == b'"').expect("its end") + 2
            } else {
                let inside = body.windows(document.len()).position(|it| it == document);
                inside.expect("the document") + document.len()
            };
            body = &body[end..];
            index += 1;
            match body.split_first().unwrap() {
                (b',', rest) => body = rest,
                (b']', rest) => {
                    assert!(rest.is_empty());
                    break;
                }
                _ => panic!("{}", body.escape_ascii()),
            }
        }
        assert!(index - first > 1);
    }
    assert_eq!(index, batch.records.len());
}
