//! What came of a token that is not whole.

/// Bytes that wait for more.
#[derive(Debug, Default)]
pub struct Held(Vec<u8>);

impl Held {
    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many bytes wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Hands on what waits and what came. `run` says how many bytes it took; the others wait.
    pub fn feed<E>(
        &mut self,
        mut data: &[u8],
        mut run: impl FnMut(&[u8]) -> Result<usize, E>,
    ) -> Result<(), E> {
        while !self.0.is_empty() && !data.is_empty() {
            // Just enough for a short token, more with every round for a long one.
            let before = self.0.len();
            let more = data.len().min(before.max(128));
            self.0.extend_from_slice(&data[..more]);
            let taken = run(&self.0)?;
            if taken >= before {
                data = &data[taken - before..];
                self.0.clear();
            } else {
                data = &data[more..];
                self.0.drain(..taken);
            }
        }
        let taken = run(data)?;
        self.0.extend_from_slice(&data[taken..]);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_in_any_pieces() {
        let text = b"a few words and some of them longer \xff end ";
        for size in 1..=text.len() {
            let (mut held, mut words) = (Held::default(), Vec::new());
            for piece in text.chunks(size) {
                let run = |data: &[u8]| -> Result<usize, ()> {
                    let end = data.iter().rposition(|&byte| byte == b' ');
                    let taken = end.map_or(0, |end| end + 1);
                    words.extend_from_slice(&data[..taken]);
                    Ok(taken)
                };
                held.feed(piece, run).unwrap();
            }
            assert!(held.is_empty());
            assert_eq!(words, text);
        }
    }

    #[test]
    fn what_is_not_taken_waits() {
        let mut held = Held::default();
        held.feed(b"abc", |_| Ok::<_, ()>(1)).unwrap();
        assert_eq!((held.len(), held.is_empty()), (2, false));
        assert_eq!(held.feed(b"d", |_| Err(())), Err(()));
    }
}
