//! How often one place in the net may try to sign in.

use crate::secret::{hex, sha256};
use crate::{Call, Error};
use domain::time::Instant;
use std::net::{IpAddr, Ipv6Addr};

/// How long tries are counted together.
const STRETCH: i64 = 10 * 60 * 1_000;
/// Tries in one stretch. A whole conference may sit behind one address, and each of them signs in once.
const TRIES: u32 = 60;
const DAY: i64 = 24 * 60 * 60 * 1_000;

/// Counts a try to sign in from an address; `false` where there have been too many. The count is in the database, so
/// that all instances of the program share it. The address itself is stored nowhere: only a hash of it with a salt
/// that is thrown away with its day.
pub async fn count_try(call: &Call, client: IpAddr) -> Result<bool, Error> {
    let since = call.now.0 - call.now.0.rem_euclid(STRETCH);
    let salt = call
        .store
        .day_salt(since.div_euclid(DAY), &hex(call.chance.token()))
        .await?;
    let client = sha256(&[&salt, "/", &household(client).to_string()]);
    Ok(call.store.count_try(&client, Instant(since)).await? <= TRIES)
}

/// The address as far as one household or office has it: with IPv6, anybody has 2^64 of their own.
fn household(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_one_client() {
        let of = |text: &str| household(text.parse().unwrap()).to_string();
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }
}
