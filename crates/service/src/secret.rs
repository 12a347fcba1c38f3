//! Tokens and codes: given out once, stored only as hashes.

use sha2::{Digest, Sha256};

/// SHA-256 as 64 hexadecimal digits.
pub fn sha256(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
    }
    hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Bytes in hexadecimal digits.
pub fn hex(bits: impl AsRef<[u8]>) -> String {
    bits.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Six digits drawn evenly from 256 bits.
pub fn code(bits: [u8; 32]) -> String {
    // 2^64 is not a multiple of a million, but the unevenness is below one in ten million million.
    let number = u64::from_be_bytes([
        bits[0], bits[1], bits[2], bits[3], bits[4], bits[5], bits[6], bits[7],
    ]);
    format!("{:06}", number % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_six_digits() {
        assert_eq!(code([0; 32]), "000000");
        assert_eq!(code([255; 32]).len(), 6);
    }

    #[test]
    fn the_hash_is_the_one_that_sha256sum_prints() {
        assert_eq!(
            sha256(&["ab", "c"]),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
