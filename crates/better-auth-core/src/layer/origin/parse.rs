use url::Url;

use super::pattern::{Host, Pattern, Port, is_web};
use crate::config::ConfigError;

pub(super) enum Parsed {
    /// A serialized origin.
    Exact(String),
    Pattern(Pattern),
}

/// Schemes whose URLs run code, or read what is not the application's.
const REFUSED_SCHEMES: [&str; 8] =
    ["javascript", "data", "vbscript", "blob", "file", "about", "filesystem", "view-source"];

/// Top-level names under which nobody can register a name (RFC 6761, RFC 9476 and ICANN).
const PRIVATE_NAMES: [&str; 5] = ["localhost", "local", "internal", "test", "example"];

const REMEDY: &str = "give an origin as `https://app.example.com`, a pattern as \
    `https://*.example.com`, or a scheme of your own as `myapp://`";

/// Reads one pattern; `base_scheme` is the scheme of the base URL.
pub(super) fn pattern(text: &str, base_scheme: &str) -> Result<Parsed, ConfigError> {
    let parsed = match text.split_once("://") {
        Some((scheme, rest)) => with_scheme(&scheme.to_ascii_lowercase(), rest),
        None => without_scheme(text, base_scheme),
    };
    parsed.map_err(|problem| {
        ConfigError::new("trusted_origins", format!("{text:?} {problem}"), REMEDY)
    })
}

fn with_scheme(scheme: &str, rest: &str) -> Result<Parsed, &'static str> {
    let spelled = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(spelled) {
        return Err("has no scheme that is one");
    }
    if REFUSED_SCHEMES.contains(&scheme) {
        return Err("has a scheme that must not be trusted");
    }
    if !is_web(scheme) {
        return own_scheme(scheme, rest);
    }
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    if has_wildcard(rest) { web(&[scheme], rest) } else { exact(scheme, rest) }
}

fn without_scheme(text: &str, base_scheme: &str) -> Result<Parsed, &'static str> {
    if !has_wildcard(text) {
        return Err("has neither a scheme nor a wildcard");
    }
    let schemes: &[&str] =
        if base_scheme == "https" { &["https"] } else { &["https", base_scheme] };
    web(schemes, text)
}

fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?'])
}

fn exact(scheme: &str, authority: &str) -> Result<Parsed, &'static str> {
    let plain = |c: char| c.is_alphanumeric() || "-._:[]".contains(c);
    if authority.is_empty() || !authority.chars().all(plain) {
        return Err("is more than an origin");
    }
    let url = Url::parse(&format!("{scheme}://{authority}")).map_err(|_| "is no URL")?;
    if url.host_str().is_none_or(|host| host.split('.').any(str::is_empty)) {
        return Err("has a host with an empty label");
    }
    Ok(Parsed::Exact(url.origin().ascii_serialization()))
}

fn web(schemes: &[&str], authority: &str) -> Result<Parsed, &'static str> {
    let (host, port) = split_port(authority)?;
    let host = host_glob(host)?;
    let check = if host.ipv4 { check_ipv4 } else { check_name };
    check(&host.glob)?;
    Ok(Parsed::Pattern(Pattern {
        schemes: schemes.iter().map(|&scheme| scheme.to_owned()).collect(),
        host: Some(host),
        port,
        path: String::new(),
    }))
}

fn own_scheme(scheme: &str, rest: &str) -> Result<Parsed, &'static str> {
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let path = path.trim_end_matches('*');
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-._~".contains(c);
    if !path.chars().all(plain) || path.split('/').any(|part| matches!(part, "." | "..")) {
        return Err("has a path that is not plain segments");
    }
    let (host, port) = split_port(authority)?;
    let host = if rest.is_empty() {
        None
    } else if host.is_empty() {
        Some(Host { glob: String::new(), ipv4: false })
    } else {
        Some(host_glob(host)?)
    };
    let schemes = vec![scheme.to_owned()];
    Ok(Parsed::Pattern(Pattern { schemes, host, port, path: path.to_owned() }))
}

fn split_port(authority: &str) -> Result<(&str, Port), &'static str> {
    let Some((host, port)) = authority.rsplit_once(':') else {
        return Ok((authority, Port::Default));
    };
    if port == "*" {
        return Ok((host, Port::Any));
    }
    let number = port.parse().map_err(|_| "has a port that is neither a number nor `*`")?;
    Ok((host, Port::Exact(number)))
}

fn host_glob(host: &str) -> Result<Host, &'static str> {
    let glob = host.to_ascii_lowercase();
    let spelled = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.*?".contains(c);
    if !glob.chars().all(spelled) {
        return Err("has a host of other characters than `a-z0-9-_.*?` (write IDNs as xn--…)");
    }
    if glob.split('.').any(str::is_empty) {
        return Err("has a host with an empty label");
    }
    let ipv4 = glob.contains(|c: char| c.is_ascii_digit())
        && glob.chars().all(|c| c.is_ascii_digit() || ".*?".contains(c));
    Ok(Host { glob, ipv4 })
}

fn check_ipv4(glob: &str) -> Result<(), &'static str> {
    let first = glob.split('.').next().unwrap_or_default();
    if has_wildcard(first) { Err("leaves the first number of the address open") } else { Ok(()) }
}

/// What stands right of the last wildcard must be a name that only its owner can extend.
fn check_name(glob: &str) -> Result<(), &'static str> {
    let labels = glob.split('.').count();
    let fixed = glob.rsplit('.').take_while(|label| !has_wildcard(label)).count();
    let last = glob.rsplit('.').next().unwrap_or_default();
    let closed = fixed == labels || fixed >= 2 || (fixed == 1 && PRIVATE_NAMES.contains(&last));
    if closed { Ok(()) } else { Err("fits names that anybody can register") }
}
