//! What the OpenAPI document says about declared fields.
//!
//! The types of requests and answers are written before anybody has declared a field. They name a
//! marker instead; when the document is completed, the declared fields take its place.

use utoipa::openapi::schema::{
    KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::field::{Field, Kind};
use crate::config::Settings;

/// Where declared fields stand in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marker {
    User,
    Session,
    NewUser,
    UserChanges,
    SessionChanges,
}

/// Every marker, by the name of its schema.
pub(crate) const MARKERS: [(&str, Marker); 5] = [
    ("AdditionalUserFields", Marker::User),
    ("AdditionalSessionFields", Marker::Session),
    ("NewUserFields", Marker::NewUser),
    ("UserFieldChanges", Marker::UserChanges),
    ("SessionFieldChanges", Marker::SessionChanges),
];

macro_rules! markers {
    ($($(#[$documentation:meta])* $name:ident;)*) => {$(
        $(#[$documentation])*
        #[derive(Debug, Clone, Copy)]
        pub enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                Object::new().into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

markers! {
    /// Stands for the declared fields in the answer about a user.
    AdditionalUserFields;
    /// Stands for the declared fields in the answer about a session.
    AdditionalSessionFields;
    /// Stands for the declared fields in the request of a sign-up.
    NewUserFields;
    /// Stands for the declared fields in a request that changes a user.
    UserFieldChanges;
    /// Stands for the declared fields in a request that changes a session.
    SessionFieldChanges;
}

impl Marker {
    pub(crate) fn named(schema: &RefOr<Schema>) -> Option<Self> {
        let RefOr::Ref(Ref { ref_location, .. }) = schema else { return None };
        let name = ref_location.rsplit('/').next()?;
        MARKERS.iter().find(|(marker, _)| *marker == name).map(|(_, marker)| *marker)
    }

    /// The setting that declares the fields, and the fields that show here.
    pub(crate) fn fields(self, settings: &Settings) -> (&'static str, Vec<&Field>) {
        let (setting, set) = match self {
            Self::User | Self::NewUser | Self::UserChanges => ("user_field", &settings.user_fields),
            Self::Session | Self::SessionChanges => ("session_field", &settings.session_fields),
        };
        let shows =
            |field: &&Field| if self.is_answer() { !field.hidden } else { !field.read_only };
        (setting, set.fields().iter().filter(shows).collect())
    }

    /// Puts a field into the schema in which the marker stands.
    pub(crate) fn describe(self, field: &Field, object: &mut Object) {
        let name = &*field.name;
        let demanded = self == Self::NewUser && field.is_required();
        if demanded || self.is_answer() {
            object.required.push(name.to_owned());
        }
        object.properties.insert(name.to_owned(), field.schema(!demanded && !field.required));
    }

    fn is_answer(self) -> bool {
        matches!(self, Self::User | Self::Session)
    }
}

impl Field {
    fn schema(&self, nullable: bool) -> RefOr<Schema> {
        let kind = match self.kind {
            Kind::Text | Kind::Timestamp | Kind::OneOf(_) => Type::String,
            Kind::Number => Type::Number,
            Kind::Integer => Type::Integer,
            Kind::Boolean => Type::Boolean,
        };
        let kind = match nullable {
            true => SchemaType::from_iter([kind, Type::Null]),
            false => SchemaType::new(kind),
        };
        let object = ObjectBuilder::new().schema_type(kind).default(self.default.clone());
        let object = match &self.kind {
            Kind::Text => object.max_length(Some(self.longest())),
            Kind::Timestamp => {
                object.format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            }
            Kind::OneOf(texts) if nullable => {
                let texts = texts.iter().cloned().map(serde_json::Value::from);
                object.enum_values(Some(texts.chain([serde_json::Value::Null])))
            }
            Kind::OneOf(texts) => object.enum_values(Some(texts.clone())),
            Kind::Number | Kind::Integer | Kind::Boolean => object,
        };
        object.into()
    }
}
