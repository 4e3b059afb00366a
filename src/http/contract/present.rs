//! Which members of an answer are always there.

use super::operations;
use super::shape::each;
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, Schema};
use utoipa::openapi::{Content, OpenApi, RefOr};

/// Members of answers that are left out where there is nothing to say. All others are there, null or empty.
const LEFT_OUT: &[(&str, &str)] = &[
    ("Candidate", "must_be_held"),
    ("Candidate", "replaced_on"),
    ("Candidate", "shown_from"),
    ("Fault", "source"),
    ("Problem", "errors"),
    ("Problem", "existing_id"),
    ("Ready", "issuer"),
];

/// A member of what is only answered is there: nobody has to tell null from left out. What is also sent keeps its form.
pub(super) fn complete(document: &mut OpenApi) {
    let mut sent = Vec::new();
    let Some(components) = document.components.as_mut() else { return };
    let operations = document.paths.paths.values_mut().flat_map(operations);
    for body in operations.filter_map(|operation| operation.request_body.as_ref()) {
        let RefOr::T(body) = body else { continue };
        for content in body.content.values() {
            let RefOr::T(Content { schema: Some(schema), .. }) = content else { continue };
            refer(schema, &mut sent);
        }
    }
    let mut at = 0;
    while let Some(name) = sent.get(at).cloned() {
        components.schemas.get(&name).into_iter().for_each(|schema| refer(schema, &mut sent));
        at = at.saturating_add(1);
    }
    for (name, schema) in components.schemas.iter_mut().filter(|(name, _)| !sent.contains(name)) {
        each(schema, &mut |object| {
            let there = |member: &&String| !LEFT_OUT.contains(&(name.as_str(), member.as_str()));
            let named: Vec<_> =
                object.properties.keys().filter(there).filter(|m| !object.required.contains(m)).cloned().collect();
            object.required.extend(named);
        });
    }
}

/// Adds the names a schema refers to.
fn refer(schema: &RefOr<Schema>, names: &mut Vec<String>) {
    let mut several = |inner: &[RefOr<Schema>]| inner.iter().for_each(|inner| refer(inner, names));
    match schema {
        RefOr::Ref(to) => {
            let name = to.ref_location.rsplit('/').next().unwrap_or_default();
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        RefOr::T(Schema::Object(object)) => {
            object.properties.values().for_each(|inner| refer(inner, names));
            if let Some(AdditionalProperties::RefOr(inner)) = object.additional_properties.as_deref() {
                refer(inner, names);
            }
        }
        RefOr::T(Schema::Array(array)) => {
            if let ArrayItems::RefOrSchema(inner) = &array.items {
                refer(inner, names);
            }
        }
        RefOr::T(Schema::OneOf(any)) => several(&any.items),
        RefOr::T(Schema::AnyOf(any)) => several(&any.items),
        RefOr::T(Schema::AllOf(all)) => several(&all.items),
        RefOr::T(_) => {}
    }
}
