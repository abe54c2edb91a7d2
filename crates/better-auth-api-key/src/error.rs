//! The failures of this crate, each declared once.

better_auth_core::error_codes! {
    /// No session that may look after keys came with the request.
    UNAUTHORIZED_SESSION = UNAUTHORIZED, "Unauthorized or invalid session";
    /// The caller has no such key.
    KEY_NOT_FOUND = NOT_FOUND, "API Key not found";
    /// The key is mistyped, unknown, deleted, or its owner is gone.
    INVALID_API_KEY = UNAUTHORIZED, "Invalid API key.";
    /// The key was switched off.
    KEY_DISABLED = UNAUTHORIZED, "API Key is disabled";
    /// The key has expired, or was replaced by a newer one.
    KEY_EXPIRED = UNAUTHORIZED, "API Key has expired";
    /// The key has been used as often as it may be, for now or for good.
    USAGE_EXCEEDED = TOO_MANY_REQUESTS, "API Key has reached its usage limit";
    /// The key was used too often in a short time; the answer says when to come back.
    RATE_LIMITED = TOO_MANY_REQUESTS, "Rate limit exceeded.";
    /// The key, or the member of the organization that owns it, may not do this.
    INSUFFICIENT_API_KEY_PERMISSIONS = FORBIDDEN, "You do not have permission to perform this action on organization API keys.";
    /// The body has a field that only server code may set.
    SERVER_ONLY_PROPERTY = BAD_REQUEST, "The property you're trying to set can only be set from the server auth instance only.";
    /// There is no such configuration.
    API_KEY_CONFIGURATION_NOT_FOUND = BAD_REQUEST, "There is no such API key configuration.";
    /// The life that was asked for is shorter than the shortest one.
    EXPIRES_IN_IS_TOO_SMALL = BAD_REQUEST, "The expiresIn is smaller than the predefined minimum value.";
    /// The life that was asked for is longer than the longest one.
    EXPIRES_IN_IS_TOO_LARGE = BAD_REQUEST, "The expiresIn is larger than the predefined maximum value.";
    /// How long keys live is not the client's choice.
    KEY_DISABLED_EXPIRATION = BAD_REQUEST, "Custom key expiration values are disabled.";
    /// The name is empty or too long.
    INVALID_NAME_LENGTH = BAD_REQUEST, "The name length is either too large or too small.";
    /// Keys of this configuration must have a name.
    NAME_REQUIRED = BAD_REQUEST, "API Key name is required.";
    /// The prefix is empty or too long.
    INVALID_PREFIX_LENGTH = BAD_REQUEST, "The prefix length is either too large or too small.";
    /// Keys of this configuration carry no metadata.
    METADATA_DISABLED = BAD_REQUEST, "Metadata is disabled.";
    /// The metadata is no object.
    INVALID_METADATA_TYPE = BAD_REQUEST, "metadata must be an object or undefined";
    /// A number of uses that can not be.
    INVALID_REMAINING = BAD_REQUEST, "The remaining count is either too large or too small.";
    /// The request changes nothing.
    NO_VALUES_TO_UPDATE = BAD_REQUEST, "No values to update.";
    /// The owner has as many keys as one may have.
    TOO_MANY_API_KEYS = BAD_REQUEST, "Too many API keys";
    /// The key got another secret at the same moment.
    API_KEY_WAS_ROTATED = CONFLICT, "The API key was given a new secret at the same moment";
    /// Keys of this configuration belong to an organization, and the request names none.
    ORGANIZATION_ID_REQUIRED = BAD_REQUEST, "Organization ID is required for organization-owned API keys.";
    /// The caller is no member of the organization.
    USER_NOT_MEMBER_OF_ORGANIZATION = FORBIDDEN, "You are not a member of the organization that owns this API key.";
    /// No plugin knows organizations.
    ORGANIZATION_PLUGIN_REQUIRED = INTERNAL_SERVER_ERROR, "Organization plugin is required for organization-owned API keys. Please install and configure the organization plugin.";
}
