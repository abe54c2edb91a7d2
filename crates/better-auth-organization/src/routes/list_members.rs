use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Query, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::OrganizationQuery;
use crate::api::MemberResponse;
use crate::error::NO_ACTIVE_ORGANIZATION;
use crate::member::Member;
use crate::service::Organizations;
use crate::store::{MAX_PAGE, MemberAfter, MemberFilter, MemberQuery, MemberSort, TextMatch};

/// How many members are shown unless the question says otherwise.
const DEFAULT_LIMIT: u32 = 100;

/// Which members, of which organization.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct ListMembersQuery {
    /// By its id. Default: the one that is active in the session.
    organization_id: Option<String>,
    /// By its slug; counts before the id.
    organization_slug: Option<String>,
    /// How many. Default 100, at most 500.
    limit: Option<u32>,
    /// How many come before; slow where it is large.
    offset: Option<u32>,
    /// The `nextCursor` of the page before; only in the order of `createdAt`.
    cursor: Option<String>,
    /// `createdAt` (default), `role`, `userId` or `id`.
    sort_by: Option<String>,
    /// `asc` (default) or `desc`.
    sort_direction: Option<String>,
    /// `role`, `userId`, `id` or `createdAt`.
    filter_field: Option<String>,
    /// What it is compared with; several for `in` and `not_in`, with commas between them.
    filter_value: Option<String>,
    /// `eq` (default), `ne`, `in`, `not_in`, `contains`, `starts_with`, `ends_with`; for `createdAt`
    /// `gte` and `lt`.
    filter_operator: Option<String>,
}

/// A page of members.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListMembersResponse {
    /// The members.
    members: Vec<MemberResponse>,
    /// How many there are on all pages.
    total: u64,
    /// Asks for the next page; null on the last one, and in another order than that of `createdAt`.
    next_cursor: Option<String>,
}

/// List the members of an organization.
#[utoipa::path(
    get,
    path = "/organization/list-members",
    tag = "organization",
    params(ListMembersQuery),
    responses(
        (status = 200, description = "A page", body = ListMembersResponse),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn list_members(
    State(service): State<Organizations>,
    current: CurrentSession,
    query: Query<ListMembersQuery>,
) -> Result<Json<ListMembersResponse>, ApiError> {
    let query = query.0;
    let named = OrganizationQuery {
        organization_id: query.organization_id.clone(),
        organization_slug: query.organization_slug.clone(),
    };
    let key = named.key(&current.session).ok_or(NO_ACTIVE_ORGANIZATION)?;
    let standing = service.member_standing(&key, &current.user.id).await?;
    let wanted = MemberQuery {
        organization: &standing.organization.id,
        limit: query.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_PAGE),
        offset: query.offset.unwrap_or(0),
        after: query.after()?,
        sort: query.sort()?,
        descending: query.descending()?,
        filter: query.filter()?,
    };
    if wanted.after.is_some() && wanted.sort != MemberSort::CreatedAt {
        return Err(ApiError::validation("[query.cursor] goes with the order of createdAt only"));
    }
    let (limit, sort) = (wanted.limit as usize, wanted.sort);
    let page = service.list_members(wanted).await?;
    let last = page.members.last().filter(|_| page.members.len() == limit);
    let last = last.filter(|_| sort == MemberSort::CreatedAt);
    Ok(Json(ListMembersResponse {
        next_cursor: last.map(|(member, _)| cursor(member)),
        members: page.members.into_iter().map(MemberResponse::from).collect(),
        total: page.total,
    }))
}

/// Where the next page begins: behind this member.
fn cursor(member: &Member) -> String {
    format!("{}.{}", member.created_at.as_millis(), member.id)
}

impl ListMembersQuery {
    fn after(&self) -> Result<Option<MemberAfter>, ApiError> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        let parts = cursor.split_once('.').and_then(|(at, id)| {
            let created_at = Timestamp::from_millis(at.parse().ok()?);
            Some(MemberAfter { created_at, id: id.parse().ok()? })
        });
        let after = parts.ok_or_else(|| ApiError::validation("[query.cursor] Invalid input"))?;
        Ok(Some(after))
    }

    fn sort(&self) -> Result<MemberSort, ApiError> {
        match self.sort_by.as_deref() {
            None | Some("createdAt") => Ok(MemberSort::CreatedAt),
            Some("role") => Ok(MemberSort::Role),
            Some("userId") => Ok(MemberSort::UserId),
            Some("id") => Ok(MemberSort::Id),
            Some(_) => Err(ApiError::validation(
                "[query.sortBy] Invalid input: expected createdAt, role, userId or id",
            )),
        }
    }

    fn descending(&self) -> Result<bool, ApiError> {
        match self.sort_direction.as_deref() {
            None | Some("asc") => Ok(false),
            Some("desc") => Ok(true),
            Some(_) => Err(ApiError::validation(
                "[query.sortDirection] Invalid input: expected asc or desc",
            )),
        }
    }

    fn filter(&self) -> Result<Option<MemberFilter>, ApiError> {
        let Some(field) = self.filter_field.as_deref() else { return Ok(None) };
        let operator = self.filter_operator.as_deref().unwrap_or("eq");
        let value = self.filter_value.as_deref();
        let value = value.ok_or_else(|| ApiError::validation("[query.filterValue] Required"))?;
        let filter = match field {
            "role" => MemberFilter::Role(text_match(operator, value)?),
            "userId" => MemberFilter::UserId(text_match(operator, value)?),
            "id" => MemberFilter::Id(text_match(operator, value)?),
            "createdAt" => moment(operator, value)?,
            _ => {
                return Err(ApiError::validation(
                    "[query.filterField] Invalid input: expected role, userId, id or createdAt",
                ));
            }
        };
        Ok(Some(filter))
    }
}

fn text_match(operator: &str, value: &str) -> Result<TextMatch, ApiError> {
    let one = || vec![value.to_owned()];
    let several = || value.split(',').map(|it| it.trim().to_owned()).take(100).collect();
    match operator {
        "eq" => Ok(TextMatch::In(one())),
        "ne" => Ok(TextMatch::NotIn(one())),
        "in" => Ok(TextMatch::In(several())),
        "not_in" => Ok(TextMatch::NotIn(several())),
        "contains" => Ok(TextMatch::Contains(value.to_owned())),
        "starts_with" => Ok(TextMatch::StartsWith(value.to_owned())),
        "ends_with" => Ok(TextMatch::EndsWith(value.to_owned())),
        _ => Err(ApiError::validation("[query.filterOperator] does not go with the field")),
    }
}

fn moment(operator: &str, value: &str) -> Result<MemberFilter, ApiError> {
    let at: Result<Timestamp, _> = serde_json::from_value(value.into());
    let at = at.map_err(|_| ApiError::validation("[query.filterValue] expected a moment"))?;
    match operator {
        "gte" => Ok(MemberFilter::Since(at)),
        "lt" => Ok(MemberFilter::Before(at)),
        _ => Err(ApiError::validation("[query.filterOperator] does not go with the field")),
    }
}
