//! Declared fields, in the place of the markers that stand for them.

use std::collections::BTreeSet;

use utoipa::PartialSchema;
use utoipa::openapi::schema::{AllOf, Object, Schema};
use utoipa::openapi::{OpenApi, RefOr};

use crate::config::{ConfigError, Settings};
use crate::fields::{MARKERS, Marker};

/// The names of the fields of a type, but for those that are declared.
pub(crate) fn names<T: PartialSchema>() -> BTreeSet<String> {
    match T::schema() {
        RefOr::T(Schema::AllOf(parts)) => split(&parts).0.properties.into_keys().collect(),
        RefOr::T(Schema::Object(object)) => object.properties.into_keys().collect(),
        _ => BTreeSet::new(),
    }
}

/// Refuses a declared field that a request or an answer of a plugin has already.
pub(crate) fn check(document: &OpenApi, settings: &Settings) -> Result<(), ConfigError> {
    let components = document.components.iter();
    for schema in components.flat_map(|components| components.schemas.values()) {
        let RefOr::T(Schema::AllOf(parts)) = schema else { continue };
        let (object, markers) = split(parts);
        for (setting, fields) in markers.into_iter().map(|marker| marker.fields(settings)) {
            let name = fields.iter().map(|field| field.name());
            if let Some(name) = name.into_iter().find(|name| object.properties.contains_key(*name))
            {
                return Err(crate::fields::taken_name(setting, name));
            }
        }
    }
    Ok(())
}

/// Puts the declared fields where the markers are, and takes the markers out.
pub(super) fn insert(document: &mut OpenApi, settings: &Settings) {
    let Some(components) = &mut document.components else { return };
    for schema in components.schemas.values_mut() {
        let RefOr::T(Schema::AllOf(parts)) = schema else { continue };
        let (mut object, markers) = split(parts);
        if markers.is_empty() {
            continue;
        }
        for marker in markers {
            for field in marker.fields(settings).1 {
                marker.describe(field, &mut object);
            }
        }
        *schema = with_others(parts, object).into();
    }
    for (name, _) in MARKERS {
        components.schemas.remove(name);
    }
}

/// The object, beside what else the type is made of.
fn with_others(parts: &AllOf, object: Object) -> Schema {
    let is_other = |part: &&RefOr<Schema>| {
        let own = matches!(part, RefOr::T(Schema::Object(_)));
        !own && Marker::named(part).is_none()
    };
    let others: Vec<_> = parts.items.iter().filter(is_other).cloned().collect();
    if others.is_empty() {
        return Schema::Object(object);
    }
    let items = others.into_iter().chain([object.into()]).collect();
    Schema::AllOf(AllOf { items, ..parts.clone() })
}

/// The type's own fields, in one object, and the markers beside them.
fn split(parts: &AllOf) -> (Object, Vec<Marker>) {
    let mut object = Object::new();
    let mut markers = Vec::new();
    for part in &parts.items {
        match (Marker::named(part), part) {
            (Some(marker), _) => markers.push(marker),
            (None, RefOr::T(Schema::Object(own))) => {
                let (properties, required) = (own.properties.clone(), own.required.clone());
                object.properties.extend(properties);
                object.required.extend(required);
            }
            (None, _) => {}
        }
    }
    object.description.clone_from(&parts.description);
    (object, markers)
}
