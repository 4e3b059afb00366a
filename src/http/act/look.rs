//! What every handler that shows something does: look within reach, and write down who looked before the answer leaves.

use crate::domain::disclosure::{self, Basis, Groups};
use crate::domain::purpose::AccessPurpose;
use crate::domain::refusal::Problem;
use crate::http::auth::{Caller, Identity};
use crate::http::problem::HttpError;
use crate::store::Store;
use crate::store::access::{self, Access};
use crate::store::load::{Freshness, Loaded, Subject};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

impl<P> Caller<P> {
    /// Writes the audit row of a read; the answer leaves only afterwards.
    ///
    /// # Errors
    /// 422 when the caller's register asks on whose behalf, and nobody is named; 503 when the row cannot be written.
    pub async fn saw(&self, store: &Store, operation: &'static str, records: Vec<Uuid>) -> Result<(), HttpError> {
        self.saw_of(store, operation, self.identity.purpose, access::WHOLE.to_owned(), records).await
    }

    /// Writes the audit of a read that showed these groups of fields of these records: a row for all of whom the same was shown.
    ///
    /// # Errors
    /// 422 when the caller's register asks on whose behalf, and nobody is named; 503 when a row cannot be written.
    pub async fn saw_parts(
        &self,
        store: &Store,
        operation: &'static str,
        shown: impl IntoIterator<Item = (Uuid, Groups)>,
    ) -> Result<(), HttpError> {
        let mut rows: BTreeMap<Groups, BTreeSet<Uuid>> = BTreeMap::new();
        for (record, groups) in shown {
            rows.entry(groups).or_default().insert(record);
        }
        if rows.is_empty() {
            return self.saw(store, operation, Vec::new()).await;
        }
        for (groups, records) in rows {
            let records = records.into_iter().collect();
            self.saw_of(store, operation, self.identity.purpose, access::fields(groups), records).await?;
        }
        Ok(())
    }

    /// Writes the audit row of a read that showed this, for this purpose.
    ///
    /// # Errors
    /// 422 when the caller's register asks on whose behalf, and nobody is named; 503 when the row cannot be written.
    pub async fn saw_of(
        &self,
        store: &Store,
        operation: &'static str,
        purpose: Option<AccessPurpose>,
        fields: String,
        records: Vec<Uuid>,
    ) -> Result<(), HttpError> {
        if self.identity.user().is_none() && store.demands_user(&self.identity.organisation).await? {
            self.identity.demand_user()?;
        }
        let access = Access {
            id: store.id(),
            at: store.clock().now(),
            operation,
            actor: self.identity.actor.clone(),
            purpose: purpose.map(AccessPurpose::code),
            fields,
            records,
        };
        Ok(store.record_access(access).await?)
    }

    /// What `show` finds in a state within reach, as new as there is, with its read audited.
    ///
    /// # Errors
    /// 404 when there is no such record within reach, or nothing to show in it; 503.
    pub async fn look<S: Subject, T>(
        &self,
        store: &Store,
        id: Uuid,
        operation: &'static str,
        show: impl FnOnce(&S) -> Option<T>,
    ) -> Result<T, HttpError> {
        self.look_at(store, id, operation, Groups::ALL, show).await
    }

    /// What `show` finds in a state of which the caller sees these groups of fields, with its read audited.
    ///
    /// # Errors
    /// 404 when there is no such record within reach, or nothing to show in it; 503.
    pub async fn look_at<S: Subject, T>(
        &self,
        store: &Store,
        id: Uuid,
        operation: &'static str,
        groups: Groups,
        show: impl FnOnce(&S) -> Option<T>,
    ) -> Result<T, HttpError> {
        let (loaded, seen) = within_reach::<S>(store, &self.identity, id, groups).await?;
        let shown = show(&loaded.state).ok_or(Problem::NotFound)?;
        self.saw_parts(store, operation, [(id, seen)]).await?;
        Ok(shown)
    }
}

/// A state of which the caller sees these groups of fields, as new as there is, and what of it they are shown. Out of reach is as
/// unknown.
async fn within_reach<S: Subject>(
    store: &Store,
    identity: &Identity,
    id: Uuid,
    groups: Groups,
) -> Result<(Arc<Loaded<S>>, Groups), HttpError> {
    let loaded = store.load_for::<S>(&identity.organisation, id, Freshness::Newest).await?.ok_or(Problem::NotFound)?;
    let seen = match basis_of(&loaded, identity) {
        Some(_) => Groups::ALL,
        None if groups == Groups::ALL => Groups::NONE,
        None => store.shown_of(id, &identity.organisation).await?,
    };
    if seen.cover(groups) { Ok((loaded, groups.shown_to(seen))) } else { Err(Problem::NotFound.into()) }
}

/// On what basis the caller reaches a state, if on any.
pub(crate) fn basis_of<S>(loaded: &Loaded<S>, identity: &Identity) -> Option<Basis> {
    disclosure::basis(loaded.rows.reach.iter().map(|row| &row.reach), &identity.organisation)
}
