use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{checked_logo, checked_metadata, checked_name, checked_slug};
use crate::api::{MemberResponse, OrganizationResponse};
use crate::organization::{Metadata, NewOrganization};
use crate::service::{Caller, Organizations};

/// An organization to be created. Who sends `userId` is not believed: it is the caller's.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateOrganizationRequest {
    /// What people call it; trimmed.
    name: String,
    /// What it is called in URLs: letters, digits, `-`, `_`; folded to lower case, unique.
    slug: String,
    /// URL of a picture.
    logo: Option<String>,
    /// What the application keeps about it.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Metadata>,
    /// Whether the session goes on to work where it does. Default false.
    keep_current_active_organization: Option<bool>,
}

/// The organization, and its owner.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CreateOrganizationResponse {
    /// The organization.
    #[serde(flatten)]
    organization: OrganizationResponse,
    /// The owner.
    members: Vec<MemberResponse>,
}

/// Create an organization; the caller becomes its owner.
#[utoipa::path(
    post,
    path = "/organization/create",
    tag = "organization",
    request_body = CreateOrganizationRequest,
    responses(
        (status = 200, description = "The organization, active in the session, and its owner", body = CreateOrganizationResponse),
        (status = 400, description = "`ORGANIZATION_ALREADY_EXISTS`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_ORGANIZATION`, `YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_ORGANIZATIONS`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn create_organization(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<CreateOrganizationRequest>,
) -> Result<Json<CreateOrganizationResponse>, ApiError> {
    let body = body.0;
    let keep_active = body.keep_current_active_organization.unwrap_or(false);
    let new = NewOrganization {
        name: checked_name("name", &body.name)?,
        slug: checked_slug("slug", &body.slug)?,
        logo: body.logo.map(|logo| checked_logo("logo", logo)).transpose()?,
        metadata: body.metadata.map(|it| checked_metadata("metadata", it)).transpose()?,
    };
    let caller = Caller::new(&current, &facts);
    let (organization, member) = service.create(caller, &new, keep_active).await?;
    let (organization, members) = (organization.into(), vec![member.into()]);
    Ok(Json(CreateOrganizationResponse { organization, members }))
}
