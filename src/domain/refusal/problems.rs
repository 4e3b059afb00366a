//! The table of problems: one row each, from which status, title, advice, the contract and the pages about them all come.

use crate::domain::code::codes;

codes! {
    /// Whose move it is when a problem is answered.
    Whose {
        Caller = "caller", "The caller: this request, or what the caller knows of the record, has to change; another request may succeed";
        Integrator = "integrator", "The integrator: whoever built or configured the calling system; no other data makes this call succeed";
        Register = "register", "Nobody: the register's rules do not allow it as things stand; what is recorded first may change that";
        Service = "service", "The service: its operator has to act, or a moment has to pass";
    }
}

/// One row of the table of problems.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The problem's name in `code` and `/problems/{code}`.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// What happened, the same for every occurrence.
    pub title: &'static str,
    /// Whose move it is.
    pub whose: Whose,
    /// Whether the same call, repeated as it is, may succeed later.
    pub repeatable: bool,
    /// What it means: what was found, and what the service did and did not do.
    pub meaning: &'static str,
    /// What the caller can do.
    pub advice: &'static str,
}

/// Declares the problems: status, code, title, whose move, whether repeating helps, meaning, advice.
macro_rules! problems {
    ($($(#[$meta:meta])* $name:ident = $status:literal $code:literal, $title:literal, $whose:ident, repeat $repeat:literal, means $meaning:literal, do $advice:literal;)+) => {
        /// Every problem the service can answer, one row each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Problem { $($(#[$meta])* $name),+ }

        impl Problem {
            /// Every problem.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The problem's row.
            #[must_use]
            pub const fn row(self) -> Row {
                match self {
                    $(Self::$name => Row { code: $code, status: $status, title: $title, whose: Whose::$whose, repeatable: $repeat, meaning: $meaning, advice: $advice }),+
                }
            }
        }
    };
}

problems! {
    /// 400: not JSON.
    MalformedJson = 400 "malformed_json", "The body is not JSON", Integrator, repeat false,
        means "The body is not one whole JSON document, so nothing of it was read. 'detail' names the line and column where it stops being JSON.",
        do "Send one complete JSON document in UTF-8; look for a missing bracket, a lone surrogate or a truncated body.";
    /// 401: no token, or one that does not hold.
    Unauthenticated = 401 "unauthenticated", "No valid access token", Integrator, repeat false,
        means "The call came without an access token, or with one that does not hold: expired, not valid yet, from another issuer, for another audience, or lacking a claim. 'detail' and WWW-Authenticate say which. Nothing else of the call was looked at.",
        do "Send 'Authorization: Bearer' with a current token of the configured issuer and audience, signed with an asymmetric algorithm.";
    /// 403: the token lacks the scope.
    InsufficientScope = 403 "insufficient_scope", "The token lacks the scope for this call", Integrator, repeat false,
        means "The token holds, and its scopes do not allow this call. Which records you reach is not decided by scopes: what is out of reach answers not_found.",
        do "Ask the issuer for a token with the scope that 'detail' names.";
    /// 403: no ICB has named the organisation.
    NotNamed = 403 "not_named", "No area has named your organisation for this", Caller, repeat false,
        means "The token holds and its scopes allow the call. No ICB has named your organisation in its settings as one that may do this, so nothing was looked at. This says nothing about any person.",
        do "Ask the register lead of the area's ICB to name your organisation in its settings (PUT /v1/settings), with the code that your tokens carry.";
    /// 404: nothing there for this caller.
    NotFound = 404 "not_found", "Nothing here for this caller", Caller, repeat false,
        means "There is no such record or address, or it is not yours to see. The two are answered alike on purpose: otherwise the answer would tell that somebody is on a register.",
        do "Check the address. The answer is the same for what does not exist and for what is not yours; if you are unsure whether somebody is registered, ask the area's register lead.";
    /// 405: the path knows other methods.
    MethodNotAllowed = 405 "method_not_allowed", "The path does not know this method", Integrator, repeat false,
        means "The address exists and is called with another method.",
        do "Use one of the methods in the Allow header.";
    /// 408: the body did not arrive.
    BodyTimeout = 408 "body_timeout", "The body did not arrive in time", Integrator, repeat true,
        means "The headers of the call arrived and its body did not, or not to its end. Most often a connection broke off.",
        do "Send the whole body within 20 seconds of the request. Nothing was written.";
    /// 409: a rule is not met.
    RuleNotMet = 409 "rule_not_met", "The register's rules do not allow this as things stand", Register, repeat false,
        means "The request is sound in itself. One or more rules of the register are not met by what is on record, and nothing was written. All unmet rules are named at once.",
        do "Each entry of 'errors' names a rule that is not met, its source, and what would meet it.";
    /// 409: a second referral under one reference.
    DuplicateClientReference = 409 "duplicate_client_reference", "This client_reference was used before", Caller, repeat false,
        means "The same client of the same organisation sent a referral with this client_reference earlier. No second referral was made.",
        do "The referral it created is in 'existing_id' and Location. Use a new reference for a new referral, or Idempotency-Key to repeat a call safely.";
    /// 409: link instead of create.
    PersonExists = 409 "person_exists", "Your register already has a person with this NHS number", Caller, repeat false,
        means "The call would have given your register a second person with one NHS number. Nothing was written.",
        do "A referral: accept again with 'person_id' set to 'existing_id' to link it to that person. A corrected number or a transfer: you know the person already, as 'existing_id'; two records of one person are merged (POST …/merge), by the ICB that has both, so settle first which of them goes on.";
    /// 409: too many writers on one record.
    Contended = 409 "contended", "Others are writing to the same record", Service, repeat true,
        means "Several calls wrote to the same record at once, and each time another one was first. Nothing was written.",
        do "Nothing was written. Repeat the call after the time in Retry-After.";
    /// 412: stale `If-Match`.
    Stale = 412 "stale", "The record has changed since you read it", Caller, repeat false,
        means "If-Match names a version of the record that is no longer the newest: somebody wrote to it after you read it. The decision might be another one now, so nothing was written.",
        do "Read it again, look at what changed, and repeat the call with the new ETag in If-Match.";
    /// 413: body too large.
    TooLarge = 413 "body_too_large", "The body is too large", Integrator, repeat false,
        means "The body is larger than this service takes in one call.",
        do "Send at most 1 MiB.";
    /// 415: not JSON by its label.
    UnsupportedMediaType = 415 "unsupported_media_type", "The body is not labelled as JSON", Integrator, repeat false,
        means "Content-Type is missing or names something else than JSON, so the body was not read.",
        do "Send 'Content-Type: application/json'.";
    /// 422: shape or meaning.
    InvalidRequest = 422 "invalid_request", "The request does not make sense", Caller, repeat false,
        means "The request was read, and something in it cannot be meant: a field that does not exist, a date that cannot be, values that contradict each other or the record. The first fault of shape is named, or every fault of meaning at once. Nothing was written.",
        do "Mend each entry of 'errors'; its pointer says where.";
    /// 422: one key, two requests.
    IdempotencyKeyReused = 422 "idempotency_key_reused", "This Idempotency-Key came with another request", Integrator, repeat false,
        means "The same client used this key within the last 24 hours for a call with another address or body. A key stands for one request only.",
        do "Use a fresh key for every new request; repeat a key only with the identical request.";
    /// 428: `If-Match` missing.
    PreconditionRequired = 428 "precondition_required", "If-Match is required", Integrator, repeat false,
        means "This call records a decision that rests on what was read, and the call does not say which version that was.",
        do "Read the record first and send its ETag in If-Match: the decision rests on what you read.";
    /// 429: too many calls.
    RateLimited = 429 "rate_limited", "Too many calls", Integrator, repeat true,
        means "This client has used up its calls for the moment. The limit is counted for each client by itself; RateLimit-Policy says what it is, RateLimit what is left. Nothing was read or written.",
        do "Wait for the seconds in Retry-After and repeat the call, with the same Idempotency-Key if it writes. Spread calls by what RateLimit says is left.";
    /// 500: our fault.
    Internal = 500 "internal", "The service failed", Service, repeat true,
        means "Something went wrong in the service that it was not made for. The request identifier in 'instance' and X-Request-Id leads the operator to the cause.",
        do "This is our fault. Report the request id; nothing was half-written.";
    /// 503: the database does not answer.
    Unavailable = 503 "unavailable", "The database does not answer", Service, repeat true,
        means "The service lives and cannot reach its database at the moment. It recovers by itself. A call that writes may have been written just before the answer was lost.",
        do "Repeat the call after the time in Retry-After, with the same Idempotency-Key if it writes.";
    /// 503: whether the token holds cannot be told now.
    IssuerUnavailable = 503 "issuer_unavailable", "The token issuer's keys cannot be fetched", Service, repeat true,
        means "The service cannot tell whether the token holds: it has no keys of the issuer, or the token names a key that it cannot fetch now. The token was neither accepted nor refused, and nothing was read or written.",
        do "Repeat the call with the same token after the time in Retry-After; a new token would be answered alike.";
    /// 503: this build must not write to this register yet.
    RebuildRequired = 503 "rebuild_required", "This build may not write to the register yet", Service, repeat true,
        means "The stored rows were made by other rules than this build's. Until they are made again, reads are served and writes are not.",
        do "The operator has to run 'dsr rebuild': the stored rows were made by other rules than this build's. Reads are served.";
}
