//! The failures of this plugin, each declared once: code, HTTP status and message.

better_auth_core::error_codes! {
    /// The user is shut out.
    BANNED_USER = FORBIDDEN, "You have been banned from this application";
    /// There is no such user.
    USER_NOT_FOUND = NOT_FOUND, "User not found";
    /// Somebody else has the address.
    USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL = BAD_REQUEST, "User already exists. Use another email.";
    /// The address is none that an account can have.
    INVALID_EMAIL = BAD_REQUEST, "Invalid email";
    /// A role is a text, and neither empty nor too long.
    INVALID_ROLE_TYPE = BAD_REQUEST, "Invalid role type";
    /// There is no such role.
    YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE = BAD_REQUEST, "You are not allowed to set a non-existent role value";
    /// Nobody bans themselves.
    YOU_CANNOT_BAN_YOURSELF = BAD_REQUEST, "You cannot ban yourself";
    /// Nobody removes themselves here.
    YOU_CANNOT_REMOVE_YOURSELF = BAD_REQUEST, "You cannot remove yourself";
    /// The last administrator must stay one.
    YOU_CANNOT_REMOVE_THE_LAST_ADMIN = BAD_REQUEST, "The last administrator can not be demoted, banned or removed";
    /// The roles of the caller do not allow it, or the user would get, or has, more rights than they.
    YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE = FORBIDDEN, "You are not allowed to change users role";
    /// The roles of the caller do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_CREATE_USERS = FORBIDDEN, "You are not allowed to create users";
    /// The roles of the caller do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_LIST_USERS = FORBIDDEN, "You are not allowed to list users";
    /// The roles of the caller do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_GET_USER = FORBIDDEN, "You are not allowed to get user";
    /// The roles of the caller do not allow it, or the user has more rights than they.
    YOU_ARE_NOT_ALLOWED_TO_UPDATE_USERS = FORBIDDEN, "You are not allowed to update users";
    /// The roles of the caller do not allow it, or the user has more rights than they.
    YOU_ARE_NOT_ALLOWED_TO_SET_USERS_EMAIL = FORBIDDEN, "You are not allowed to update users email";
    /// The roles of the caller do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_LIST_USERS_SESSIONS = FORBIDDEN, "You are not allowed to list users sessions";
    /// The roles of the caller do not allow it, or the user has more rights than they.
    YOU_ARE_NOT_ALLOWED_TO_REVOKE_USERS_SESSIONS = FORBIDDEN, "You are not allowed to revoke users sessions";
    /// The roles of the caller do not allow it, or the user has more rights than they.
    YOU_ARE_NOT_ALLOWED_TO_BAN_USERS = FORBIDDEN, "You are not allowed to ban users";
    /// The roles of the caller do not allow it.
    YOU_ARE_NOT_ALLOWED_TO_IMPERSONATE_USERS = FORBIDDEN, "You are not allowed to impersonate users";
    /// The user may do something here.
    YOU_CANNOT_IMPERSONATE_ADMINS = FORBIDDEN, "You cannot impersonate admins";
    /// The session is its user's own.
    YOU_ARE_NOT_IMPERSONATING_ANYONE = BAD_REQUEST, "You are not impersonating anyone";
    /// The roles of the caller do not allow it, or the user has more rights than they.
    YOU_ARE_NOT_ALLOWED_TO_DELETE_USERS = FORBIDDEN, "You are not allowed to delete users";
    /// The roles of the caller do not allow it, or the user has more rights than they.
    YOU_ARE_NOT_ALLOWED_TO_SET_USERS_PASSWORD = FORBIDDEN, "You are not allowed to set users password";
    /// The body says nothing that is to become different.
    NO_DATA_TO_UPDATE = BAD_REQUEST, "No data to update";
    /// A password is set by its own route.
    PASSWORD_CANNOT_BE_UPDATED_VIA_UPDATE_USER = BAD_REQUEST, "Password cannot be updated through update-user. Use the set-user-password endpoint instead";
    /// An id is for ever.
    USER_ID_CANNOT_BE_UPDATED = BAD_REQUEST, "User id cannot be updated";
    /// Only administrators get in.
    ADMIN_REQUIRED = FORBIDDEN, "Only administrators can do this";
    /// What a route of the application asks for, the roles of the user do not allow.
    PERMISSION_DENIED = FORBIDDEN, "You are not allowed to do this";
}
