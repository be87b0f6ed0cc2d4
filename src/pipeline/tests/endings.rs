//! Connections that end, in order and otherwise.

use super::*;

#[test]
fn what_was_handed_out_whole_is_lost_and_the_rest_is_not() {
    let whole = [post(), post(), post()].concat();
    for end in 0..=whole.len() {
        let mut stream = Stream::new(&[POST; 3]);
        if end > 0 {
            assert_eq!(stream.segment(end), whole[..end]);
        }
        let handed = u32::try_from(end / post().len()).unwrap();
        assert_eq!(stream.lose(true), (handed > 0).then_some((0, handed)));
        assert_eq!(
            (stream.pipeline.at(), stream.pipeline.handed()),
            (handed, handed)
        );
        stream.open().unwrap();
        assert_eq!(stream.written(), post().repeat(3 - handed as usize));
    }
}

#[test]
fn reads_may_be_repeated_where_all_are_reads() {
    for (heads, repeat, lost) in [
        (&[GET, HEAD, READ, READ][..], true, None),
        (&[GET, HEAD, READ, READ], false, Some((0, 4))),
        (&[GET, POST], true, Some((0, 2))),
        (&[INSERT, INSERT], true, Some((0, 2))),
        (&[UPDATE, UPDATE, GET], true, Some((0, 3))),
    ] {
        let mut stream = Stream::new(heads);
        let written = stream.written();
        assert_eq!(stream.lose(repeat), lost);
        stream.open().unwrap();
        let again = if lost.is_none() {
            written
        } else {
            String::new()
        };
        assert_eq!(stream.written(), again);
    }
}

#[test]
fn behind_a_close_nothing_was_executed() {
    for close in [
        closing(200, "1"),
        "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n1".to_owned(),
    ] {
        let mut stream = Stream::new(&[POST; 4]);
        let handed = 3 * post().len();
        stream.segment(handed);
        let data = [answer(200, "0"), close].concat();
        assert_eq!(stream.feed(data), Ok(2));
        assert!(stream.pipeline.is_closing());
        assert_eq!(
            (stream.pipeline.unanswered(), stream.pipeline.least()),
            (1, 0)
        );
        assert_eq!(stream.written(), "");
        assert_eq!(stream.lose(false), None);
        assert_eq!(
            (stream.pipeline.handed(), stream.pipeline.answered()),
            (2, 2)
        );
        stream.open().unwrap();
        assert_eq!(stream.pipeline.answered(), 0);
        assert!(!stream.pipeline.is_closing());
        assert_eq!(stream.written(), post().repeat(2));
        stream.feed(answer(201, "").repeat(2)).unwrap();
        assert_eq!(stream.statuses(), [200, 200, 201, 201]);
    }
}

#[test]
fn a_closing_connection_may_be_followed_by_another_at_once() {
    let mut stream = Stream::new(&[POST; 2]);
    stream.written();
    assert!(stream.open().is_err());
    stream.feed(closing(200, "")).unwrap();
    stream.open().unwrap();
    assert_eq!(stream.written(), post());
}

#[test]
fn the_answer_that_closes_must_come_whole() {
    // Its request was executed, whatever became of the rest of the answer.
    let close = closing(200, "body");
    for end in 0..close.len() {
        let mut stream = Stream::new(&[POST; 3]);
        stream.written();
        assert_eq!(stream.feed(&close[..end]), Ok(0));
        let is_head_whole = end >= close.len() - 4;
        assert_eq!(stream.pipeline.is_closing(), is_head_whole);
        let lost = if is_head_whole { (0, 1) } else { (0, 3) };
        assert_eq!(stream.lose(false), Some(lost));
    }
}

#[test]
fn something_behind_a_close_makes_everything_doubtful() {
    let mut stream = Stream::new(&[POST; 3]);
    stream.written();
    let data = [closing(200, ""), "H".to_owned()].concat();
    let error = stream.feed(data).unwrap_err();
    assert!(matches!(error, Error::Answer { part: Some(1), .. }));
    assert_eq!(stream.lose(false), Some((1, 3)));
    assert_eq!(stream.statuses(), [200, 0, 0]);
}

#[test]
fn an_early_answer_is_its_requests_and_the_last_one() {
    for written in 1..post().len() {
        let mut stream = Stream::new(&[GET, POST, POST]);
        stream.segment(get().len() + written);
        assert_eq!(
            stream.feed([answer(200, ""), answer(400, "no")].concat()),
            Ok(2)
        );
        assert!(stream.pipeline.is_closing());
        // What is left of it would be taken for a request.
        assert_eq!(stream.written(), "");
        assert_eq!(stream.lose(false), None);
        stream.open().unwrap();
        assert_eq!(stream.written(), post());
        assert_eq!(stream.statuses(), [200, 400, 0]);
    }
}

#[test]
fn an_early_answer_that_is_not_whole_changes_nothing() {
    let early = answer(400, "no");
    for end in 0..early.len() {
        let mut stream = Stream::new(&[POST]);
        stream.segment(20);
        stream.feed(&early[..end]).unwrap();
        assert_eq!(stream.lose(false), None);
        stream.open().unwrap();
        assert_eq!(stream.written(), post());
    }
}

#[test]
fn interim_answers_may_come_early() {
    let mut stream = Stream::new(&[POST]);
    let begin = stream.segment(20);
    assert_eq!(stream.feed("HTTP/1.1 100 Continue\r\n\r\n"), Ok(0));
    assert_eq!([begin, stream.written()].concat(), post());
    assert_eq!(stream.feed(answer(201, "")), Ok(1));
    assert!(!stream.pipeline.is_closing());
}

#[test]
fn behind_the_end_nothing_comes() {
    let mut stream = Stream::new(&[GET; 2]);
    stream.segment(get().len());
    stream.feed("HTTP/1.1 200 O").unwrap();
    stream.pipeline.finish(&mut stream.batch).unwrap();
    stream.pipeline.finish(&mut stream.batch).unwrap();
    assert!(matches!(stream.feed("K"), Err(Error::Value(_))));
    assert_eq!(
        (stream.written(), stream.pipeline.least()),
        (String::new(), 0)
    );
    assert_eq!(stream.lose(false), Some((0, 1)));
}

#[test]
fn a_body_until_the_end_is_whole_at_the_end_only() {
    for (is_end, lost) in [(true, None), (false, Some((0, 1)))] {
        let mut stream = Stream::new(&[POST, POST]);
        stream.written();
        assert_eq!(stream.feed("HTTP/1.1 200 OK\r\n\r\nabc"), Ok(0));
        assert!(stream.pipeline.is_closing());
        if is_end {
            stream.pipeline.finish(&mut stream.batch).unwrap();
            assert_eq!(stream.answer(0), Some((200, "abc".to_owned())));
        }
        assert_eq!(stream.lose(false), lost);
        stream.open().unwrap();
        assert_eq!(stream.written(), post());
    }
}

#[test]
fn a_halted_stream_ends_with_what_was_begun() {
    let mut stream = Stream::new(&[POST; 4]);
    stream.segment(post().len() + 10);
    stream.pipeline.halt();
    assert_eq!(stream.written(), post()[10..]);
    stream
        .feed([answer(200, ""), closing(503, "")].concat())
        .unwrap();
    assert!(!stream.pipeline.is_done());
    assert_eq!(stream.lose(false), None);
    stream.pipeline.rewind(&mut stream.batch, None).unwrap();
    stream.open().unwrap();
    assert_eq!(stream.written(), post());
    stream.feed(answer(200, "")).unwrap();
    assert!(stream.pipeline.is_done());
    assert_eq!(
        (stream.written(), stream.pipeline.handed()),
        (String::new(), 2)
    );
}

#[test]
fn many_connections_serve_one_stream() {
    let mut stream = Stream::new(&[POST; 10]);
    for _ in 0..5 {
        stream.written();
        stream
            .feed([answer(200, ""), closing(200, "")].concat())
            .unwrap();
        assert_eq!(stream.lose(false), None);
        stream.open().unwrap();
    }
    assert!(stream.pipeline.is_done());
    assert_eq!(stream.written(), "");
    assert_eq!(stream.statuses(), [200; 10]);
}
