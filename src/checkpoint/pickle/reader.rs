//! The bytes of a pickle, taken from the front; none is read that is not there.

use super::{Refusal, damaged};

pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Refusal> {
        let (taken, rest) = self
            .bytes
            .split_at_checked(count)
            .ok_or_else(|| damaged("its pickle ends too early"))?;
        self.bytes = rest;
        Ok(taken)
    }

    pub(super) fn skip(&mut self, count: usize) -> Result<(), Refusal> {
        self.take(count).map(|_| ())
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Refusal> {
        let taken = self.take(N)?;
        taken
            .try_into()
            .map_err(|_| damaged("its pickle ends too early"))
    }

    pub(super) fn byte(&mut self) -> Result<u8, Refusal> {
        self.array().map(|[byte]| byte)
    }

    /// A little-endian number behind its length, cut to 64 bits.
    pub(super) fn long(&mut self) -> Result<i64, Refusal> {
        let length = self.byte()?;
        let taken = self.take(length.into())?;
        let negative = taken.last().is_some_and(|&byte| byte >= 0x80);
        let mut bytes = [if negative { 0xff } else { 0 }; 8];
        let count = taken.len().min(8);
        bytes[..count].copy_from_slice(&taken[..count]);
        Ok(i64::from_le_bytes(bytes))
    }

    pub(super) fn text(&mut self, length: u32) -> Result<String, Refusal> {
        let length = usize::try_from(length).map_err(|_| damaged("its pickle ends too early"))?;
        let taken = self.take(length)?;
        String::from_utf8(taken.to_vec()).map_err(|_| damaged("a name in it is not UTF-8"))
    }

    /// The text up to the end of the line.
    pub(super) fn line(&mut self) -> Result<String, Refusal> {
        let end = self.bytes.iter().position(|&byte| byte == b'\n');
        let end = end.ok_or_else(|| damaged("its pickle ends too early"))?;
        let line = String::from_utf8_lossy(self.take(end)?).into_owned();
        self.skip(1)?;
        Ok(line)
    }
}
