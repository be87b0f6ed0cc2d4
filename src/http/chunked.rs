//! A body that comes in chunks, each with its size before it.

use super::head::HEAD_LIMIT;

/// Takes the body out of its chunks, however the bytes come.
#[derive(Debug, Default)]
pub struct Chunks {
    state: State,
    /// What is left of the chunk.
    left: u64,
    /// How many bytes of extensions and trailer fields came.
    beside: usize,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first digit of a size.
    #[default]
    Begin,
    Size,
    Extension,
    SizeLf,
    Data,
    DataCr,
    DataLf,
    /// At the beginning of a line behind the last chunk: a trailer field, or the end.
    Trailer,
    TrailerField,
    TrailerLf,
    EndLf,
    End,
}

impl Chunks {
    /// Hands the body's bytes in `data` to `write`: how many of `data` belong to the chunks.
    pub fn take(
        &mut self,
        data: &[u8],
        mut write: impl FnMut(&[u8]),
    ) -> Result<usize, &'static str> {
        let mut at = 0;
        while at < data.len() && self.state != State::End {
            if self.state == State::Data {
                let rest = &data[at..];
                let size = usize::try_from(self.left).map_or(rest.len(), |it| it.min(rest.len()));
                write(&rest[..size]);
                at += size;
                self.left -= size as u64;
                if self.left == 0 {
                    self.state = State::DataCr;
                }
            } else {
                self.state = self.step(data[at])?;
                at += 1;
            }
        }
        Ok(at)
    }

    /// Whether all chunks have come.
    #[must_use]
    pub fn is_end(&self) -> bool {
        self.state == State::End
    }

    /// A number of bytes that at least are still to come.
    #[must_use]
    pub fn least(&self) -> u64 {
        match self.state {
            State::Data => self.left + b"\r\n0\r\n\r\n".len() as u64,
            State::End => 0,
            _ => 1,
        }
    }

    fn step(&mut self, byte: u8) -> Result<State, &'static str> {
        const MALFORMED: &str = "a malformed chunk";
        Ok(match (self.state, byte) {
            (State::Begin | State::Size, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => {
                let digit = u64::from(char::from(byte).to_digit(16).unwrap_or_default());
                if self.left > u64::from(u32::MAX >> 4) {
                    return Err("a chunk of 4 GiB or more");
                }
                self.left = self.left << 4 | digit;
                State::Size
            }
            (State::Size, b' ' | b'\t' | b';') => State::Extension,
            (State::Size | State::Extension, b'\r') => State::SizeLf,
            (State::Extension, b'\t' | b' '..=b'~' | 0x80..) => self.more(State::Extension)?,
            (State::SizeLf, b'\n') if self.left == 0 => State::Trailer,
            (State::SizeLf, b'\n') => State::Data,
            (State::DataCr, b'\r') => State::DataLf,
            (State::DataLf, b'\n') => State::Begin,
            (State::Trailer, b'\r') => State::EndLf,
            (State::TrailerField, b'\r') => State::TrailerLf,
            (State::Trailer | State::TrailerField, b'\t' | b' '..=b'~' | 0x80..) => {
                self.more(State::TrailerField)?
            }
            (State::TrailerLf, b'\n') => State::Trailer,
            (State::EndLf, b'\n') => State::End,
            _ => return Err(MALFORMED),
        })
    }

    fn more(&mut self, state: State) -> Result<State, &'static str> {
        self.beside += 1;
        if self.beside > HEAD_LIMIT {
            return Err("more than 65536 bytes beside the chunks of a body");
        }
        Ok(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Body and number of bytes taken; None where not all has come.
    fn read(data: &[u8], size: usize) -> Result<Option<(Vec<u8>, usize)>, &'static str> {
        let (mut chunks, mut body, mut taken) = (Chunks::default(), Vec::new(), 0);
        for piece in data.chunks(size) {
            let left = data.len() - taken;
            taken += chunks.take(piece, |bytes| body.extend_from_slice(bytes))?;
            if !chunks.is_end() {
                assert!(chunks.least() > 0);
                assert!(left > 0);
            }
        }
        Ok(chunks.is_end().then_some((body, taken)))
    }

    #[test]
    fn a_body_comes_out_of_its_chunks_in_any_pieces() {
        for (data, body) in [
            (&b"0\r\n\r\n"[..], &b""[..]),
            (b"3\r\nabc\r\n0\r\n\r\n", b"abc"),
            (
                b"3\r\n\r\n\0\r\n00A;x=\"y\xff\"\t\r\n0123456789\r\n000\r\n\r\n",
                b"\r\n\x000123456789",
            ),
            (b"1 ; a\r\nx\r\n0;b\r\nTrailer: a\r\nother:\r\n\r\n", b"x"),
        ] {
            for size in 1..=data.len() {
                let found = Some((body.to_vec(), data.len()));
                assert_eq!(read(data, size), Ok(found));
            }
            let with_more = [data, b"HTTP/1.1"].concat();
            assert_eq!(
                read(&with_more, 1000),
                Ok(Some((body.to_vec(), data.len())))
            );
            for end in 0..data.len() {
                assert_eq!(read(&data[..end], 1000), Ok(None));
            }
        }
    }

    #[test]
    fn the_fewest_bytes_to_come_are_no_more_than_come() {
        let data = b"3\r\nabc\r\n1f;x\r\n0123456789012345678901234567890\r\n0;z\r\nA: b\r\n\r\n";
        let mut chunks = Chunks::default();
        for (at, byte) in data.iter().enumerate() {
            let left = (data.len() - at) as u64;
            assert!(chunks.least() <= left, "{} > {left}", chunks.least());
            chunks.take(&[*byte], |_| ()).unwrap();
        }
        assert_eq!(chunks.least(), 0);
    }

    #[test]
    fn malformed_chunks_are_refused() {
        for data in [
            &b"\r\n"[..],
            b"g\r\n",
            b"-1\r\n",
            b" 1\r\n",
            b"1\nx",
            b"1\rx",
            b"1;\nx",
            b"1;\0",
            b"1\r\nxy",
            b"1\r\nx\n",
            b"1\r\nx\rx",
            b"0\r\n\n",
            b"0\r\nA: b\n",
            b"0\r\n\r\r",
            b"100000000\r\n",
        ] {
            assert!(read(data, 1).is_err(), "{}", data.escape_ascii());
        }
        assert_eq!(read(b"ffffffff\r\nx", 1), Ok(None));
        let endless = [&b"0\r\n"[..], &b"x".repeat(HEAD_LIMIT + 1)].concat();
        assert!(read(&endless, 1000).is_err());
    }
}
