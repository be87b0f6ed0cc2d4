//! Any bytes in any chunks: the decoder never panics, and makes of them what it makes of them in
//! one piece.
#![no_main]

use _core::batch::Batch;
use _core::error::Result;
use _core::heads::HeadTable;
use _core::http::RequestHead;
use _core::multipart::Boundary;
use _core::multipart::decode::Decoder;
use libfuzzer_sys::fuzz_target;

const BOUNDARY: &str = "00112233445566778899aabbccddeeff";
const METHODS: [&str; 3] = ["GET", "HEAD", "POST"];

fuzz_target!(|data: &[u8]| {
    let [count, chunking, answer @ ..] = data else {
        return;
    };
    let count = u32::from(count % 6);
    let (whole, in_one) = decode(count, [answer].into_iter());
    let (pieces, in_many) = decode(count, cut(answer, *chunking).into_iter());
    assert_eq!(whole, pieces);
    for index in 0..count {
        assert_eq!(in_one.answer(index), in_many.answer(index));
        assert_eq!(
            in_one.records.request(index),
            in_many.records.request(index)
        );
        if let Ok(Some(answer)) = in_one.answer(index) {
            // What views of an answer compute.
            assert!(!answer.status_text().contains('\n'));
            assert!(answer.fields().all(|(name, _)| !name.is_empty()));
        }
    }
    let came = count - u32::try_from(in_one.unanswered(0, count).unwrap().len()).unwrap();
    assert!(whole.is_err() || came == count);
});

/// Requests of several kinds; every fourth has a head of its own.
fn batch(count: u32) -> Batch {
    let table = HeadTable::default();
    let heads = METHODS.map(|method| RequestHead::new::<&str, &str>(method, "/", "", &[]).unwrap());
    for head in heads.clone() {
        table.add(head).unwrap();
    }
    let mut batch = Batch::new(table);
    for index in 0..count {
        let added = match index % 4 {
            3 => batch.records.append_raw(&heads[1], b"{}"),
            kind => batch.records.append(kind, b"key", b"{}"),
        };
        added.unwrap();
    }
    batch
}

fn decode<'a>(count: u32, pieces: impl Iterator<Item = &'a [u8]>) -> (Result<u32>, Batch) {
    let mut batch = batch(count);
    let boundary = Boundary::new(BOUNDARY).unwrap();
    let mut decoder = Decoder::new(&batch, boundary, 0, count).unwrap();
    let mut result = Ok(());
    for piece in pieces {
        result = decoder.feed(&mut batch, piece);
    }
    let result = result.and_then(|()| decoder.finish(&mut batch));
    (result.map(|()| decoder.parts()), batch)
}

/// Cuts bytes into pieces whose sizes follow from a seed; empty ones among them.
fn cut(mut data: &[u8], seed: u8) -> Vec<&[u8]> {
    let mut state = u32::from(seed);
    let mut pieces = Vec::new();
    while !data.is_empty() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let most = [1, 2, 8, 64][seed as usize % 4];
        let size = (state >> 16) as usize % (most + 1);
        let (piece, rest) = data.split_at(size.min(data.len()));
        pieces.push(piece);
        data = rest;
        if most == 1 && size == 0 {
            pieces.push(&data[..1]);
            data = &data[1..];
        }
    }
    pieces
}
