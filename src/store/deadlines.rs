//! Duties of one person and across the register, each joined with the caller's reach.

use crate::domain::calendar::Date;
use crate::domain::duty::{Deadline, DeadlineStatus};
use crate::domain::ods::Ods;
use crate::domain::projection::{first_day, no_date};
use crate::domain::rating::Rag;
use crate::store::commit::sort_on;
use crate::store::sql::sql;
use crate::store::travel::{Then, When};
use crate::store::{Store, StoreError, document};
use chrono::NaiveDate;
use uuid::Uuid;

/// Which duties are listed; everything absent does not filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// By kind of duty.
    pub duty: Option<&'static str>,
    /// By where it stands today.
    pub status: Option<DeadlineStatus>,
    /// Due on or after.
    pub due_from: Option<NaiveDate>,
    /// Due on or before.
    pub due_to: Option<NaiveDate>,
    /// By the person's colour.
    pub rag: Option<&'static str>,
    /// By the person's local authority.
    pub local_authority: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    sort_on: NaiveDate,
    body: String,
}

/// A duty with the date it was listed by.
#[derive(Debug)]
pub struct Listed {
    /// Its due date, or the last day there is.
    pub sort_on: NaiveDate,
    /// The duty.
    pub deadline: Deadline,
}

fn listed(row: &Row) -> Result<Listed, StoreError> {
    let deadline = document(&row.body)?;
    Ok(Listed { sort_on: row.sort_on, deadline })
}

/// The days between which a status puts a due date, and whether the duty is open: upcoming and overdue differ only by
/// today. What a birthday has ended counts as ended from that day on, although no fact says so.
struct Span {
    from: NaiveDate,
    to: NaiveDate,
    open: bool,
    ended: Option<&'static str>,
}

impl Span {
    fn of(filter: &Filter, today: NaiveDate) -> Self {
        let (first, last) = (first_day(), no_date().naive());
        // A duty without a date matches no date filter: its sort date is the last day.
        let to = filter.due_to.or_else(|| filter.due_from.and(last.pred_opt()));
        let (from, to) = (filter.due_from.unwrap_or(first), to.unwrap_or(last));
        match filter.status {
            None => Self { from, to, open: false, ended: None },
            Some(DeadlineStatus::Overdue) => {
                Self { from, to: to.min(today.pred_opt().unwrap_or(today)), open: true, ended: None }
            }
            Some(DeadlineStatus::Upcoming) => Self { from: from.max(today), to, open: true, ended: None },
            Some(ended) => Self { from, to, open: false, ended: Some(ended.code()) },
        }
    }
}

impl Filter {
    /// What the statements below ask, of rows that are in no table: a duty of a person as they were on `day`.
    fn holds(&self, deadline: &Deadline, then: &Then, day: Date) -> bool {
        let (span, row) = (Span::of(self, day.naive()), then.rows.person.as_ref());
        let on = sort_on(deadline);
        let of = |wanted: Option<&str>, held: Option<&str>| wanted.is_none_or(|wanted| held == Some(wanted));
        (span.from..=span.to).contains(&on)
            && deadline.is_shown(day)
            && self.status.is_none_or(|wanted| deadline.status(day) == wanted)
            && of(self.duty, Some(deadline.duty.code()))
            && of(self.rag, row.and_then(|row| row.rag).map(Rag::code))
            && of(self.local_authority.as_deref(), row.and_then(|row| row.local_authority.as_deref()))
    }
}

/// A page of the duties of people as they were, by due date.
fn page_then(
    people: Vec<Then>,
    when: When,
    filter: &Filter,
    after: Option<(NaiveDate, Uuid)>,
    limit: i64,
) -> Vec<Listed> {
    let mut listed = Vec::new();
    for mut then in people {
        let deadlines = std::mem::take(&mut then.rows.deadlines);
        let held = deadlines.into_iter().filter(|deadline| filter.holds(deadline, &then, when.day));
        listed.extend(held.map(|deadline| Listed { sort_on: sort_on(&deadline), deadline }));
    }
    listed.retain(|l| after.is_none_or(|after| (l.sort_on, l.deadline.id.0) > after));
    listed.sort_by_key(|l| (l.sort_on, l.deadline.id));
    listed.truncate(usize::try_from(limit).unwrap_or_default());
    listed
}

impl Store {
    /// A page of duties within reach as they were, of one person or of everybody, by due date; `None` when nothing was known
    /// then of the one person.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn deadlines_then(
        &self,
        person: Option<Uuid>,
        organisation: &Ods,
        when: When,
        filter: &Filter,
        after: Option<(NaiveDate, Uuid)>,
        limit: i64,
    ) -> Result<Option<Vec<Listed>>, StoreError> {
        let people = match person {
            None => self.people_then(organisation, when).await?,
            Some(id) => match self.person_then(id, organisation, when).await? {
                None => return Ok(None),
                Some(then) => vec![then],
            },
        };
        Ok(Some(page_then(people, when, filter, after, limit)))
    }

    /// A page of one person's duties within reach, by due date.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn deadlines_of(
        &self,
        person: Uuid,
        organisation: &Ods,
        f: &Filter,
        after: Option<(NaiveDate, Uuid)>,
        limit: i64,
    ) -> Result<Vec<Listed>, StoreError> {
        let today = self.clock.today().naive();
        let span = Span::of(f, today);
        let (day, id) = after.unwrap_or_else(|| (first_day(), Uuid::nil()));
        let mut reader = self.db.reader(organisation).await?;
        let rows = sql!(all Row, reader.link(),
            "SELECT d.sort_on, d.body FROM deadline d JOIN whole r ON r.subject_id = d.person_id AND r.organisation = $1
             WHERE d.person_id = $2 AND (d.sort_on, d.id) > ($3, $4) AND d.sort_on >= $5 AND d.sort_on <= $6
               AND (d.shown_from IS NULL OR d.shown_from <= $7 OR d.is_open = FALSE)
               AND (CAST($8 AS BOOLEAN) = FALSE OR (d.is_open = TRUE AND (d.lapses_on IS NULL OR d.lapses_on > $7)))
               AND (CAST($9 AS TEXT) IS NULL OR d.outcome = $9
                    OR (d.lapses_on <= $7 AND CASE WHEN d.sort_on < d.lapses_on THEN 'missed' ELSE 'cancelled' END = $9))
               AND (CAST($10 AS TEXT) IS NULL OR d.duty = $10)
             ORDER BY d.sort_on, d.id LIMIT $11",
            organisation.as_str(), person, day, id, span.from, span.to, today, span.open, span.ended, f.duty, limit)?;
        rows.iter().map(listed).collect()
    }

    /// A page of the register's duties within reach, by due date.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn deadlines(
        &self,
        organisation: &Ods,
        f: &Filter,
        after: Option<(NaiveDate, Uuid)>,
        limit: i64,
    ) -> Result<Vec<Listed>, StoreError> {
        let today = self.clock.today().naive();
        let span = Span::of(f, today);
        let (day, id) = after.unwrap_or_else(|| (first_day(), Uuid::nil()));
        let mut reader = self.db.reader(organisation).await?;
        // Two texts, because a plan made for "open or not, as it may be" cannot use the index of the open ones.
        let rows = if span.open {
            sql!(all Row, reader.link(),
                "SELECT d.sort_on, d.body FROM deadline d JOIN whole r ON r.subject_id = d.person_id AND r.organisation = $1
                 WHERE d.icb_ods = $1 AND d.is_open = TRUE AND (d.sort_on, d.id) > ($2, $3) AND d.sort_on >= $4 AND d.sort_on <= $5
                   AND (CAST($6 AS TEXT) IS NULL OR d.duty = $6)
                   AND (CAST($7 AS TEXT) IS NULL OR $7 = (SELECT p.rag FROM person p WHERE p.id = d.person_id))
                   AND (CAST($8 AS TEXT) IS NULL OR $8 = (SELECT p.local_authority FROM person p WHERE p.id = d.person_id))
                   AND (d.shown_from IS NULL OR d.shown_from <= $9) AND (d.lapses_on IS NULL OR d.lapses_on > $9)
                 ORDER BY d.sort_on, d.id LIMIT $10",
                organisation.as_str(), day, id, span.from, span.to, f.duty, f.rag, f.local_authority.as_deref(), today, limit)?
        } else {
            sql!(all Row, reader.link(),
                "SELECT d.sort_on, d.body FROM deadline d JOIN whole r ON r.subject_id = d.person_id AND r.organisation = $1
                 WHERE d.icb_ods = $1 AND (d.sort_on, d.id) > ($2, $3) AND d.sort_on >= $4 AND d.sort_on <= $5
                   AND (CAST($6 AS TEXT) IS NULL OR d.duty = $6)
                   AND (CAST($7 AS TEXT) IS NULL OR $7 = (SELECT p.rag FROM person p WHERE p.id = d.person_id))
                   AND (CAST($8 AS TEXT) IS NULL OR $8 = (SELECT p.local_authority FROM person p WHERE p.id = d.person_id))
                   AND (d.shown_from IS NULL OR d.shown_from <= $9 OR d.is_open = FALSE)
                   AND (CAST($10 AS TEXT) IS NULL OR d.outcome = $10
                        OR (d.lapses_on <= $9 AND CASE WHEN d.sort_on < d.lapses_on THEN 'missed' ELSE 'cancelled' END = $10))
                 ORDER BY d.sort_on, d.id LIMIT $11",
                organisation.as_str(), day, id, span.from, span.to, f.duty, f.rag, f.local_authority.as_deref(), today, span.ended, limit)?
        };
        rows.iter().map(listed).collect()
    }

    /// One duty of a person within reach.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn deadline(&self, person: Uuid, id: Uuid, organisation: &Ods) -> Result<Option<Deadline>, StoreError> {
        let mut reader = self.db.reader(organisation).await?;
        let row = sql!(optional Row, reader.link(),
            "SELECT d.sort_on, d.body FROM deadline d JOIN whole r ON r.subject_id = d.person_id AND r.organisation = $1
             WHERE d.person_id = $2 AND d.id = $3",
            organisation.as_str(), person, id)?;
        row.map(|row| listed(&row).map(|l| l.deadline)).transpose()
    }
}
