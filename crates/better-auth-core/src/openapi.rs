//! The OpenAPI document: what the merged routes do not say by themselves.
//!
//! Merging is silent. Of two schemas with one name the first wins, and the other route then
//! documents the wrong body; two handlers called `create` share an operation id. So ids are made
//! unique here, and [`schema_conflicts`] finds the names before they are merged.

mod fields;
mod responses;

use std::collections::HashMap;

use utoipa::ToSchema;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, Info, OpenApi, Server};

use crate::config::Settings;
use crate::cookie::Cookies;
use crate::error::ErrorResponse;

pub(crate) use fields::{check as check_fields, names as field_names};

/// Name of the security scheme for the session cookie.
pub const COOKIE: &str = "cookie";
/// Name of the security scheme for `Authorization: Bearer`.
pub const BEARER: &str = "bearer";

/// Completes the merged document: title, server (the base path), security schemes, common errors,
/// unique operation ids, declared fields.
pub(crate) fn complete(mut document: OpenApi, settings: &Settings) -> OpenApi {
    document.info = Info::new(settings.app_name.as_str(), env!("CARGO_PKG_VERSION"));
    document.info.description = Some("Users, sessions and everything around them.".to_owned());
    document.servers = Some(vec![Server::new(settings.base_url.base_path())]);
    let components = document.components.get_or_insert_with(Components::default);
    add_security(components, settings);
    add_schemas(components);
    responses::add_components(components);
    for (path, item) in &mut document.paths.paths {
        for (_, operation) in each_mut(item) {
            responses::add_common(operation, path);
        }
    }
    name_operations(&mut document);
    fields::insert(&mut document, settings);
    document
}

/// Every operation of a document: method in upper case, path.
pub(crate) fn operations(document: &OpenApi) -> Vec<(String, String)> {
    let paths = document.paths.paths.iter();
    paths
        .flat_map(|(path, item)| each(item).map(|(method, _)| (method.to_owned(), path.clone())))
        .collect()
}

/// A path with the names of its parameters left out: what the router tells apart.
pub(crate) fn shape(path: &str) -> String {
    let mut shape = String::with_capacity(path.len());
    let mut inside = false;
    for character in path.chars() {
        match character {
            '{' => inside = true,
            '}' => inside = false,
            // A wildcard takes what a parameter does not, so it is told apart.
            '*' if inside => {}
            _ if inside => continue,
            _ => {}
        }
        shape.push(character);
    }
    shape
}

/// Names that stand for one schema in one document and for another one in the other. Merging the
/// two would silently drop the second.
///
/// ```
/// use better_auth_core::openapi::schema_conflicts;
/// use utoipa::OpenApi;
///
/// mod invoices {
///     #[derive(utoipa::ToSchema)]
///     pub struct CreateRequest { pub amount: u32 }
/// }
/// mod customers {
///     #[derive(utoipa::ToSchema)]
///     pub struct CreateRequest { pub name: String }
/// }
/// #[derive(OpenApi)]
/// #[openapi(components(schemas(invoices::CreateRequest)))]
/// struct Invoices;
/// #[derive(OpenApi)]
/// #[openapi(components(schemas(customers::CreateRequest)))]
/// struct Customers;
///
/// let conflicts = schema_conflicts(&Invoices::openapi(), &Customers::openapi());
/// assert_eq!(conflicts, ["CreateRequest"]);
/// ```
pub fn schema_conflicts(one: &OpenApi, other: &OpenApi) -> Vec<String> {
    let (Some(one), Some(other)) = (&one.components, &other.components) else {
        return Vec::new();
    };
    let differs = |name: &&String| match (one.schemas.get(*name), other.schemas.get(*name)) {
        (Some(one), Some(other)) => one != other,
        _ => false,
    };
    one.schemas.keys().filter(differs).cloned().collect()
}

fn add_security(components: &mut Components, settings: &Settings) {
    let cookies = Cookies::new(settings);
    let cookie = ApiKeyValue::with_description(cookies.session_name(), "Set by every sign-in.");
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("The `token` that a sign-in answers with."))
        .build();
    let schemes = &mut components.security_schemes;
    schemes.insert(COOKIE.to_owned(), SecurityScheme::ApiKey(ApiKey::Cookie(cookie)).into());
    schemes.insert(BEARER.to_owned(), SecurityScheme::Http(bearer).into());
}

fn add_schemas(components: &mut Components) {
    let mut schemas = vec![(
        ErrorResponse::name().into_owned(),
        <ErrorResponse as utoipa::PartialSchema>::schema(),
    )];
    ErrorResponse::schemas(&mut schemas);
    for (name, schema) in schemas {
        components.schemas.entry(name).or_insert(schema);
    }
}

/// The id is the name of the handler. Where several have one name, each gets its method and path
/// instead, so that no id depends on the order of the plugins.
fn name_operations(document: &mut OpenApi) {
    let mut uses: HashMap<String, usize> = HashMap::new();
    for item in document.paths.paths.values() {
        for (_, operation) in each(item) {
            *uses.entry(operation.operation_id.clone().unwrap_or_default()).or_default() += 1;
        }
    }
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in each_mut(item) {
            let id = operation.operation_id.take().filter(|id| !id.is_empty());
            let alone = id.filter(|id| uses.get(id) == Some(&1));
            let id = alone.unwrap_or_else(|| free_name(&mut uses, method, path));
            operation.operation_id = Some(id);
        }
    }
}

/// A name from method and path; numbered if even that is taken (`/a-b` beside `/a_b`).
fn free_name(uses: &mut HashMap<String, usize>, method: &str, path: &str) -> String {
    let words = path.split(|character: char| !character.is_ascii_alphanumeric());
    let mut name = method.to_ascii_lowercase();
    for word in words.filter(|word| !word.is_empty()) {
        name.push('_');
        name.push_str(&word.to_ascii_lowercase());
    }
    let mut numbered = name.clone();
    let mut number = 2;
    while uses.contains_key(&numbered) {
        numbered = format!("{name}_{number}");
        number += 1;
    }
    uses.insert(numbered.clone(), 1);
    numbered
}

fn each(item: &PathItem) -> impl Iterator<Item = (&'static str, &Operation)> {
    let slots = [
        ("GET", &item.get),
        ("PUT", &item.put),
        ("POST", &item.post),
        ("DELETE", &item.delete),
        ("OPTIONS", &item.options),
        ("HEAD", &item.head),
        ("PATCH", &item.patch),
        ("TRACE", &item.trace),
    ];
    slots.into_iter().filter_map(|(method, slot)| slot.as_ref().map(|it| (method, it)))
}

fn each_mut(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let slots = [
        ("GET", &mut item.get),
        ("PUT", &mut item.put),
        ("POST", &mut item.post),
        ("DELETE", &mut item.delete),
        ("OPTIONS", &mut item.options),
        ("HEAD", &mut item.head),
        ("PATCH", &mut item.patch),
        ("TRACE", &mut item.trace),
    ];
    slots.into_iter().filter_map(|(method, slot)| slot.as_mut().map(|it| (method, it)))
}

#[cfg(test)]
mod tests;
