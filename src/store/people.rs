//! The register as lists and single people, each joined with the caller's reach.

use crate::domain::admission::Setting;
use crate::domain::calendar::Date;
use crate::domain::disclosure::{Basis, Group, Groups};
use crate::domain::duty::DeadlineStatus;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::ods::Ods;
use crate::domain::person::MembershipStatus;
use crate::domain::policy::Packs;
use crate::domain::projection::{Claim, first_day, no_date};
use crate::domain::rating::Rag;
use crate::domain::text::folded;
use crate::domain::view::{PersonDocument, PersonView};
use crate::store::sql::{One, sql};
use crate::store::travel::{Then, When};
use crate::store::{Store, StoreError, document};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// In which order people are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Earliest open due date first; people without one last.
    NextDue,
    /// Oldest rating first; people without one last.
    RatingAge,
    /// Family name, given name.
    Name,
}

/// Which people are listed; everything absent does not filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// By colour.
    pub rag: Option<&'static str>,
    /// By whether the last stay goes on.
    pub membership: Option<&'static str>,
    /// By responsible ICB.
    pub icb: Option<String>,
    /// By local authority.
    pub local_authority: Option<String>,
    /// Born on or before this day (age from).
    pub born_by: Option<NaiveDate>,
    /// Born after this day (age to).
    pub born_after: Option<NaiveDate>,
    /// By kind of ward; in hospital only.
    pub setting: Option<&'static str>,
    /// By whether a keyworker is named.
    pub keyworker: Option<&'static str>,
    /// With an open duty whose date has passed (`true`), or without (`false`).
    pub overdue: Option<bool>,
    /// Changed at or after this instant.
    pub updated_since: Option<DateTime<Utc>>,
}

/// Where a page ended: the date the last person was sorted by, where the order is by date, and the person. Names never
/// enter it, for it becomes part of an address.
pub type After = Option<(Option<NaiveDate>, Uuid)>;

#[derive(sqlx::FromRow)]
struct Row {
    version: i64,
    shown: i64,
    sort_on: Option<NaiveDate>,
    body: String,
}

/// A person with the date they were listed by.
#[derive(Debug)]
pub struct Listed {
    /// The date; none in the order of names.
    pub sort_on: Option<NaiveDate>,
    /// The person.
    pub person: PersonView,
}

impl Filter {
    /// What has to be shown of somebody for them to be found by this filter in this order: nobody is found by what is not shown.
    fn needs(&self, order: Order) -> Groups {
        let asks = [
            (true, Group::Identity),
            (self.rag.is_some() || self.membership.is_some() || order == Order::RatingAge, Group::Standing),
            (self.setting.is_some(), Group::Hospital),
            (self.overdue.is_some() || order == Order::NextDue, Group::Clocks),
            (self.keyworker.is_some(), Group::Keyworking),
            (self.updated_since.is_some(), Group::Record),
        ];
        asks.iter().filter(|(asked, _)| *asked).fold(Groups::NONE, |all, (_, group)| all.and(Groups::of(&[*group])))
    }

    /// The day by which a person's earliest open due date has to lie: overdue means that it has passed.
    fn due_by(&self, today: NaiveDate) -> NaiveDate {
        if self.overdue == Some(true) { today.pred_opt().unwrap_or(today) } else { no_date().naive() }
    }

    /// What the statements below ask, of rows that are in no table: a person as they were on `day`.
    fn holds(&self, then: &Then, day: Date) -> bool {
        let Some(row) = &then.rows.person else { return false };
        let is = |wanted: Option<&str>, held: Option<&str>| wanted.is_none_or(|wanted| held == Some(wanted));
        let born = row.date_of_birth.map(Date::naive);
        let overdue = then.rows.deadlines.iter().any(|d| d.status(day) == DeadlineStatus::Overdue);
        is(self.rag, row.rag.map(Rag::code))
            && is(self.membership, row.membership.map(MembershipStatus::code))
            && is(self.icb.as_deref(), Some(&row.icb_ods))
            && is(self.local_authority.as_deref(), row.local_authority.as_deref())
            && self.born_by.is_none_or(|by| born.is_some_and(|born| born <= by))
            && self.born_after.is_none_or(|after| born.is_some_and(|born| born > after))
            && is(self.setting, row.setting.map(Setting::code))
            && is(self.keyworker, Some(row.keyworker.code()))
            && self.overdue.is_none_or(|wanted| wanted == overdue)
    }
}

/// By what a person is sorted, as the statements below sort.
fn place(then: &Then, order: Order) -> (Option<NaiveDate>, String, String, Uuid) {
    let row = then.rows.person.as_ref();
    let last = no_date().naive();
    let day = match order {
        Order::NextDue => Some(then.rows.reach.first().map_or(last, |reach| reach.sort_on.naive())),
        Order::RatingAge => Some(row.and_then(|row| row.rated_on).map_or(last, Date::naive)),
        Order::Name => None,
    };
    let names = row.filter(|_| order == Order::Name).map(|row| (row.family_search.clone(), row.given_search.clone()));
    let (family, given) = names.unwrap_or_default();
    (day, family, given, then.id)
}

/// A person, as far as the groups of fields in `shown` go.
fn view(body: &str, version: i64, shown: i64, today: Date, packs: &Packs) -> Result<PersonView, StoreError> {
    let document: PersonDocument = document(body)?;
    Ok(document.on(today, version, packs).as_far_as(Groups::from_bits(shown)))
}

impl Store {
    /// One person within reach.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn person(&self, id: Uuid, organisation: &Ods) -> Result<Option<PersonView>, StoreError> {
        let mut reader = self.db.reader(organisation).await?;
        let row = sql!(
            optional(i64, i64, String),
            reader.link(),
            "SELECT p.version, r.shown, p.body FROM reached r JOIN person p ON p.id = r.subject_id
             WHERE r.organisation = $1 AND r.subject_id = $2 AND (r.shown & $3) = $3",
            organisation.as_str(),
            id,
            Groups::of(&[Group::Identity]).bits()
        )?;
        row.map(|(version, shown, body)| view(&body, version, shown, self.clock.today(), &self.packs)).transpose()
    }

    /// The person of an ICB who holds this NHS number, within reach or not: for writes that answer nothing of it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn holder(&self, icb: &Ods, number: &NhsNumber) -> Result<Option<Uuid>, StoreError> {
        let claim = Claim::of_number(icb, number.as_str());
        let mut reader = self.db.own_reader().await?;
        let row = sql!(
            optional One<Uuid>,
            reader.link(),
            "SELECT stream_id FROM claim WHERE kind = $1 AND claim_key = $2",
            claim.kind.code(),
            claim.key
        )?;
        Ok(row.map(|(id,)| id))
    }

    /// Some of the people an ICB is responsible for, in the order of their identifiers, after one.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn people_after(&self, icb: &Ods, after: Uuid, limit: i64) -> Result<Vec<Uuid>, StoreError> {
        let mut reader = self.db.reader(icb).await?;
        let rows = sql!(
            all One<Uuid>,
            reader.link(),
            "SELECT subject_id FROM whole WHERE organisation = $1 AND subject_id > $2 AND subject_kind = 'person' AND basis = $3
             ORDER BY subject_id LIMIT $4",
            icb.as_str(),
            after,
            Basis::ResponsibleIcb.code(),
            limit
        )?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Whether a person is within reach.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn reaches(&self, id: Uuid, organisation: &Ods) -> Result<bool, StoreError> {
        let mut reader = self.db.reader(organisation).await?;
        let row = sql!(
            optional One<i64>,
            reader.link(),
            "SELECT p.version FROM whole r JOIN person p ON p.id = r.subject_id WHERE r.organisation = $1 AND r.subject_id = $2",
            organisation.as_str(),
            id
        )?;
        Ok(row.is_some())
    }

    /// A page of the register within reach, at most `limit` people.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn people(
        &self,
        organisation: &Ods,
        filter: &Filter,
        order: Order,
        after: After,
        limit: i64,
    ) -> Result<Vec<Listed>, StoreError> {
        let today = self.clock.today();
        let rows = match order {
            Order::NextDue => self.people_by_due(organisation, filter, after, limit).await?,
            Order::RatingAge => self.people_by_rating(organisation, filter, after, limit).await?,
            Order::Name => self.people_by_name_order(organisation, filter, after, limit).await?,
        };
        rows.into_iter()
            .map(|r| Ok(Listed { sort_on: r.sort_on, person: view(&r.body, r.version, r.shown, today, &self.packs)? }))
            .collect()
    }

    /// A page of the register as it was, at most `limit` people: the date each was sorted by, and who it is.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn register_then(
        &self,
        organisation: &Ods,
        when: When,
        filter: &Filter,
        order: Order,
        after: After,
        limit: i64,
    ) -> Result<Vec<(Option<NaiveDate>, Then)>, StoreError> {
        let all = self.people_then(organisation, when).await?;
        // A name never stands in a cursor: it is the person's who ended the page before.
        let begin = after.and_then(|(day, id)| match order {
            Order::Name => all.iter().find(|then| then.id == id).map(|then| place(then, order)),
            Order::NextDue | Order::RatingAge => Some((day, String::new(), String::new(), id)),
        });
        let all = all.into_iter().filter(|then| filter.holds(then, when.day));
        let mut listed: Vec<_> = all.map(|then| (place(&then, order), then)).collect();
        listed.retain(|(place, _)| begin.as_ref().is_none_or(|begin| place > begin));
        listed.sort_by(|(a, _), (b, _)| a.cmp(b));
        let page = listed.into_iter().take(usize::try_from(limit).unwrap_or_default());
        Ok(page.map(|((day, ..), then)| (day, then)).collect())
    }

    async fn people_by_due(
        &self,
        organisation: &Ods,
        f: &Filter,
        after: After,
        limit: i64,
    ) -> Result<Vec<Row>, StoreError> {
        let (day, id) =
            after.map_or_else(|| (first_day(), Uuid::nil()), |(day, id)| (day.unwrap_or_else(first_day), id));
        let today = self.clock.today().naive();
        let until = f.due_by(today);
        let mut reader = self.db.page_reader(organisation).await?;
        Ok(sql!(all Row, reader.link(),
            "SELECT p.version, r.shown, r.sort_on, p.body FROM reached r JOIN person p ON p.id = r.subject_id
             WHERE r.organisation = $1 AND r.subject_kind = 'person' AND (r.shown & $16) = $16 AND (r.sort_on, r.subject_id) > ($2, $3)
               AND r.sort_on <= $4
               AND (CAST($15 AS BOOLEAN) IS NULL OR $15 = EXISTS (SELECT 1 FROM deadline d WHERE d.person_id = p.id AND d.is_open = TRUE
                    AND d.sort_on < $5 AND (d.lapses_on IS NULL OR d.lapses_on > $5)))
               AND (CAST($6 AS TEXT) IS NULL OR p.rag = $6) AND (CAST($7 AS TEXT) IS NULL OR p.membership = $7)
               AND (CAST($8 AS TEXT) IS NULL OR p.icb_ods = $8) AND (CAST($9 AS TEXT) IS NULL OR p.local_authority = $9)
               AND (CAST($10 AS DATE) IS NULL OR p.date_of_birth <= $10) AND (CAST($11 AS DATE) IS NULL OR p.date_of_birth > $11)
               AND (CAST($12 AS TEXT) IS NULL OR p.setting = $12) AND (CAST($13 AS TIMESTAMPTZ) IS NULL OR p.updated_at >= $13)
               AND (CAST($17 AS TEXT) IS NULL OR p.keyworker = $17)
             ORDER BY r.sort_on, r.subject_id LIMIT $14",
            organisation.as_str(), day, id, until, today, f.rag, f.membership, f.icb.as_deref(), f.local_authority.as_deref(),
            f.born_by, f.born_after, f.setting, f.updated_since, limit, f.overdue, f.needs(Order::NextDue).bits(), f.keyworker)?)
    }

    async fn people_by_rating(
        &self,
        organisation: &Ods,
        f: &Filter,
        after: After,
        limit: i64,
    ) -> Result<Vec<Row>, StoreError> {
        let (day, id) =
            after.map_or_else(|| (first_day(), Uuid::nil()), |(day, id)| (day.unwrap_or_else(first_day), id));
        let today = self.clock.today().naive();
        let until = f.due_by(today);
        let mut reader = self.db.reader(organisation).await?;
        Ok(sql!(all Row, reader.link(),
            "SELECT p.version, r.shown, COALESCE(p.rated_on, $4) AS sort_on, p.body FROM reached r JOIN person p ON p.id = r.subject_id
             WHERE r.organisation = $1 AND r.subject_kind = 'person' AND (r.shown & $17) = $17 AND (COALESCE(p.rated_on, $4), p.id) > ($2, $3)
               AND r.sort_on <= $5
               AND (CAST($16 AS BOOLEAN) IS NULL OR $16 = EXISTS (SELECT 1 FROM deadline d WHERE d.person_id = p.id AND d.is_open = TRUE
                    AND d.sort_on < $6 AND (d.lapses_on IS NULL OR d.lapses_on > $6)))
               AND (CAST($7 AS TEXT) IS NULL OR p.rag = $7) AND (CAST($8 AS TEXT) IS NULL OR p.membership = $8)
               AND (CAST($9 AS TEXT) IS NULL OR p.icb_ods = $9) AND (CAST($10 AS TEXT) IS NULL OR p.local_authority = $10)
               AND (CAST($11 AS DATE) IS NULL OR p.date_of_birth <= $11) AND (CAST($12 AS DATE) IS NULL OR p.date_of_birth > $12)
               AND (CAST($13 AS TEXT) IS NULL OR p.setting = $13) AND (CAST($14 AS TIMESTAMPTZ) IS NULL OR p.updated_at >= $14)
               AND (CAST($18 AS TEXT) IS NULL OR p.keyworker = $18)
             ORDER BY sort_on, p.id LIMIT $15",
            organisation.as_str(), day, id, no_date().naive(), until, today, f.rag, f.membership, f.icb.as_deref(),
            f.local_authority.as_deref(), f.born_by, f.born_after, f.setting, f.updated_since, limit, f.overdue, f.needs(Order::RatingAge).bits(), f.keyworker)?)
    }

    async fn people_by_name_order(
        &self,
        organisation: &Ods,
        f: &Filter,
        after: After,
        limit: i64,
    ) -> Result<Vec<Row>, StoreError> {
        let id = after.map(|(_, id)| id);
        let today = self.clock.today().naive();
        let until = f.due_by(today);
        let mut reader = self.db.reader(organisation).await?;
        Ok(sql!(all Row, reader.link(),
            "SELECT p.version, r.shown, CAST(NULL AS DATE) AS sort_on, p.body FROM reached r JOIN person p ON p.id = r.subject_id
             WHERE r.organisation = $1 AND r.subject_kind = 'person' AND (r.shown & $15) = $15
               AND (CAST($2 AS UUID) IS NULL OR (p.family_search, p.given_search, p.id) >
                    ((SELECT a.family_search FROM person a JOIN reached ra ON ra.subject_id = a.id AND ra.organisation = $1 WHERE a.id = $2),
                     (SELECT a.given_search FROM person a JOIN reached ra ON ra.subject_id = a.id AND ra.organisation = $1 WHERE a.id = $2), $2))
               AND r.sort_on <= $3
               AND (CAST($14 AS BOOLEAN) IS NULL OR $14 = EXISTS (SELECT 1 FROM deadline d WHERE d.person_id = p.id AND d.is_open = TRUE
                    AND d.sort_on < $4 AND (d.lapses_on IS NULL OR d.lapses_on > $4)))
               AND (CAST($5 AS TEXT) IS NULL OR p.rag = $5) AND (CAST($6 AS TEXT) IS NULL OR p.membership = $6)
               AND (CAST($7 AS TEXT) IS NULL OR p.icb_ods = $7) AND (CAST($8 AS TEXT) IS NULL OR p.local_authority = $8)
               AND (CAST($9 AS DATE) IS NULL OR p.date_of_birth <= $9) AND (CAST($10 AS DATE) IS NULL OR p.date_of_birth > $10)
               AND (CAST($11 AS TEXT) IS NULL OR p.setting = $11) AND (CAST($12 AS TIMESTAMPTZ) IS NULL OR p.updated_at >= $12)
               AND (CAST($16 AS TEXT) IS NULL OR p.keyworker = $16)
             ORDER BY p.family_search, p.given_search, p.id LIMIT $13",
            organisation.as_str(), id, until, today, f.rag, f.membership, f.icb.as_deref(), f.local_authority.as_deref(),
            f.born_by, f.born_after, f.setting, f.updated_since, limit, f.overdue, f.needs(Order::Name).bits(), f.keyworker)?)
    }

    /// People within reach who have this NHS number.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn people_by_nhs_number(
        &self,
        organisation: &Ods,
        nhs_number: &str,
    ) -> Result<Vec<PersonView>, StoreError> {
        let mut reader = self.db.reader(organisation).await?;
        let rows = sql!(
            all(i64, i64, String),
            reader.link(),
            "SELECT p.version, r.shown, p.body FROM person p JOIN reached r ON r.subject_id = p.id AND r.organisation = $1
             WHERE p.nhs_number = $2 AND (r.shown & $3) = $3 ORDER BY p.id LIMIT 50",
            organisation.as_str(),
            nhs_number,
            Groups::of(&[Group::Identity]).bits()
        )?;
        rows.into_iter()
            .map(|(version, shown, body)| view(&body, version, shown, self.clock.today(), &self.packs))
            .collect()
    }

    /// People within reach with this family name, date of birth and, where given, a given name that begins so; case and
    /// accents do not matter.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn people_by_name(
        &self,
        organisation: &Ods,
        family: &str,
        given: Option<&str>,
        born: Date,
    ) -> Result<Vec<PersonView>, StoreError> {
        let mut reader = self.db.reader(organisation).await?;
        let given = given.map(folded);
        let rows = sql!(
            all(i64, i64, String),
            reader.link(),
            "SELECT p.version, r.shown, p.body FROM person p JOIN reached r ON r.subject_id = p.id AND r.organisation = $1
             WHERE p.family_search = $2 AND p.date_of_birth = $3 AND (r.shown & $5) = $5
               AND (CAST($4 AS TEXT) IS NULL OR SUBSTR(p.given_search, 1, LENGTH($4)) = $4)
             ORDER BY p.id LIMIT 50",
            organisation.as_str(),
            folded(family),
            born.naive(),
            given,
            Groups::of(&[Group::Identity]).bits()
        )?;
        rows.into_iter()
            .map(|(version, shown, body)| view(&body, version, shown, self.clock.today(), &self.packs))
            .collect()
    }
}
