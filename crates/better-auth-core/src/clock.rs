//! Time, injected.
//!
//! Everything that expires asks the [`Clock`] it was given, so a test lives through a year of
//! session life in milliseconds.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A moment in UTC, in whole milliseconds: what all three databases and the browser agree on.
///
/// On the wire it is ISO 8601 with exactly three decimals (`2026-03-04T05:06:07.120Z`), the form
/// that the browser client turns into a `Date`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Reads a moment from milliseconds since 1970; moments outside the years that every
    /// database can hold are moved to the nearest one that is inside.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.clamp(0, Self::LATEST))
    }

    /// 9999-12-31T23:59:59.999Z, the last moment that every database can hold.
    const LATEST: i64 = 253_402_300_799_999;

    /// Milliseconds since 1970.
    pub fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970.
    pub fn as_secs(self) -> i64 {
        self.0 / 1000
    }

    /// The moment `duration` later, at the latest the end of the year 9999.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self::from_millis(self.0.saturating_add(millis))
    }

    /// The moment `duration` earlier, at the earliest 1970.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self::from_millis(self.0.saturating_sub(millis))
    }

    /// How long it is from `earlier` to this moment; zero if `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// As a date and time without a zone, for a database column that holds UTC.
    pub fn to_naive(self) -> NaiveDateTime {
        self.to_utc().naive_utc()
    }

    /// From a date and time without a zone that is UTC.
    pub fn from_naive(naive: NaiveDateTime) -> Self {
        Self::from_millis(naive.and_utc().timestamp_millis())
    }

    fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// The wire form. Written by hand, because each answer holds several of them and chrono's
    /// formatter builds it piece by piece in a growing text.
    fn to_wire(self) -> [u8; 24] {
        let mut text = *b"0000-00-00T00:00:00.000Z";
        let moment = self.to_utc();
        let fields = [
            (0, 4, moment.year().unsigned_abs()),
            (5, 2, moment.month()),
            (8, 2, moment.day()),
            (11, 2, moment.hour()),
            (14, 2, moment.minute()),
            (17, 2, moment.second()),
            (20, 3, self.0.rem_euclid(1000).unsigned_abs() as u32),
        ];
        for (at, digits, mut value) in fields {
            for digit in text.iter_mut().skip(at).take(digits).rev() {
                *digit = b'0' + (value % 10) as u8;
                value /= 10;
            }
        }
        text
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.to_wire()).unwrap_or_default())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(std::str::from_utf8(&self.to_wire()).unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let moment = DateTime::parse_from_rfc3339(&text).map_err(de::Error::custom)?;
        Ok(Self::from_millis(moment.timestamp_millis()))
    }
}

impl From<Timestamp> for serde_json::Value {
    fn from(moment: Timestamp) -> Self {
        moment.to_string().into()
    }
}

impl utoipa::PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .into()
    }
}

impl utoipa::ToSchema for Timestamp {}

/// Tells the time.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The current moment.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the one place that may ask")]
        Timestamp::from_millis(Utc::now().timestamp_millis())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_form_has_exactly_three_decimals() {
        let json = |millis| serde_json::to_string(&Timestamp::from_millis(millis)).unwrap();
        assert_eq!(json(1_772_600_767_120), r#""2026-03-04T05:06:07.120Z""#);
        assert_eq!(json(1_772_600_767_000), r#""2026-03-04T05:06:07.000Z""#);
    }

    #[test]
    fn the_wire_form_is_that_of_rfc_3339_in_every_year() {
        let leap_days_and_ends = [951_782_400_000, 951_868_799_999, 4_107_542_399_999, 0];
        let spread = (0..2_000).map(|step| step * 126_701_150_399);
        for millis in spread.chain(leap_days_and_ends).chain([Timestamp::LATEST]) {
            let moment = Timestamp::from_millis(millis);
            let expected = moment.to_utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
            assert_eq!(moment.to_string(), expected);
        }
    }

    #[test]
    fn arithmetic_stays_within_what_a_database_can_hold() {
        let now = Timestamp::from_millis(1_772_600_767_120);
        assert_eq!(now.plus(Duration::MAX).to_string(), "9999-12-31T23:59:59.999Z");
        assert_eq!(now.minus(Duration::MAX).as_millis(), 0);
        assert_eq!(now.since(now.plus(Duration::from_secs(1))), Duration::ZERO);
    }
}
