//! What has to be known of a document before it is joined with others.

use std::ops::Range;

use super::scan::{Watch, first, scan};

/// What a document says on its outermost level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Where its members begin, behind the brace.
    pub inside: usize,
    pub is_empty: bool,
    pub key: Key,
    pub has_rev: bool,
}

/// The member `_key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    None,
    /// A string without escapes: where it stands, its quotes left out.
    Text(Range<usize>),
    Other,
}

/// Memory for looking whether names are unique, used again and again.
#[derive(Debug, Default)]
pub struct Names {
    /// The names of the objects around, the innermost one's last.
    names: Vec<Range<usize>>,
    /// Where the names of each object around begin.
    objects: Vec<usize>,
}

/// So many names are compared each with each.
const FEW: usize = 16;

/// The shape of a document; None where it is not one JSON object that every reader takes for the
/// same one: UTF-8, at most 64 levels, no name twice, no number that may be too large.
pub fn shape(text: &[u8], names: &mut Names) -> Option<Shape> {
    std::str::from_utf8(text).ok()?;
    let inside = first(text) + 1;
    if text.get(inside - 1) != Some(&b'{') {
        return None;
    }
    names.names.clear();
    names.objects.clear();
    let mut watch = Document {
        text,
        names,
        is_empty: true,
        key: Key::None,
        has_rev: false,
        member: Member::Other,
        is_odd: false,
    };
    let is_one = scan::<1, _>(text, &mut watch) && !watch.is_odd;
    let Document {
        is_empty,
        key,
        has_rev,
        ..
    } = watch;
    is_one.then_some(Shape {
        inside,
        is_empty,
        key,
        has_rev,
    })
}

struct Document<'a> {
    text: &'a [u8],
    names: &'a mut Names,
    is_empty: bool,
    key: Key,
    has_rev: bool,
    /// The member of the outermost object whose value comes.
    member: Member,
    is_odd: bool,
}

enum Member {
    Key,
    Other,
}

impl Watch for Document<'_> {
    #[inline]
    fn opened(&mut self) {
        self.names.objects.push(self.names.names.len());
    }

    #[inline]
    fn name(&mut self, depth: usize, name: Range<usize>, is_plain: bool) {
        // Two names that are written differently may be one.
        self.is_odd |= !is_plain;
        if depth == 1 {
            self.is_empty = false;
            self.member = match &self.text[name.clone()] {
                b"_key" => Member::Key,
                b"_rev" => {
                    self.has_rev = true;
                    Member::Other
                }
                _ => Member::Other,
            };
        }
        self.names.names.push(name);
    }

    #[inline]
    fn value(&mut self, depth: usize, value: Range<usize>) {
        if depth == 1 && matches!(self.member, Member::Key) {
            self.key = match &self.text[value.clone()] {
                [b'"', inside @ .., b'"'] if !inside.contains(&b'\\') => {
                    Key::Text(value.start + 1..value.end - 1)
                }
                _ => Key::Other,
            };
        }
    }

    #[inline]
    fn closed(&mut self) -> bool {
        let Some(start) = self.names.objects.pop() else {
            return false;
        };
        let are_unique = are_unique(self.text, &mut self.names.names[start..]);
        self.names.names.truncate(start);
        are_unique && !self.is_odd
    }

    fn doubtful(&mut self) -> bool {
        false
    }
}

/// Whether no two names are the same. They may change places.
fn are_unique(text: &[u8], names: &mut [Range<usize>]) -> bool {
    if names.len() > FEW {
        names.sort_unstable_by_key(|name| &text[name.clone()]);
        return names
            .windows(2)
            .all(|pair| text[pair[0].clone()] != text[pair[1].clone()]);
    }
    names.iter().enumerate().all(|(count, name)| {
        let earlier = names[..count].iter();
        let mut alike = earlier.filter(|it| it.len() == name.len());
        alike.all(|it| text[it.clone()] != text[name.clone()])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Shape> {
        shape(text.as_bytes(), &mut Names::default())
    }

    #[test]
    fn a_document_says_where_it_begins_and_what_its_key_is() {
        let text = r#" {"a":{"_key":"no","_rev":1}, "_key" : "y-e:s" ,"b":[{"_key":1}]} "#;
        let found = of(text).unwrap();
        assert_eq!(
            (found.inside, found.is_empty, found.has_rev),
            (2, false, false)
        );
        let Key::Text(range) = found.key else {
            panic!("{found:?}");
        };
        assert_eq!(&text[range], "y-e:s");
        let empty = of("\n{ }\t").unwrap();
        assert_eq!(
            (empty.inside, empty.is_empty, &empty.key),
            (2, true, &Key::None)
        );
        assert!(of(r#"{"_rev":null}"#).unwrap().has_rev);
        assert_eq!(of(r#"{"x_key":"a"}"#).unwrap().key, Key::None);
        for other in [r"1", r"null", r#"{"_key":"x"}"#, r#"["x"]"#, r#""a\u0062""#] {
            let text = format!(r#"{{"_key":{other}}}"#);
            assert_eq!(of(&text).unwrap().key, Key::Other, "{text}");
        }
    }

    #[test]
    fn only_one_object_is_a_document() {
        for text in [
            "", " ", "[]", "1", "\"{}\"", "null", "{}{}", "{},", "[{}]", "{", "}", "x{}",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
        assert_eq!(shape(b"{\"a\":\"\xff\"}", &mut Names::default()), None);
        assert_eq!(shape(b"{}\0", &mut Names::default()), None);
    }

    #[test]
    fn what_readers_may_take_for_something_else_is_none() {
        for text in [
            r#"{"a":1,"a":2}"#,
            r#"{"b":{"x":1,"y":{},"x":1}}"#,
            r#"{"b":[1,{"":1,"":1}]}"#,
            r#"{"\u0061":1}"#,
            r#"{"b":{"a\n":1}}"#,
            r#"{"a":"\ud800"}"#,
            r#"{"a":"\udc00"}"#,
            r#"{"a":"\ud800\u0041"}"#,
            r#"{"a":1e400}"#,
            r#"{"a":1E-100}"#,
        ] {
            assert_eq!(of(text), None, "{text}");
        }
        for text in [
            r#"{"a":1,"b":1,"A":1}"#,
            r#"{"a":{"a":{"a":1},"b":1},"b":{"a":1}}"#,
            r#"{"a":"\ud83d\ude00 \u0061\n"}"#,
            r#"{"a":-1.5e+99,"é":12345678901234567890123456789}"#,
        ] {
            assert!(of(text).is_some(), "{text}");
        }
        let digits = format!("{{\"a\":{}}}", "1".repeat(400));
        assert_eq!(of(&digits), None);
    }

    #[test]
    fn many_names_are_compared_too() {
        for count in [FEW - 1, FEW, FEW + 1, 300] {
            let member = |number| format!("\"n{number}\":{number}");
            let mut members: Vec<_> = (0..count).map(member).collect();
            assert!(of(&format!("{{{}}}", members.join(","))).is_some());
            members.push(member(count / 2));
            assert_eq!(of(&format!("{{{}}}", members.join(","))), None);
        }
    }

    #[test]
    fn levels_have_a_limit() {
        let nested = |levels: usize| {
            let (open, close) = ("{\"a\":".repeat(levels - 1), "}".repeat(levels));
            format!("{open}{{{close}")
        };
        assert!(of(&nested(64)).is_some());
        assert!(of(&nested(65)).is_some());
        assert_eq!(of(&nested(66)), None);
        assert_eq!(of(&nested(100_000)), None);
    }

    #[test]
    fn memory_is_used_again() {
        let mut names = Names::default();
        for _ in 0..3 {
            assert_eq!(shape(b"{\"a\":{\"b\":[{\"c\":1", &mut names), None);
            assert!(shape(b"{\"b\":1,\"c\":1}", &mut names).is_some());
        }
    }
}
