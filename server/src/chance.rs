//! The clock and chance: the only place that asks either.

use domain::time::Instant;
use service::Chance;
use std::sync::atomic::{AtomicU16, Ordering};

/// Ids and tokens from the operating system's randomness.
#[derive(Debug, Default)]
pub struct System {
    /// Ids made in the same millisecond still grow.
    count: AtomicU16,
}

impl Chance for System {
    fn id(&self, now: Instant) -> u128 {
        let bits = u128::from_be_bytes(random());
        let millis = u128::from(now.0.unsigned_abs()) & 0xffff_ffff_ffff;
        let count = u128::from(self.count.fetch_add(1, Ordering::Relaxed) & 0x0fff);
        // UUID version 7: 48 bits of time, version, 12 bits that count on, variant, 62 random bits.
        millis << 80 | 0x7 << 76 | count << 64 | 0b10 << 62 | bits & 0x3fff_ffff_ffff_ffff
    }

    fn token(&self) -> [u8; 32] {
        random()
    }
}

/// The present instant.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the clock"
)]
pub fn now() -> Instant {
    Instant(jiff::Timestamp::now().as_millisecond())
}

#[expect(
    clippy::expect_used,
    reason = "without randomness no token is safe; nothing may go on"
)]
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives no randomness");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::MemberId;

    #[test]
    fn ids_grow_and_are_version_7() {
        let system = System::default();
        let (a, b) = (system.id(Instant(1)), system.id(Instant(1)));
        assert!(a < b);
        let written = MemberId::new(a).to_string();
        assert_eq!(&written[14..15], "7", "{written}");
        assert!(matches!(&written[19..20], "8" | "9" | "a" | "b"), "{written}");
    }
}
