//! What a token says about its bearer, under the names its issuer gives the claims.

use crate::domain::ods::Ods;
use serde_json::Value;
use std::borrow::Cow;
use std::str::FromStr;

/// Who calls, as a token says that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// The organisation acted for.
    pub organisation: Ods,
    /// The client; where the token names none, the subject.
    pub client: String,
    /// The user, or the client itself.
    pub subject: String,
    /// What the token allows, by the names of [`Scope`](crate::http::auth::Scope) and any others.
    pub scopes: Vec<String>,
}

/// Where a claim stands in a token: a member's name or, beginning with `/`, a JSON pointer (RFC 6901). Several,
/// separated by commas, are tried in order; the first one that is there counts.
///
/// ```
/// use dsr::login::claims::Place;
/// assert!("scp,/realm_access/roles".parse::<Place>().is_ok());
/// assert!("https://login.example.org/claims/org".parse::<Place>().is_ok(), "a name may look like a URL");
/// assert!("".parse::<Place>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(Vec<String>);

impl FromStr for Place {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let names: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
        let plain = |name: &String| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\'' | b'\\'))
        };
        if names.iter().all(plain) {
            Ok(Self(names))
        } else {
            Err("expected a claim's name or a JSON pointer in ASCII, or several separated by commas")
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join(","))
    }
}

impl Place {
    fn find<'v>(&self, claims: &'v Value) -> Option<&'v Value> {
        let at = |name: &String| if name.starts_with('/') { claims.pointer(name) } else { claims.get(name) };
        self.0.iter().filter_map(at).find(|value| !value.is_null())
    }
}

/// Where the claims stand that the service reads, and how scopes are written.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// Who the token is about.
    pub subject: Place,
    /// The client it was issued to.
    pub client: Place,
    /// The ODS code of the organisation acted for.
    pub organisation: Place,
    /// What it allows: one text with spaces, or a list of texts.
    pub scope: Place,
    /// What stands before each scope's name, and is left out; scopes without it are not this service's.
    pub prefix: String,
}

impl Default for Mapping {
    /// The names of RFC 9068, and `org`.
    fn default() -> Self {
        let place = |name: &str| Place(vec![name.to_owned()]);
        Self {
            subject: place("sub"),
            client: place("client_id"),
            organisation: place("org"),
            scope: place("scope"),
            prefix: String::new(),
        }
    }
}

/// A claim as one text; some issuers wrap every one of them in a list. A list of several is nobody in particular.
fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Array(items) => match items.as_slice() {
            [Value::String(text)] => Some(text),
            _ => None,
        },
        _ => None,
    }
}

fn sound(text: &str) -> bool {
    !text.is_empty() && text.len() <= 200 && !text.chars().any(char::is_control)
}

impl Mapping {
    /// Who calls.
    ///
    /// # Errors
    /// A claim is missing or is not what it has to be; the sentence names it.
    pub fn bearer(&self, claims: &Value) -> Result<Bearer, Cow<'static, str>> {
        let named = |place: &Place| match place.find(claims) {
            None => Ok(None),
            Some(value) => text(value).filter(|text| sound(text)).map(Some).ok_or_else(|| {
                Cow::Owned(format!("the claim '{place}' must be one text of 1 to 200 printable characters"))
            }),
        };
        let missing = |place: &Place| Cow::Owned(format!("the token lacks the claim '{place}'"));
        let subject = named(&self.subject)?.ok_or_else(|| missing(&self.subject))?;
        let organisation = named(&self.organisation)?.ok_or_else(|| missing(&self.organisation))?;
        let organisation = Ods::parse(organisation)
            .map_err(|_| Cow::Owned(format!("the claim '{}' is not an ODS code", self.organisation)))?;
        Ok(Bearer {
            organisation,
            client: named(&self.client)?.unwrap_or(subject).to_owned(),
            subject: subject.to_owned(),
            scopes: self.scopes(claims)?,
        })
    }

    fn scopes(&self, claims: &Value) -> Result<Vec<String>, Cow<'static, str>> {
        let own = |scope: &str| scope.strip_prefix(self.prefix.as_str()).map(str::to_owned);
        match self.scope.find(claims) {
            None => Ok(Vec::new()),
            Some(Value::String(text)) => Ok(text.split(' ').filter_map(own).collect()),
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
                Ok(items.iter().filter_map(Value::as_str).filter_map(own).collect())
            }
            Some(_) => Err(Cow::Owned(format!("the claim '{}' is neither a text nor a list of texts", self.scope))),
        }
    }
}
