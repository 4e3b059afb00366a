//! What the service signs can be checked by anybody with its published keys, also after the keys have been rotated.

use crate::support::{signer, stories};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, UnparsedPublicKey,
};
use dsr::signing::{Signer, Unsigned};
use serde_json::{Value, json};
use std::path::Path;

/// Base64url, read without the library that wrote it.
fn bytes(text: &str) -> Vec<u8> {
    let digit = |c: u8| {
        const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        DIGITS.iter().position(|d| *d == c).unwrap() as u32
    };
    let (mut out, mut bits, mut held) = (Vec::new(), 0, 0u32);
    for c in text.bytes() {
        held = (held << 6) | digit(c);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    out
}

/// What a statement says, if a key of this set signed it: RFC 7515, by hand.
pub fn read_with(keys: &Value, jws: &str) -> Option<(Value, Value)> {
    let parts: Vec<&str> = jws.split('.').collect();
    let [header, payload, signature] = parts[..] else { return None };
    let said: Value = serde_json::from_slice(&bytes(header)).ok()?;
    let key = keys["keys"].as_array()?.iter().find(|key| key["kid"] == said["kid"])?;
    let point = [vec![4], bytes(key["x"].as_str()?), bytes(key["y"].as_str()?)].concat();
    let signed = format!("{header}.{payload}");
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed.as_bytes(), &bytes(signature)).ok()?;
    Some((said, serde_json::from_slice(&bytes(payload)).ok()?))
}

fn put_key(folder: &Path, name: &str, algorithm: &'static EcdsaSigningAlgorithm) {
    let fresh = EcdsaKeyPair::generate_pkcs8(algorithm, &aws_lc_rs::rand::SystemRandom::new()).unwrap();
    std::fs::write(folder.join(name), fresh.as_ref()).unwrap();
}

fn published(signer: &Signer) -> Value {
    serde_json::to_value(signer.published()).unwrap()
}

#[test]
fn the_newest_key_signs_and_what_older_ones_signed_still_holds() {
    let folder = tempfile::tempdir().unwrap();
    put_key(folder.path(), "2026-01.p8", &ECDSA_P256_SHA256_FIXED_SIGNING);
    let before = Signer::of_folder(folder.path()).unwrap().sign("dsr-test+jwt", &json!({"n": 1})).unwrap();
    put_key(folder.path(), "2026-02.p8", &ECDSA_P256_SHA256_FIXED_SIGNING);
    std::fs::write(folder.path().join("README"), "not a key").unwrap();
    let rotated = Signer::of_folder(folder.path()).unwrap();
    let after = rotated.sign("dsr-test+jwt", &json!({"n": 2})).unwrap();
    let keys = published(&rotated);
    let ((first, one), (second, two)) = (read_with(&keys, &before).unwrap(), read_with(&keys, &after).unwrap());
    assert_eq!((one, two), (json!({"n": 1}), json!({"n": 2})));
    assert_eq!((&first["kid"], &second["kid"]), (&keys["keys"][0]["kid"], &keys["keys"][1]["kid"]));
    assert_eq!((&first["alg"], &first["typ"]), (&json!("ES256"), &json!("dsr-test+jwt")));
    assert_eq!(rotated.checked("dsr-test+jwt", &before), Some(json!({"n": 1})));
    assert_eq!(rotated.checked("dsr-other+jwt", &before), None, "another kind of statement");
}

#[test]
fn a_changed_byte_is_refused() {
    let jws = signer().sign("dsr-test+jwt", &json!({"rag": "red"})).unwrap();
    let keys = published(&signer());
    assert!(read_with(&keys, &jws).is_some());
    for at in (0..jws.len() - 1).filter(|at| jws.as_bytes()[*at] != b'.') {
        let mut changed = jws.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert_eq!(read_with(&keys, &changed), None, "{at}");
        assert_eq!(signer().checked("dsr-test+jwt", &changed), None, "{at}");
    }
    let strange = tempfile::tempdir().unwrap();
    assert_eq!(
        Signer::in_directory(strange.path()).unwrap().checked("dsr-test+jwt", &jws),
        None,
        "somebody else's key"
    );
}

#[test]
fn a_key_is_made_once_and_is_its_owners_alone() {
    let directory = tempfile::tempdir().unwrap();
    let made = Signer::in_directory(directory.path()).unwrap();
    assert_eq!(made.published(), Signer::in_directory(directory.path()).unwrap().published());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let file = directory.path().join("signing-keys/0000.p8");
        assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn what_is_not_a_key_of_this_kind_is_refused_at_start() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Signer::of_folder(folder.path()).unwrap_err().contains("there is no signing key"));
    assert!(Signer::of_folder(&folder.path().join("nowhere")).is_err());
    put_key(folder.path(), "1.p8", &ECDSA_P256_SHA256_FIXED_SIGNING);
    for (name, text) in
        [("2.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), ("2.p8", "no key")]
    {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let why = Signer::of_folder(folder.path()).unwrap_err();
        assert!(why.contains(name) && why.contains("P-256"), "{why}");
        std::fs::remove_file(file).unwrap();
    }
    put_key(folder.path(), "3.p8", &ECDSA_P384_SHA384_FIXED_SIGNING);
    assert!(Signer::of_folder(folder.path()).unwrap_err().contains("3.p8"));
    assert_eq!(Signer::default().sign("dsr-test+jwt", &json!({})), Err(Unsigned::NoKey));
}

stories! {
    async fn the_public_keys_are_served_to_anybody_and_may_be_kept(world: World) {
        let reply = world.stranger("").get("/.well-known/jwks.json").await.is(200);
        assert_eq!(reply.header("cache-control"), "public, max-age=300");
        assert_eq!(reply.json, published(&signer()));
        let members: Vec<&String> = reply.json["keys"][0].as_object().unwrap().keys().collect();
        assert!(!members.iter().any(|member| member.as_str() == "d"), "the private part");
        let jws = signer().sign("dsr-test+jwt", &json!({"told": true})).unwrap();
        assert_eq!(read_with(&reply.json, &jws).unwrap().1, json!({"told": true}));
        assert_eq!(world.icb().get("/v1/people").await.is(200).header("cache-control"), "no-store");
    }
}
