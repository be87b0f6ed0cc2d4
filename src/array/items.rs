//! Taking an array apart.

use std::ops::Range;

use super::scan::{Watch, first, scan};

/// One item of an array: where it stands, and what it says if it is an object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    pub place: Range<usize>,
    /// Whether its member `error` is true.
    pub is_error: bool,
    /// Its member `errorNum`, where that is a whole number of 32 bits.
    pub number: Option<u32>,
    pub has_id: bool,
    pub has_code: bool,
}

/// As many words of 64 levels as a document may have that a server took.
const WORDS: usize = 64;

/// The items of a text that is one array, in order; None where it is none.
pub fn split(text: &[u8], items: &mut Vec<Item>) -> Option<()> {
    items.clear();
    if text.get(first(text)) != Some(&b'[') {
        return None;
    }
    let mut watch = Array {
        text,
        found: items,
        item: Item::default(),
        member: Member::Other,
    };
    scan::<WORDS, _>(text, &mut watch).then_some(())
}

/// The member `errorNum` of a text that is one object, where that is a whole number of 32 bits.
#[must_use]
pub fn error_number(text: &[u8]) -> Option<u32> {
    let mut items = Vec::new();
    split(&[b"[", text, b"]"].concat(), &mut items)?;
    match &items[..] {
        [one] => one.number,
        _ => None,
    }
}

struct Array<'a> {
    text: &'a [u8],
    found: &'a mut Vec<Item>,
    /// What is known of the item that is gone through.
    item: Item,
    /// The member of the item whose value comes.
    member: Member,
}

enum Member {
    Error,
    Number,
    Other,
}

impl Watch for Array<'_> {
    #[inline]
    fn name(&mut self, depth: usize, name: Range<usize>, _: bool) {
        if depth != 2 {
            return;
        }
        self.member = match &self.text[name] {
            b"error" => Member::Error,
            b"errorNum" => Member::Number,
            b"_id" => {
                self.item.has_id = true;
                Member::Other
            }
            b"code" => {
                self.item.has_code = true;
                Member::Other
            }
            _ => Member::Other,
        };
    }

    #[inline]
    fn value(&mut self, depth: usize, value: Range<usize>) {
        match (depth, &self.member) {
            (1, _) => {
                self.item.place = value;
                self.found.push(std::mem::take(&mut self.item));
            }
            (2, Member::Error) => self.item.is_error = self.text[value] == *b"true",
            (2, Member::Number) => {
                let digits = std::str::from_utf8(&self.text[value]);
                self.item.number = digits.ok().and_then(|digits| digits.parse().ok());
            }
            _ => return,
        }
        self.member = Member::Other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Option<Vec<Item>> {
        let mut items = vec![Item::default()];
        split(text.as_bytes(), &mut items).map(|()| items)
    }

    #[test]
    fn an_array_comes_apart() {
        for texts in [
            &[][..],
            &["{}"],
            &[
                "1",
                "\"a,]\"",
                "null",
                "[[],{}]",
                "{\"a\":[1,{\"b\":\"]\"}]}",
                "-0.5e1",
            ],
        ] {
            for (before, between, after) in [("[", ",", "]"), (" [ \n", "\t, ", "\r]\n")] {
                let text = format!("{before}{}{after}", texts.join(between));
                let found = items(&text).unwrap();
                let found: Vec<_> = found.iter().map(|it| &text[it.place.clone()]).collect();
                assert_eq!(found, texts);
                for end in 0..text.trim_end().len() {
                    assert_eq!(items(&text[..end]), None);
                }
            }
        }
    }

    #[test]
    fn an_item_says_whether_it_is_an_error() {
        let text = r#"[
            {"error":true,"errorNum":1210,"errorMessage":"unique"},
            {"_id":"c/1","error":true},
            {"error":false,"errorNum":1202.5,"code":404},
            {"new":{"error":true,"errorNum":1,"_id":"x"}},
            [true,{"error":true}],
            {"error":[true],"errorNum":99999999999},
            {"errorNum":"12","error":"true"}
        ]"#;
        let found = items(text).unwrap();
        let said: Vec<_> = found
            .iter()
            .map(|it| (it.is_error, it.number, it.has_id, it.has_code))
            .collect();
        assert_eq!(
            said,
            [
                (true, Some(1210), false, false),
                (true, None, true, false),
                (false, None, false, true),
                (false, None, false, false),
                (false, None, false, false),
                (false, None, false, false),
                (false, None, false, false),
            ]
        );
    }

    #[test]
    fn one_object_tells_its_error() {
        for (text, number) in [
            (r#"{"error":true,"errorNum":1228,"code":404}"#, Some(1228)),
            (" {\"errorNum\":\t0} ", Some(0)),
            (r#"{"errorNum":"1228"}"#, None),
            (r#"{"a":{"errorNum":1}}"#, None),
            (r#"{"errorNum":1},{"errorNum":1}"#, None),
            (r#"[{"errorNum":1}]"#, None),
            ("", None),
            ("<html>", None),
            ("]", None),
        ] {
            assert_eq!(error_number(text.as_bytes()), number, "{text}");
        }
    }

    #[test]
    fn what_is_no_array_does_not_come_apart() {
        for text in [
            "", "{}", "1", "[1,]", "[,1]", "[1 2]", "[1]]", "[1]x", "[}", "[{]", "[1}",
        ] {
            assert_eq!(items(text), None, "{text}");
        }
    }

    #[test]
    fn servers_may_nest_deeply() {
        let text = format!("[{}{}]", "[".repeat(4095), "]".repeat(4095));
        assert_eq!(items(&text).unwrap().len(), 1);
        let deeper = format!("[{text}]");
        assert_eq!(items(&deeper).unwrap().len(), 1);
        assert_eq!(items(&format!("[[{text}]]")), None);
    }
}
