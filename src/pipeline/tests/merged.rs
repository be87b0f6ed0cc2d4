//! Merged requests, and their answers in pieces.

use super::*;

#[test]
fn neighbours_go_out_as_one() {
    let mut stream = Stream::new(&[INSERT, INSERT, POST, UPDATE, READ, READ]);
    assert_eq!(
        stream.written(),
        format!(
            "POST /_db/d/c?many HTTP/1.1\r\n{LINES}Content-Length: 17\r\n\r\n[{{\"a\":1}},{{\"a\":1}}]{}\
             PATCH /_db/d/c/k HTTP/1.1\r\n{LINES}Content-Length: 7\r\n\r\n{{\"a\":1}}\
             PUT /_db/d/c?many HTTP/1.1\r\n{LINES}Content-Length: 9\r\n\r\n[\"k\",\"k\"]",
            post()
        )
    );
    assert_eq!(stream.pipeline.unanswered(), 4);
}

#[test]
fn items_are_the_answers_that_single_requests_would_have_had() {
    let mut stream = Stream::new(&[INSERT; 5]);
    stream.written();
    let items = r#"[{"_key":"1"},{"error":true,"errorNum":1210,"errorMessage":"u"},
        {"error":true,"errorNum":77,"code":7},{"error":true},{"_key":"2","new":{"error":true}}]"#;
    let fields = "OK\r\nx-arango-Error-Codes: 1210:1\r\nX-a: b";
    stream
        .feed(answer(201, items).replace("Of It", fields))
        .unwrap();
    let expected = [
        (201, r#"{"_key":"1"}"#),
        (
            409,
            r#"{"code":409,"error":true,"errorNum":1210,"errorMessage":"u"}"#,
        ),
        (500, r#"{"error":true,"errorNum":77,"code":7}"#),
        (500, r#"{"code":500,"error":true}"#),
        (201, r#"{"_key":"2","new":{"error":true}}"#),
    ];
    for (index, (status, body)) in (0..).zip(expected) {
        assert_eq!(stream.answer(index), Some((status, body.to_owned())));
    }
    let failed = stream.batch.answer(1).unwrap().unwrap();
    assert_eq!(failed.status_text(), "Conflict");
    let fields: Vec<_> = failed
        .fields()
        .map(|(name, value)| name + "=" + &value)
        .collect();
    assert_eq!(fields, ["x-a=b", "content-length=60"]);
    assert_eq!(stream.batch.answer(0).unwrap().unwrap().fields().count(), 0);
    assert_eq!(stream.batch.failed(0, 5).unwrap(), [1, 2, 3]);
    assert!(stream.batch.records.request(1).unwrap().is_some());
}

#[test]
fn a_document_that_was_read_may_say_anything() {
    let mut stream = Stream::new(&[READ; 3]);
    stream.written();
    let documents = [
        r#"{"error":true,"errorNum":1202,"_id":"c/1"}"#,
        r#"{"error":true,"errorNum":1202}"#,
        r#"{"_id":"c/2"}"#,
    ];
    stream
        .feed(answer(200, &format!("[{}]", documents.join(","))))
        .unwrap();
    assert_eq!(stream.statuses(), [200, 404, 200]);
    assert_eq!(stream.answer(0), Some((200, documents[0].to_owned())));
}

#[test]
fn a_conflict_is_one_of_revisions_where_the_document_names_one() {
    let records = [
        (UPDATE, "a", "{\"_rev\":\"1\"}"),
        (UPDATE, "a", "{\"x\":{\"_rev\":\"1\"}}"),
    ];
    let mut stream = Stream::of(&records, LIMITS);
    stream.written();
    let item = "{\"error\":true,\"errorNum\":1200}";
    stream
        .feed(answer(202, &format!("[{item},{item}]")))
        .unwrap();
    assert_eq!(stream.statuses(), [412, 409]);
}

#[test]
fn the_failure_of_the_whole_is_that_of_each() {
    for status in [300, 400, 403, 500, 502] {
        let mut stream = Stream::new(&[INSERT, INSERT, INSERT]);
        stream.written();
        stream.feed(answer(status, "{\"errorNum\":11}")).unwrap();
        for index in 0..3 {
            let answer = stream.batch.answer(index).unwrap().unwrap();
            assert_eq!(
                (answer.status, answer.body),
                (status, &b"{\"errorNum\":11}"[..])
            );
            assert_eq!(
                (answer.status_text(), answer.fields().count()),
                ("Of It".to_owned(), 1)
            );
        }
    }
}

#[test]
fn what_is_no_array_of_as_many_items_is_no_answer() {
    for body in [
        "",
        "{}",
        "[]",
        "[{}]",
        "[{},{},{}]",
        "[{},{}",
        "[{}{}]",
        "[{},}]",
    ] {
        let mut stream = Stream::new(&[INSERT, INSERT, POST]);
        stream.written();
        let error = stream.feed(answer(201, body)).unwrap_err();
        assert!(
            matches!(error, Error::Answer { part: Some(0), .. }),
            "{body}"
        );
        assert_eq!(stream.statuses(), [0, 0, 0]);
        assert_eq!(stream.lose(true), Some((0, 3)));
    }
    let mut stream = Stream::new(&[READ, READ]);
    stream.written();
    assert!(stream.feed("HTTP/1.1 204 No Content\r\n\r\n").is_err());
    // Whoever only reads may ask again.
    assert_eq!(stream.lose(true), None);
}

#[test]
fn merged_answers_come_in_chunks_and_until_the_end_too() {
    for (head, body) in [
        (
            "Transfer-Encoding: chunked\r\n",
            "5\r\n[{},{\r\n2\r\n}]\r\n0\r\n\r\n",
        ),
        ("", "[{},{}]"),
    ] {
        let mut stream = Stream::new(&[INSERT, INSERT]);
        stream.written();
        let data = format!("HTTP/1.1 201 OK\r\n{head}\r\n{body}");
        for byte in data.bytes() {
            stream.feed([byte]).unwrap();
        }
        stream.pipeline.finish(&mut stream.batch).unwrap();
        assert_eq!(stream.statuses(), [201, 201]);
        assert_eq!(stream.answer(1), Some((201, "{}".to_owned())));
    }
}

#[test]
fn a_merged_request_that_was_not_handed_out_whole_is_planned_anew() {
    let mut stream = Stream::new(&[INSERT; 3]);
    let whole = stream.segment(1000);
    stream.lose(false);
    assert!(stream.pipeline.is_done());
    for end in 1..whole.len() {
        let mut stream = Stream::new(&[INSERT; 3]);
        assert_eq!(stream.segment(end), whole[..end]);
        assert_eq!((stream.pipeline.handed(), stream.pipeline.at()), (3, 0));
        assert_eq!(stream.lose(false), None);
        assert_eq!(stream.pipeline.handed(), 0);
        stream.open().unwrap();
        assert_eq!(stream.written(), whole);
    }
}

#[test]
fn answers_to_merged_requests_let_records_go() {
    let mut stream = Stream::new(&[INSERT; 50]);
    stream.written();
    let items = format!("[{}]", ["{}"; 50].join(","));
    stream.feed(answer(201, &items)).unwrap();
    assert_eq!(stream.batch.records.request(0), Ok(None));
    assert_eq!(stream.batch.records.request(49), Ok(None));
}
