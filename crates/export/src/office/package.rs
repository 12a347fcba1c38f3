//! A zip whose bytes depend on what is in it alone.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A package in the making.
pub(super) struct Package(ZipWriter<Cursor<Vec<u8>>>);

impl Package {
    pub(super) fn new() -> Self {
        Self(ZipWriter::new(Cursor::new(Vec::new())))
    }

    /// Adds a part. Writing to memory cannot fail, and a part that would is left out.
    pub(super) fn put(&mut self, name: &str, bytes: &[u8]) {
        self.add(name, bytes, CompressionMethod::Deflated);
    }

    /// Adds a part as it is: the kind of an `.odt` is read without unpacking.
    pub(super) fn store(&mut self, name: &str, bytes: &[u8]) {
        self.add(name, bytes, CompressionMethod::Stored);
    }

    fn add(&mut self, name: &str, bytes: &[u8], method: CompressionMethod) {
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        if self.0.start_file(name, options).is_ok() {
            let _ = self.0.write_all(bytes);
        }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.0.finish().map(Cursor::into_inner).unwrap_or_default()
    }
}
