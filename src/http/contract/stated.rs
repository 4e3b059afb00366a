//! What a caller says of a read besides the question: for whom, and for what. Described once, and referred to by every operation
//! that shows personal data.

use super::operations;
use crate::domain::purpose::AccessPurpose;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{OpenApi, Ref, RefOr, Required};
use utoipa::{PartialSchema, ToSchema};

/// The header that says for whom.
const USER: &str = "X-On-Behalf-Of";
/// The header that says for what.
const PURPOSE: &str = "X-Purpose";

/// Writes both headers into the document.
pub(super) fn complete(document: &mut OpenApi) {
    document.paths.paths.values_mut().flat_map(operations).for_each(refer);
    let components = document.components.get_or_insert_default();
    components.schemas.insert(AccessPurpose::name().into(), AccessPurpose::schema());
    for parameter in [user(), purpose()] {
        components.parameters.insert(parameter.name.clone(), RefOr::T(parameter));
    }
}

fn refer(operation: &mut Operation) {
    let policies = operation.tags.iter().flatten().any(|tag| tag == "Policies");
    let open = operation
        .security
        .iter()
        .flatten()
        .all(|asked| *asked == utoipa::openapi::security::SecurityRequirement::default());
    if policies || open {
        return;
    }
    let is_key = |p: &RefOr<Parameter>| matches!(p, RefOr::T(p) if p.name == "Idempotency-Key");
    let taken = operation.parameters.get_or_insert_default();
    let writes = taken.iter().any(is_key);
    let place = |name: &str| RefOr::Ref(Ref::new(format!("#/components/parameters/{name}")));
    let named = taken.iter().any(|p| matches!(p, RefOr::T(p) if p.name == USER));
    if !named {
        taken.push(place(USER));
    }
    // Opening a record in an emergency writes and shows it.
    if !writes || named {
        taken.push(place(PURPOSE));
    }
}

fn parameter(name: &str, description: &str, schema: impl Into<RefOr<utoipa::openapi::Schema>>) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

fn user() -> Parameter {
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(100))
        .pattern(Some("^[!-~]([ -~]{0,98}[!-~])?$"));
    parameter(
        USER,
        "The user on whose behalf the call is made, as your system knows them: a stable identifier, such as an account name. It is \
         kept with every read and every fact, and shown in the audit. Where the token is a user's own, its subject says so already; \
         another name here is refused.",
        text,
    )
}

fn purpose() -> Parameter {
    parameter(
        PURPOSE,
        "For what the record is read. It is kept with the read, and the person may be told in the words of the list \
         `access_purpose`.",
        Ref::from_schema_name(AccessPurpose::name()),
    )
}
