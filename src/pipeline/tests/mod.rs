//! What the tests of the stream share, and its way out.

use super::*;
use crate::heads::{Head, HeadTable, Merge};
use crate::http::RequestHead;

mod endings;
mod incoming;
mod merged;
mod refusals;

const WIDE: Window = Window {
    requests: u64::MAX,
    bytes: u64::MAX,
};
const LIMITS: Limits = Limits {
    count: 1000,
    bytes: 1 << 18,
};
const NONE: [(&str, &str); 0] = [];
/// What `Stream` opens connections with.
const LINES: &str = "Host: h\r\n";

const GET: u32 = 0;
const HEAD: u32 = 1;
const POST: u32 = 2;
const INSERT: u32 = 3;
const UPDATE: u32 = 4;
const READ: u32 = 5;

/// A batch, the stream of all its requests, and a connection.
struct Stream {
    batch: Batch,
    pipeline: Pipeline,
}

impl Stream {
    /// Requests by their heads; those with a document have `{"a":1}`, the others a key.
    fn new(heads: &[u32]) -> Self {
        let records: Vec<_> = heads
            .iter()
            .map(|&head| match head {
                POST | INSERT => (head, "", "{\"a\":1}"),
                UPDATE => (head, "k", "{\"a\":1}"),
                _ => (head, "k", ""),
            })
            .collect();
        Self::of(&records, LIMITS)
    }

    fn of(records: &[(u32, &str, &str)], limits: Limits) -> Self {
        let mut batch = Batch::new(table());
        for (head, variable, body) in records {
            let (variable, body) = (variable.as_bytes(), body.as_bytes());
            batch.records.append(*head, variable, body).unwrap();
        }
        let statuses = Statuses::from([(1200, 409), (1202, 404), (1210, 409)]);
        let count = batch.records.len();
        let pipeline = Pipeline::new(&batch, 0, count, statuses, limits).unwrap();
        let mut stream = Self { batch, pipeline };
        stream.open().unwrap();
        stream
    }

    fn open(&mut self) -> Result<()> {
        let envelope = Envelope::new("/_db/d", &[("Host", "h")]).unwrap();
        self.pipeline.open(envelope)
    }

    fn segment(&mut self, most: usize) -> String {
        self.segment_in(most, WIDE)
    }

    fn segment_in(&mut self, most: usize, window: Window) -> String {
        let segment = self.pipeline.segment(&self.batch, most, window).unwrap();
        String::from_utf8(segment.to_vec()).unwrap()
    }

    /// All that may be written now.
    fn written(&mut self) -> String {
        self.segment(10_000)
    }

    fn feed(&mut self, data: impl AsRef<[u8]>) -> Result<u32> {
        self.pipeline.feed(&mut self.batch, data.as_ref())
    }

    fn lose(&mut self, repeat: bool) -> Option<(u32, u32)> {
        self.pipeline.lose(&mut self.batch, repeat).unwrap()
    }

    fn refusal(&self) -> Option<u16> {
        let refusal = self.pipeline.refusal(&self.batch);
        refusal.map(|answer| answer.status)
    }

    /// Status and body of an answer.
    fn answer(&self, index: u32) -> Option<(u16, String)> {
        let answer = self.batch.answer(index).unwrap()?;
        let body = String::from_utf8(answer.body.to_vec()).unwrap();
        Some((answer.status, body))
    }

    /// The statuses of all answers; 0 for none.
    fn statuses(&self) -> Vec<u16> {
        (0..self.batch.records.len())
            .map(|index| self.answer(index).map_or(0, |(status, _)| status))
            .collect()
    }
}

fn table() -> HeadTable {
    let table = HeadTable::default();
    for (method, before) in [("GET", "/c/"), ("HEAD", "/c/"), ("POST", "/c")] {
        let head = RequestHead::new(method, before, "", &NONE).unwrap();
        table.add(head).unwrap();
    }
    for (name, method, before) in [
        ("insert", "POST", "/c"),
        ("update", "PATCH", "/c/"),
        ("get", "GET", "/c/"),
    ] {
        let request = RequestHead::new(method, before, "", &NONE).unwrap();
        let kind = MergeKind::new(name).unwrap();
        let merge = Some(Merge::new(kind, "/c?many", &NONE, 412).unwrap());
        table.add(Head { request, merge }).unwrap();
    }
    table
}

fn answer(status: u16, body: &str) -> String {
    let size = body.len();
    format!("HTTP/1.1 {status} Of It\r\nContent-Length: {size}\r\n\r\n{body}")
}

fn closing(status: u16, body: &str) -> String {
    let close = "Of It\r\nConnection: close";
    answer(status, body).replace("Of It", close)
}

fn get() -> String {
    format!("GET /_db/d/c/k HTTP/1.1\r\n{LINES}\r\n")
}

fn post() -> String {
    format!("POST /_db/d/c HTTP/1.1\r\n{LINES}Content-Length: 7\r\n\r\n{{\"a\":1}}")
}

#[test]
fn requests_go_out_in_order() {
    let mut stream = Stream::new(&[GET, POST, HEAD, POST]);
    let head = get().replace("GET", "HEAD");
    let expected = [get(), post(), head, post()].concat();
    assert_eq!(stream.written(), expected);
    assert_eq!(stream.written(), "");
    let it = &stream.pipeline;
    assert_eq!((it.unanswered(), it.handed(), it.at()), (4, 4, 0));
    assert_eq!(it.unanswered_bytes(), expected.len() as u64);
    assert!(!it.is_done());
}

#[test]
fn segments_of_any_size_are_the_same_bytes() {
    let heads = [GET, POST, INSERT, INSERT, INSERT, READ, READ, POST];
    let whole = Stream::new(&heads).written();
    for size in 1..=whole.len() {
        let mut stream = Stream::new(&heads);
        let mut bytes = String::new();
        loop {
            let segment = stream.segment(size);
            if segment.is_empty() {
                break;
            }
            bytes.push_str(&segment);
            assert!(segment.len() == size || bytes.len() == whole.len());
        }
        assert_eq!(bytes, whole);
        assert_eq!(stream.pipeline.unanswered(), 5);
    }
}

#[test]
fn a_large_request_comes_in_several_segments() {
    let body = format!("\"{}\"", "x".repeat(5_000_000));
    let mut stream = Stream::of(&[(POST, "", &body), (GET, "k", "")], LIMITS);
    let mut written = String::new();
    loop {
        let segment = stream.segment(usize::MAX);
        if segment.is_empty() {
            break;
        }
        assert!(segment.len() <= 1 << 20);
        written.push_str(&segment);
    }
    assert!(written.ends_with(&format!("{body}{}", get())));
    assert!(written.contains("Content-Length: 5000002\r\n\r\n"));
}

#[test]
fn the_window_bounds_requests() {
    let mut stream = Stream::new(&[GET; 5]);
    let window = |requests| Window { requests, ..WIDE };
    assert_eq!(stream.segment_in(1000, window(0)), "");
    assert_eq!(stream.segment_in(1000, window(2)), get().repeat(2));
    assert_eq!(stream.segment_in(1000, window(2)), "");
    assert_eq!(stream.feed(answer(200, "")), Ok(1));
    assert_eq!(stream.segment_in(1000, window(2)), get());
    assert_eq!(stream.segment_in(1000, window(3)), get());
}

#[test]
fn the_window_bounds_bytes_but_one_request_always_fits() {
    let mut stream = Stream::new(&[POST; 5]);
    let size = post().len() as u64;
    let window = |bytes| Window { bytes, ..WIDE };
    assert_eq!(stream.segment_in(1000, window(0)), post());
    assert_eq!(stream.segment_in(1000, window(0)), "");
    assert_eq!(stream.segment_in(1000, window(size)), "");
    assert_eq!(stream.segment_in(1000, window(size + 1)), post());
    // What was begun goes on, however full the window is.
    assert_eq!(stream.segment_in(10, window(2 * size + 1)), post()[..10]);
    assert_eq!(stream.pipeline.unanswered_bytes(), 3 * size);
    assert_eq!(stream.segment_in(1000, window(0)), post()[10..]);
}

#[test]
fn a_range_is_a_stream_of_its_own() {
    let mut stream = Stream::new(&[GET; 4]);
    let batch = &mut stream.batch;
    let open = || Envelope::new("", &NONE).unwrap();
    let range =
        |batch: &Batch, start, stop| Pipeline::new(batch, start, stop, Statuses::new(), LIMITS);
    let mut first = range(batch, 0, 2).unwrap();
    let mut second = range(batch, 2, 4).unwrap();
    for pipeline in [&mut first, &mut second] {
        pipeline.open(open()).unwrap();
        pipeline.segment(batch, 1000, WIDE).unwrap();
    }
    for (part, body) in ["1", "2", "3", "4"].into_iter().enumerate() {
        let pipeline = if part % 2 == 0 {
            &mut second
        } else {
            &mut first
        };
        let whole = answer(200, body);
        let (begin, end) = whole.split_at(20 + part);
        assert_eq!(pipeline.feed(batch, begin.as_bytes()), Ok(0));
        assert_eq!(pipeline.feed(batch, end.as_bytes()), Ok(1));
    }
    assert!(first.is_done() && second.is_done());
    let bodies: Vec<_> = (0..4).map(|it| stream.answer(it).unwrap().1).collect();
    assert_eq!(bodies, ["2", "4", "1", "3"]);
    let mut again = range(&stream.batch, 3, 4).unwrap();
    again.open(open()).unwrap();
    let twice = again.segment(&stream.batch, 1000, WIDE);
    assert!(matches!(twice, Err(Error::Value(_))));
    for (start, stop) in [(0, 5), (5, 5), (2, 1)] {
        assert!(matches!(
            range(&stream.batch, start, stop),
            Err(Error::Index(_))
        ));
    }
    assert!(range(&stream.batch, 4, 4).unwrap().is_done());
}

#[test]
fn without_a_connection_nothing_goes_out_or_in() {
    let mut stream = Stream::new(&[GET]);
    stream.lose(false);
    let segment = stream
        .pipeline
        .segment(&stream.batch, 1, WIDE)
        .map(<[u8]>::to_vec);
    assert!(matches!(segment, Err(Error::Value(_))));
    assert!(matches!(stream.feed("x"), Err(Error::Value(_))));
    let finished = stream.pipeline.finish(&mut stream.batch);
    assert!(matches!(finished, Err(Error::Value(_))));
    assert_eq!(stream.pipeline.least(), 0);
}

#[test]
fn requests_are_taken_one_by_one_where_there_is_no_connection() {
    let mut stream = Stream::new(&[INSERT, INSERT, GET, HEAD]);
    assert!(stream.pipeline.take(&stream.batch).is_err());
    stream.lose(false);
    let Stream { batch, pipeline } = &mut stream;
    assert!(pipeline.put(batch, 200, &NONE, b"").is_err());

    let taken = pipeline.take(batch).unwrap().unwrap();
    assert_eq!((&*taken.method, &*taken.target), ("POST", "/c?many"));
    assert_eq!(taken.body, b"[{\"a\":1},{\"a\":1}]");
    assert!(pipeline.take(batch).is_err());
    for status in [0, 199, 1000, u16::MAX] {
        assert!(pipeline.put(batch, status, &NONE, b"").is_err());
    }
    pipeline.put(batch, 201, &NONE, b"[{},1]").unwrap();

    let taken = pipeline.take(batch).unwrap().unwrap();
    assert_eq!((&*taken.target, taken.headers.len()), ("/c/k", 0));
    let fields = [("Etag", "\"1\""), ("bad name", ""), ("a", "b\r\nc")];
    pipeline.put(batch, 404, &fields, b"{}").unwrap();
    assert_eq!((pipeline.at(), pipeline.unanswered()), (3, 0));

    pipeline.take(batch).unwrap().unwrap();
    pipeline.put(batch, 200, &fields, b"").unwrap();
    assert_eq!(pipeline.take(batch), Ok(None));
    assert!(pipeline.is_done());
    assert_eq!(stream.statuses(), [201, 201, 404, 200]);
    let answer = stream.batch.answer(2).unwrap().unwrap();
    assert_eq!(answer.status_text(), "Not Found");
    let fields: Vec<_> = answer.fields().collect();
    assert_eq!(fields, [("etag".to_owned(), "\"1\"".to_owned())]);
}

#[test]
fn a_taken_request_may_be_refused_or_lost() {
    let mut stream = Stream::new(&[GET, POST, POST]);
    stream.lose(false);
    let Stream { batch, pipeline } = &mut stream;
    for _ in 0..2 {
        pipeline.take(batch).unwrap().unwrap();
        pipeline.put(batch, 503, &NONE, b"late").unwrap();
        assert_eq!(pipeline.refusal(batch).unwrap().body, b"late");
        assert!(pipeline.take(batch).is_err());
        pipeline.rewind(batch, None).unwrap();
    }
    pipeline.take(batch).unwrap().unwrap();
    pipeline.put(batch, 200, &NONE, b"").unwrap();
    pipeline.take(batch).unwrap().unwrap();
    assert!(pipeline.open(Envelope::new("", &NONE).unwrap()).is_err());
    assert_eq!(pipeline.lose(batch, true), Ok(Some((1, 2))));
    let last = pipeline.take(batch).unwrap().unwrap();
    assert_eq!(last.body, b"{\"a\":1}");
    assert_eq!(pipeline.lose(batch, false), Ok(Some((2, 3))));
    assert!(pipeline.is_done());
    assert_eq!(stream.statuses(), [200, 0, 0]);
}
