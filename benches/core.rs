//! What the core costs a request, by phase: `cargo bench --no-default-features`.
//!
//! Each figure is the best of a few rounds, in nanoseconds a request; bodies are documents of 112
//! bytes, answers what arangod sends for them. The requests go out as one multipart message, as a
//! stream of single ones, and as a stream of merged ones.

use std::hint::black_box;
use std::time::{Duration, Instant};

use _core::batch::Batch;
use _core::error::Result;
use _core::heads::{Head, HeadTable, Merge, MergeKind};
use _core::http::RequestHead;
use _core::multipart::Boundary;
use _core::multipart::decode::Decoder;
use _core::multipart::encode::Framer;
use _core::pipeline::{Envelope, Limits, Pipeline, Statuses, Window};

const ROUNDS: usize = 15;
const SIZES: [u32; 3] = [1_000, 10_000, 100_000];
const BOUNDARY: &str = "0123456789abcdef0123456789abcdef";
const SEGMENT: usize = 1 << 18;
/// Most requests that become one.
const MERGED: u32 = 1_000;
/// What a socket gives at a time.
const CHUNK: usize = 1 << 16;

fn main() -> Result<()> {
    let body = format!("{{\"text\":\"{}\"}}", "x".repeat(101));
    let body = body.as_bytes();
    println!(
        "{:>9} {:>9} {:>19} {:>19} {:>19}",
        "", "", "multipart", "single", "merged"
    );
    println!(
        "{:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "requests", "append", "frame", "cut", "frame", "cut", "frame", "cut"
    );
    for count in SIZES {
        let mut best = [f64::INFINITY; 7];
        for _ in 0..ROUNDS {
            let (append, multipart) = multipart(count, body)?;
            let single = stream(count, body, 1)?;
            let merged = stream(count, body, MERGED)?;
            let figures = [[append].as_slice(), &multipart, &single, &merged].concat();
            for (best, figure) in best.iter_mut().zip(figures) {
                *best = best.min(figure.as_secs_f64() * 1e9 / f64::from(count));
            }
        }
        print!("{count:>9}");
        for figure in best {
            print!(" {figure:>9.1}");
        }
        println!();
    }
    Ok(())
}

/// A batch of inserts, and what queueing them takes.
fn queued(count: u32, body: &[u8]) -> Result<(Batch, Duration)> {
    let table = HeadTable::default();
    let none: [(&str, &str); 0] = [];
    let target = "/_api/document/c";
    let request = RequestHead::new("POST", target, "", &none)?;
    let merge = Some(Merge::new(MergeKind::Insert, target, &none, 412)?);
    let head = table.add(Head { request, merge })?;
    let mut batch = Batch::new(table);
    let start = Instant::now();
    for _ in 0..count {
        black_box(batch.records.append(head, b"", black_box(body))?);
    }
    Ok((batch, start.elapsed()))
}

/// What queueing requests takes, framing them as one message, and cutting its answer.
fn multipart(count: u32, body: &[u8]) -> Result<(Duration, [Duration; 2])> {
    let boundary = Boundary::new(BOUNDARY)?;
    let (mut batch, append) = queued(count, body)?;

    let mut segment = vec![0; SEGMENT];
    let start = Instant::now();
    let mut framer = Framer::new(&batch, boundary, 0, count)?;
    while framer.left() > 0 {
        let size = usize::try_from(framer.left()).map_or(SEGMENT, |left| left.min(SEGMENT));
        framer.fill(&batch.records, &mut segment[..size])?;
        black_box(&segment);
    }
    let frame = start.elapsed();

    let answer = answer(count);
    let mut decoder = Decoder::new(&batch, boundary, 0, count)?;
    let start = Instant::now();
    for chunk in answer.chunks(CHUNK) {
        decoder.feed(&mut batch, chunk)?;
    }
    decoder.finish(&mut batch)?;
    let cut = start.elapsed();
    Ok((append, [frame, cut]))
}

/// What framing a stream of requests takes, merged up to so many, and cutting its answers.
fn stream(count: u32, body: &[u8], merged: u32) -> Result<[Duration; 2]> {
    let (mut batch, _) = queued(count, body)?;
    let limits = Limits {
        count: merged,
        bytes: SEGMENT as u64,
    };
    let window = Window {
        requests: if merged == 1 { 256 } else { 1 },
        bytes: SEGMENT as u64,
    };
    let fields = [
        ("Host", "localhost:8529"),
        ("Authorization", "Basic cm9vdDpwYXNzd29yZA=="),
        ("Content-Type", "application/json"),
    ];
    let mut stream = Pipeline::new(&batch, 0, count, Statuses::new(), limits)?;
    stream.open(Envelope::new("/_db/test", &fields)?)?;
    let (mut frame, mut cut) = (Duration::ZERO, Duration::ZERO);
    while !stream.is_done() {
        let at = stream.at();
        let start = Instant::now();
        while !black_box(stream.segment(&batch, SEGMENT, window)?).is_empty() {}
        frame += start.elapsed();
        let answers = replies(stream.handed() - at, merged > 1);
        let start = Instant::now();
        for chunk in answers.chunks(CHUNK) {
            stream.feed(&mut batch, chunk)?;
        }
        cut += start.elapsed();
    }
    Ok([frame, cut])
}

/// What is answered to so many inserts, one by one or merged.
fn replies(count: u32, merged: bool) -> Vec<u8> {
    let item = "{\"_id\":\"c/0000001\",\"_key\":\"0000001\",\"_rev\":\"_a\"}";
    let reply = |body: &str| {
        let size = body.len();
        format!(
            "HTTP/1.1 202 Accepted\r\nX-Content-Type-Options: nosniff\r\nServer: ArangoDB\r\n\
             Connection: Keep-Alive\r\nContent-Type: application/json; charset=utf-8\r\n\
             Content-Length: {size}\r\n\r\n{body}"
        )
    };
    let items = vec![item; count as usize];
    let replies = if merged {
        reply(&format!("[{}]", items.join(",")))
    } else {
        reply(item).repeat(count as usize)
    };
    replies.into_bytes()
}

fn answer(count: u32) -> Vec<u8> {
    let part = |index| {
        let body = format!("{{\"_id\":\"c/{index:07}\",\"_key\":\"{index:07}\",\"_rev\":\"_a\"}}");
        let size = body.len();
        format!(
            "--{BOUNDARY}\r\nContent-Type: application/x-arango-batchpart\r\nContent-Id: {index}\
             \r\n\r\nHTTP/1.1 202 Accepted\r\nX-Content-Type-Options: nosniff\r\nServer: \r\n\
             Connection: Keep-Alive\r\nContent-Type: application/json; charset=utf-8\r\n\
             Content-Length: {size}\r\n\r\n{body}\r\n"
        )
    };
    let mut parts: Vec<String> = (0..count).map(part).collect();
    parts.push(format!("--{BOUNDARY}--"));
    parts.concat().into_bytes()
}
