//! Black and white squares as a PNG.

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use std::io::Write;

/// Points of the picture to a square.
const SCALE: u32 = 4;

/// Draws `side` times `side` squares; `dark` is asked for column and row.
pub(super) fn png(side: u16, dark: impl Fn(u16, u16) -> bool) -> Vec<u8> {
    let width = u32::from(side) * SCALE;
    let mut rows = Vec::new();
    for row in 0..side {
        // No filter, then a bit for each point, light ones set.
        let mut line = vec![0_u8; 1 + width.div_ceil(8) as usize];
        for point in 0..width {
            let column = u16::try_from(point / SCALE).unwrap_or(u16::MAX);
            if !dark(column, row) {
                line[1 + point as usize / 8] |= 0x80 >> (point % 8);
            }
        }
        for _ in 0..SCALE {
            rows.extend_from_slice(&line);
        }
    }
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    let _ = packed.write_all(&rows);
    let packed = packed.finish().unwrap_or_default();
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(width.to_be_bytes());
    header.extend([1, 0, 0, 0, 0]);
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", &header), (b"IDAT", &packed), (b"IEND", &Vec::new())] {
        out.extend(u32::try_from(data.len()).unwrap_or(0).to_be_bytes());
        let mut sum = Crc::new();
        sum.update(kind);
        sum.update(data);
        out.extend(kind);
        out.extend(data);
        out.extend(sum.sum().to_be_bytes());
    }
    out
}
