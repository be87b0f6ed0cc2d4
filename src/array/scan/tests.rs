use super::*;

struct Nothing;

impl Watch for Nothing {
    fn name(&mut self, _: usize, _: Range<usize>, _: bool) {}
    fn value(&mut self, _: usize, _: Range<usize>) {}
}

fn is_json(text: &[u8]) -> bool {
    scan::<1, _>(text, &mut Nothing)
}

#[test]
fn json_is_taken() {
    for text in [
        "0",
        "-0",
        "10.25e-3",
        "1E5",
        "true",
        "false",
        "null",
        "\"\"",
        "[]",
        "{}",
        " [ ] ",
        "{ }",
        "[0]",
        "[[],[{}],{}]",
        "{\"a\":[{\"b\":[]}],\"\":{}}",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
        "[1,2,{\"a\" : 1 , \"b\"\t:\n2}\r]",
        "\"\u{7f}é\u{2028}\"",
    ] {
        assert!(is_json(text.as_bytes()), "{text}");
    }
}

#[test]
fn other_text_is_refused() {
    for text in [
        "",
        " ",
        "tru",
        "nul",
        "falsy",
        "True",
        "NaN",
        "Infinity",
        "-",
        "+1",
        "01",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x1",
        "1_0",
        "'a'",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12",
        "\"\n\"",
        "\"\0\"",
        "\"\t\"",
        "[",
        "]",
        "{",
        "}",
        "[1,]",
        "[,]",
        "[1 1]",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\" 1}",
        "{a:1}",
        "{1:1}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":1}",
        "[}",
        "{]",
        "{\"a\":[}",
        "1 1",
        "[]]",
        "{}{}",
        "\u{feff}1",
        "/**/1",
        "\u{a0}1",
        "\"a\"\"b\"",
    ] {
        assert!(!is_json(text.as_bytes()), "{text}");
    }
}

#[test]
fn a_string_ends_at_its_quote_wherever_that_stands() {
    for size in 0..40 {
        let text = "x".repeat(size);
        assert!(is_json(format!("\"{text}\"").as_bytes()));
        for inside in ["\\\"", "\\\\", "é", "\u{80}"] {
            for at in 0..=size {
                let (before, after) = text.split_at(at);
                assert!(is_json(format!("\"{before}{inside}{after}\"").as_bytes()));
                assert!(is_json(
                    format!("[\"{before}{inside}{after}\",1]").as_bytes()
                ));
            }
        }
        for inside in ["\"", "\u{1f}", "\0", "\n", "\\"] {
            for at in 0..=size {
                let (before, after) = text.split_at(at);
                assert!(!is_json(format!("\"{before}{inside}{after}\"").as_bytes()));
            }
        }
    }
}

#[test]
fn special_bytes_of_a_word_are_found() {
    for place in 0..8 {
        for byte in 0..=255 {
            for others in [
                b'a', b' ', b'#', b'!', b'[', b']', 0x7f, 0x80, 0xff, b'"', 0,
            ] {
                let mut word = [b'a'; 8];
                word[place] = byte;
                word[place + 1..].fill(others);
                let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..b' ');
                let found = special(u64::from_le_bytes(word)).trailing_zeros() as usize / 8;
                assert_eq!(
                    found,
                    word.iter().position(is_special).unwrap_or(8),
                    "{word:?}"
                );
            }
        }
    }
}

#[test]
fn every_text_of_a_few_tokens_is_judged_as_a_recursive_reader_does() {
    const TOKENS: [&str; 9] = ["{", "}", "[", "]", ",", ":", "\"a\"", "0", " "];
    for count in 0..=6_u32 {
        for number in 0..TOKENS.len().pow(count) {
            let tokens: Vec<_> = (0..count)
                .map(|place| TOKENS[number / TOKENS.len().pow(place) % TOKENS.len()])
                .collect();
            let text = tokens.concat();
            let read = read(text.as_bytes()).is_some_and(|rest| rest.trim_ascii().is_empty());
            assert_eq!(is_json(text.as_bytes()), read, "{text}");
        }
    }
}

/// Reads one value of the tokens above: what is left.
fn read(text: &[u8]) -> Option<&[u8]> {
    let text = text.trim_ascii_start();
    match text {
        [b'0', rest @ ..] | [b'"', b'a', b'"', rest @ ..] => Some(rest),
        [open @ (b'{' | b'['), inside @ ..] => {
            let close = if *open == b'{' { b'}' } else { b']' };
            let mut inside = inside.trim_ascii_start();
            if inside.first() == Some(&close) {
                return Some(&inside[1..]);
            }
            loop {
                if *open == b'{' {
                    inside = inside.trim_ascii_start().strip_prefix(b"\"a\"")?;
                    inside = inside.trim_ascii_start().strip_prefix(b":")?;
                }
                inside = read(inside)?.trim_ascii_start();
                match inside.split_first()? {
                    (b',', rest) => inside = rest,
                    (byte, rest) if *byte == close => return Some(rest),
                    _ => return None,
                }
            }
        }
        _ => None,
    }
}
