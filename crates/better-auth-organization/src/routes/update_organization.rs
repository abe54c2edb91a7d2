use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::extract::Given;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{checked_logo, checked_metadata, checked_name, checked_slug, key};
use crate::api::OrganizationResponse;
use crate::error::ORGANIZATION_NOT_FOUND;
use crate::organization::{Metadata, OrganizationChanges};
use crate::service::{Caller, Organizations};

/// What becomes different, and about which organization.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateOrganizationRequest {
    /// What becomes different.
    data: OrganizationData,
    /// Default: the one that is active in the session.
    organization_id: Option<String>,
}

/// What becomes different about an organization; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
struct OrganizationData {
    /// What people call it; trimmed.
    name: Option<String>,
    /// What it is called in URLs.
    slug: Option<String>,
    /// URL of a picture; null: none any more.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    logo: Given<Option<String>>,
    /// What the application keeps about it, all of it.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Metadata>,
}

impl OrganizationData {
    fn checked(self) -> Result<OrganizationChanges, ApiError> {
        let logo = |logo: Option<String>| logo.map(|it| checked_logo("data.logo", it)).transpose();
        let metadata = |it| checked_metadata("data.metadata", it);
        Ok(OrganizationChanges {
            name: self.name.map(|name| checked_name("data.name", &name)).transpose()?,
            slug: self.slug.map(|slug| checked_slug("data.slug", &slug)).transpose()?,
            logo: self.logo.into_option().map(logo).transpose()?,
            metadata: self.metadata.map(metadata).transpose()?,
        })
    }
}

/// Change an organization.
#[utoipa::path(
    post,
    path = "/organization/update",
    tag = "organization",
    request_body = UpdateOrganizationRequest,
    responses(
        (status = 200, description = "The organization as it is now", body = OrganizationResponse),
        (status = 400, description = "`USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION`, `ORGANIZATION_NOT_FOUND`, `ORGANIZATION_SLUG_ALREADY_TAKEN`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_ORGANIZATION`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn update_organization(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<UpdateOrganizationRequest>,
) -> Result<Json<OrganizationResponse>, ApiError> {
    let UpdateOrganizationRequest { data, organization_id } = body.0;
    let key = key(organization_id.as_deref(), &current.session).ok_or(ORGANIZATION_NOT_FOUND)?;
    let changes = data.checked()?;
    let updated = service.update(Caller::new(&current, &facts), &key, &changes).await?;
    Ok(Json(updated.into()))
}
