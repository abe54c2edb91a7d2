use std::sync::Mutex;
use std::sync::mpsc;

use super::super::PasswordPolicy;
use super::super::phc::tests::{ONE_LANE, TWO_LANES, absurd};
use super::super::scrypt::tests::IMPORTED;
use super::*;
use crate::random::{OsRandom, RandomError};

fn password(text: &str) -> Password {
    PasswordPolicy::default().candidate(&text.into()).unwrap()
}

fn stored(text: &str) -> Option<PasswordHash> {
    Some(PasswordHash::from_store(text.to_owned()))
}

fn cheap() -> HashingOptions {
    HashingOptions::insecure_for_tests()
}

fn hasher(options: &HashingOptions) -> Hasher {
    Hasher::new(options, Arc::new(OsRandom))
}

#[tokio::test]
async fn a_hash_verifies_its_password_and_no_other() {
    let hasher = hasher(&cheap());
    let hash = hasher.hash(password("Zq7?mQxw")).await.unwrap();
    assert!(hash.as_str().starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{}", hash.as_str());
    assert_eq!(
        hasher.verify(password("Zq7?mQxw"), Some(hash.clone())).await.unwrap(),
        Verdict::Right
    );
    for wrong in ["", "Zq7?mQx", "Zq7?mQxw ", "zq7?mQxw"] {
        let verdict = hasher.verify(password(wrong), Some(hash.clone())).await.unwrap();
        assert_eq!(verdict, Verdict::Wrong, "{wrong:?}");
    }
}

#[tokio::test]
async fn two_hashes_of_one_password_differ() {
    let hasher = hasher(&cheap());
    let (a, b) =
        (hasher.hash(password("x")).await.unwrap(), hasher.hash(password("x")).await.unwrap());
    assert_ne!(a, b);
}

#[tokio::test]
async fn pwd_03_the_part_before_a_nul_and_the_trimmed_form_are_other_passwords() {
    let hasher = hasher(&cheap());
    let nul = hasher.hash(password("Zq7?mQxw\0rest")).await.unwrap();
    let spaces = hasher.hash(password("  Zq7?mQxw  ")).await.unwrap();
    assert_eq!(hasher.verify(password("Zq7?mQxw"), Some(nul)).await.unwrap(), Verdict::Wrong);
    assert_eq!(hasher.verify(password("Zq7?mQxw"), Some(spaces)).await.unwrap(), Verdict::Wrong);
}

#[tokio::test]
async fn pwd_04_a_password_typed_decomposed_verifies() {
    let hasher = hasher(&cheap());
    let hash = hasher.hash(password("p\u{e4}ssw\u{f6}rd")).await.unwrap();
    let verdict = hasher.verify(password("pa\u{308}sswo\u{308}rd"), Some(hash)).await.unwrap();
    assert_eq!(verdict, Verdict::Right);
}

#[tokio::test]
async fn hashes_of_the_reference_implementation_verify() {
    let options = HashingOptions { memory_kib: 256, iterations: 2, ..cheap() };
    for known in [ONE_LANE, TWO_LANES] {
        let hasher = hasher(&options);
        let right = hasher.verify(password("password"), stored(known)).await.unwrap();
        assert!(matches!(right, Verdict::RightButStale(_)), "{right:?}");
        let wrong = hasher.verify(password("passwore"), stored(known)).await.unwrap();
        assert_eq!(wrong, Verdict::Wrong);
    }
}

#[tokio::test]
async fn pwd_20_a_hash_with_other_parameters_is_made_anew_once() {
    let weak = hasher(&cheap()).hash(password("Zq7?mQxw")).await.unwrap();
    let hasher = hasher(&HashingOptions { memory_kib: 16, ..cheap() });
    let verdict = hasher.verify(password("Zq7?mQxw"), Some(weak.clone())).await.unwrap();
    let Verdict::RightButStale(new) = verdict else { panic!("{verdict:?}") };
    assert!(new.as_str().starts_with("$argon2id$v=19$m=16,t=1,p=1$"));
    assert_eq!(hasher.verify(password("Zq7?mQxw"), Some(new)).await.unwrap(), Verdict::Right);
    assert_eq!(hasher.verify(password("wrong"), Some(weak)).await.unwrap(), Verdict::Wrong);
}

#[tokio::test]
async fn a_hash_of_the_original_verifies_and_is_made_anew() {
    let hasher = hasher(&cheap());
    let verdict =
        hasher.verify(password("pa\u{308}ssw\u{f6}rd-\u{2163}"), stored(IMPORTED)).await.unwrap();
    let Verdict::RightButStale(new) = verdict else { panic!("{verdict:?}") };
    let again = hasher.verify(password("p\u{e4}ssw\u{f6}rd-IV"), Some(new)).await.unwrap();
    assert_eq!(again, Verdict::Right);
    assert_eq!(hasher.verify(password("x"), stored(IMPORTED)).await.unwrap(), Verdict::Wrong);
}

#[tokio::test]
async fn pwd_21_malformed_and_absurd_hashes_are_wrong_and_take_no_memory() {
    let hasher = hasher(&cheap());
    for text in absurd() {
        let verdict = hasher.verify(password("password"), stored(&text)).await.unwrap();
        assert_eq!(verdict, Verdict::Wrong, "{text}");
    }
    assert_eq!(hasher.bench.kept_kib(), 8);
}

/// Counts by the memory that it leaves behind: no clock is asked.
#[tokio::test]
async fn without_a_usable_hash_the_work_of_a_fresh_one_is_done() {
    for hash in [None, stored(""), stored("$2b$12$x"), stored("a:b")] {
        let hasher = hasher(&HashingOptions { memory_kib: 77 * 4, ..cheap() });
        let verdict = hasher.verify(password("x"), hash).await.unwrap();
        assert_eq!(verdict, Verdict::Wrong);
        assert_eq!(hasher.bench.kept_kib(), 77 * 4);
    }
}

#[tokio::test]
async fn the_memory_of_a_larger_imported_hash_is_not_kept() {
    let hasher = hasher(&cheap());
    let verdict = hasher.verify(password("password"), stored(ONE_LANE)).await.unwrap();
    assert!(matches!(verdict, Verdict::RightButStale(_)));
    assert_eq!(hasher.bench.kept_kib(), 8);
}

/// Lets the test hold a hash that runs: a salt is drawn when the test says so.
#[derive(Debug)]
struct Gate {
    entered: mpsc::Sender<()>,
    open: Mutex<mpsc::Receiver<()>>,
}

impl Random for Gate {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError> {
        self.entered.send(()).map_err(|_| RandomError)?;
        self.open.lock().unwrap().recv().map_err(|_| RandomError)?;
        OsRandom.fill(buffer)
    }
}

/// A hasher with one worker; what tells that a hash runs; and what lets one finish.
fn gated(queue: usize) -> (Arc<Hasher>, mpsc::Receiver<()>, mpsc::Sender<()>) {
    let (entered, running) = mpsc::channel();
    let (finish, open) = mpsc::channel();
    let gate = Gate { entered, open: Mutex::new(open) };
    let options = HashingOptions { workers: Some(1), queue, ..cheap() };
    (Arc::new(Hasher::new(&options, Arc::new(gate))), running, finish)
}

fn spawn(hasher: &Arc<Hasher>) -> tokio::task::JoinHandle<Result<PasswordHash, ApiError>> {
    let hasher = hasher.clone();
    tokio::spawn(async move { hasher.hash(password("x")).await })
}

/// Lets the tasks run until that many places are left.
async fn until_places(hasher: &Hasher, left: usize) {
    until(|| hasher.places.available_permits() == left).await;
}

/// Lets the tasks run until the condition holds; gives up after ten seconds.
async fn until(condition: impl Fn() -> bool) {
    let start = std::time::Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(10), "it does not come to that");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn dos_05_only_as_many_as_allowed_run_and_wait_and_the_rest_is_refused() {
    let (hasher, running, finish) = gated(3);
    let accepted: Vec<_> = (0..4).map(|_| spawn(&hasher)).collect();
    until_places(&hasher, 0).await;
    for _ in 0..60 {
        let error = hasher.hash(password("x")).await.unwrap_err();
        assert_eq!((error.status().as_u16(), error.code()), (503, "SERVICE_UNAVAILABLE"));
        let response = axum::response::IntoResponse::into_response(error);
        assert_eq!(response.headers()["retry-after"], "1");
    }
    until(|| running.try_recv().is_ok()).await;
    assert!(running.try_recv().is_err(), "a second hash runs beside the one worker's");
    for _ in 0..4 {
        finish.send(()).unwrap();
    }
    for task in accepted {
        task.await.unwrap().unwrap();
    }
    assert_eq!(hasher.places.available_permits(), 4);
}

#[tokio::test]
async fn who_stops_waiting_gives_the_place_back() {
    let (hasher, running, finish) = gated(1);
    let first = spawn(&hasher);
    let waiting = spawn(&hasher);
    until_places(&hasher, 0).await;
    until(|| running.try_recv().is_ok()).await;
    waiting.abort();
    until_places(&hasher, 1).await;
    let second = spawn(&hasher);
    until_places(&hasher, 0).await;
    finish.send(()).unwrap();
    finish.send(()).unwrap();
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_hash_that_runs_keeps_its_worker_when_nobody_waits_for_it_any_more() {
    let (hasher, running, finish) = gated(0);
    let abandoned = spawn(&hasher);
    until_places(&hasher, 0).await;
    until(|| running.try_recv().is_ok()).await;
    abandoned.abort();
    assert!(abandoned.await.unwrap_err().is_cancelled());
    assert_eq!(hasher.hash(password("x")).await.unwrap_err().status(), 503);
    finish.send(()).unwrap();
    until_places(&hasher, 1).await;
}

#[tokio::test]
async fn dos_05_no_more_memory_is_kept_than_the_workers_need() {
    let hasher = Arc::new(hasher(&HashingOptions { workers: Some(2), queue: 64, ..cheap() }));
    let tasks: Vec<_> = (0..64).map(|_| spawn(&hasher)).collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert!(hasher.bench.kept_kib() <= 2 * 8, "{} KiB", hasher.bench.kept_kib());
}

#[tokio::test]
async fn without_randomness_nothing_is_hashed() {
    #[derive(Debug)]
    struct Broken;
    impl Random for Broken {
        fn fill(&self, _: &mut [u8]) -> Result<(), RandomError> {
            Err(RandomError)
        }
    }
    let hasher = Hasher::new(&cheap(), Arc::new(Broken));
    assert_eq!(hasher.hash(password("x")).await.unwrap_err().status(), 500);
}

#[test]
fn debug_shows_no_password_and_no_hash() {
    let hash = stored("$argon2id$secret").unwrap();
    let shown = format!(
        "{:?} {hash:?} {:?} {:?}",
        password("hunter2"),
        hasher(&cheap()),
        Verdict::RightButStale(hash.clone())
    );
    assert!(!shown.contains("hunter2") && !shown.contains("secret"), "{shown}");
}
