//! The second wall, on PostgreSQL: whoever answers a call reads as a role that sees only rows of records which the
//! organisation asking reaches; what the service does for itself it does as another. The policies are in the migrations.

use crate::domain::ods::Ods;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Executor};

/// Reads for whoever calls: only what the organisation set in its transaction reaches. Writes nothing.
const APPLICATION: &str = "dsr_application";
/// Does what the service does for itself: commits what was decided, sweeps, checks, looks up whom a question is about.
const WORKER: &str = "dsr_worker";

/// Makes the two roles where there are none, and lets the login act as them. Roles are the whole server's, not one database's:
/// others may make them at the same time.
const ROLES: &str = "
DO $$
DECLARE
    wanted TEXT;
    made BOOLEAN;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['dsr_application', 'dsr_worker'] LOOP
        made := FALSE;
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
                made := TRUE;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
            END;
        END IF;
        IF made OR NOT pg_has_role(session_user, wanted, 'MEMBER') THEN
            BEGIN
                EXECUTE format('GRANT %I TO %I', wanted, session_user);
            EXCEPTION WHEN unique_violation THEN NULL;
            END;
        END IF;
    END LOOP;
END $$";

/// Whether a login may act as both roles; false also where there is no such role.
pub(super) const MEMBER: &str = "SELECT COUNT(*) FROM pg_roles WHERE rolname IN ('dsr_application', 'dsr_worker') AND pg_has_role(session_user, oid, 'MEMBER')";

/// Makes the roles.
///
/// # Errors
/// The login may not, or the database does not answer.
pub(super) async fn make_roles(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    connection.execute(ROLES).await.map(|_| ())
}

/// The same login, as who reads for callers.
pub(super) fn application(login: &PgConnectOptions) -> PgConnectOptions {
    login.clone().options([("role", APPLICATION)])
}

/// The same login, as the service itself.
pub(super) fn worker(login: &PgConnectOptions) -> PgConnectOptions {
    login.clone().options([("role", WORKER)])
}

/// The first words of a transaction that reads for an organisation: in one message, so that no statement ever runs without it.
/// A code consists of capital letters and digits; there is nothing to quote.
pub(super) fn asking(organisation: &Ods) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!("BEGIN READ ONLY; SET LOCAL dsr.organisation = '{organisation}'"))
}

/// The same for a page in the order of an index, which is to be walked until the page is full: left to itself the server gathers
/// everybody within reach and sorts them, because it takes every filter for one that is asked for.
pub(super) fn asking_for_a_page(organisation: &Ods) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!("{}; SET LOCAL enable_bitmapscan = off", asking(organisation).0))
}
