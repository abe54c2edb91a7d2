//! A server that follows a script, to misbehave on purpose.

use std::sync::{Arc, Mutex};

use better_auth_mail::{SmtpMailer, SmtpOptions};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::sender;

/// What the server does about a line.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Act {
    /// Answers politely.
    Obey,
    /// Says this.
    Say(&'static str),
    /// Says nothing, and waits.
    Hang,
    /// Closes the connection.
    Close,
}

/// The number of the connection, from 1, and a line: `connect` for the beginning of a connection,
/// `.` for the end of a text.
type Script = fn(usize, &str) -> Act;

#[derive(Debug, Clone)]
pub(crate) struct Scripted {
    port: u16,
    /// What the client said, with the number of the connection.
    said: Arc<Mutex<Vec<(usize, String)>>>,
}

impl Scripted {
    pub(crate) async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self { port, said: Arc::default() };
        let running = server.clone();
        tokio::spawn(async move {
            for number in 1.. {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(running.clone().serve(number, stream, script));
            }
        });
        server
    }

    pub(crate) fn url(&self, rest: &str) -> String {
        format!("smtp://{rest}", rest = rest.replace("HOST", &format!("127.0.0.1:{}", self.port)))
    }

    pub(crate) fn mailer(&self, options: SmtpOptions) -> SmtpMailer {
        SmtpMailer::connect(&self.url("HOST"), options).unwrap()
    }

    pub(crate) fn polite_mailer(&self) -> SmtpMailer {
        self.mailer(SmtpOptions::new(sender()))
    }

    /// The commands of one connection.
    pub(crate) fn said(&self, connection: usize) -> Vec<String> {
        let said = self.said.lock().unwrap();
        let lines = said.iter().filter(|(number, _)| *number == connection);
        lines.map(|(_, line)| line.clone()).collect()
    }

    async fn serve(self, number: usize, stream: TcpStream, script: Script) {
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        let mut line = "connect".to_owned();
        let mut in_text = false;
        loop {
            if !in_text || line == "." {
                self.said.lock().unwrap().push((number, line.clone()));
                let answer = match script(number, &line) {
                    Act::Obey => polite(&line),
                    Act::Say(answer) => answer,
                    Act::Hang => std::future::pending().await,
                    Act::Close => return,
                };
                in_text = line == "DATA" && answer.starts_with("354");
                if writer.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                    return;
                }
            }
            let Ok(Some(next)) = lines.next_line().await else { return };
            line = next;
        }
    }
}

fn polite(line: &str) -> &'static str {
    match line.split([' ', ':']).next().unwrap_or_default() {
        "connect" => "220 scripted",
        "EHLO" => "250-scripted\r\n250 AUTH PLAIN",
        "AUTH" => "235 welcome",
        "DATA" => "354 go on",
        _ => "250 fine",
    }
}
