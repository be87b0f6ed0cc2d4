//! Where framed bytes go: a piece at a time, between where the last segment ended and the end of
//! this one.

/// Copies pieces one behind the other, from where the last segment ended to where this one does.
#[derive(Debug)]
pub(crate) struct Sink<'a> {
    out: &'a mut [u8],
    filled: usize,
    skipping: u64,
}

impl<'a> Sink<'a> {
    /// Fills `out`, without the first `skipping` bytes that are put.
    pub fn new(out: &'a mut [u8], skipping: u64) -> Self {
        let filled = 0;
        Self {
            out,
            filled,
            skipping,
        }
    }

    /// How many bytes were filled.
    pub fn filled(&self) -> usize {
        self.filled
    }

    /// How many bytes are still to be filled.
    pub fn space(&self) -> u64 {
        (self.out.len() - self.filled) as u64
    }

    /// Skips so many bytes of what is put next, which begins something new.
    pub fn skip(&mut self, bytes: u64) {
        self.skipping = bytes;
    }

    /// Copies of a piece what is not skipped and has space.
    #[inline]
    pub fn put(&mut self, mut piece: &[u8]) {
        if self.skipping > 0 {
            let size = piece.len() as u64;
            if self.skipping >= size {
                self.skipping -= size;
                return;
            }
            // Below the piece's length, so within `usize`.
            piece = &piece[usize::try_from(self.skipping).unwrap_or(piece.len())..];
            self.skipping = 0;
        }
        let free = &mut self.out[self.filled..];
        let size = piece.len().min(free.len());
        free[..size].copy_from_slice(&piece[..size]);
        self.filled += size;
    }
}

/// A number in decimal, written at the end of `room`.
pub(crate) fn decimal(mut number: u64, room: &mut [u8; 20]) -> &[u8] {
    let mut at = room.len();
    loop {
        at -= 1;
        room[at] = b"0123456789"[(number % 10) as usize];
        number /= 10;
        if number == 0 {
            return &room[at..];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_cut_at_both_ends() {
        let whole = b"one two three";
        for skipping in 0..=whole.len() {
            for space in 0..=whole.len() - skipping {
                let mut out = vec![0; space];
                let mut sink = Sink::new(&mut out, skipping as u64);
                for piece in [&b"one "[..], b"", b"two", b" three"] {
                    sink.put(piece);
                }
                assert_eq!((sink.filled(), sink.space()), (space, 0));
                assert_eq!(out, whole[skipping..skipping + space]);
            }
        }
    }

    #[test]
    fn numbers_are_decimal() {
        for number in [0, 7, 10, 4_294_967_295, u64::MAX] {
            let mut room = [0; 20];
            assert_eq!(decimal(number, &mut room), number.to_string().as_bytes());
        }
    }
}
