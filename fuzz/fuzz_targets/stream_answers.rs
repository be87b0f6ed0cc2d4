//! Any bytes in any chunks for the answers of a stream: never a panic, the same as in one piece,
//! and every record is settled once.
#![no_main]

use _core::batch::Batch;
use _core::error::{Error, Result};
use _core::heads::{Head, HeadTable, Merge, MergeKind};
use _core::http::RequestHead;
use _core::pipeline::{Envelope, Limits, Pipeline, Statuses, Window};
use libfuzzer_sys::fuzz_target;

const NONE: [(&str, &str); 0] = [];
const WIDE: Window = Window {
    requests: u64::MAX,
    bytes: u64::MAX,
};

fuzz_target!(|data: &[u8]| {
    let [kinds, handed, chunking, answers @ ..] = data else {
        return;
    };
    let in_one = run(*kinds, *handed, [answers].into_iter());
    let in_many = run(*kinds, *handed, cut(answers, *chunking).into_iter());
    assert_eq!(in_one.result, in_many.result);
    assert_eq!(in_one.settled, in_many.settled);
    for index in 0..in_one.batch.records.len() {
        let answer = in_one.batch.answer(index).unwrap();
        assert_eq!(answer, in_many.batch.answer(index).unwrap());
        if let Some(answer) = answer {
            // What views of an answer compute.
            assert!(!answer.status_text().contains('\n'));
            assert!(answer.fields().all(|(name, _)| !name.is_empty()));
        }
    }
});

/// What became of a stream.
struct Outcome {
    batch: Batch,
    result: Result<u32>,
    /// Lost, then unclear, then unsettled records.
    settled: (Option<(u32, u32)>, Vec<(u32, u32, u16)>, u32),
}

fn run<'a>(kinds: u8, handed: u8, pieces: impl Iterator<Item = &'a [u8]>) -> Outcome {
    let mut batch = batch(kinds);
    let count = batch.records.len();
    let limits = Limits {
        count: 3,
        bytes: 1000,
    };
    let statuses = Statuses::from([(1202, 404), (1200, 409)]);
    let mut stream = Pipeline::new(&batch, 0, count, statuses, limits).unwrap();
    stream.open(Envelope::new("", &NONE).unwrap()).unwrap();
    stream
        .segment(&batch, usize::from(handed) * 4 + 1, WIDE)
        .unwrap();
    let mut answered: Result<u32> = Ok(0);
    for piece in pieces {
        assert!(
            answered.is_err()
                || stream.least() > 0
                || stream.unanswered() == 0
                || stream.is_closing()
        );
        let came = stream.feed(&mut batch, piece);
        answered = match (answered, came) {
            (Ok(before), Ok(came)) => Ok(before + came),
            (Err(error), came) => {
                // It stays with the first error.
                assert_eq!(came, Err(error.clone()));
                Err(error)
            }
            (_, Err(error)) => Err(error),
        };
    }
    let finished = stream.finish(&mut batch);
    let result = answered.and_then(|_| finished.map(|()| stream.answered()));
    assert!(!matches!(result, Err(Error::Index(_) | Error::Value(_))));

    let at = stream.at();
    let refused = stream.refusal(&batch).map(|answer| answer.status);
    let lost = stream.lose(&mut batch, false).unwrap();
    stream.accept(&mut batch).unwrap();
    assert!(refused.is_none() || batch.answer(at).unwrap().is_some());
    let unclear = stream.unclear();
    // Every record is answered, lost, unclear, or still to be sent; and only one of these.
    let mut times = vec![0; count as usize];
    let ranges = lost
        .into_iter()
        .chain(unclear.iter().map(|it| (it.0, it.1)));
    let ranges = ranges.chain([(stream.at(), count)]);
    for index in ranges.flat_map(|(start, stop)| start..stop) {
        times[index as usize] += 1;
    }
    for (index, times) in (0..count).zip(times) {
        let is_answered = batch.answer(index).unwrap().is_some();
        assert_eq!(times + u32::from(is_answered), 1, "record {index}");
    }
    let settled = (lost, unclear, stream.at());
    Outcome {
        batch,
        result,
        settled,
    }
}

/// Six requests whose kinds follow from a seed.
fn batch(kinds: u8) -> Batch {
    let table = HeadTable::default();
    for method in ["GET", "HEAD"] {
        table
            .add(RequestHead::new(method, "/", "", &NONE).unwrap())
            .unwrap();
    }
    for name in ["insert", "get"] {
        let kind = MergeKind::new(name).unwrap();
        let request = RequestHead::new("POST", "/", "", &NONE).unwrap();
        let merge = Some(Merge::new(kind, "/", &NONE, 412).unwrap());
        table.add(Head { request, merge }).unwrap();
    }
    let mut batch = Batch::new(table);
    for place in 0..6 {
        let added = match (kinds >> place) % 4 {
            2 => batch.records.append(2, b"", b"{}"),
            3 => batch.records.append(3, b"k", b""),
            head => batch.records.append(u32::from(head), b"k", b""),
        };
        added.unwrap();
    }
    batch
}

/// Cuts bytes into pieces whose sizes follow from a seed; empty ones among them.
fn cut(mut data: &[u8], seed: u8) -> Vec<&[u8]> {
    let mut state = u32::from(seed);
    let mut pieces = Vec::new();
    while !data.is_empty() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let most = [1, 2, 8, 64][seed as usize % 4];
        let size = ((state >> 16) as usize % (most + 1)).min(data.len());
        // Never many empty ones in a row.
        let size = size.max(usize::from(
            pieces.last().is_some_and(|it: &&[u8]| it.is_empty()),
        ));
        let (piece, rest) = data.split_at(size);
        pieces.push(piece);
        data = rest;
    }
    pieces
}
