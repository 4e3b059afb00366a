//! SHA-256, the one hash of the register's chains, packs, contract views and idempotency keys.

use aws_lc_rs::digest::{Context, SHA256};

/// SHA-256 over the parts, each preceded by its length in eight bytes, so that no two lists of parts collide.
#[must_use]
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(part);
    }
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

/// SHA-256 of one text as it stands, in lower-case hexadecimal: what `sha256sum` says of the file.
///
/// ```
/// assert!(dsr::digest::of_text("").starts_with("e3b0c44298fc1c14"));
/// ```
#[must_use]
pub fn of_text(text: &str) -> String {
    let mut context = Context::new(&SHA256);
    context.update(text.as_bytes());
    hex(context.finish().as_ref())
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len().saturating_mul(2)), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
