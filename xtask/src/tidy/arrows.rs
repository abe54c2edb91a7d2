//! Which crate may depend on which: facade → plugins → core, and the adapter beside them.

use crate::metadata::{Dependency, Package};
use crate::tidy::Findings;

/// What a crate of the workspace is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Core,
    Adapter,
    TestKit,
    Facade,
    Plugin,
    /// What stands behind a trait of core, as a mailer does.
    Service,
    /// Examples, tools and the command line: nothing depends on them, they may use everything.
    Outside,
}

impl Role {
    pub(crate) fn of(name: &str) -> Self {
        match name {
            "better-auth" => Self::Facade,
            "better-auth-core" => Self::Core,
            "better-auth-diesel" => Self::Adapter,
            "better-auth-test" => Self::TestKit,
            "better-auth-http" | "better-auth-mail" | "better-auth-password-check" => Self::Service,
            // Between two databases, and for no server that runs.
            "better-auth-import" => Self::Outside,
            "better-auth-cli" => Self::Outside,
            _ if name.starts_with("better-auth-") => Self::Plugin,
            _ => Self::Outside,
        }
    }
}

pub(crate) fn check(packages: &[Package]) -> Findings {
    let mut findings = Findings::new();
    for package in packages {
        let inner = package
            .dependencies
            .iter()
            .filter(|dependency| packages.iter().any(|other| other.name == dependency.name));
        for dependency in inner {
            if let Some(reason) = forbidden(Role::of(&package.name), dependency) {
                let (from, to) = (&package.name, &dependency.name);
                findings.push(format!("{from} must not depend on {to}: {reason}"));
            }
        }
    }
    findings
}

/// Why there must be no such arrow; `None` if it is fine.
fn forbidden(from: Role, dependency: &Dependency) -> Option<&'static str> {
    let to = Role::of(&dependency.name);
    if to == Role::Outside && from != Role::Outside {
        return Some("examples and tools are not for use by crates");
    }
    if dependency.dev {
        return None;
    }
    match (from, to) {
        (Role::Outside, _) => None,
        (_, Role::TestKit) => Some("the test kit is for tests only"),
        (Role::Facade, _) => None,
        (Role::Core, _) => Some("core depends on no other crate of the workspace"),
        (_, Role::Core) => None,
        (Role::TestKit, Role::Adapter) => None,
        (Role::Plugin, Role::Adapter) if dependency.optional => None,
        (Role::Plugin, Role::Adapter) => {
            Some("a plugin uses the adapter only behind its feature `diesel`")
        }
        (_, Role::Service) => Some("what stands behind a trait of core is reached through it"),
        (Role::Plugin, Role::Plugin) => Some("what two plugins need becomes a small trait in core"),
        _ => Some("the arrow points the wrong way"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, to: &str, dev: bool, optional: bool) -> Package {
        let dependency = Dependency { name: to.to_owned(), dev, optional };
        Package {
            name: name.to_owned(),
            folder: Default::default(),
            features: Vec::new(),
            dependencies: vec![dependency],
        }
    }

    fn findings(name: &str, to: &str, dev: bool, optional: bool) -> Findings {
        check(&[package(name, to, dev, optional), package(to, "serde", false, false)])
    }

    #[test]
    fn the_arrows_of_the_design_are_allowed() {
        for (from, to, dev, optional) in [
            ("better-auth", "better-auth-account", false, true),
            ("better-auth-account", "better-auth-core", false, false),
            ("better-auth-passkey", "better-auth-diesel", false, true),
            ("better-auth-diesel", "better-auth-core", false, false),
            ("better-auth-test", "better-auth-diesel", false, false),
            ("better-auth-account", "better-auth-test", true, false),
            ("better-auth", "better-auth-mail", false, true),
            ("better-auth-mail", "better-auth-core", false, false),
            ("better-auth-password-check", "better-auth-core", false, false),
            ("better-auth-password-check", "better-auth-http", true, false),
            ("full-server", "better-auth", false, false),
            ("better-auth-cli", "better-auth", false, false),
        ] {
            assert_eq!(findings(from, to, dev, optional), Findings::new(), "{from} {to}");
        }
    }

    #[test]
    fn other_arrows_are_found() {
        for (from, to, dev, optional) in [
            ("better-auth-core", "better-auth-diesel", false, true),
            ("better-auth-account", "better-auth-oauth", false, true),
            ("better-auth-account", "better-auth-test", false, true),
            ("better-auth-passkey", "better-auth-diesel", false, false),
            ("better-auth-diesel", "better-auth-passkey", false, false),
            ("better-auth-account", "better-auth", false, false),
            ("better-auth", "better-auth-test", false, true),
            ("better-auth-mail", "better-auth-diesel", false, true),
            ("better-auth-account", "better-auth-mail", false, true),
            ("better-auth-test", "better-auth-mail", false, false),
            ("better-auth-core", "full-server", true, false),
            ("better-auth", "better-auth-cli", false, true),
        ] {
            assert_eq!(findings(from, to, dev, optional).len(), 1, "{from} {to}");
        }
    }
}
