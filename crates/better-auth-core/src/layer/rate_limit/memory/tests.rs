use std::sync::Arc;

use proptest::prelude::*;

use super::*;

const LIMIT: RateLimit = RateLimit::new(3, Duration::from_secs(10));

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(1_000_000_000 + millis)
}

fn allowed(limits: &MemoryRateLimits, key: &str, millis: i64) -> bool {
    limits.hit_now(key, LIMIT, at(millis)) == Verdict::Allowed
}

#[test]
fn rat_01_the_request_above_the_limit_is_told_when_to_come_back() {
    let limits = MemoryRateLimits::default();
    for millis in [0, 1000, 2000] {
        assert!(allowed(&limits, "a", millis));
    }
    let verdict = limits.hit_now("a", LIMIT, at(2500));
    assert_eq!(verdict, Verdict::Limited { retry_after: Duration::from_millis(7500) });
    assert!(!allowed(&limits, "a", 9999));
    assert!(allowed(&limits, "a", 10_000));
}

#[test]
fn a_refused_request_does_not_count() {
    let limits = MemoryRateLimits::default();
    for millis in 0..3000 {
        allowed(&limits, "a", millis);
    }
    assert!(allowed(&limits, "a", 10_000));
}

#[test]
fn rat_05_one_client_does_not_exhaust_another() {
    let limits = MemoryRateLimits::default();
    while allowed(&limits, "/sign-in/email|127.0.0.21", 0) {}
    assert!(allowed(&limits, "/sign-in/email|127.0.0.22", 0));
}

#[test]
fn what_is_forgiven_is_not_counted() {
    let limits = MemoryRateLimits::default();
    for _ in 0..10 {
        assert!(allowed(&limits, "a", 0));
        limits.forgive_now("a", LIMIT);
    }
    limits.forgive_now("a", LIMIT);
    limits.forgive_now("unknown", LIMIT);
    let passed = std::iter::repeat_with(|| allowed(&limits, "a", 0)).take_while(|passed| *passed);
    assert_eq!(passed.count(), usize::try_from(LIMIT.max).unwrap());
}

#[test]
fn a_limit_of_nothing_lets_nothing_through() {
    let limits = MemoryRateLimits::default();
    let nothing = RateLimit::new(0, Duration::from_secs(1));
    let refused = Verdict::Limited { retry_after: Duration::from_secs(1) };
    assert_eq!(limits.hit_now("a", nothing, at(0)), refused);
}

#[test]
fn dur_13_a_clock_that_is_set_back_neither_freezes_nor_lifts_the_limit() {
    let limits = MemoryRateLimits::default();
    while allowed(&limits, "a", 3_600_000) {}
    assert!(!allowed(&limits, "a", 0), "an hour back: still limited");
    assert!(!allowed(&limits, "a", 9_999));
    assert!(allowed(&limits, "a", 10_000), "one window later the client may come back");
}

#[test]
fn rat_09_keys_are_bounded_and_expired_ones_are_forgotten() {
    let limits = MemoryRateLimits::with_capacity(160);
    for client in 0..5000 {
        allowed(&limits, &format!("/ok|{client}"), 0);
    }
    assert!(limits.keys() <= 160);
    for client in 0..16 * 100 {
        allowed(&limits, &format!("/late|{client}"), 20_000);
    }
    let late = |shard: &Mutex<Shard>| {
        shard.lock().unwrap().logs.keys().all(|key| key.starts_with("/late"))
    };
    assert!(limits.shards.iter().all(late));
}

#[test]
fn a_full_memory_is_stricter_and_forgets_nobody() {
    let limits = MemoryRateLimits::with_capacity(16);
    while allowed(&limits, "victim", 0) {}
    let flood = 60_000;
    let passed =
        (0..flood).filter(|client| allowed(&limits, &format!("flood|{client}"), 1)).count();
    let own_keys = 16 * 3;
    let shared = SHARDS * OVERFLOW_COUNTERS as usize * 3;
    assert!(passed <= own_keys + shared, "{passed} of {flood} passed");
    assert!(!allowed(&limits, "victim", 2), "the flood must not free the victim's counter");
}

#[test]
fn a_flood_of_made_up_accounts_does_not_lock_everybody_else_out() {
    let limits = MemoryRateLimits::default();
    let account = RateLimit::new(40, Duration::from_secs(3600));
    let hit = |name: String| limits.hit_now(&name, account, at(0)) == Verdict::Allowed;
    for index in 0..DEFAULT_KEYS + 30_000 {
        hit(format!("account|made-up-{index}"));
    }
    let people = (0..1000).filter(|index| hit(format!("account|person-{index}"))).count();
    assert_eq!(people, 1000);
}

#[test]
fn a_full_memory_does_not_mix_limits() {
    let limits = MemoryRateLimits::with_capacity(16);
    for client in 0..10_000 {
        allowed(&limits, &format!("flood|{client}"), 0);
    }
    let other = RateLimit::new(5, Duration::from_secs(60));
    assert_eq!(limits.hit_now("/sign-in/email|client", other, at(1)), Verdict::Allowed);
}

#[test]
fn what_was_used_up_in_the_overflow_stays_used_up() {
    let mut shard = Shard::default();
    let overflow = Overflow::of(0, LIMIT);
    shard.hit("owner", overflow, 1, at(0));
    for _ in 0..3 {
        assert_eq!(shard.hit("late", overflow, 1, at(5000)), Verdict::Allowed);
    }
    assert_ne!(
        shard.hit("late", overflow, 1, at(10_001)),
        Verdict::Allowed,
        "owner's key is free now"
    );
    assert!(shard.logs.contains_key("late"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rat_06_of_forty_at_once_exactly_the_limit_passes() {
    for _ in 0..20 {
        let limits = Arc::new(MemoryRateLimits::default());
        let tasks: Vec<_> = (0..40)
            .map(|_| {
                tokio::spawn({
                    let limits = limits.clone();
                    async move { limits.hit("a", LIMIT, at(0)).await.unwrap() == Verdict::Allowed }
                })
            })
            .collect();
        let mut passed = 0;
        for task in tasks {
            passed += usize::from(task.await.unwrap());
        }
        assert_eq!(passed, 3);
    }
}

proptest! {
    #[test]
    fn no_window_of_any_position_holds_more_than_the_limit(
        steps in proptest::collection::vec(0_i64..4000, 1..200),
    ) {
        let limits = MemoryRateLimits::default();
        let mut now = 0;
        let mut passed: Vec<i64> = Vec::new();
        for step in steps {
            now += step;
            let in_window = passed.iter().filter(|&&moment| moment > now - 10_000).count();
            prop_assert_eq!(allowed(&limits, "a", now), in_window < 3);
            if in_window < 3 {
                passed.push(now);
            }
        }
    }
}
