//! The package of a file, of which only parts with known names are read.

use super::{Limits, Refusal};
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// From here on it counts how many times the file its parts are: small parts of spaces pack very well.
const RATIO_FROM: usize = 1_000_000;

/// A package, and how much of it has been unpacked.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    limits: &'a Limits,
    bytes: usize,
    unpacked: usize,
}

impl<'a> Archive<'a> {
    pub(super) fn open(file: &'a [u8], limits: &'a Limits) -> Result<Self, Refusal> {
        if file.len() > limits.file as usize {
            return Err(Refusal::File(limits.file));
        }
        if !file.starts_with(b"PK") {
            return Err(Refusal::NotPackage);
        }
        // Before the entries are read, for each of them takes room.
        if claimed(file).is_some_and(|entries| entries > limits.entries) {
            return Err(Refusal::Entries(limits.entries));
        }
        let zip = ZipArchive::new(Cursor::new(file)).map_err(|_| Refusal::NotPackage)?;
        if zip.len() > limits.entries as usize {
            return Err(Refusal::Entries(limits.entries));
        }
        Ok(Self {
            zip,
            limits,
            bytes: file.len(),
            unpacked: 0,
        })
    }

    /// A part as text; none where there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        let limits = self.limits;
        let entry = match self.zip.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(_) => return Err(Refusal::Broken),
        };
        let ratio = self.bytes.saturating_mul(limits.ratio as usize).max(RATIO_FROM);
        let (most, refusal) = if ratio < limits.unpacked as usize {
            (ratio, Refusal::Ratio(limits.ratio))
        } else {
            (limits.unpacked as usize, Refusal::Unpacked(limits.unpacked))
        };
        let room = most.saturating_sub(self.unpacked);
        // In one piece, as large as it says: a growing one is copied, and takes twice the room meanwhile.
        let says = usize::try_from(entry.size()).unwrap_or(room).min(room);
        let mut bytes = Vec::with_capacity(says + 1);
        let read = entry.take(room as u64 + 1).read_to_end(&mut bytes);
        if bytes.len() > room {
            return Err(refusal);
        }
        read.map_err(|_| Refusal::Broken)?;
        self.unpacked += bytes.len();
        String::from_utf8(bytes).map(Some).map_err(|_| Refusal::Broken)
    }
}

/// How many entries the end of the package claims.
fn claimed(file: &[u8]) -> Option<u32> {
    const END: &[u8] = b"PK\x05\x06";
    let from = file.len().saturating_sub(65_557);
    let at = from + file[from..].windows(END.len()).rposition(|four| four == END)?;
    let count = file.get(at + 10..at + 12)?;
    Some(u32::from(u16::from_le_bytes([count[0], count[1]])))
}
