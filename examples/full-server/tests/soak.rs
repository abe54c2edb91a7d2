//! Many things at once at a fixed seed, against a model of what should come of them.

use std::time::Duration;

use better_auth::prelude::*;
use better_auth_test::{Browser, PASSWORD, TestApp};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::client::{signing_in, signing_up};
use crate::database::ORPHANS;

const ACTORS: u64 = 8;
const STEPS: usize = 60;

/// An xorshift generator: the same steps in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}

/// A session as the model knows it. The browser is a copy that never signs out by itself, so it
/// has a cookie also when the session is over.
struct Device {
    user: usize,
    id: Value,
    browser: Browser,
    live: bool,
}

/// Somebody with a few accounts, and what should be true of them.
struct Actor<'a> {
    app: &'a TestApp,
    name: String,
    users: usize,
    devices: Vec<Device>,
    dice: Dice,
}

impl<'a> Actor<'a> {
    async fn begin(app: &'a TestApp, number: u64) -> Self {
        let dice = Dice(0x9e37_79b9_7f4a_7c15 ^ (number + 1));
        let name = format!("actor{number}");
        let mut this = Self { app, name, users: 0, devices: Vec::new(), dice };
        this.sign_up().await;
        this
    }

    fn user(&self, user: usize) -> String {
        format!("{}-{user}", self.name)
    }

    async fn step(&mut self) {
        match self.dice.roll(10) {
            0 => self.sign_up().await,
            1 | 2 => self.sign_in().await,
            3 => self.guess().await,
            4 => self.sign_out().await,
            5 => self.revoke_one().await,
            6 => self.revoke_others().await,
            7 => self.revoke_all().await,
            _ => self.look().await,
        }
    }

    async fn sign_up(&mut self) {
        let (browser, user) = (self.app.browser(), self.users);
        browser.post("/sign-up/email", signing_up(&self.user(user))).await.expect(200);
        self.users += 1;
        self.keep(user, browser).await;
        let again = self.app.browser().post("/sign-up/email", signing_up(&self.user(user))).await;
        again.expect(422);
    }

    async fn sign_in(&mut self) {
        let (browser, user) = (self.app.browser(), self.dice.roll(self.users));
        let body = signing_in(&self.user(user), PASSWORD);
        browser.post("/sign-in/email", body).await.expect(200);
        self.keep(user, browser).await;
    }

    async fn keep(&mut self, user: usize, browser: Browser) {
        let id = browser.get("/get-session").await.expect(200).json()["session"]["id"].clone();
        self.devices.push(Device { user, id, browser, live: true });
    }

    async fn guess(&mut self) {
        let user = self.dice.roll(self.users);
        let body = signing_in(&self.user(user), "wrong guess");
        self.app.browser().post("/sign-in/email", body).await.expect(401);
    }

    async fn sign_out(&mut self) {
        let index = self.dice.roll(self.devices.len());
        let device = &mut self.devices[index];
        device.browser.copy().post("/sign-out", json!({})).await.expect(200);
        device.live = false;
    }

    async fn revoke_one(&mut self) {
        let index = self.dice.roll(self.devices.len());
        let Device { user, browser, live: true, .. } = &self.devices[index] else { return };
        let listed = browser.get("/list-sessions").await.expect(200).json();
        let listed = listed.as_array().unwrap();
        let victim = &listed[self.dice.roll(listed.len())];
        let body = json!({ "token": victim["token"] });
        browser.copy().post("/revoke-session", body).await.expect(200);
        let user = *user;
        self.end(user, |device| device.id == victim["id"]);
    }

    async fn revoke_others(&mut self) {
        let index = self.dice.roll(self.devices.len());
        let Device { user, browser, live, id } = &self.devices[index];
        let (status, user, live, id) = (if *live { 200 } else { 401 }, *user, *live, id.clone());
        browser.copy().post("/revoke-other-sessions", json!({})).await.expect(status);
        self.end(user, |device| live && device.id != id);
    }

    async fn revoke_all(&mut self) {
        let index = self.dice.roll(self.devices.len());
        let Device { user, browser, live, .. } = &self.devices[index];
        let (status, user, live) = (if *live { 200 } else { 401 }, *user, *live);
        browser.copy().post("/revoke-sessions", json!({})).await.expect(status);
        self.end(user, |_| live);
    }

    fn end(&mut self, user: usize, over: impl Fn(&Device) -> bool) {
        for device in self.devices.iter_mut().filter(|device| device.user == user) {
            device.live &= !over(device);
        }
    }

    /// What a device sees is what the model says.
    async fn look(&mut self) {
        let device = &self.devices[self.dice.roll(self.devices.len())];
        let seen = device.browser.copy().get("/get-session").await.expect(200).json();
        if !device.live {
            assert!(seen.is_null(), "a session came back: {seen}");
            return;
        }
        assert_eq!(seen["user"]["email"], format!("{}@example.com", self.user(device.user)));
        let listed = device.browser.get("/list-sessions").await.expect(200).json();
        let live = self.devices.iter().filter(|other| other.user == device.user && other.live);
        assert_eq!(listed.as_array().unwrap().len(), live.count());
    }
}

async fn run(app: &TestApp, number: u64) -> (usize, usize) {
    let mut actor = Actor::begin(app, number).await;
    for _ in 0..STEPS {
        actor.step().await;
    }
    for index in 0..actor.devices.len() {
        let device = &actor.devices[index];
        let seen = device.browser.copy().get("/get-session").await.expect(200).json();
        assert_eq!(seen.is_object(), device.live, "at the end");
    }
    (actor.users, actor.devices.iter().filter(|device| device.live).count())
}

#[tokio::test(flavor = "multi_thread")]
async fn con_03_a_mixed_soak_ends_as_the_model_says() {
    let app = TestApp::build(|builder| {
        builder.plugin(EmailPasswordPlugin::new()).plugin(SessionManagementPlugin::new())
    })
    .await;
    let ends = join_all((0..ACTORS).map(|number| run(&app, number))).await;
    let users: usize = ends.iter().map(|(users, _)| users).sum();
    let live: usize = ends.iter().map(|(_, live)| live).sum();
    assert!(users > 20 && live > 20, "the dice made {users} users and {live} sessions");
    assert_eq!(app.count("users").await, users as i64);
    assert_eq!(app.count("accounts").await, users as i64);
    assert_eq!(app.count("sessions").await, live as i64);
    for orphans in ORPHANS {
        assert_eq!(app.count(orphans).await, 0, "{orphans}");
    }
    app.clock().advance(Duration::from_secs(91 * 24 * 60 * 60));
    assert_eq!(app.auth().sweep().await.unwrap(), live as u64);
    assert_eq!(app.count("sessions").await, 0);
}
