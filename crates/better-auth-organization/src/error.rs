//! The failures of this plugin, each declared once: code, HTTP status and message.

better_auth_core::error_codes! {
    /// The application does not let this user create organizations.
    YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_ORGANIZATION = FORBIDDEN, "You are not allowed to create a new organization";
    /// The user is a member of as many organizations as the application allows.
    YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_ORGANIZATIONS = FORBIDDEN, "You have reached the maximum number of organizations";
    /// Another organization has the slug.
    ORGANIZATION_ALREADY_EXISTS = BAD_REQUEST, "Organization already exists";
    /// Another organization has the slug.
    ORGANIZATION_SLUG_ALREADY_TAKEN = BAD_REQUEST, "Organization slug already taken";
    /// There is no such organization, or none was named and none is active.
    ORGANIZATION_NOT_FOUND = BAD_REQUEST, "Organization not found";
    /// The user is no member, or there is no such organization. The status depends on the route.
    USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION = BAD_REQUEST, "User is not a member of the organization";
    /// The roles of the member do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_ORGANIZATION = FORBIDDEN, "You are not allowed to update this organization";
    /// The roles of the member do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_ORGANIZATION = FORBIDDEN, "You are not allowed to delete this organization";
    /// The application lets nobody delete organizations.
    ORGANIZATION_DELETION_DISABLED = NOT_FOUND, "Organization deletion is disabled";
    /// No organization was named, and none is active in the session.
    NO_ACTIVE_ORGANIZATION = BAD_REQUEST, "No active organization";
    /// The invited person is in it already.
    USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION = BAD_REQUEST, "User is already a member of this organization";
    /// The organization has no such member, or the caller is none.
    MEMBER_NOT_FOUND = BAD_REQUEST, "Member not found";
    /// There is no role of that name; the message names it.
    ROLE_NOT_FOUND = BAD_REQUEST, "Role not found";
    /// The last owner can not go, and nobody but an owner can remove one.
    YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER = BAD_REQUEST, "You cannot leave the organization as the only owner";
    /// The last owner must stay one.
    YOU_CANNOT_LEAVE_THE_ORGANIZATION_WITHOUT_AN_OWNER = BAD_REQUEST, "You cannot leave the organization without an owner";
    /// Deleting the account would leave an organization without an owner.
    YOU_ARE_THE_ONLY_OWNER_OF_AN_ORGANIZATION = BAD_REQUEST, "You are the only owner of an organization. Make somebody else an owner, or delete it, first.";
    /// The roles of the member do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_MEMBER = UNAUTHORIZED, "You are not allowed to delete this member";
    /// The roles of the member do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER = FORBIDDEN, "You are not allowed to update this member";
    /// The caller is no member, or there is no such organization.
    YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION = FORBIDDEN, "You are not a member of this organization";
    /// The roles of the member do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION = FORBIDDEN, "You are not allowed to invite users to this organization";
    /// Nobody grants a role that allows more than their own.
    YOU_ARE_NOT_ALLOWED_TO_INVITE_USER_WITH_THIS_ROLE = FORBIDDEN, "You are not allowed to invite a user with this role";
    /// An invitation to that address is pending.
    USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION = BAD_REQUEST, "User is already invited to this organization";
    /// There is no such invitation, or it was answered, was withdrawn, or has expired.
    INVITATION_NOT_FOUND = BAD_REQUEST, "Invitation not found";
    /// The invitation is to another address.
    YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION = FORBIDDEN, "You are not the recipient of the invitation";
    /// The address of the caller is not proven.
    EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION = FORBIDDEN, "Email verification required before accepting or rejecting invitation";
    /// The address of the caller is not proven.
    EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION = FORBIDDEN, "Email verification required to view or list invitations for the session email";
    /// The roles of the member do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_CANCEL_THIS_INVITATION = FORBIDDEN, "You are not allowed to cancel this invitation";
    /// The roles of the member do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_LIST_INVITATIONS = FORBIDDEN, "You are not allowed to list invitations for this organization";
    /// Who sent the invitation has left since; or is no owner any more, and it makes one.
    INVITER_IS_NO_LONGER_A_MEMBER_OF_THE_ORGANIZATION = BAD_REQUEST, "Inviter is no longer a member of the organization";
    /// The organization has as many members as the application allows.
    ORGANIZATION_MEMBERSHIP_LIMIT_REACHED = FORBIDDEN, "Organization membership limit reached";
    /// The organization has as many pending invitations as the application allows.
    INVITATION_LIMIT_REACHED = FORBIDDEN, "Invitation limit reached";
    /// No organization was named, and none is active in the session.
    YOU_MUST_BE_IN_AN_ORGANIZATION_TO_CREATE_A_ROLE = BAD_REQUEST, "You must be in an organization to create a role";
    /// The roles of the member do not allow it, or less than the role would allow.
    YOU_ARE_NOT_ALLOWED_TO_CREATE_A_ROLE = FORBIDDEN, "You are not allowed to create a role";
    /// The roles of the member do not allow it, or less than the role allows or would allow.
    YOU_ARE_NOT_ALLOWED_TO_UPDATE_A_ROLE = FORBIDDEN, "You are not allowed to update a role";
    /// The roles of the member do not allow it, or less than the role allows.
    YOU_ARE_NOT_ALLOWED_TO_DELETE_A_ROLE = FORBIDDEN, "You are not allowed to delete a role";
    /// The roles of the member do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_READ_A_ROLE = FORBIDDEN, "You are not allowed to read a role";
    /// The roles of the member do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_LIST_A_ROLE = FORBIDDEN, "You are not allowed to list a role";
    /// The organization has as many roles as the application allows.
    TOO_MANY_ROLES = BAD_REQUEST, "This organization has too many roles";
    /// The role would allow something with a resource that nobody declared.
    INVALID_RESOURCE = BAD_REQUEST, "The provided permission includes an invalid resource";
    /// The application or the organization has a role of that name.
    ROLE_NAME_IS_ALREADY_TAKEN = BAD_REQUEST, "That role name is already taken";
    /// The roles of the application stay.
    CANNOT_DELETE_A_PRE_DEFINED_ROLE = BAD_REQUEST, "Cannot delete a pre-defined role";
    /// A member has the role, or will have it by an invitation.
    ROLE_IS_ASSIGNED_TO_MEMBERS = BAD_REQUEST, "Cannot delete a role that is assigned to members. Please reassign the members to a different role first";
    /// The organization has no such team.
    TEAM_NOT_FOUND = BAD_REQUEST, "Team not found";
    /// The roles of the member do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_CREATE_TEAMS_IN_THIS_ORGANIZATION = FORBIDDEN, "You are not allowed to create teams in this organization";
    /// The roles of the member do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_DELETE_TEAMS_IN_THIS_ORGANIZATION = FORBIDDEN, "You are not allowed to delete teams in this organization";
    /// The caller is no member, or their session works in the team.
    YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_TEAM = FORBIDDEN, "You are not allowed to delete this team";
    /// The caller is no member, or their roles do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_TEAM = FORBIDDEN, "You are not allowed to update this team";
    /// The organization has as many teams as the application allows.
    YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_TEAMS = BAD_REQUEST, "You have reached the maximum number of teams";
    /// An organization keeps one team, unless the application lets it remove all.
    UNABLE_TO_REMOVE_LAST_TEAM = BAD_REQUEST, "Unable to remove last team";
    /// The caller is no member, or there is no such organization.
    YOU_ARE_NOT_ALLOWED_TO_ACCESS_THIS_ORGANIZATION = FORBIDDEN, "You are not allowed to access this organization as an owner";
    /// The team has as many members as the application allows.
    TEAM_MEMBER_LIMIT_REACHED = FORBIDDEN, "Team member limit reached";
    /// The user is not in the team. The status depends on the route.
    USER_IS_NOT_A_MEMBER_OF_THE_TEAM = BAD_REQUEST, "User is not a member of the team";
    /// No team was named, and none is active in the session.
    YOU_DO_NOT_HAVE_AN_ACTIVE_TEAM = BAD_REQUEST, "You do not have an active team";
    /// The roles of the member do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_TEAM_MEMBER = FORBIDDEN, "You are not allowed to create a new member";
    /// The roles of the member do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_REMOVE_A_TEAM_MEMBER = FORBIDDEN, "You are not allowed to remove a team member";
    /// A comma is no part of an id.
    INVALID_TEAM_ID = BAD_REQUEST, "Team id contains a reserved character";
    /// The address is none that an account can have.
    INVALID_EMAIL = BAD_REQUEST, "Invalid email";
    /// What a route of the application asks for, the roles of the member do not allow.
    PERMISSION_DENIED = FORBIDDEN, "You are not allowed to do this in the organization";
}
