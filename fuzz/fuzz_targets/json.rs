//! Any text: what is taken for a document, another reader takes for one object without doubt; and
//! arrays come apart as they do there.
#![no_main]

use std::collections::BTreeMap;

use _core::array::{Key, Names, shape, split};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use serde_json::value::RawValue;

fuzz_target!(|text: &[u8]| {
    if let Some(shape) = shape(text, &mut Names::default()) {
        // It says of a name that is there twice what it says of the last one, so count.
        let value: Value = serde_json::from_slice(text).expect("JSON");
        let members = value.as_object().expect("an object");
        let raw: BTreeMap<String, &RawValue> = serde_json::from_slice(text).unwrap();
        assert_eq!(members.len(), raw.len());
        assert_eq!(shape.is_empty, members.is_empty());
        assert_eq!(text[shape.inside - 1], b'{');
        assert_eq!(shape.has_rev, members.contains_key("_rev"));
        match (shape.key, members.get("_key")) {
            (Key::None, None) => {}
            (Key::Text(place), Some(Value::String(key))) => {
                assert_eq!(&text[place], key.as_bytes())
            }
            (Key::Other, Some(_)) => {}
            (said, key) => panic!("{said:?} for {key:?}"),
        }
        assert_eq!(count_names(text), names_of(&value));
    }
    let mut items = Vec::new();
    let is_array = split(text, &mut items).is_some();
    if let Ok(others) = serde_json::from_slice::<Vec<&RawValue>>(text) {
        assert!(is_array);
        let texts = items.iter().map(|item| &text[item.place.clone()]);
        assert!(texts.eq(others.iter().map(|other| other.get().as_bytes())));
        for (item, other) in items.iter().zip(&others) {
            // A name that is written with escapes is not looked at, nor can all be read.
            if other.get().contains('\\') {
                continue;
            }
            let members = serde_json::from_str::<BTreeMap<String, &RawValue>>(other.get());
            let members = members.unwrap_or_default();
            assert_eq!(item.has_id, members.contains_key("_id"));
            assert_eq!(item.has_code, members.contains_key("code"));
            assert!(!item.is_error || members.contains_key("error"));
            assert!(item.number.is_none() || members.contains_key("errorNum"));
        }
    }
});

/// How many names there are: colons outside of strings.
fn count_names(text: &[u8]) -> usize {
    let (mut names, mut is_string, mut is_escaped) = (0, false, false);
    for byte in text {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => is_string = !is_string,
            b':' if !is_string => names += 1,
            _ => {}
        }
    }
    names
}

/// How many members are left when every name is there once.
fn names_of(value: &Value) -> usize {
    match value {
        Value::Object(members) => members.len() + members.values().map(names_of).sum::<usize>(),
        Value::Array(items) => items.iter().map(names_of).sum(),
        _ => 0,
    }
}
