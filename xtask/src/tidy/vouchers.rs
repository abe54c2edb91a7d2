//! Only a verifier may say that somebody is verified. The verifiers are listed in
//! `vouchers.txt`, so that a new way in is seen in review.

use crate::tidy::Findings;
use crate::tidy::sources::Source;

const ALLOWED: &str = include_str!("vouchers.txt");

/// Put together here, so that this file does not find itself.
const CALL: &str = concat!("VerifiedUser::", "vouch(");

pub(crate) fn check(sources: &[Source]) -> Findings {
    let allowed: Vec<_> = ALLOWED.lines().filter(|line| !line.starts_with('#')).collect();
    findings(sources, &allowed)
}

fn findings(sources: &[Source], allowed: &[&str]) -> Findings {
    let mut findings = Findings::new();
    for source in sources {
        let listed = allowed.contains(&source.path.as_str());
        let calls: Vec<_> = source.code().filter(|(_, line)| line.contains(CALL)).collect();
        for (number, _) in calls.iter().filter(|_| !listed) {
            findings.push(format!(
                "{}:{number}: calls {CALL}) without being listed in xtask/src/tidy/vouchers.txt",
                source.path
            ));
        }
    }
    for path in allowed {
        if !sources.iter().any(|source| source.path == *path && source.text.contains(CALL)) {
            findings.push(format!("xtask/src/tidy/vouchers.txt: {path} does not call {CALL})"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::sources::source;

    fn caller(path: &str) -> Source {
        source(path, &format!("Ok({CALL}user, method))"))
    }

    #[test]
    fn a_listed_file_may_vouch() {
        assert_eq!(findings(&[caller("a.rs")], &["a.rs"]), Findings::new());
    }

    #[test]
    fn any_other_file_is_found() {
        let findings = findings(&[caller("a.rs"), caller("b.rs")], &["a.rs"]);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].starts_with("b.rs:1: "));
    }

    #[test]
    fn a_line_for_a_file_that_no_longer_vouches_is_found() {
        assert_eq!(findings(&[source("a.rs", "")], &["a.rs"]).len(), 1);
    }
}
