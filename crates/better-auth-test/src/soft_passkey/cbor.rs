//! The two CBOR values that an authenticator writes (RFC 8949).

/// `{"fmt": "none", "attStmt": {}, "authData": …}`.
pub(super) fn attestation_object(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0xa3];
    for field in ["fmt", "none", "attStmt"] {
        push(&mut out, 0x60, field.as_bytes());
    }
    out.push(0xa0);
    push(&mut out, 0x60, b"authData");
    push(&mut out, 0x40, data);
    out
}

/// An ES256 key: `{1: 2, 3: -7, -1: 1, -2: x, -3: y}` (RFC 9053, section 7.1).
pub(super) fn cose_key(x: &[u8], y: &[u8]) -> Vec<u8> {
    let mut out = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21];
    push(&mut out, 0x40, x);
    out.push(0x22);
    push(&mut out, 0x40, y);
    out
}

/// Text (`0x60`) or bytes (`0x40`), with their length in front.
fn push(out: &mut Vec<u8>, major: u8, bytes: &[u8]) {
    match bytes.len() {
        length @ 0..24 => out.push(major | u8::try_from(length).unwrap_or_default()),
        length @ 24..256 => {
            out.extend([major | 24, u8::try_from(length).unwrap_or_default()]);
        }
        length => {
            out.push(major | 25);
            out.extend(u16::try_from(length).expect("at most 64 KiB").to_be_bytes());
        }
    }
    out.extend(bytes);
}
