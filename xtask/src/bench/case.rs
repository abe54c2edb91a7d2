use crate::bench::client::Request;
use crate::bench::pair::{EMAIL, PASSWORD, Pair};

/// One comparison.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) share: Share,
    /// At most so many connections.
    pub(crate) connections: usize,
    pub(crate) ours: Request,
    pub(crate) floor: Request,
}

/// How many requests a case takes, so that each round lasts about as long: the kernel counts
/// processor time in steps of ten milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Share {
    Times(usize),
    Part(usize),
}

impl Share {
    pub(crate) fn of(self, requests: usize) -> usize {
        match self {
            Self::Times(times) => requests.saturating_mul(times),
            Self::Part(part) => requests.div_ceil(part),
        }
    }
}

const ANY: usize = usize::MAX;

pub(crate) fn all(pair: &Pair) -> Vec<Case> {
    let get = |path: &str, cookie: &str| {
        let cookie = format!("Cookie: better-auth.session-token={cookie}\r\n");
        Request::new("GET", path, &cookie, "")
    };
    let (forged, bare) = (forged(&pair.cookie), Request::new("GET", "/ok", "", ""));
    vec![
        Case {
            name: "ok",
            share: Share::Times(4),
            connections: ANY,
            ours: Request::new("GET", "/auth/ok", "", ""),
            floor: bare.clone(),
        },
        Case {
            name: "forged cookie",
            share: Share::Times(4),
            connections: ANY,
            ours: get("/auth/get-session", &forged),
            floor: bare,
        },
        Case {
            name: "get-session",
            share: Share::Times(1),
            connections: ANY,
            ours: get("/auth/get-session", &pair.cookie),
            floor: get("/get-session", &pair.cookie),
        },
        Case {
            name: "sign-in",
            share: Share::Part(200),
            connections: 4,
            ours: sign_in("/auth/sign-in/email"),
            floor: sign_in("/sign-in"),
        },
    ]
}

fn sign_in(path: &str) -> Request {
    let body = format!(r#"{{"email":"{EMAIL}","password":"{PASSWORD}"}}"#);
    Request::new("POST", path, "Content-Type: application/json\r\n", &body)
}

/// A token of the right form whose tag is wrong.
fn forged(token: &str) -> String {
    let mut characters: Vec<char> = token.chars().collect();
    let last = characters.pop();
    characters.push(if last == Some('A') { 'B' } else { 'A' });
    characters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forged_token_differs_in_its_tag() {
        assert_eq!(forged("session_xA"), "session_xB");
        assert_eq!(forged("session_xB"), "session_xA");
    }
}
