use super::decode::Decoder;
use super::encode::{Framer, fit, wire_bytes, wire_size};
use super::*;
use crate::batch::Batch;
use crate::heads::HeadTable;
use crate::http::RequestHead;

const TEXT: &str = "00112233445566778899aabbccddeeff";

fn boundary() -> Boundary {
    Boundary::new(TEXT).unwrap()
}

/// A batch of `count` requests by turns: an insert, a read by key, a HEAD by key.
fn batch(count: u32) -> Batch {
    let table = HeadTable::default();
    for (method, headers) in [("POST", &[("a", "b")][..]), ("GET", &[]), ("HEAD", &[])] {
        let head = RequestHead::new(method, "/c/", "", headers).unwrap();
        table.add(head).unwrap();
    }
    let mut batch = Batch::new(table);
    for index in 0..count {
        let body = if index % 3 == 0 { &b"{\r\n}"[..] } else { b"" };
        let key = format!("k{index}");
        batch
            .records
            .append(index % 3, key.as_bytes(), body)
            .unwrap();
    }
    batch
}

fn framed(batch: &Batch, start: u32, stop: u32, size: usize) -> Vec<u8> {
    let mut framer = Framer::new(batch, boundary(), start, stop).unwrap();
    let mut message = Vec::new();
    while framer.left() > 0 {
        let from = message.len();
        let left = usize::try_from(framer.left()).unwrap();
        message.resize(from + left.min(size), 0);
        framer.fill(&batch.records, &mut message[from..]).unwrap();
    }
    message
}

fn part(id: &str, head: &str, body: &str) -> String {
    let id = format!("Content-Type: application/x-arango-batchpart\r\nContent-Id: {id}");
    format!("--{TEXT}\r\n{id}\r\n\r\nHTTP/1.1 {head}\r\n\r\n{body}\r\n")
}

fn reply(index: u32, status: &str, body: &str) -> String {
    let head = format!("{status}\r\nServer: \r\ncontent-length: {}", body.len());
    part(&index.to_string(), &head, body)
}

fn end() -> String {
    format!("--{TEXT}--")
}

/// Feeds an answer in pieces of a size: what `feed` or `finish` said, and the batch.
fn decoded(answer: &str, count: u32, size: usize) -> (Result<u32>, Batch) {
    let mut batch = batch(count);
    let mut decoder = Decoder::new(&batch, boundary(), 0, count).unwrap();
    let mut fed = Ok(());
    for chunk in answer.as_bytes().chunks(size) {
        let result = decoder.feed(&mut batch, chunk);
        // An error is given again, whatever follows.
        assert!(fed.is_ok() || result == fed);
        fed = result;
    }
    let result = fed.and_then(|()| decoder.finish(&mut batch));
    (result.map(|()| decoder.parts()), batch)
}

fn refusal(answer: &str, count: u32) -> (String, Option<u32>) {
    let whole = decoded(answer, count, usize::MAX).0;
    for size in [1, 2, 7, 64] {
        assert_eq!(decoded(answer, count, size).0, whole, "in pieces of {size}");
    }
    match whole {
        Err(Error::Answer { message, part }) => (message.into_owned(), part),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_message_is_what_design_says_to_the_byte() {
    let expected = [
        "--00112233445566778899aabbccddeeff\r\n",
        "Content-Type: application/x-arango-batchpart\r\nContent-Id: 0\r\n\r\n",
        "POST /c/k0 HTTP/1.1\r\na: b\r\n\r\n{\r\n}\r\n",
        "--00112233445566778899aabbccddeeff\r\n",
        "Content-Type: application/x-arango-batchpart\r\nContent-Id: 1\r\n\r\n",
        "GET /c/k1 HTTP/1.1\r\n\r\n",
        "--00112233445566778899aabbccddeeff--",
    ]
    .concat();
    assert_eq!(framed(&batch(2), 0, 2, usize::MAX), expected.as_bytes());
}

#[test]
fn segments_of_any_size_make_the_same_message() {
    let batch = batch(120);
    let whole = framed(&batch, 3, 120, usize::MAX);
    for size in [1, 2, 35, 36, 37, 100, 1000, 4096] {
        assert_eq!(framed(&batch, 3, 120, size), whole, "segments of {size}");
    }
}

#[test]
fn the_size_is_known_beforehand() {
    let batch = batch(1200);
    for (start, stop) in [
        (0, 0),
        (0, 1),
        (8, 12),
        (95, 105),
        (999, 1001),
        (0, 1200),
        (7, 1200),
    ] {
        let size = framed(&batch, start, stop, 500).len() as u64;
        assert_eq!(wire_size(&batch, start, stop), Ok(size), "{start}..{stop}");
    }
    assert_eq!(Ok(wire_bytes(&batch.records)), wire_size(&batch, 0, 1200));
    assert!(matches!(wire_size(&batch, 2, 1), Err(Error::Index(_))));
    assert!(matches!(wire_size(&batch, 0, 1201), Err(Error::Index(_))));
}

#[test]
fn as_many_requests_fit_as_their_sizes_say() {
    let batch = batch(1200);
    for start in [0, 1, 9, 99, 500, 1199] {
        for stop in [start + 1, start + 2, start + 100, 1200] {
            let stop = stop.min(1200);
            let size = wire_size(&batch, start, stop).unwrap();
            assert_eq!(fit(&batch, start, size), Ok(stop));
            assert_eq!(fit(&batch, start, size - 1), Ok((stop - 1).max(start + 1)));
        }
        assert_eq!(fit(&batch, start, 0), Ok(start + 1));
        assert_eq!(fit(&batch, start, u64::MAX), Ok(1200));
    }
    assert!(matches!(fit(&batch, 1200, 0), Err(Error::Index(_))));
}

#[test]
fn a_boundary_is_32_hexadecimal_characters() {
    assert!(Boundary::new(&TEXT.to_uppercase()).is_ok());
    let long = format!("{TEXT}0");
    for bad in [
        "",
        &TEXT[1..],
        &long,
        &TEXT.replace('0', "g"),
        &TEXT.replace("00", "é"),
    ] {
        assert!(matches!(Boundary::new(bad), Err(Error::Value(_))), "{bad}");
    }
}

#[test]
fn answers_come_in_any_order_and_any_pieces() {
    let parts = [
        reply(2, "404 Not Found", ""),
        reply(
            0,
            "202 Accepted",
            "{\r\n\0--00112233445566778899aabbccddeeff}",
        ),
        reply(1, "200 OK", ""),
    ];
    for tail in ["", "\r\n"] {
        let answer = parts.concat() + &end() + tail;
        for size in [1, 2, 3, 50, usize::MAX] {
            let (result, batch) = decoded(&answer, 3, size);
            assert_eq!(result, Ok(3));
            let it = batch.answer(0).unwrap().unwrap();
            assert_eq!((it.status, it.head), (202, &b""[..]));
            assert_eq!(it.body, b"{\r\n\0--00112233445566778899aabbccddeeff}");
            assert_eq!(it.status_text(), "Accepted");
            let it = batch.answer(2).unwrap().unwrap();
            assert_eq!((it.status, it.status_text()), (404, "Not Found".to_owned()));
            let fields: Vec<_> = it.fields().collect();
            assert_eq!(fields[1], ("content-length".to_owned(), "0".to_owned()));
            assert_eq!(batch.failed(0, 3), Ok(vec![2]));
            assert_eq!(batch.unanswered(0, 3), Ok(vec![]));
        }
    }
}

#[test]
fn where_the_head_does_not_tell_the_boundary_does() {
    let length = "200 OK\r\nContent-Length: 5";
    for (answer, body) in [
        // HEAD: a length, and a body or none, with the CRLF of the part's end or without.
        (part("2", length, ""), ""),
        (part("2", length, "").trim_end().to_owned() + "\r\n\r\n", ""),
        (part("2", length, "\r\n--0"), "\r\n--0"),
        (part("2", "204 No Content", ""), ""),
        (part("2", "304 Not Modified\r\nContent-Length: 5", ""), ""),
        (part("2", "200 OK", ""), ""),
    ] {
        let answer = reply(0, "200 OK", "a") + &answer + &reply(1, "200 OK", "b") + &end();
        for size in [1, 2, 3, usize::MAX] {
            let (result, batch) = decoded(&answer, 3, size);
            assert_eq!(result, Ok(3), "{answer}");
            assert_eq!(batch.answer(2).unwrap().unwrap().body, body.as_bytes());
        }
    }
    let unknown_end = part("1", "200 OK", "body") + &end();
    assert_eq!(refusal(&unknown_end, 1).1, Some(0));
}

#[test]
fn a_reason_of_its_own_is_kept() {
    let (result, batch) = decoded(&(reply(0, "200 Fine", "") + &end()), 1, 9);
    assert_eq!(result, Ok(1));
    assert_eq!(batch.answer(0).unwrap().unwrap().status_text(), "Fine");
}

#[test]
fn malformed_answers_are_refused_and_located() {
    let good = |index| reply(index, "200 OK", "{}");
    let (first, rest) = (good(0), good(1) + &end());
    let with = |part: String| first.clone() + &part + &end();
    for (answer, about, at) in [
        (String::new(), "closing boundary", None),
        ("x".to_owned() + &first + &rest, "begin", None),
        ("\r\n".to_owned() + &first + &rest, "begin", None),
        (first.clone() + &end(), "1 parts came, 2 were", None),
        (first.clone() + &rest + "x", "follows the closing", None),
        (
            first.clone() + &rest + "\r\n\r\n",
            "follows the closing",
            None,
        ),
        (first.clone() + &rest + "\r", "CR without LF", None),
        (first.clone() + &good(1), "closing boundary", None),
        (
            first.clone() + &good(1) + &good(2) + &end(),
            "more parts",
            Some(2),
        ),
        (with(good(0)), "a second answer", Some(1)),
        (with(good(2)), "no request has", Some(1)),
        (with(part("01", "200 OK", "")), "no request has", Some(1)),
        (with(part("+1", "200 OK", "")), "no request has", Some(1)),
        (with(part("", "200 OK", "")), "no request has", Some(1)),
        (
            with(part("4294967297", "200 OK", "")),
            "no request has",
            Some(1),
        ),
        (
            with(part("1\r\nContent-ID: 1", "200 OK", "")),
            "twice",
            Some(1),
        ),
        (with(format!("--{TEXT}\r\n\r\n")), "is missing", Some(1)),
        (
            with(format!("--{TEXT}\r\nA: b\r\n\r\n")),
            "is missing",
            Some(1),
        ),
        (
            with(part("1\nA: b", "200 OK", "")),
            "LF without CR",
            Some(1),
        ),
        (with(part("1\r\nA", "200 OK", "")), "header line", Some(1)),
        (with(part("1", "200 OK\r\nA", "")), "header line", Some(1)),
        (with(part("1", "20 OK", "")), "status line", Some(1)),
        (with(part("1", "100 Continue", "")), "interim", Some(1)),
        (with(part("1", "200 O\nK", "")), "LF without CR", Some(1)),
        (
            with(part("1", "200 OK\r\nTransfer-Encoding: chunked", "")),
            "Transfer",
            Some(1),
        ),
        (
            with(part("1", "200 OK\r\nContent-Length: 4294967296", "")),
            "4 GiB",
            Some(1),
        ),
        (
            with(part("1", "200 OK\r\nContent-Length: x", "")),
            "Content-Length",
            Some(1),
        ),
        (
            with(part("1", "200 OK\r\nContent-Length: 1", "ab")),
            "the boundary",
            Some(1),
        ),
        (
            with(part("1", "200 OK\r\nContent-Length: 300", "ab")),
            "within this",
            Some(1),
        ),
        (
            first.clone() + &rest.replace("eff\r\n", "effx\r\n"),
            "malformed boundary",
            Some(1),
        ),
        (
            with(part("1", &format!("200 {}", "x".repeat(1 << 16)), "")),
            "65536",
            Some(1),
        ),
    ] {
        let (message, part) = refusal(&answer, 2);
        assert!(
            message.contains(about),
            "{message:?} is not about {about:?}"
        );
        assert_eq!(part, at, "{message}");
    }
}

#[test]
fn answers_before_a_cut_are_whole_and_those_behind_it_open() {
    let parts = [
        reply(0, "201 Created", "one"),
        reply(1, "404 Not Found", "two"),
    ];
    let answer = parts.concat() + &end();
    for cut in 0..answer.len() {
        let (result, batch) = decoded(&answer[..cut], 2, 5);
        assert!(result.is_err(), "cut at {cut}");
        let came = |index: u32, bytes: usize| {
            let is_there = batch.answer(index).unwrap().is_some();
            assert_eq!(is_there, cut >= bytes, "answer {index} of {cut} bytes");
        };
        came(0, parts[0].len() - 2);
        came(1, answer.len() - end().len() - 2);
    }
}

#[test]
fn one_record_gets_one_answer_even_from_two_exchanges() {
    let mut batch = batch(1);
    let answer = reply(0, "200 OK", "first") + &end();
    let mut decoders = [(); 2].map(|()| Decoder::new(&batch, boundary(), 0, 1).unwrap());
    for decoder in &mut decoders {
        let head = answer.len() - end().len() - 5;
        decoder
            .feed(&mut batch, &answer.as_bytes()[..head])
            .unwrap();
    }
    let rest = &answer.as_bytes()[answer.len() - end().len() - 5..];
    assert!(decoders[1].feed(&mut batch, rest).is_ok());
    assert!(decoders[0].feed(&mut batch, rest).is_err());
    assert_eq!(batch.answer(0).unwrap().unwrap().body, b"first");
}

#[test]
fn what_was_let_go_is_not_framed_again() {
    let mut batch = batch(2);
    let answer = reply(0, "200 OK", "") + &reply(1, "500 Oh", "") + &end();
    let mut framer = Framer::new(&batch, boundary(), 0, 2).unwrap();
    let mut decoder = Decoder::new(&batch, boundary(), 0, 2).unwrap();
    decoder.feed(&mut batch, answer.as_bytes()).unwrap();
    let left = framer.left();
    let failed = framer.fill(&batch.records, &mut [0; 100]);
    assert!(matches!(failed, Err(Error::Value(_))));
    assert_eq!(framer.left(), left);
    assert!(wire_size(&batch, 0, 2).is_err());
    assert!(fit(&batch, 0, 1000).is_err());
    assert!(wire_bytes(&batch.records) > 0);
    assert_eq!(batch.records.request(0), Ok(None));
    assert_eq!(batch.records.request(1).unwrap().unwrap().target, "/c/k1");
}

#[test]
fn a_message_ends_before_what_must_be_alone() {
    let mut batch = batch(2);
    batch.records.append(0, b"", b"a\0b").unwrap();
    batch.records.mark_alone();
    batch.records.append(0, b"", b"").unwrap();
    let ends: Vec<_> = (0..4).map(|start| fit(&batch, start, u64::MAX)).collect();
    assert_eq!(ends, [Ok(2), Ok(2), Ok(3), Ok(4)]);
    for (start, stop, is_message) in [(0, 2, true), (3, 4, true), (0, 3, false), (2, 3, false)] {
        let framer = Framer::new(&batch, boundary(), start, stop);
        assert_eq!(framer.is_ok(), is_message);
    }
}
