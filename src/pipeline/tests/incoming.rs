//! Answers, however they come.

use super::*;

/// Answers in every form, and the statuses and bodies they are.
fn all_forms() -> (Vec<u32>, String, Vec<(u16, &'static str)>) {
    let answers = [
        (GET, answer(200, "abc"), (200, "abc")),
        (GET, answer(200, ""), (200, "")),
        (
            POST,
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n\
             HTTP/1.1 404 \r\ncontent-length: 2\r\nconnection: Keep-Alive\r\n\r\n{}"
                .to_owned(),
            (404, "{}"),
        ),
        (
            GET,
            "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n\
             3;x=y\r\nabc\r\n2\r\n\r\n\r\n0\r\nTrailer: x\r\n\r\n"
                .to_owned(),
            (201, "abc\r\n"),
        ),
        (HEAD, answer(200, "").replace('0', "7"), (277, "")),
        (
            HEAD,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_owned(),
            (200, ""),
        ),
        (GET, "HTTP/1.1 204\r\n\r\n".to_owned(), (204, "")),
        (
            GET,
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n".to_owned(),
            (304, ""),
        ),
        (
            INSERT,
            answer(202, "[{\"_key\":\"1\"}, {\"_key\":\"2\"}]"),
            (202, "{\"_key\":\"1\"}"),
        ),
        (INSERT, String::new(), (202, "{\"_key\":\"2\"}")),
        (
            GET,
            "HTTP/1.1 200 OK\r\n\r\nuntil the end".to_owned(),
            (200, "until the end"),
        ),
    ];
    let heads = answers.iter().map(|it| it.0).collect();
    let stream = answers.iter().map(|it| &*it.1).collect();
    (heads, stream, answers.iter().map(|it| it.2).collect())
}

fn check(stream: &mut Stream, expected: &[(u16, &str)]) {
    stream.pipeline.finish(&mut stream.batch).unwrap();
    for (index, (status, body)) in (0..).zip(expected) {
        assert_eq!(stream.answer(index), Some((*status, (*body).to_owned())));
    }
    assert!(stream.pipeline.is_done());
    assert!(stream.pipeline.is_closing());
    assert_eq!(stream.pipeline.answered(), 10);
    assert_eq!(stream.lose(false), None);
}

#[test]
fn answers_are_cut_byte_by_byte() {
    let (heads, answers, expected) = all_forms();
    let mut stream = Stream::new(&heads);
    stream.written();
    for (at, byte) in answers.bytes().enumerate() {
        let left = (answers.len() - at) as u64;
        assert!((1..=left).contains(&stream.pipeline.least()));
        stream.feed([byte]).unwrap();
    }
    check(&mut stream, &expected);
}

#[test]
fn answers_are_cut_at_each_split() {
    let (heads, answers, expected) = all_forms();
    for at in 0..=answers.len() {
        let mut stream = Stream::new(&heads);
        stream.written();
        let (first, second) = answers.split_at(at);
        let came = stream.feed(first).unwrap();
        assert_eq!(came + stream.feed(second).unwrap(), 9);
        check(&mut stream, &expected);
    }
}

#[test]
fn an_answer_cut_off_anywhere_leaves_the_truth() {
    let (heads, answers, expected) = all_forms();
    let count = u32::try_from(heads.len()).unwrap();
    for end in 0..answers.len() {
        let mut stream = Stream::new(&heads);
        stream.written();
        stream.feed(&answers[..end]).unwrap();
        let at = stream.pipeline.at();
        // Everything before is answered and right, everything else is lost.
        for index in 0..count {
            let whole = index < at;
            assert_eq!(stream.answer(index).is_some(), whole);
            if whole {
                let (status, body) = expected[index as usize];
                assert_eq!(stream.answer(index), Some((status, body.to_owned())));
            }
        }
        assert_eq!(stream.lose(false), Some((at, count)));
        assert!(stream.pipeline.is_done());
        let open = stream.batch.unanswered(0, count).unwrap();
        assert!(open.into_iter().eq(at..count));
    }
}

#[test]
fn malformed_answers_are_refused_and_stay_so() {
    for malformed in [
        "x\r\n\r\n",
        "\r\n",
        "HTTP/1.1 200 OK\n\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 4294967296\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        "HTTP/1.1 200 OK\r\nno field\r\n\r\n",
    ] {
        let mut stream = Stream::new(&[GET, GET, GET]);
        stream.written();
        let data = [answer(200, "1"), malformed.to_owned()].concat();
        let error = stream.feed(&data).unwrap_err();
        assert!(
            matches!(error, Error::Answer { part: Some(1), .. }),
            "{error}"
        );
        assert_eq!(stream.feed(""), Err(error.clone()));
        assert_eq!(stream.pipeline.finish(&mut stream.batch), Err(error));
        assert_eq!(stream.written(), "");
        assert_eq!(stream.statuses(), [200, 0, 0]);
        assert_eq!(stream.lose(false), Some((1, 3)));
        assert!(stream.pipeline.is_done());
    }
}

#[test]
fn a_head_has_a_limit() {
    let mut stream = Stream::new(&[GET]);
    stream.written();
    let line = format!("HTTP/1.1 200 OK\r\nX: {}", "x".repeat(70_000));
    let mut result = Ok(0);
    for piece in line.as_bytes().chunks(1000) {
        result = stream.feed(piece);
    }
    assert!(matches!(result, Err(Error::Answer { .. })));
}

#[test]
fn an_answer_that_nothing_was_asked_for_is_refused() {
    let mut stream = Stream::new(&[GET]);
    // Nor may it wait until something is asked.
    let error = stream.feed("H").unwrap_err();
    assert!(matches!(error, Error::Answer { part: None, .. }));
    assert_eq!(stream.lose(false), None);
    stream.open().unwrap();
    assert_eq!(stream.written(), get());
    assert_eq!(
        stream.feed([answer(200, ""), answer(200, "")].concat()),
        Err(error)
    );
    assert_eq!(stream.lose(false), None);
    assert!(stream.pipeline.is_done());
}

#[test]
fn heads_are_kept_where_they_say_something() {
    let mut stream = Stream::new(&[GET, GET, HEAD, GET]);
    stream.written();
    for status in [200, 409, 200] {
        let head = answer(status, "")
            .replace("Of It", "OK")
            .replace("\r\nC", "\r\nX-a: 1\r\nC");
        stream.feed(head).unwrap();
    }
    stream
        .feed("HTTP/1.1 403 No\r\nX-a: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        .unwrap();
    let kept: Vec<_> = (0..4)
        .map(|index| {
            stream
                .batch
                .answer(index)
                .unwrap()
                .unwrap()
                .fields()
                .count()
        })
        .collect();
    assert_eq!(kept, [0, 2, 2, 2]);
}

#[test]
fn announced_bodies_take_no_memory_before_they_come() {
    let mut stream = Stream::new(&[GET]);
    stream.written();
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 4294967295\r\n\r\nx";
    assert_eq!(stream.feed(head), Ok(0));
    assert_eq!(stream.pipeline.least(), 4_294_967_294);
    assert_eq!(stream.lose(true), None);
    stream.open().unwrap();
    assert_eq!(stream.written(), get());
}
