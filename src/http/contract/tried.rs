//! What a reader of the contract tries an operation with, and the scope the token needs for it.

use super::operations;
use crate::example;
use crate::http::auth::Scope;
use serde_json::Value;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{OpenApi, RefOr, Required};

/// Writes the example and the scope of every operation into the document.
pub(super) fn complete(document: &mut OpenApi) {
    document.paths.paths.values_mut().flat_map(operations).for_each(guide);
}

fn guide(operation: &mut Operation) {
    let id = operation.operation_id.clone().unwrap_or_default();
    if let Some(example) = example::of(&id) {
        for parameter in operation.parameters.iter_mut().flatten() {
            if let RefOr::T(parameter) = parameter {
                show(parameter, example);
            }
        }
        if let (Some(RefOr::T(body)), Some(shown)) = (&mut operation.request_body, &example.body) {
            for content in body.content.values_mut() {
                if let RefOr::T(content) = content {
                    content.example = Some(shown.clone());
                }
            }
        }
    }
    if let Some(scope) = operation.security.iter().flatten().find_map(scope) {
        let told = operation.description.get_or_insert_default();
        *told = format!("{told}\n\nScope: `{scope}` ({}).", scope.label());
    }
}

fn show(parameter: &mut Parameter, example: &example::Example) {
    let shown = match parameter.parameter_in {
        ParameterIn::Path | ParameterIn::Query => example.path.get(&parameter.name).cloned(),
        ParameterIn::Header if parameter.name == "If-Match" && parameter.required == Required::True => {
            example.version.map(|version| format!("\"{version}.w\""))
        }
        _ => None,
    };
    if shown.is_some() {
        *parameter = ParameterBuilder::from(parameter.clone()).example(shown.map(Value::String)).build();
    }
}

/// The one scope a requirement names.
fn scope(requirement: &SecurityRequirement) -> Option<Scope> {
    let written = serde_json::to_value(requirement).ok()?;
    Scope::from_code(written.pointer("/bearer/0")?.as_str()?)
}
