//! The PHC string of an Argon2id hash: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`.
//!
//! What stands in the database may be malformed or absurd, so everything is checked and capped
//! before any of it is run.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Most memory of a hash, in KiB: 256 MiB.
pub(super) const MAX_MEMORY_KIB: u32 = 256 * 1024;
/// Most passes over the memory.
pub(super) const MAX_ITERATIONS: u32 = 64;
/// Most lanes.
pub(super) const MAX_PARALLELISM: u32 = 16;
/// Most memory times passes, in KiB: 27 times the default cost, about half a second.
pub(super) const MAX_WORK_KIB: u32 = 1024 * 1024;

const SALT_LENGTHS: std::ops::RangeInclusive<usize> = 8..=64;
const HASH_LENGTHS: std::ops::RangeInclusive<usize> = 16..=64;
const MAX_TEXT_LENGTH: usize = 256;

/// What a hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) memory_kib: u32,
    pub(super) iterations: u32,
    pub(super) parallelism: u32,
}

impl Cost {
    /// Whether Argon2 is defined for it (RFC 9106, 3.1) and it is below the caps.
    pub(super) fn is_bearable(self) -> bool {
        let Self { memory_kib: m, iterations: t, parallelism: p } = self;
        (1..=MAX_PARALLELISM).contains(&p)
            && (1..=MAX_ITERATIONS).contains(&t)
            && (8 * p..=MAX_MEMORY_KIB).contains(&m)
            && m.saturating_mul(t) <= MAX_WORK_KIB
    }
}

/// A hash whose form and cost have been checked.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Phc {
    pub(super) cost: Cost,
    pub(super) salt: Vec<u8>,
    pub(super) hash: Vec<u8>,
}

impl Phc {
    /// Reads exactly what [`write`](Self::write) gives, and what other implementations give for
    /// Argon2id of version 19 without key id and associated data. Anything else is `None`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_TEXT_LENGTH {
            return None;
        }
        let mut fields = text.strip_prefix("$argon2id$v=19$")?.split('$');
        let cost = parse_cost(fields.next()?)?;
        let salt = decode(fields.next()?, &SALT_LENGTHS)?;
        let hash = decode(fields.next()?, &HASH_LENGTHS)?;
        (fields.next().is_none() && cost.is_bearable()).then_some(Self { cost, salt, hash })
    }

    pub(super) fn write(&self) -> String {
        let Cost { memory_kib, iterations, parallelism } = self.cost;
        let (salt, hash) = (STANDARD_NO_PAD.encode(&self.salt), STANDARD_NO_PAD.encode(&self.hash));
        format!("$argon2id$v=19$m={memory_kib},t={iterations},p={parallelism}${salt}${hash}")
    }
}

fn parse_cost(text: &str) -> Option<Cost> {
    let mut fields = text.split(',');
    let memory_kib = parse_number(fields.next()?.strip_prefix("m=")?)?;
    let iterations = parse_number(fields.next()?.strip_prefix("t=")?)?;
    let parallelism = parse_number(fields.next()?.strip_prefix("p=")?)?;
    fields.next().is_none().then_some(Cost { memory_kib, iterations, parallelism })
}

/// A decimal number without sign and leading zeros, as the PHC format writes it.
fn parse_number(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| plain)
}

fn decode(text: &str, lengths: &std::ops::RangeInclusive<usize>) -> Option<Vec<u8>> {
    STANDARD_NO_PAD.decode(text).ok().filter(|bytes| lengths.contains(&bytes.len()))
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Of the test vectors of the Argon2 reference implementation, for `password`.
    pub(crate) const ONE_LANE: &str =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    pub(crate) const TWO_LANES: &str =
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc";

    /// What may stand in the column and is no hash that we run.
    pub(crate) fn absurd() -> Vec<String> {
        let cost = |cost: &str| ONE_LANE.replace("m=256,t=2,p=1", cost);
        let mut texts: Vec<String> =
            ["", "$", "password", "$argon2id$", "$2b$12$abcdefghijklmnopqrstuv", "a:b", "x'--"]
                .map(str::to_owned)
                .to_vec();
        texts.extend((0..ONE_LANE.len() - 22).map(|length| ONE_LANE[..length].to_owned()));
        texts.extend([
            cost("m=4194304,t=2,p=1"),
            cost("m=4294967295,t=4294967295,p=1"),
            cost("m=4294967296,t=2,p=1"),
            cost("m=256,t=4294967295,p=1"),
            cost("m=262144,t=5,p=1"),
            cost("m=256,t=65,p=1"),
            cost("m=256,t=2,p=33"),
            cost("m=256,t=2,p=16777215"),
            cost("m=7,t=2,p=1"),
            cost("m=15,t=2,p=2"),
            cost("m=0,t=2,p=1"),
            cost("m=256,t=0,p=1"),
            cost("m=256,t=2,p=0"),
            cost("m=-256,t=2,p=1"),
            cost("m=+256,t=2,p=1"),
            cost("m=0256,t=2,p=1"),
            cost("m=256,t=2"),
            cost("m=256,t=2,p=1,keyid=AAAA"),
            cost("t=2,m=256,p=1"),
            cost(""),
            ONE_LANE.replace("argon2id", "argon2i"),
            ONE_LANE.replace("argon2id", "argon2d"),
            ONE_LANE.replace("argon2id", "scrypt"),
            ONE_LANE.replace("v=19", "v=16"),
            ONE_LANE.replace("v=19", "v=18"),
            ONE_LANE.replace("c29tZXNhbHQ", "c29t"),
            ONE_LANE.replace("c29tZXNhbHQ", "c29tZXNhbHR"),
            ONE_LANE.replace("c29tZXNhbHQ", "c29tZXNhbHQ="),
            ONE_LANE.replace("c29tZXNhbHQ", &"A".repeat(100)),
            ONE_LANE.replace("c29tZXNhbHQ", &"A".repeat(1_000_000)),
            format!("{ONE_LANE}$"),
            format!(" {ONE_LANE}"),
            format!("{ONE_LANE}\n"),
            format!("{ONE_LANE}{}", "A".repeat(60)),
        ]);
        texts
    }

    #[test]
    fn a_hash_is_read_and_written() {
        for text in [ONE_LANE, TWO_LANES] {
            assert_eq!(Phc::parse(text).unwrap().write(), text);
        }
        assert_eq!(Phc::parse(ONE_LANE).unwrap().salt, b"somesalt");
    }

    #[test]
    fn pwd_21_malformed_and_absurd_hashes_are_refused_before_they_run() {
        for text in absurd() {
            assert!(Phc::parse(&text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_caps_themselves_are_bearable() {
        let bearable = |memory_kib, iterations, parallelism| {
            Cost { memory_kib, iterations, parallelism }.is_bearable()
        };
        assert!(bearable(MAX_MEMORY_KIB, 4, MAX_PARALLELISM));
        assert!(bearable(MAX_WORK_KIB / MAX_ITERATIONS, MAX_ITERATIONS, 1));
        assert!(bearable(8, 1, 1));
        assert!(!bearable(MAX_MEMORY_KIB + 1, 1, 1));
        assert!(!bearable(u32::MAX, u32::MAX, u32::MAX));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn inp_08_what_is_read_is_bearable_and_written_the_same(
            m in prop_oneof![Just(256u64), 0..300_000u64, any::<u64>()],
            t in prop_oneof![Just(2u64), 0..80u64, any::<u64>()],
            p in prop_oneof![Just(1u64), 0..20u64, any::<u64>()],
            salt in "[A-Za-z0-9+/=$,]{9,24}",
            hash in "[A-Za-z0-9+/=$,]{20,90}",
            version in prop_oneof![9 => Just(19), 1 => 0..30],
        ) {
            let text = format!("$argon2id$v={version}$m={m},t={t},p={p}${salt}${hash}");
            if let Some(phc) = Phc::parse(&text) {
                prop_assert!(phc.cost.is_bearable());
                prop_assert_eq!(phc.write(), text);
            }
        }

        #[test]
        fn inp_08_what_is_written_is_read(
            m in 128..=4096u32, t in 1..=9u32, p in 1..=16u32,
            salt in proptest::collection::vec(any::<u8>(), 8..=64),
            hash in proptest::collection::vec(any::<u8>(), 16..=64),
        ) {
            let cost = Cost { memory_kib: m, iterations: t, parallelism: p };
            let phc = Phc { cost, salt, hash };
            prop_assert!(Phc::parse(&phc.write()) == Some(phc));
        }

        #[test]
        fn inp_08_junk_does_not_panic(text in "[$=,0-9a-zA-Z+/:]{0,120}|.{0,30}") {
            prop_assert!(Phc::parse(&text).is_none());
            let prefixed = format!("$argon2id$v=19${text}");
            prop_assert!(Phc::parse(&prefixed).is_none());
        }
    }
}
