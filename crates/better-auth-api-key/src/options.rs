//! The options, each with its default and the reason for it.

use std::time::Duration;

use better_auth_core::access::Permissions;
use better_auth_core::config::ConfigError;

use crate::record::{KeyLimit, Refill};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// To whom the keys of a configuration belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Holder {
    /// To users. Default.
    #[default]
    User,
    /// To organizations.
    Organization,
}

/// One configuration: what its keys are like. The defaults are what most applications want.
#[derive(Debug, Clone)]
pub struct ApiKeyOptions {
    pub(crate) holder: Holder,
    pub(crate) prefix: String,
    pub(crate) length: usize,
    pub(crate) start_length: usize,
    pub(crate) require_name: bool,
    pub(crate) max_name: usize,
    pub(crate) metadata: bool,
    pub(crate) expires_in: Option<Duration>,
    pub(crate) min_expires_in: Duration,
    pub(crate) max_expires_in: Duration,
    pub(crate) custom_expiry: bool,
    pub(crate) permissions: Permissions,
    pub(crate) uses: Option<u32>,
    pub(crate) refill: Option<Refill>,
    pub(crate) limit: Option<KeyLimit>,
    pub(crate) max_keys: u32,
    pub(crate) overlap: Duration,
    pub(crate) sessions: bool,
    pub(crate) made_by_clients: bool,
}

impl Default for ApiKeyOptions {
    fn default() -> Self {
        Self {
            holder: Holder::User,
            prefix: "ba_".to_owned(),
            length: 64,
            start_length: 6,
            require_name: false,
            max_name: 32,
            metadata: false,
            expires_in: None,
            min_expires_in: DAY,
            max_expires_in: 365 * DAY,
            custom_expiry: true,
            permissions: Permissions::default(),
            uses: None,
            refill: None,
            limit: None,
            max_keys: 100,
            overlap: DAY,
            sessions: false,
            made_by_clients: true,
        }
    }
}

impl ApiKeyOptions {
    /// To whom the keys belong. Keys of organizations need a plugin that knows organizations.
    /// Default users.
    #[must_use]
    pub fn holder(mut self, holder: Holder) -> Self {
        self.holder = holder;
        self
    }

    /// What keys begin with, unless their maker chooses: 1 to 32 letters, digits, `-` and `_`. One
    /// of your own lets people and programs see whose key they have found. Default `ba_`.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// How many characters keys have after the prefix, 32 to 128; the last six are a checksum.
    /// Default 64, as in the npm package: 345 random bits.
    #[must_use]
    pub fn length(mut self, characters: usize) -> Self {
        self.length = characters;
        self
    }

    /// How many first characters, with the prefix, are kept to tell keys apart; 0 keeps none. At
    /// most 8 more than the prefix has. Default 6.
    #[must_use]
    pub fn start_length(mut self, characters: usize) -> Self {
        self.start_length = characters;
        self
    }

    /// Whether keys must have a name. Default false.
    #[must_use]
    pub fn require_name(mut self, required: bool) -> Self {
        self.require_name = required;
        self
    }

    /// How many characters a name has at most. Default 32.
    #[must_use]
    pub fn max_name_length(mut self, characters: usize) -> Self {
        self.max_name = characters;
        self
    }

    /// Whether clients may keep a JSON object of up to 4 KiB with a key. Default false: whoever
    /// does not read it need not store it.
    #[must_use]
    pub fn metadata(mut self, on: bool) -> Self {
        self.metadata = on;
        self
    }

    /// How long keys live whose maker does not say. Default for ever.
    #[must_use]
    pub fn expires_in(mut self, life: Duration) -> Self {
        self.expires_in = Some(life);
        self
    }

    /// The shortest and the longest life that clients may choose. Default 1 to 365 days.
    #[must_use]
    pub fn custom_expiry(mut self, shortest: Duration, longest: Duration) -> Self {
        (self.min_expires_in, self.max_expires_in) = (shortest, longest);
        self
    }

    /// Clients do not choose how long their keys live.
    #[must_use]
    pub fn no_custom_expiry(mut self) -> Self {
        self.custom_expiry = false;
        self
    }

    /// What keys may do that clients make. Default nothing: give what is harmless, and let server
    /// code give the rest.
    #[must_use]
    pub fn permissions(mut self, permissions: Permissions) -> Self {
        self.permissions = permissions;
        self
    }

    /// How often keys may be used that clients make, and how that is filled up. Default without
    /// end.
    #[must_use]
    pub fn uses(mut self, uses: u32, refill: Option<Refill>) -> Self {
        (self.uses, self.refill) = (Some(uses), refill);
        self
    }

    /// How often keys may be used in a span of time. Default without a limit: a key that stops
    /// working after so many requests surprises whoever did not ask for it (in the npm package it
    /// is ten a day), and each counted use is a write. A loop that runs away is stopped by a limit
    /// such as 1,000 a minute.
    #[must_use]
    pub fn rate_limit(mut self, max: u32, window: Duration) -> Self {
        self.limit = Some(KeyLimit { max, window });
        self
    }

    /// How many keys of this configuration one owner has at most. Default 100.
    #[must_use]
    pub fn max_keys(mut self, max: u32) -> Self {
        self.max_keys = max;
        self
    }

    /// How long the old key works after a rotation that does not say; at most 7 days. Default a
    /// day.
    #[must_use]
    pub fn rotation_overlap(mut self, overlap: Duration) -> Self {
        self.overlap = overlap;
        self
    }

    /// Whether a key stands for a session of its owner, in routes of the application that take a
    /// [`CurrentSession`](better_auth_core::CurrentSession) and in `/get-session`. Its permissions
    /// say nothing there: whoever has it may do what its owner may do. Default false.
    #[must_use]
    pub fn sessions(mut self, on: bool) -> Self {
        self.sessions = on;
        self
    }

    /// Whether clients make keys of this configuration. Without it the configuration is for server
    /// code, and a client that names it hears that there is none; owners see, change and delete
    /// keys that they were given. Default true: give what every user may have, and no more.
    #[must_use]
    pub fn made_by_clients(mut self, on: bool) -> Self {
        self.made_by_clients = on;
        self
    }

    /// How many first characters of a key are kept that begins like that: never so many that the
    /// rest could be guessed, whatever prefix its maker chose.
    pub(crate) fn kept(&self, prefix: &str) -> usize {
        self.start_length.min(prefix.len() + MAX_SHOWN)
    }

    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let refuse = |setting, problem: &str, remedy: &str| {
            Err(ConfigError::new(setting, problem.to_owned(), remedy.to_owned()))
        };
        if !is_prefix(&self.prefix) {
            return refuse(
                "api_key.prefix",
                "it can not begin a key",
                "give up to 32 of A-Za-z0-9_-",
            );
        }
        if !(32..=128).contains(&self.length) {
            return refuse("api_key.length", "it is too short or too long", "give 32 to 128");
        }
        if self.start_length > self.kept(&self.prefix) {
            let problem = "it shows too much of the key";
            return refuse("api_key.start_length", problem, "give the prefix and at most 8 more");
        }
        if self.overlap > MAX_OVERLAP {
            return refuse("api_key.rotation_overlap", "it is too long", "give at most 7 days");
        }
        if self.min_expires_in > self.max_expires_in {
            let remedy = "give the shortest life first";
            return refuse("api_key.custom_expiry", "nothing is between the two", remedy);
        }
        let empty = |limit: KeyLimit| limit.max == 0 || limit.window.is_zero();
        if self.limit.is_some_and(empty) {
            return refuse("api_key.rate_limit", "it lets nothing through", "give more than 0");
        }
        Ok(())
    }
}

/// How many characters after the prefix may be kept.
const MAX_SHOWN: usize = 8;

/// The longest time for which a key works that was replaced.
pub(crate) const MAX_OVERLAP: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Whether a key may begin like that: 1 to 32 letters, digits, `-` and `_`.
pub(crate) fn is_prefix(prefix: &str) -> bool {
    (1..=32).contains(&prefix.len()) && is_spelled_like_a_prefix(prefix)
}

pub(crate) fn is_spelled_like_a_prefix(prefix: &str) -> bool {
    prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
