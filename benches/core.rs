//! What the core costs a request, by phase: `cargo bench --no-default-features`.
//!
//! Each figure is the best of a few rounds, in nanoseconds a request; bodies are documents of 112
//! bytes, answers what arangod sends for them.

use std::hint::black_box;
use std::time::Instant;

use _core::batch::Batch;
use _core::error::Result;
use _core::heads::HeadTable;
use _core::http::RequestHead;
use _core::multipart::Boundary;
use _core::multipart::decode::Decoder;
use _core::multipart::encode::Framer;

const ROUNDS: usize = 15;
const SIZES: [u32; 3] = [1_000, 10_000, 100_000];
const BOUNDARY: &str = "0123456789abcdef0123456789abcdef";
const SEGMENT: usize = 1 << 18;
/// What a socket gives at a time.
const CHUNK: usize = 1 << 16;

fn main() -> Result<()> {
    let body = format!("{{\"text\":\"{}\"}}", "x".repeat(101));
    println!(
        "{:>9} {:>9} {:>9} {:>9}",
        "requests", "append", "frame", "cut"
    );
    for count in SIZES {
        let mut best = [f64::INFINITY; 3];
        for _ in 0..ROUNDS {
            let figures = round(count, body.as_bytes())?;
            for (best, figure) in best.iter_mut().zip(figures) {
                *best = best.min(figure);
            }
        }
        let [append, frame, cut] = best;
        println!("{count:>9} {append:>9.1} {frame:>9.1} {cut:>9.1}");
    }
    Ok(())
}

/// Nanoseconds a request for queueing it, framing it, and cutting its answer.
fn round(count: u32, body: &[u8]) -> Result<[f64; 3]> {
    let table = HeadTable::default();
    let headers = [("Content-Type", "application/json")];
    let head = RequestHead::new("POST", "/_db/test/_api/document/c", "", &headers)?;
    let head = table.add(head)?;
    let boundary = Boundary::new(BOUNDARY)?;

    let mut batch = Batch::new(table);
    let start = Instant::now();
    for _ in 0..count {
        black_box(batch.records.append(head, b"", black_box(body))?);
    }
    let append = start.elapsed();

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
    Ok([append, frame, cut].map(|time| time.as_secs_f64() * 1e9 / f64::from(count)))
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
