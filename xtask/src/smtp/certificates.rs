//! A private authority, and a certificate for 127.0.0.1 from it.

use std::path::Path;
use std::process::Command;

use crate::failure::Result;
use crate::process;
use crate::project;
use crate::servers;

/// The authority's certificate.
pub(crate) const AUTHORITY: &str = "authority.pem";

const CONFIGURATION: &str = "\
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[server]
basicConstraints = critical, CA:FALSE
subjectAltName = IP:127.0.0.1
";

/// Writes `authority.pem`, `server.pem` and `server.key` into a folder.
pub(crate) fn write(folder: &Path) -> Result<()> {
    if process::find("openssl", &[]).is_none() {
        servers::install("OpenSSL", &["openssl"])?;
    }
    project::write(&folder.join("openssl.cnf"), CONFIGURATION)?;
    make(folder, "authority", &[])?;
    make(folder, "server", &["-CA", AUTHORITY, "-CAkey", "authority.key"])
}

fn make(folder: &Path, name: &str, signer: &[&str]) -> Result<()> {
    let mut openssl = Command::new("openssl");
    openssl.current_dir(folder).args(["req", "-x509", "-config", "openssl.cnf", "-nodes"]);
    openssl.args(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2"]);
    openssl.args(["-subj", &format!("/CN=better-auth test {name}"), "-extensions", name]);
    openssl.args(["-out", &format!("{name}.pem"), "-keyout", &format!("{name}.key")]);
    process::run_quietly(openssl.args(signer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_an_authority_and_a_server() {
        if process::find("openssl", &[]).is_none() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        write(folder.path()).unwrap();
        for name in [AUTHORITY, "server.pem", "server.key"] {
            assert!(project::read(&folder.path().join(name)).unwrap().starts_with("-----BEGIN"));
        }
    }
}
