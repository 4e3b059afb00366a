//! The statements of a commit: what a batch of decisions writes into each table.

use super::{Decision, StreamWrite};
use crate::domain::admission::Setting;
use crate::domain::calendar::Date;
use crate::domain::disclosure::Recall;
use crate::domain::duty::{Deadline, Outcome};
use crate::domain::event::StreamKind;
use crate::domain::person::MembershipStatus;
use crate::domain::projection::{self, Claim, Gone, Item, PersonRow, ReachRow, ReferralRow, Rows, no_date};
use crate::domain::rating::Rag;
use crate::domain::settings::{Partnership, Role};
use crate::store::Actor;
use crate::store::chain::Sealed;
use crate::store::idempotency;
use crate::store::sql::{One, Tx, bulk, sql};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::HashMap;
use uuid::Uuid;

/// Where a stream ends after a decision: what its rows carry.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Head {
    pub stream_id: Uuid,
    pub kind: StreamKind,
    pub version: i64,
    pub recorded_at: DateTime<Utc>,
}

impl From<&Sealed> for Head {
    fn from(last: &Sealed) -> Self {
        Self { stream_id: last.stream_id, kind: last.stream_kind, version: last.version, recorded_at: last.recorded_at }
    }
}

/// Writes the rows of one stream as they are; for rebuilding.
pub(in crate::store) async fn insert_rows(tx: &mut Tx, head: Head, rows: &Rows) -> Result<(), sqlx::Error> {
    let writes = Writes::rows_of(vec![(head, rows)]);
    bulk!(tx.link(), writes.claims, |c| "claim" {
        "kind" 1 "text" => c.0.kind.code(),
        "claim_key" 2 "text" => c.0.key.as_str(),
        "stream_id" 3 "uuid" => c.1,
    } "ON CONFLICT DO NOTHING")?;
    writes.rows(tx).await
}

/// Everything a batch writes, in stream order, so that two replicas cannot wait for each other in a circle.
#[derive(Default)]
pub(super) struct Writes<'d> {
    events: Vec<(&'d Sealed, &'d Actor)>,
    heads: Vec<&'d Sealed>,
    people: Vec<(Head, &'d PersonRow, Option<Date>)>,
    referrals: Vec<(Head, &'d ReferralRow, Option<Date>)>,
    deadlines: Vec<(Head, &'d Deadline, String)>,
    icbs: HashMap<Uuid, &'d str>,
    items: Vec<(Head, &'d Item)>,
    reach: Vec<(Head, &'d ReachRow)>,
    recalls: Vec<(Uuid, &'d Recall)>,
    partners: Vec<(Head, &'d Partnership)>,
    gone: Vec<(Uuid, &'d Gone)>,
    claims: Vec<(&'d Claim, Uuid)>,
    keys: Vec<&'d idempotency::Kept>,
}

impl<'d> Writes<'d> {
    pub(super) fn of(decisions: &[&'d Decision]) -> Self {
        let mut streams: Vec<(&'d Sealed, &'d StreamWrite, &'d Actor)> = decisions
            .iter()
            .flat_map(|d| d.streams.iter().filter_map(move |s| s.events.last().map(|head| (head, s, &d.actor))))
            .collect();
        streams.sort_by_key(|(head, ..)| head.stream_id);
        let mut keys: Vec<&idempotency::Kept> = decisions.iter().filter_map(|d| d.key.as_ref()).collect();
        keys.sort_by(|a, b| (&a.owner, &a.key).cmp(&(&b.owner, &b.key)));
        Self {
            events: streams.iter().flat_map(|(_, s, actor)| s.events.iter().map(|e| (e, *actor))).collect(),
            heads: streams.iter().map(|(head, ..)| *head).collect(),
            keys,
            ..Self::rows_of(streams.iter().map(|(head, s, _)| (Head::from(*head), &s.rows)).collect())
        }
    }

    /// The rows of streams that come in order.
    fn rows_of(streams: Vec<(Head, &'d Rows)>) -> Self {
        let mut writes = Self::default();
        for (head, rows) in streams {
            if let Some(person) = &rows.person {
                writes.people.push((head, person, rows.watch_on));
                writes.icbs.insert(head.stream_id, &person.icb_ods);
            }
            writes.referrals.extend(rows.referral.iter().map(|row| (head, row, rows.watch_on)));
            writes
                .deadlines
                .extend(rows.deadlines.iter().map(|d| (head, d, serde_json::to_string(d).unwrap_or_default())));
            writes.items.extend(rows.items.iter().map(|i| (head, i)));
            writes.reach.extend(rows.reach.iter().map(|r| (head, r)));
            writes.recalls.extend(rows.recalls.iter().map(|r| (head.stream_id, r)));
            writes.partners.extend(rows.partnerships.iter().map(|p| (head, p)));
            writes.gone.push((head.stream_id, &rows.gone));
            writes.claims.extend(rows.claims.iter().map(|c| (c, head.stream_id)));
        }
        writes.deadlines.sort_by_key(|(_, d, _)| d.id);
        writes.items.sort_by_key(|(_, i)| i.id);
        writes.claims.sort_by(|(a, _), (b, _)| (a.kind.code(), &a.key).cmp(&(b.kind.code(), &b.key)));
        writes
    }

    /// Whether every stream ends in the entry that these facts follow. A database that lost its last commits (a failover
    /// to a standby that was behind, a restored backup) may end elsewhere than the state a decision was taken on.
    async fn follows(&self, tx: &mut Tx) -> Result<bool, sqlx::Error> {
        let mut last = None;
        let firsts = self.events.iter().map(|(e, _)| e).filter(|e| last.replace(e.stream_id) != Some(e.stream_id));
        let after: HashMap<Uuid, &[u8]> =
            firsts.filter(|e| e.version > 1).map(|e| (e.stream_id, e.previous.as_slice())).collect();
        if after.is_empty() {
            return Ok(true);
        }
        let ids = serde_json::to_string(&after.keys().collect::<Vec<_>>()).unwrap_or_default();
        let heads = sql!(all (Uuid, Vec<u8>), tx.link(),
            sqlite: "SELECT id, hash FROM stream WHERE id IN (SELECT unhex(value, '-') FROM json_each($1))",
            postgres: "SELECT id, hash FROM stream WHERE id IN (SELECT CAST(value AS UUID) FROM json_array_elements_text(CAST($1 AS JSON)))",
            ids)?;
        Ok(heads.iter().filter(|(id, hash)| after.get(id) == Some(&hash.as_slice())).count() == after.len())
    }

    /// Writes what only one may write: versions, claims, keys. `false` when somebody else was first.
    pub(super) async fn take_turns(&self, tx: &mut Tx) -> Result<bool, sqlx::Error> {
        if !self.follows(tx).await? {
            return Ok(false);
        }
        let events = bulk!(tx.link(), self.events, |e| "event" {
            "stream_id" 1 "uuid" => e.0.stream_id,
            "version" 2 "int8" => e.0.version,
            "previous" 3 "int8" => (e.0.version > 1).then_some(e.0.version.saturating_sub(1)),
            "stream_kind" 4 "text" => e.0.stream_kind.code(),
            "kind" 5 "text" => e.0.kind,
            "schema_no" 6 "int8" => e.0.schema,
            "occurred_on" 7 "date" => e.0.occurred_on.naive(),
            "recorded_at" 8 "timestamptz" => e.0.recorded_at,
            "client_id" 9 "text" => e.1.client_id.as_str(),
            "subject" 10 "text" => e.1.subject.as_str(),
            "organisation" 11 "text" => e.1.organisation.as_str(),
            "request_id" 12 "text" => e.1.request_id.as_str(),
            "data" 13 "text" => e.0.data.as_str(),
            "private_hash" 14 "bytea" => e.0.private_hash.as_ref().map(<[u8; 32]>::as_slice),
            "hash" 15 "bytea" => e.0.hash.as_slice(),
        } "ON CONFLICT DO NOTHING")?;
        if events < count(&self.events) {
            return Ok(false);
        }
        self.removed(tx).await?;
        let claims = bulk!(tx.link(), self.claims, |c| "claim" {
            "kind" 1 "text" => c.0.kind.code(),
            "claim_key" 2 "text" => c.0.key.as_str(),
            "stream_id" 3 "uuid" => c.1,
        } "ON CONFLICT DO NOTHING")?;
        if claims < count(&self.claims) {
            return Ok(false);
        }
        if let Some(key) = self.keys.first() {
            idempotency::forget(tx.link(), key.created_at).await?;
        }
        let keys = idempotency::insert(tx.link(), &self.keys).await?;
        Ok(keys == count(&self.keys))
    }

    /// Removes what a stream no longer states. A key given up here can be taken in the same batch.
    async fn removed(&self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        for (stream, gone) in &self.gone {
            for claim in &gone.claims {
                sql!(
                    execute,
                    tx.link(),
                    "DELETE FROM claim WHERE kind = $1 AND claim_key = $2 AND stream_id = $3",
                    claim.kind.code(),
                    claim.key.as_str(),
                    *stream
                )?;
            }
            for item in &gone.items {
                sql!(execute, tx.link(), "DELETE FROM item WHERE id = $1 AND stream_id = $2", *item, *stream)?;
            }
            for organisation in &gone.reach {
                sql!(
                    execute,
                    tx.link(),
                    "DELETE FROM reach WHERE organisation = $1 AND subject_id = $2",
                    organisation.as_str(),
                    *stream
                )?;
            }
            for organisation in &gone.partners {
                sql!(
                    execute,
                    tx.link(),
                    "DELETE FROM partner WHERE organisation = $1 AND settings_id = $2",
                    organisation.as_str(),
                    *stream
                )?;
            }
            for organisation in &gone.recalls {
                sql!(
                    execute,
                    tx.link(),
                    "DELETE FROM recall WHERE organisation = $1 AND person_id = $2",
                    organisation.as_str(),
                    *stream
                )?;
            }
        }
        Ok(())
    }

    pub(super) async fn facts(&self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        let private: Vec<_> = self.events.iter().filter_map(|(e, _)| e.private.as_ref().map(|p| (e, p))).collect();
        bulk!(tx.link(), private, |p| "event_private" {
            "stream_id" 1 "uuid" => p.0.stream_id,
            "version" 2 "int8" => p.0.version,
            "nonce" 3 "bytea" => p.1.nonce.as_slice(),
            "body" 4 "text" => p.1.body.as_str(),
        } "")?;
        bulk!(tx.link(), self.heads, |h| "stream" {
            "id" 1 "uuid" => h.stream_id,
            "kind" 2 "text" => h.stream_kind.code(),
            "version" 3 "int8" => h.version,
            "hash" 4 "bytea" => h.hash.as_slice(),
        } "ON CONFLICT (id) DO UPDATE SET version = excluded.version, hash = excluded.hash")?;
        self.redactions(tx).await
    }

    /// Takes private parts out, each named by the fact that says so.
    async fn redactions(&self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        let redacted: Vec<_> = self.events.iter().flat_map(|(e, _)| e.redacts.iter().map(move |v| (*e, *v))).collect();
        bulk!(tx.link(), redacted, |r| "redaction" {
            "stream_id" 1 "uuid" => r.0.stream_id,
            "version" 2 "int8" => r.1,
            "by_version" 3 "int8" => r.0.version,
        } "")?;
        for (event, version) in redacted {
            sql!(
                execute,
                tx.link(),
                "DELETE FROM event_private WHERE stream_id = $1 AND version = $2",
                event.stream_id,
                version
            )?;
        }
        Ok(())
    }

    pub(super) async fn rows(&self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        bulk!(tx.link(), self.people, |p| "person" {
            "id" 1 "uuid" => p.0.stream_id,
            "version" 2 "int8" => p.0.version,
            "icb_ods" 3 "text" => p.1.icb_ods.as_str(),
            "local_authority" 4 "text" => p.1.local_authority.as_deref(),
            "nhs_number" 5 "text" => p.1.nhs_number.as_deref(),
            "family_search" 6 "text" => p.1.family_search.as_str(),
            "given_search" 7 "text" => p.1.given_search.as_str(),
            "date_of_birth" 8 "date" => p.1.date_of_birth.map(Date::naive),
            "rag" 9 "text" => p.1.rag.map(Rag::code),
            "rated_on" 10 "date" => p.1.rated_on.map(Date::naive),
            "membership" 11 "text" => p.1.membership.map(MembershipStatus::code),
            "setting" 12 "text" => p.1.setting.map(Setting::code),
            "updated_at" 13 "timestamptz" => p.0.recorded_at,
            "body" 14 "text" => p.1.body.as_str(),
            "watch_on" 15 "date" => p.2.map(Date::naive),
            "keyworker" 16 "text" => p.1.keyworker.code(),
        } "ON CONFLICT (id) DO UPDATE SET version = excluded.version, icb_ods = excluded.icb_ods, local_authority = excluded.local_authority,
           nhs_number = excluded.nhs_number, family_search = excluded.family_search, given_search = excluded.given_search,
           date_of_birth = excluded.date_of_birth, rag = excluded.rag, rated_on = excluded.rated_on, membership = excluded.membership,
           setting = excluded.setting, updated_at = excluded.updated_at, body = excluded.body, watch_on = excluded.watch_on,
           keyworker = excluded.keyworker")?;
        bulk!(tx.link(), self.referrals, |r| "referral" {
            "id" 1 "uuid" => r.0.stream_id,
            "version" 2 "int8" => r.0.version,
            "icb_ods" 3 "text" => r.1.icb_ods.as_str(),
            "submitted_ods" 4 "text" => r.1.submitted_ods.as_str(),
            "status" 5 "text" => r.1.status.code(),
            "source" 6 "text" => r.1.source.code(),
            "local_authority" 7 "text" => r.1.local_authority.as_deref(),
            "received_on" 8 "date" => r.1.received_on.naive(),
            "nhs_number" 9 "text" => r.1.nhs_number.as_deref(),
            "family_search" 10 "text" => r.1.family_search.as_str(),
            "date_of_birth" 11 "date" => r.1.date_of_birth.map(Date::naive),
            "person_id" 12 "uuid" => r.1.person_id.map(|id| id.0),
            "updated_at" 13 "timestamptz" => r.0.recorded_at,
            "body" 14 "text" => r.1.body.as_str(),
            "watch_on" 15 "date" => r.2.map(Date::naive),
        } "ON CONFLICT (id) DO UPDATE SET version = excluded.version, status = excluded.status, nhs_number = excluded.nhs_number,
           person_id = excluded.person_id, updated_at = excluded.updated_at, body = excluded.body, watch_on = excluded.watch_on")?;
        self.clocks(tx).await
    }

    async fn clocks(&self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        bulk!(tx.link(), self.deadlines, |d| "deadline" {
            "id" 1 "uuid" => d.1.id.0,
            "person_id" 2 "uuid" => d.0.stream_id,
            "version" 3 "int8" => d.0.version,
            "icb_ods" 4 "text" => self.icbs.get(&d.0.stream_id).copied().unwrap_or_default(),
            "duty" 5 "text" => d.1.duty.code(),
            "due_on" 6 "date" => d.1.due_on.map(Date::naive),
            "sort_on" 7 "date" => sort_on(d.1),
            "is_open" 8 "bool" => d.1.outcome.is_none(),
            "outcome" 9 "text" => d.1.outcome.map(Outcome::code),
            "body" 10 "text" => d.2.as_str(),
            "shown_from" 11 "date" => d.1.shown_from.map(Date::naive),
            "lapses_on" 12 "date" => d.1.lapses.map(|lapse| lapse.date.naive()),
        } "ON CONFLICT (id) DO UPDATE SET version = excluded.version, icb_ods = excluded.icb_ods, due_on = excluded.due_on,
           sort_on = excluded.sort_on, is_open = excluded.is_open, outcome = excluded.outcome, body = excluded.body,
           shown_from = excluded.shown_from, lapses_on = excluded.lapses_on")?;
        bulk!(tx.link(), self.items, |i| "item" {
            "id" 1 "uuid" => i.1.id,
            "stream_id" 2 "uuid" => i.0.stream_id,
            "version" 3 "int8" => i.0.version,
            "kind" 4 "text" => i.1.kind.code(),
            "status" 5 "text" => i.1.status,
            "sort" 6 "text" => i.1.sort,
            "agency" 7 "text" => i.1.agency,
            "level" 8 "int8" => i.1.level,
            "due_on" 9 "date" => i.1.due_on.map(Date::naive),
            "sort_on" 10 "date" => i.1.sort_on.naive(),
            "updated_at" 11 "timestamptz" => i.0.recorded_at,
            "body" 12 "text" => i.1.body.as_str(),
        } "ON CONFLICT (id) DO UPDATE SET version = excluded.version, status = excluded.status, sort = excluded.sort,
           agency = excluded.agency, level = excluded.level, due_on = excluded.due_on,
           sort_on = excluded.sort_on, updated_at = excluded.updated_at, body = excluded.body")?;
        bulk!(tx.link(), self.reach, |r| "reach" {
            "organisation" 1 "text" => r.1.reach.organisation.as_str(),
            "subject_kind" 2 "text" => r.0.kind.code(),
            "subject_id" 3 "uuid" => r.0.stream_id,
            "basis" 4 "text" => r.1.reach.basis.code(),
            "version" 5 "int8" => r.0.version,
            "sort_on" 6 "date" => r.1.sort_on.naive(),
            "icb_ods" 7 "text" => r.1.reach.icb.as_str(),
            "shown" 8 "int8" => r.1.reach.shown.bits(),
            "as_provider" 9 "int8" => r.1.reach.as_provider.bits(),
            "as_keyworker_service" 10 "int8" => r.1.reach.as_keyworker_service.bits(),
        } "ON CONFLICT (organisation, subject_id) DO UPDATE SET basis = excluded.basis, version = excluded.version, sort_on = excluded.sort_on,
           icb_ods = excluded.icb_ods, shown = excluded.shown, as_provider = excluded.as_provider, as_keyworker_service = excluded.as_keyworker_service")?;
        bulk!(tx.link(), self.recalls, |r| "recall" {
            "organisation" 1 "text" => r.1.organisation.as_str(),
            "person_id" 2 "uuid" => r.0,
            "until_version" 3 "int8" => r.1.until,
        } "ON CONFLICT (organisation, person_id) DO UPDATE SET until_version = excluded.until_version")?;
        bulk!(tx.link(), self.partners, |p| "partner" {
            "icb_ods" 1 "text" => p.1.icb_ods.as_str(),
            "organisation" 2 "text" => p.1.partner.organisation_ods.as_str(),
            "settings_id" 3 "uuid" => p.0.stream_id,
            "version" 4 "int8" => p.0.version,
            "body" 5 "text" => text(p.1),
            "is_provider" 6 "bool" => p.1.partner.is(Role::Provider),
            "is_keyworker_service" 7 "bool" => p.1.partner.is(Role::KeyworkerService),
        } "ON CONFLICT (icb_ods, organisation) DO UPDATE SET version = excluded.version, body = excluded.body,
           is_provider = excluded.is_provider, is_keyworker_service = excluded.is_keyworker_service")?;
        Ok(())
    }
}

/// The date a duty sorts by: its due date, or the last day there is.
pub(in crate::store) fn sort_on(deadline: &Deadline) -> NaiveDate {
    deadline.due_on.unwrap_or_else(no_date).naive()
}

/// A row's document.
pub(in crate::store) fn text<T: serde::Serialize>(document: &T) -> String {
    serde_json::to_string(document).unwrap_or_default()
}

fn count<T>(rows: &[T]) -> u64 {
    u64::try_from(rows.len()).unwrap_or(u64::MAX)
}

/// Gives every fact of the batch its position; `false` when the register's rows are made by other rules than `packs` and
/// this build's, so that two replicas never compute two truths. The head's row lock is held from here to the commit, so positions appear
/// in commit order.
pub(super) async fn feed(tx: &mut Tx, decisions: &[&Decision], packs: &str) -> Result<bool, sqlx::Error> {
    let events: Vec<&Sealed> = decisions.iter().flat_map(|d| d.streams.iter().flat_map(|s| s.events.iter())).collect();
    let n = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let head = sql!(
        optional One<i64>,
        tx.link(),
        "UPDATE feed_head SET position = position + $1
         WHERE id = 1 AND EXISTS (SELECT 1 FROM projection_head WHERE version = $2 AND packs = $3) RETURNING position",
        n,
        projection::VERSION,
        packs
    )?;
    let Some((last,)) = head else { return Ok(false) };
    let first = last.saturating_sub(n);
    let rows: Vec<(i64, &Sealed)> = (1_i64..).zip(events).map(|(index, e)| (first.saturating_add(index), e)).collect();
    bulk!(tx.link(), rows, |r| "feed" {
        "position" 1 "int8" => r.0,
        "stream_id" 2 "uuid" => r.1.stream_id,
        "version" 3 "int8" => r.1.version,
    } "")?;
    Ok(true)
}
