//! The hash chain of a stream: each entry is sealed with a hash over the one before and its own stored text.

use crate::digest::sha256;
use crate::domain::calendar::Date;
use crate::domain::event::{Event, StreamKind};
use crate::store::Actor;
use chrono::{DateTime, SecondsFormat, Utc};
use uuid::Uuid;

/// A fact as it goes into the store.
#[derive(Debug, Clone)]
pub struct Sealed {
    pub(super) stream_id: Uuid,
    pub(super) stream_kind: StreamKind,
    pub(super) version: i64,
    pub(super) kind: &'static str,
    pub(super) schema: i64,
    pub(super) occurred_on: Date,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) data: String,
    pub(super) private: Option<Private>,
    pub(super) private_hash: Option<[u8; 32]>,
    pub(super) hash: [u8; 32],
    /// The hash of the entry before; empty for the first.
    pub(super) previous: Vec<u8>,
    /// Facts of the stream whose private parts it takes out.
    pub(super) redacts: Vec<i64>,
}

/// The private part with its nonce.
#[derive(Debug, Clone)]
pub struct Private {
    pub(super) nonce: [u8; 16],
    pub(super) body: String,
}

/// What the hash of an entry covers, in this order; every part is preceded by its length.
pub(super) struct Entry<'a> {
    pub previous: &'a [u8],
    pub stream_id: Uuid,
    pub version: i64,
    pub kind: &'a str,
    pub schema: i64,
    pub occurred_on: Date,
    pub recorded_at: DateTime<Utc>,
    pub actor: [&'a str; 4],
    pub data: &'a str,
    pub private_hash: Option<&'a [u8]>,
}

impl Entry<'_> {
    /// SHA-256 over all parts.
    pub(super) fn hash(&self) -> [u8; 32] {
        let [client, subject, organisation, request] = self.actor;
        sha256(&[
            self.previous,
            self.stream_id.as_bytes(),
            &self.version.to_be_bytes(),
            self.kind.as_bytes(),
            &self.schema.to_be_bytes(),
            self.occurred_on.to_string().as_bytes(),
            self.recorded_at.to_rfc3339_opts(SecondsFormat::Micros, true).as_bytes(),
            client.as_bytes(),
            subject.as_bytes(),
            organisation.as_bytes(),
            request.as_bytes(),
            self.data.as_bytes(),
            self.private_hash.unwrap_or_default(),
        ])
    }
}

/// What names a private part in its event.
#[must_use]
pub(super) fn private_hash(nonce: &[u8], body: &str) -> [u8; 32] {
    sha256(&[nonce, body.as_bytes()])
}

/// Seals facts after the entry `(version, hash)` of their stream; `(0, [])` begins one.
#[must_use]
pub fn seal(
    stream_id: Uuid,
    after: (i64, &[u8]),
    recorded_at: DateTime<Utc>,
    actor: &Actor,
    events: &[Event],
) -> Vec<Sealed> {
    let (mut version, mut previous) = (after.0, after.1.to_vec());
    events
        .iter()
        .map(|event| {
            version = version.saturating_add(1);
            let encoded = event.encode();
            let private = encoded.private.map(|body| Private { nonce: nonce(), body });
            let private_hash = private.as_ref().map(|p| private_hash(&p.nonce, &p.body));
            let hash = Entry {
                previous: &previous,
                stream_id,
                version,
                kind: event.kind(),
                schema: event.schema(),
                occurred_on: event.occurred_on(),
                recorded_at,
                actor: actor.parts(),
                data: &encoded.data,
                private_hash: private_hash.as_ref().map(<[u8; 32]>::as_slice),
            }
            .hash();
            let before = std::mem::replace(&mut previous, hash.to_vec());
            Sealed {
                stream_id,
                stream_kind: event.stream(),
                version,
                kind: event.kind(),
                schema: event.schema(),
                occurred_on: event.occurred_on(),
                recorded_at,
                data: encoded.data,
                private,
                private_hash,
                hash,
                previous: before,
                redacts: event.redacts().to_vec(),
            }
        })
        .collect()
}

/// Sixteen bytes nobody can guess, so that the hash of a redacted text does not give the text away.
fn nonce() -> [u8; 16] {
    let mut bytes = [0; 16];
    // Failing means that the operating system has no randomness to give; a zero nonce still verifies.
    let _ = aws_lc_rs::rand::fill(&mut bytes);
    bytes
}
