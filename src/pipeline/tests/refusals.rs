//! Answers that mean "not now", and those of proxies that mean nothing certain.

use super::*;

#[test]
fn a_refusal_waits_until_everything_behind_it_is_answered() {
    for status in [401, 429, 503] {
        let mut stream = Stream::new(&[POST; 4]);
        stream.segment(3 * post().len() + 20);
        assert_eq!(
            stream.feed([answer(200, ""), answer(status, "a")].concat()),
            Ok(2)
        );
        assert_eq!(stream.refusal(), None);
        assert!(stream.pipeline.rewind(&mut stream.batch, None).is_err());
        // What was begun goes on; nothing else begins.
        let mut written = stream.written();
        assert_eq!(written, post()[20..]);
        assert_eq!(stream.feed(answer(status, "b").repeat(2)), Ok(2));
        assert_eq!(
            (stream.refusal(), stream.written()),
            (Some(status), String::new())
        );
        assert_eq!((stream.pipeline.at(), stream.pipeline.handed()), (1, 4));
        assert_eq!(stream.pipeline.unanswered(), 0);
        let refusal = stream.pipeline.refusal(&stream.batch).unwrap();
        assert_eq!((refusal.body, refusal.fields().count()), (&b"a"[..], 1));

        stream.pipeline.rewind(&mut stream.batch, None).unwrap();
        assert_eq!((stream.pipeline.at(), stream.pipeline.handed()), (1, 1));
        written = stream.written();
        assert_eq!(written, post().repeat(3));
        stream.feed(answer(201, "").repeat(3)).unwrap();
        assert_eq!(stream.statuses(), [200, 201, 201, 201]);
        assert!(stream.pipeline.is_done());
    }
}

#[test]
fn an_accepted_refusal_is_an_answer() {
    let mut stream = Stream::new(&[POST; 3]);
    stream.segment(2 * post().len());
    stream.feed(answer(503, "late").repeat(2)).unwrap();
    assert_eq!(stream.refusal(), Some(503));
    stream.pipeline.accept(&mut stream.batch).unwrap();
    assert_eq!(stream.refusal(), None);
    assert_eq!(stream.written(), post());
    stream.feed(answer(200, "")).unwrap();
    assert_eq!(stream.statuses(), [503, 503, 200]);
    assert_eq!(stream.answer(1), Some((503, "late".to_owned())));
    assert!(stream.pipeline.rewind(&mut stream.batch, None).is_err());
    stream.pipeline.accept(&mut stream.batch).unwrap();
}

#[test]
fn another_answer_behind_them_makes_refusals_answers() {
    for (statuses, held) in [
        (&[503, 200][..], None),
        (&[503, 503, 404], None),
        (&[503, 401, 401], Some(401)),
        (&[401, 502], None),
        (&[413], None),
        (&[503, 413], None),
    ] {
        let mut stream = Stream::new(&vec![POST; statuses.len()]);
        stream.written();
        for status in statuses {
            stream.feed(answer(*status, "\"errorNum\"")).unwrap();
        }
        assert_eq!(stream.refusal(), held);
        stream.pipeline.accept(&mut stream.batch).unwrap();
        assert_eq!(stream.statuses(), statuses);
    }
}

#[test]
fn refusals_for_several_reasons_are_held_for_the_last_one() {
    let (full, leader) = ("{\"errorNum\":21003}", "{\"errorNum\":1495}");
    for (kind, bodies, held) in [
        (POST, [full, full, full], [full; 3].as_slice()),
        (POST, [full, full, leader], &[leader]),
        (POST, [full, leader, leader], &[leader; 2]),
        (POST, [leader, full, ""], &[""]),
        // Reads go with the first, whatever it is.
        (GET, [full, leader, ""], &[full, leader, ""]),
    ] {
        let mut stream = Stream::new(&[kind; 3]);
        stream.written();
        for body in bodies {
            stream.feed(answer(503, body)).unwrap();
        }
        let refusal = stream.pipeline.refusal(&stream.batch).unwrap();
        assert_eq!(refusal.body, held[0].as_bytes());
        let first = 3 - u32::try_from(held.len()).unwrap();
        assert_eq!(stream.pipeline.at(), first);
        stream.pipeline.rewind(&mut stream.batch, None).unwrap();
        assert_eq!(stream.pipeline.handed(), first);
    }
}

#[test]
fn a_database_that_is_not_there_refuses_everything() {
    let body = "{\"error\":true,\"code\":404,\"errorNum\":1228}";
    let mut stream = Stream::new(&[POST, INSERT, INSERT, GET]);
    stream.written();
    stream.feed(answer(404, body).repeat(3)).unwrap();
    assert_eq!((stream.refusal(), stream.pipeline.at()), (Some(404), 0));

    for other in ["{\"errorNum\":1202,\"errorMessage\":\"1228\"}", "1228", ""] {
        let mut stream = Stream::new(&[POST]);
        stream.written();
        stream.feed(answer(404, other)).unwrap();
        assert_eq!((stream.refusal(), stream.statuses()), (None, vec![404]));
    }
}

#[test]
fn too_large_a_merged_request_is_sent_in_smaller_ones() {
    let mut stream = Stream::new(&[INSERT; 8]);
    assert!(stream.written().contains("Content-Length: 65\r\n"));
    stream.feed(answer(413, "")).unwrap();
    assert_eq!(stream.refusal(), Some(413));
    stream.pipeline.rewind(&mut stream.batch, Some(33)).unwrap();
    assert_eq!(
        stream.written().matches("Content-Length: 33\r\n").count(),
        2
    );
    stream
        .feed([answer(413, ""), answer(413, "")].concat())
        .unwrap();
    stream.pipeline.rewind(&mut stream.batch, Some(16)).unwrap();
    // Alone they are judged alone.
    assert_eq!(stream.written(), post().repeat(8));
    stream
        .feed([answer(413, ""), answer(200, "").repeat(7)].concat())
        .unwrap();
    assert_eq!(stream.statuses(), [413, 200, 200, 200, 200, 200, 200, 200]);
}

#[test]
fn a_loss_behind_refusals_makes_them_answers() {
    let mut stream = Stream::new(&[POST; 3]);
    stream.written();
    stream.feed(answer(503, "")).unwrap();
    assert_eq!(stream.lose(false), Some((1, 3)));
    assert_eq!(stream.statuses(), [503, 0, 0]);
    assert!(stream.pipeline.is_done());
}

#[test]
fn refusals_outlive_a_connection_where_nothing_is_lost_behind_them() {
    for (last, repeat) in [(closing(503, ""), false), (answer(503, ""), true)] {
        let mut stream = Stream::new(&[GET; 3]);
        stream.written();
        stream.feed(last).unwrap();
        assert_eq!(stream.lose(repeat), None);
        assert_eq!(stream.refusal(), Some(503));
        stream.open().unwrap();
        assert_eq!(stream.written(), "");
        stream.pipeline.rewind(&mut stream.batch, None).unwrap();
        assert_eq!(stream.written(), get().repeat(3));
    }
}

#[test]
fn a_proxys_failure_is_unclear_and_arangods_is_an_answer() {
    for status in [502, 504] {
        let mut stream = Stream::new(&[GET, INSERT, INSERT, GET]);
        stream.written();
        stream.feed(answer(status, "{\"errorNum\":1457}")).unwrap();
        stream.feed(answer(status, "<html>")).unwrap();
        stream.feed(answer(200, "")).unwrap();
        assert!(stream.pipeline.is_done());
        assert_eq!(stream.pipeline.unclear(), [(1, 3, status)]);
        assert_eq!(stream.pipeline.unclear(), []);
        assert_eq!(stream.statuses(), [status, 0, 0, 200]);
        assert_eq!(stream.pipeline.answered(), 3);
    }
}
