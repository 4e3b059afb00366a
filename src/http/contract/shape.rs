//! Bounds and names that follow from a schema's form, so that no field has to repeat them.

use super::operations;
use serde_json::Value;
use utoipa::Number;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayItems, KnownFormat, Object, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr};

/// Text without control characters but tab and line ends: all that the service stores or says.
const PRINTABLE: &str = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$";

/// The largest integer of 32 bits, and the largest that every JSON reader keeps exactly.
const SMALL: usize = 2_147_483_647;
const EXACT: usize = 9_007_199_254_740_991;

/// The longest text that no field bounds: a warning, a name of something.
const SENTENCE: usize = 500;

/// The longest text that is a whole answer: a picture, a page.
const DOCUMENT: usize = 5_000_000;

/// Completes every schema of the document.
pub(super) fn complete(document: &mut OpenApi) {
    let mut lists = Vec::new();
    if let Some(components) = document.components.as_mut() {
        for (name, schema) in &mut components.schemas {
            if let RefOr::T(Schema::OneOf(any)) = schema {
                any.items.iter_mut().for_each(|item| titled(item, name));
            }
            if let RefOr::T(Schema::Object(Object { enum_values: Some(codes), .. })) = schema {
                lists.push((name.clone(), codes.clone()));
            }
            each(schema, &mut bounded);
        }
    }
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            for parameter in operation.parameters.iter_mut().flatten() {
                let RefOr::T(Parameter { schema: Some(schema), .. }) = parameter else { continue };
                each(schema, &mut bounded);
                named(schema, &lists);
            }
            for response in operation.responses.responses.values_mut() {
                let RefOr::T(response) = response else { continue };
                for content in response.content.values_mut() {
                    if let RefOr::T(Content { schema: Some(RefOr::T(Schema::Object(whole))), .. }) = content {
                        whole.max_length = Some(DOCUMENT);
                        bounded(whole);
                    }
                }
            }
        }
    }
}

/// A parameter that takes the codes of a list takes that list.
fn named(schema: &mut RefOr<Schema>, lists: &[(String, Vec<Value>)]) {
    let RefOr::T(Schema::Object(Object { enum_values: Some(codes), .. })) = schema else { return };
    if let Some((name, _)) = lists.iter().find(|(_, known)| known == codes) {
        *schema = Ref::from_schema_name(name).into();
    }
}

/// Names one of several forms after the word that tells it from the others, so that generated clients do.
fn titled(form: &mut RefOr<Schema>, whole: &str) {
    let RefOr::T(Schema::Object(form)) = form else { return };
    let kind = form.properties.get("kind").and_then(|kind| match kind {
        RefOr::T(Schema::Object(kind)) => kind.enum_values.as_ref()?.first()?.as_str().map(str::to_owned),
        _ => None,
    });
    let only = form.enum_values.as_ref().and_then(|codes| codes.first()?.as_str()).map(str::to_owned);
    let word = kind.or_else(|| form.properties.keys().next().cloned()).or(only);
    if let Some(word) = word.filter(|_| form.title.is_none()) {
        let parts = word.split('_').map(|part| {
            let mut letters = part.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
        });
        form.title = Some(whole.to_owned() + &parts.collect::<String>());
    }
}

/// Does something to every object in a schema.
pub(super) fn each(schema: &mut RefOr<Schema>, act: &mut impl FnMut(&mut Object)) {
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => {
            act(object);
            object.properties.values_mut().for_each(|inner| each(inner, act));
            if let Some(AdditionalProperties::RefOr(inner)) = object.additional_properties.as_deref_mut() {
                each(inner, act);
            }
            if let Some(Schema::Object(names)) = object.property_names.as_deref_mut() {
                act(names);
            }
        }
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(inner) = &mut array.items {
                each(inner, act);
            }
        }
        Schema::OneOf(any) => any.items.iter_mut().for_each(|inner| each(inner, act)),
        Schema::AnyOf(any) => any.items.iter_mut().for_each(|inner| each(inner, act)),
        Schema::AllOf(all) => all.items.iter_mut().for_each(|inner| each(inner, act)),
        _ => {}
    }
}

/// Dates, instants and identifiers have a length; other text is printable; integers count something.
fn bounded(object: &mut Object) {
    let is = |kind: &Type| match &object.schema_type {
        SchemaType::Type(only) => only == kind,
        SchemaType::Array(several) => several.contains(kind),
        SchemaType::AnyValue => false,
    };
    if is(&Type::Integer) {
        let narrow = matches!(object.format, Some(SchemaFormat::KnownFormat(KnownFormat::Int32)));
        object.format.get_or_insert(SchemaFormat::KnownFormat(KnownFormat::Int64));
        object.minimum.get_or_insert(Number::UInt(0));
        object.maximum.get_or_insert(Number::UInt(if narrow { SMALL } else { EXACT }));
    } else if is(&Type::String) {
        let most = match object.format {
            Some(SchemaFormat::KnownFormat(KnownFormat::Date)) => Some(10),
            Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)) => Some(35),
            Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)) => Some(36),
            _ => None,
        };
        object.max_length = object.max_length.or(most);
        if object.enum_values.is_none() {
            object.max_length.get_or_insert(SENTENCE);
        }
        if object.format.is_none() && object.pattern.is_none() && object.enum_values.is_none() {
            object.pattern = Some(PRINTABLE.to_owned());
        }
    }
}

/// What a correction of a person's details may hold: their members, none of them required, but for those that no correction
/// changes.
pub(super) fn patch(document: &mut OpenApi) {
    const FIXED: &[&str] = &["icb_ods", "nhs_number_absent"];
    let Some(components) = document.components.as_mut() else { return };
    let Some(RefOr::T(Schema::Object(details))) = components.schemas.get("PersonDetails").cloned() else { return };
    if let Some(RefOr::T(Schema::Object(patch))) = components.schemas.get_mut("PersonPatch") {
        patch.properties = details.properties.into_iter().filter(|(name, _)| !FIXED.contains(&name.as_str())).collect();
        patch.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
    }
}

/// A person shows their details among other fields, so the details are described there without the ban on further fields
/// that a request's have. A page refers to what it holds.
pub(super) fn opened(document: &mut OpenApi) {
    const CLOSED: &str = "PersonDetails";
    const OPEN: &str = "PersonIdentity";
    let Some(components) = document.components.as_mut() else { return };
    if let Some(RefOr::T(Schema::Object(mut details))) = components.schemas.get(CLOSED).cloned() {
        details.additional_properties = None;
        components.schemas.insert(OPEN.into(), Schema::Object(details).into());
    }
    let closed = |part: &RefOr<Schema>| matches!(part, RefOr::Ref(r) if r.ref_location.ends_with(CLOSED));
    if let Some(RefOr::T(Schema::AllOf(person))) = components.schemas.get_mut("Person") {
        for part in &mut person.items {
            if closed(part) || matches!(part, RefOr::T(Schema::OneOf(any)) if any.items.iter().any(closed)) {
                *part = Ref::from_schema_name(OPEN).into();
            }
        }
    }
    for (name, schema) in &mut components.schemas {
        let (Some(held), RefOr::T(Schema::Object(page))) = (name.strip_prefix("Page_"), schema) else { continue };
        if let Some(RefOr::T(Schema::Array(data))) = page.properties.get_mut("data") {
            data.items = ArrayItems::RefOrSchema(Box::new(Ref::from_schema_name(held).into()));
        }
    }
}
