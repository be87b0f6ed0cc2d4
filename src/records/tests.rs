use super::*;

fn records() -> Records {
    let table = HeadTable::default();
    let headers = [("a", "b")];
    for method in ["POST", "GET"] {
        let head = RequestHead::new(method, "/_api/document/c/", "?x=1", &headers).unwrap();
        table.add(head).unwrap();
    }
    Records::new(table)
}

/// A request's variable piece and body, by its index.
fn request(index: u32) -> (String, Vec<u8>) {
    let body = vec![b'x'; (index as usize * 37) % 301];
    (format!("key{index}"), body)
}

fn filled(count: u32) -> Records {
    let mut records = records();
    for index in 0..count {
        let (key, body) = request(index);
        assert_eq!(records.append(index % 2, key.as_bytes(), &body), Ok(index));
    }
    records
}

fn assert_whole(records: &Records, index: u32) {
    let (key, body) = request(index);
    let it = records.request(index).unwrap().expect("still there");
    assert_eq!(it.method, ["POST", "GET"][index as usize % 2]);
    assert_eq!(it.target, format!("/_api/document/c/{key}?x=1"));
    assert_eq!(it.body, body);
}

#[test]
fn what_went_in_comes_out_across_many_blocks() {
    let records = filled(20_000);
    assert!(records.blocks.len() > 10);
    assert_eq!(records.len(), 20_000);
    for index in 0..20_000 {
        assert_whole(&records, index);
        assert_eq!(records.head_number(index), Ok(Some(index % 2)));
    }
    let found = records.pieces(20_000, &mut 0);
    assert!(matches!(found, Err(Error::Index(_))));
}

#[test]
fn sums_are_those_of_the_requests() {
    let records = filled(5_000);
    let mut near = 0;
    let mut sums = Totals::default();
    let mut whole_blocks = Totals::default();
    for index in 0..5_000 {
        let it = records.pieces(index, &mut near).unwrap().unwrap();
        sums.requests += 1;
        sums.bodies += u32::from(!it.body.is_empty());
        sums.bytes += (it.lead.len() + it.variable.len() + it.tail.len() + it.body.len()) as u64;
        if let Some(totals) = records.block_from(index, &mut near) {
            whole_blocks.requests += totals.requests;
            whole_blocks.bodies += totals.bodies;
            whole_blocks.bytes += totals.bytes;
        }
    }
    assert_eq!(records.totals(), sums);
    assert_eq!(whole_blocks, sums);
}

#[test]
fn a_large_body_and_no_body_at_all_are_requests_too() {
    let mut records = records();
    let large = vec![7; 3 * BLOCK_BYTES];
    records.append(0, b"", &large).unwrap();
    records.append(0, b"", b"").unwrap();
    records.append(0, b"k", b"small").unwrap();
    assert_eq!(records.request(0).unwrap().unwrap().body, large);
    assert_eq!(records.request(1).unwrap().unwrap().body, b"");
    assert_eq!(records.request(2).unwrap().unwrap().body, b"small");
}

#[test]
fn requests_without_bytes_of_their_own_fill_blocks_too() {
    let mut records = records();
    for _ in 0..=BLOCK_RECORDS {
        records.append(1, b"", b"").unwrap();
    }
    assert_eq!(records.blocks.len(), 2);
}

#[test]
fn a_raw_request_keeps_its_own_head() {
    let mut records = records();
    let head = RequestHead::new("PATCH", "/_api/x?y=z", "", &[("If-Match", "a: b")]).unwrap();
    let index = records.append_raw(&head, b"body").unwrap();
    assert_eq!(records.head_number(index), Ok(None));
    let it = records.request(index).unwrap().unwrap();
    assert_eq!((&*it.method, &*it.target), ("PATCH", "/_api/x?y=z"));
    assert_eq!(it.headers, [("If-Match".to_owned(), "a: b".to_owned())]);
    assert_eq!(it.body, b"body");
}

#[test]
fn what_cannot_be_a_request_leaves_nothing_behind() {
    let mut records = filled(3);
    let before = records.totals();
    assert!(matches!(records.append(9, b"", b""), Err(Error::Index(_))));
    assert!(matches!(
        records.append(0, b"a b", b""),
        Err(Error::Value(_))
    ));
    assert_eq!(records.totals(), before);
    assert_whole(&records, 2);
}

#[test]
fn a_block_is_let_go_with_its_last_answer_but_for_failures() {
    let mut records = filled(4_000);
    let failed = |index: u32| index % 7 == 3;
    let held = |records: &Records| -> usize {
        records
            .blocks
            .iter()
            .map(|block| block.bytes.capacity())
            .sum()
    };
    let full = held(&records);
    let mut near = 0;
    for index in 0..4_000 {
        records.answered(index, &mut near, failed).unwrap();
    }
    assert!(held(&records) < full / 5);
    for index in 0..4_000 {
        if failed(index) {
            assert_whole(&records, index);
        } else {
            assert_eq!(records.request(index), Ok(None));
        }
        assert_eq!(records.head_number(index), Ok(Some(index % 2)));
    }
}

#[test]
fn answers_in_any_order_let_blocks_go_early() {
    let mut records = filled(4_000);
    let last = records.blocks.last().unwrap().first;
    for index in (last..4_000).rev() {
        assert_whole(&records, index);
        records.answered(index, &mut 0, |_| false).unwrap();
    }
    assert_eq!(records.request(last), Ok(None));
    assert_whole(&records, last - 1);
    // What follows goes into a block of its own.
    assert_eq!(records.append(0, b"new", b""), Ok(4_000));
    let it = records.request(4_000).unwrap().unwrap();
    assert_eq!(it.target, "/_api/document/c/new?x=1");
    assert_eq!(records.block_from(last, &mut 0), None);
}

#[test]
fn heads_may_be_added_while_records_are() {
    let table = HeadTable::default();
    let mut records = Records::new(table.clone());
    assert!(records.append(0, b"", b"").is_err());
    let head = RequestHead::new::<&str, &str>("GET", "/late", "", &[]).unwrap();
    assert_eq!(table.add(head), Ok(0));
    assert_eq!(records.append(0, b"", b""), Ok(0));
}

#[test]
fn requests_that_must_be_alone_are_found() {
    let mut records = records();
    records.mark_alone();
    assert_eq!(records.next_alone(0), None);
    for index in 0..10 {
        records.append(0, b"", b"").unwrap();
        if index % 4 == 1 {
            records.mark_alone();
            records.mark_alone();
        }
    }
    let alone: Vec<_> = (0..10).filter(|&it| records.is_alone(it)).collect();
    assert_eq!(alone, [1, 5, 9]);
    let next = [0, 1, 2, 9, 10].map(|start| records.next_alone(start));
    assert_eq!(next, [Some(1), Some(1), Some(5), Some(9), None]);
}

#[test]
fn runs_have_one_head() {
    let mut records = records();
    for head in [0, 0, 1, 1, 1, 0] {
        records.append(head, b"", b"").unwrap();
    }
    let head = RequestHead::new::<&str, &str>("GET", "/", "", &[]).unwrap();
    for _ in 0..2 {
        records.append_raw(&head, b"").unwrap();
    }
    let ends: Vec<_> = (0..8)
        .map(|start| records.run_of_head(start, 8, &mut 0).unwrap())
        .collect();
    assert_eq!(ends, [2, 2, 5, 5, 5, 6, 8, 8]);
    assert_eq!(records.run_of_head(2, 4, &mut 0), Ok(4));
    assert_eq!(records.run_of_head(8, 8, &mut 0), Ok(8));
    let long = filled_with_one_head(20_000);
    assert_eq!(long.run_of_head(5, 19_000, &mut 0), Ok(19_000));
}

fn filled_with_one_head(count: u32) -> Records {
    let mut records = records();
    for index in 0..count {
        let (key, body) = request(index);
        records.append(0, key.as_bytes(), &body).unwrap();
    }
    assert!(records.blocks.len() > 10);
    records
}
