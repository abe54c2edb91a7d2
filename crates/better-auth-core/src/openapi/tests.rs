use std::collections::HashSet;

use serde_json::{Value, json};

use super::*;
use crate::config::{CookieOptions, RawSettings};
use crate::secret::SecretString;

fn settings() -> Settings {
    let raw = RawSettings {
        app_name: "Shop".to_owned(),
        base_url: "https://shop.example".to_owned(),
        base_path: "/api/auth".to_owned(),
        secrets: vec![SecretString::from("0123456789abcdefghijklmnopqrstuvwxyz")],
        cookies: CookieOptions::default(),
        ..RawSettings::default()
    };
    raw.check().unwrap().0
}

fn document(paths: Value) -> OpenApi {
    let info = json!({"title": "x", "version": "0"});
    serde_json::from_value(json!({"openapi": "3.1.0", "info": info, "paths": paths})).unwrap()
}

fn completed(paths: Value) -> Value {
    serde_json::to_value(complete(document(paths), &settings())).unwrap()
}

fn operation(id: &str) -> Value {
    json!({"operationId": id, "responses": {"200": {"description": "ok"}}})
}

fn statuses(operation: &Value) -> Vec<&str> {
    operation["responses"].as_object().unwrap().keys().map(String::as_str).collect()
}

fn ids(document: &Value) -> Vec<&str> {
    let items = document["paths"].as_object().unwrap().values();
    items
        .flat_map(|item| item.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect()
}

#[test]
fn the_document_names_application_version_and_server() {
    let document = completed(json!({}));
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["title"], "Shop");
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(document["servers"], json!([{"url": "/api/auth"}]));
}

#[test]
fn both_credentials_are_security_schemes() {
    let schemes = completed(json!({}))["components"]["securitySchemes"].clone();
    assert_eq!(schemes["cookie"]["in"], "cookie");
    assert_eq!(schemes["cookie"]["name"], "__Host-better-auth.session-token");
    assert_eq!(schemes["bearer"]["scheme"], "bearer");
}

#[test]
fn ids_stay_where_they_are_unique() {
    let document = completed(json!({"/a": {"get": operation("a")}, "/b": {"get": operation("b")}}));
    assert_eq!(ids(&document), ["a", "b"]);
}

#[test]
fn ids_that_collide_become_method_and_path() {
    let document = completed(json!({
        "/a-b": {"get": operation("create")},
        "/a_b/{id}": {"get": operation("create"), "post": operation("create")},
        "/c": {"get": operation("get_a_b_id")},
        "/a/b": {"get": operation("")},
    }));
    let ids = ids(&document);
    let unique: HashSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    assert!(ids.contains(&"post_a_b_id"));
    assert!(ids.contains(&"get_a_b_id_2"));
    assert!(!ids.contains(&"create"));
}

#[test]
fn a_plain_operation_gets_the_failures_of_the_layers() {
    let document = completed(json!({"/a": {"get": operation("a")}}));
    assert_eq!(statuses(&document["paths"]["/a"]["get"]), ["200", "403", "429", "500", "503"]);
}

#[test]
fn a_body_and_security_bring_their_failures() {
    let mut post = operation("a");
    post["requestBody"] = json!({"content": {"application/json": {}}});
    post["security"] = json!([{"cookie": []}]);
    let document = completed(json!({"/a": {"post": post}}));
    assert_eq!(
        statuses(&document["paths"]["/a"]["post"]),
        ["200", "400", "401", "403", "413", "415", "429", "500", "503"]
    );
}

#[test]
fn what_an_operation_documents_itself_stays() {
    let mut get = operation("a");
    get["responses"]["403"] = json!({"description": "mine"});
    let document = completed(json!({"/a": {"get": get}}));
    assert_eq!(document["paths"]["/a"]["get"]["responses"]["403"]["description"], "mine");
}

#[test]
fn every_reference_of_the_served_document_resolves() {
    let router = crate::routes::described();
    let document = serde_json::to_value(complete(router, &settings())).unwrap();
    let mut references = Vec::new();
    collect_references(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn collect_references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref") {
                found.push(reference.clone());
            }
            map.values().for_each(|value| collect_references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| collect_references(value, found)),
        _ => {}
    }
}

#[test]
fn operations_lists_methods_and_paths() {
    let document = document(json!({"/a": {"get": operation("a"), "post": operation("b")}}));
    let pair = |method: &str| (method.to_owned(), "/a".to_owned());
    assert_eq!(operations(&document), [pair("GET"), pair("POST")]);
}

#[test]
fn the_shape_of_a_path_forgets_names() {
    assert_eq!(shape("/reset-password/{token}"), shape("/reset-password/{id}"));
    assert_eq!(shape("/a/{x}/b/{y}"), "/a/{}/b/{}");
    assert_ne!(shape("/a/{x}"), shape("/a/x"));
    assert_ne!(shape("/a/{x}"), shape("/a/{*x}"));
}

#[test]
fn equal_schemas_of_one_name_do_not_conflict() {
    let with = |kind: &str| {
        let mut document = document(json!({}));
        let schema = json!({"schemas": {"A": {"type": kind}}});
        document.components = Some(serde_json::from_value(schema).unwrap());
        document
    };
    assert!(schema_conflicts(&with("string"), &with("string")).is_empty());
    assert_eq!(schema_conflicts(&with("string"), &with("integer")), ["A"]);
    assert!(schema_conflicts(&with("string"), &document(json!({}))).is_empty());
}
