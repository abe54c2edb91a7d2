use std::time::Duration;

use http::Method;

use super::{RateLimit, RateRule};
use crate::config::RateLimitOptions;
use crate::layer::client::ClientAddress;

/// Which limit holds for which route.
#[derive(Debug)]
pub(crate) struct RouteLimits {
    enabled: bool,
    rules: Vec<RateRule>,
    default: RateLimit,
}

const SIGN_IN: RateLimit = RateLimit::new(3, Duration::from_secs(10));
const MAIL: RateLimit = RateLimit::new(3, Duration::from_secs(60));

/// Limits of routes that guess or send mail, by how their paths begin. They hold for plugins
/// that bring no rules of their own.
const BUILT_IN: [(&str, RateLimit); 8] = [
    ("/sign-in", SIGN_IN),
    ("/sign-up", SIGN_IN),
    ("/change-password", SIGN_IN),
    ("/change-email", SIGN_IN),
    ("/two-factor/", SIGN_IN),
    ("/request-password-reset", MAIL),
    ("/send-verification-email", MAIL),
    ("/forget-password", MAIL),
];

impl RouteLimits {
    /// `rules`: the application's, then the plugins'. The first that fits counts, then the
    /// built-in ones, then the default.
    pub(crate) fn new(options: &RateLimitOptions, rules: &[RateRule]) -> Self {
        Self { enabled: options.enabled, rules: rules.to_vec(), default: options.default }
    }

    /// Under which key and against which limit a request counts; `None` if it does not.
    ///
    /// Safe methods count apart from the others: browsers send them by themselves, or because a
    /// page of somebody else has a picture with that address, and neither must use up the three
    /// sign-ins of ten seconds.
    pub(crate) fn count(
        &self,
        route: Option<&str>,
        method: &Method,
        client: Option<ClientAddress>,
    ) -> Option<(String, RateLimit)> {
        if !self.enabled {
            return None;
        }
        let (mark, limit) = match route {
            Some(_) if method == Method::OPTIONS => ("OPTIONS ", self.default),
            Some(route) if method.is_safe() => ("GET ", self.limit(route)?),
            Some(route) => ("", self.limit(route)?),
            None => ("", self.default),
        };
        let route = route.unwrap_or(UNKNOWN_PATHS);
        let key = match client {
            Some(client) => format!("{mark}{route}|{}", client.bucket()),
            None => format!("{mark}{route}|unknown"),
        };
        Some((key, limit))
    }

    fn limit(&self, route: &str) -> Option<RateLimit> {
        if let Some(rule) = self.rules.iter().find(|rule| covers(&rule.path, route)) {
            return rule.limit;
        }
        let built_in = BUILT_IN.iter().find(|(start, _)| route.starts_with(start));
        Some(built_in.map_or(self.default, |&(_, limit)| limit))
    }
}

/// No route is called like this, for routes begin with a slash.
const UNKNOWN_PATHS: &str = "*";

fn covers(rule: &str, route: &str) -> bool {
    match rule.strip_suffix("/*") {
        Some(above) => route.strip_prefix(above).is_some_and(|below| below.starts_with('/')),
        None => rule == route,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(rules: &[RateRule]) -> RouteLimits {
        RouteLimits::new(&RateLimitOptions::default(), rules)
    }

    fn max(limits: &RouteLimits, route: &str) -> Option<u32> {
        limits.count(Some(route), &Method::POST, None).map(|(_, limit)| limit.max)
    }

    #[test]
    fn routes_that_guess_or_send_mail_have_strict_limits() {
        let limits = limits(&[]);
        for route in [
            "/sign-in/email",
            "/sign-up/email",
            "/change-password",
            "/change-email",
            "/two-factor/verify-totp",
        ] {
            assert_eq!(limits.limit(route), Some(SIGN_IN), "{route}");
        }
        for route in [
            "/request-password-reset",
            "/send-verification-email",
            "/forget-password",
            "/forget-password/email-otp",
        ] {
            assert_eq!(limits.limit(route), Some(MAIL), "{route}");
        }
        assert_eq!(max(&limits, "/get-session"), Some(100));
    }

    #[test]
    fn the_first_rule_that_fits_wins_over_the_built_in_ones() {
        let minute = Duration::from_secs(60);
        let rules = [
            RateRule::new("/sign-in/email", 1, minute),
            RateRule::new("/sign-in/*", 7, minute),
            RateRule::unlimited("/ok"),
        ];
        let limits = limits(&rules);
        assert_eq!(max(&limits, "/sign-in/email"), Some(1));
        assert_eq!(max(&limits, "/sign-in/username"), Some(7));
        assert_eq!(max(&limits, "/sign-in"), Some(3));
        assert_eq!(max(&limits, "/ok"), None);
    }

    #[test]
    fn unknown_paths_of_a_client_share_one_key() {
        let client = ClientAddress("192.0.2.1".parse().unwrap());
        let key = |route| limits(&[]).count(route, &Method::GET, Some(client)).unwrap().0;
        assert_eq!(key(None), "*|192.0.2.1");
        assert_eq!(key(Some("/ok")), "GET /ok|192.0.2.1");
    }

    #[test]
    fn preflights_do_not_use_up_sign_ins() {
        let limits = limits(&[]);
        let preflight = limits.count(Some("/sign-in/email"), &Method::OPTIONS, None).unwrap();
        let sign_in = limits.count(Some("/sign-in/email"), &Method::POST, None).unwrap();
        assert_ne!(preflight.0, sign_in.0);
        assert_eq!(preflight.1.max, 100);
    }

    #[test]
    fn limits_can_be_switched_off() {
        let options = RateLimitOptions { enabled: false, ..RateLimitOptions::default() };
        let limits = RouteLimits::new(&options, &[]);
        assert!(limits.count(Some("/sign-in/email"), &Method::POST, None).is_none());
    }

    #[test]
    fn a_picture_with_the_address_of_the_sign_in_does_not_use_it_up() {
        let limits = limits(&[]);
        let key = |method| limits.count(Some("/sign-in/email"), &method, None).unwrap().0;
        assert_ne!(key(Method::GET), key(Method::POST));
        assert_eq!(key(Method::GET), key(Method::HEAD));
    }
}
