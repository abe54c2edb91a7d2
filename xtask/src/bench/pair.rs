//! The two servers of a comparison, on one database.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use crate::bench::client::{self, Request};
use crate::failure::{Failure, Result};
use crate::metadata;
use crate::project::{self, Project};
use crate::supervisor::{self, Background, Job, words};

pub(crate) const EMAIL: &str = "bench@example.com";
/// What `bench-floor` knows as well.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// The framework and the floor, with a session that both know.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) ours: Measured,
    pub(crate) floor: Measured,
    /// The value of the session cookie.
    pub(crate) cookie: String,
}

impl Pair {
    pub(crate) fn start(project: &Project, database: &str) -> Result<Self> {
        let folder = metadata::target_folder(project)?.join("release");
        let ours = Measured::start("full-server", &folder, database, "/auth/ok")?;
        let floor = Measured::start("bench-floor", &folder, database, "/ok")?;
        let cookie = sign_up(&ours)?;
        let pair = Self { ours, floor, cookie };
        pair.check()?;
        Ok(pair)
    }

    /// Both must find the session, or the figures mean nothing.
    fn check(&self) -> Result<()> {
        let cookie = format!("Cookie: better-auth.session-token={}\r\n", self.cookie);
        for (server, path) in [(&self.ours, "/auth/get-session"), (&self.floor, "/get-session")] {
            let answer = server.once(&Request::new("GET", path, &cookie, ""))?;
            if !String::from_utf8_lossy(&answer.body).contains(EMAIL) {
                return Err(Failure::new(format!("{} does not know the session", server.name)));
            }
        }
        Ok(())
    }
}

fn sign_up(server: &Measured) -> Result<String> {
    let body = format!(r#"{{"name":"Bench","email":"{EMAIL}","password":"{PASSWORD}"}}"#);
    let json = "Content-Type: application/json\r\nUser-Agent: bench\r\n";
    let answer = server.once(&Request::new("POST", "/auth/sign-up/email", json, &body))?;
    let (_, rest) = answer.head.split_once("better-auth.session-token=").unwrap_or_default();
    match rest.split_once(';') {
        Some((cookie, _)) => Ok(cookie.to_owned()),
        None => Err(Failure::new("the sign-up gave no session cookie")),
    }
}

/// A server whose processor time is read.
#[derive(Debug)]
pub(crate) struct Measured {
    name: &'static str,
    port: u16,
    background: Background,
}

impl Measured {
    fn start(name: &'static str, programs: &Path, database: &str, ready: &str) -> Result<Self> {
        let port = supervisor::free_port()?;
        let environment: Vec<(&str, OsString)> = vec![
            ("PORT", port.to_string().into()),
            ("BASE_URL", format!("http://127.0.0.1:{port}").into()),
            ("DATABASE_URL", database.into()),
            ("BETTER_AUTH_SECRET", "only for benchmarks, only on this machine".into()),
            ("RATE_LIMIT", "off".into()),
        ];
        let words = words(&programs.join(name), []);
        let folder = supervisor::folder(name)?;
        let job = Job { name, words, environment, signal: "TERM", folder };
        let mut background = Background::start(job)?;
        let ready = Request::new("GET", ready, "", "");
        let up = || client::once(port, &ready).is_ok();
        background.wait_until(Duration::from_secs(60), up)?;
        Ok(Self { name, port, background })
    }

    fn once(&self, request: &Request) -> Result<client::Answer> {
        client::once(self.port, request).map_err(|error| self.failed(&error))
    }

    /// Sends a request so many times; gives back the processor time of one, in microseconds.
    pub(crate) fn drive(&self, request: &Request, count: usize, connections: usize) -> Result<f64> {
        let count = (count / connections).max(1) * connections;
        let before = self.processor_time()?;
        client::drive(self.port, request, count, connections)
            .map_err(|error| self.failed(&error))?;
        let spent = self.processor_time()?.saturating_sub(before);
        Ok(spent.as_secs_f64() * 1e6 / count as f64)
    }

    fn failed(&self, error: &std::io::Error) -> Failure {
        let log = self.background.log_tail();
        Failure::new(format!("{}: {error}\nThe end of its log:\n{log}", self.name))
    }

    /// What the program spent so far, its own and the kernel's for it.
    fn processor_time(&self) -> Result<Duration> {
        let path = format!("/proc/{}/stat", self.background.program()?);
        let text = project::read(Path::new(&path))?;
        spent(&text).ok_or_else(|| Failure::new(format!("{path} has another form than expected")))
    }
}

/// `utime` and `stime` of proc_pid_stat(5), in hundredths of a second on every Linux. The name
/// of the program, in parentheses before them, may hold anything.
fn spent(stat: &str) -> Option<Duration> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let ticks = fields.split(' ').skip(11).take(2);
    let ticks: u64 = ticks.map(|field| field.parse::<u64>().ok()).sum::<Option<u64>>()?;
    Some(Duration::from_millis(ticks * 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_time_is_found_behind_any_name() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 100 0 0 0 150 50 0 0 20 0 3 0 100 1 1";
        assert_eq!(spent(stat), Some(Duration::from_secs(2)));
        assert_eq!(spent("7 (a"), None);
    }
}
