//! Cells that a spreadsheet would take for a formula.

/// The cell as it may be written to a CSV file: one that begins like a formula gets a leading apostrophe.
pub fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// The cell as it was before [`guarded`].
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_defused() {
        for cell in ["=1+1", "+44", "-1", "@x", "\tx", "\rx"] {
            assert!(guarded(cell).starts_with('\''), "{cell:?}");
        }
        assert_eq!(guarded("Northgate CLP"), "Northgate CLP");
    }

    proptest! {
        #[test]
        fn a_guarded_cell_reads_back(cell in "[=+@'a-z-]{0,6}") {
            prop_assume!(!cell.starts_with('\''));
            let there = guarded(&cell);
            prop_assert_eq!(unguarded(&there), cell);
        }
    }
}
