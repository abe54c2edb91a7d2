//! The failures that layers and extractors answer with, whatever the route.

use utoipa::openapi::path::Operation;
use utoipa::openapi::{Components, Content, Ref, RefOr, Response, ResponseBuilder};

/// Status, name of the component, description.
const COMMON: [(&str, &str, &str); 8] = [
    (
        "400",
        "BadRequest",
        "The request is not valid; `code` says which part, the message which field.",
    ),
    ("401", "Unauthorized", "No valid session came with the request."),
    (
        "403",
        "Forbidden",
        "Not allowed for this caller, or the request comes from an origin that is not trusted.",
    ),
    ("413", "PayloadTooLarge", "The body is over the limit."),
    ("415", "UnsupportedMediaType", "The body has a content type that the route does not take."),
    ("429", "TooManyRequests", "Too many requests; `Retry-After` says how many seconds to wait."),
    ("500", "InternalServerError", "Something failed that the client can not mend."),
    (
        "503",
        "ServiceUnavailable",
        "The database or the hashing queue can not take the request now.",
    ),
];

/// Each failure once, for all operations to refer to.
pub(super) fn add_components(components: &mut Components) {
    for (_, name, description) in COMMON {
        let schema = RefOr::Ref(Ref::from_schema_name("ErrorResponse"));
        let response: Response = ResponseBuilder::new()
            .description(description)
            .content("application/json", Content::new(Some(schema)))
            .build();
        components.responses.entry(name.to_owned()).or_insert(RefOr::T(response));
    }
}

/// Adds the failures that an operation can have and does not document itself.
pub(super) fn add_common(operation: &mut Operation, path: &str) {
    let body = operation.request_body.is_some();
    let parameters = operation.parameters.as_ref().is_some_and(|list| !list.is_empty());
    let secured = operation.security.as_ref().is_some_and(|list| !list.is_empty());
    for (status, name, _) in COMMON {
        let possible = match status {
            "400" => body || parameters || path.contains('{'),
            "401" => secured,
            "413" | "415" => body,
            _ => true,
        };
        if possible {
            let reference = RefOr::Ref(Ref::from_response_name(name));
            operation.responses.responses.entry(status.to_owned()).or_insert(reference);
        }
    }
}
