//! Cells that a spreadsheet would take for a formula.

/// The cell as it may be written to a CSV file: one that begins like a formula gets a leading apostrophe, and so does one
/// that looks as if it had been given one.
pub fn guarded(cell: &str) -> String {
    if like_a_formula(cell) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// The cell as it was before [`guarded`].
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if like_a_formula(rest) => rest,
        _ => cell,
    }
}

fn like_a_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
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
            let there = guarded(&cell);
            prop_assert_eq!(unguarded(&there), cell);
        }
    }
}
