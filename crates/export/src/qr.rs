//! The square code that a camera reads, as plain squares: each format draws them its own way.

use qrcodegen::{QrCode, QrCodeEcc};

/// Light squares that stand around the code, so that a camera finds it.
pub const MARGIN: u16 = 4;

/// A square code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Squares {
    /// Squares a side, without the margin.
    pub side: u16,
    dark: Vec<bool>,
}

impl Squares {
    /// Whether the square in a column and row, from 0, is dark.
    pub fn is_dark(&self, column: u16, row: u16) -> bool {
        let at = usize::from(row) * usize::from(self.side) + usize::from(column);
        column < self.side && self.dark.get(at).copied().unwrap_or(false)
    }

    /// The dark squares as runs along the rows: column, row, length.
    pub fn runs(&self) -> Vec<(u16, u16, u16)> {
        let mut runs: Vec<(u16, u16, u16)> = Vec::new();
        for row in 0..self.side {
            for column in 0..self.side {
                if !self.is_dark(column, row) {
                    continue;
                }
                match runs.last_mut() {
                    Some((start, at, length)) if *at == row && *start + *length == column => *length += 1,
                    _ => runs.push((column, row, 1)),
                }
            }
        }
        runs
    }
}

/// The code of an address; none where it is longer than any code can hold.
pub fn squares(address: &str) -> Option<Squares> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).ok()?;
    let side = u16::try_from(code.size()).ok()?;
    let dark = (0..code.size())
        .flat_map(|row| (0..code.size()).map(move |column| (column, row)))
        .map(|(column, row)| code.get_module(column, row))
        .collect();
    Some(Squares { side, dark })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_are_those_of_a_code() {
        let code = squares("https://example.org/verify/0123456789abcdef").unwrap_or(Squares {
            side: 0,
            dark: Vec::new(),
        });
        assert!(code.side >= 21);
        for (column, row) in [(0, 0), (code.side - 1, 0), (0, code.side - 1)] {
            assert!(code.is_dark(column, row));
        }
        assert!(!code.is_dark(7, 7) && !code.is_dark(code.side, 0));
        let in_runs: u16 = code.runs().iter().map(|(.., length)| length).sum();
        assert_eq!(
            usize::from(in_runs),
            code.dark.iter().filter(|dark| **dark).count()
        );
        assert_eq!(squares(&"x".repeat(5000)), None);
    }
}
