//! The columns of core's tables, as core reads and writes them.

diesel::table! {
    /// Users. The columns are public so that an application and its plugins can join and select by
    /// them; changes go through [`Auth`](better_auth_core::Auth), which tells everybody of them.
    users (id) {
        /// The id.
        id -> Text,
        /// What they are called.
        name -> Text,
        /// The address, in lower case, unique.
        email -> Text,
        /// Whether the address is proven.
        email_verified -> Bool,
        /// URL of a picture.
        image -> Nullable<Text>,
        /// The user name, folded, unique.
        username -> Nullable<Text>,
        /// The user name as it was typed.
        display_username -> Nullable<Text>,
        /// Whether a sign-in by password asks for a second factor.
        two_factor_enabled -> Bool,
        /// The roles, with commas between them.
        role -> Text,
        /// Whether they are shut out, as long as `ban_expires` says.
        banned -> Bool,
        /// Why.
        ban_reason -> Nullable<Text>,
        /// Until when; null: for good.
        ban_expires -> Nullable<Timestamp>,
        /// See [`User::credential_version`](better_auth_core::User::credential_version).
        credential_version -> BigInt,
        /// The declared fields, as JSON.
        additional -> Nullable<Text>,
        /// When they signed up, in UTC.
        created_at -> Timestamp,
        /// When the row was changed last, in UTC.
        updated_at -> Timestamp,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        token_hash -> Text,
        user_id -> Text,
        expires_at -> Timestamp,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        ip_address -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        remembered -> Bool,
        amr -> Text,
        authenticated_at -> Timestamp,
        second_factor_at -> Nullable<Timestamp>,
        active_organization_id -> Nullable<Text>,
        active_team_id -> Nullable<Text>,
        impersonated_by -> Nullable<Text>,
        additional -> Nullable<Text>,
    }
}

diesel::table! {
    accounts (id) {
        id -> Text,
        user_id -> Text,
        provider_id -> Text,
        account_id -> Text,
        password -> Nullable<Text>,
        scopes -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    verifications (id) {
        id -> Text,
        purpose -> Text,
        token_hash -> Text,
        user_id -> Nullable<Text>,
        value -> Text,
        expires_at -> Timestamp,
        created_at -> Timestamp,
        consumed_at -> Nullable<Timestamp>,
        attempts -> BigInt,
    }
}

diesel::table! {
    mails (id) {
        id -> Text,
        kind -> Text,
        sealed -> Text,
        attempts -> BigInt,
        due_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        problem -> Nullable<Text>,
    }
}

// The tables of the audit log belong to the plugin that audits; the transactions of every store
// write them while it is on.

diesel::table! {
    audit_events (seq) {
        seq -> BigInt,
        at -> Timestamp,
        kind -> Text,
        detail -> Nullable<Text>,
        actor_id -> Nullable<Text>,
        session_id -> Nullable<Text>,
        ip_address -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        actor_seal -> Text,
        subject_id -> Nullable<Text>,
        subject_seal -> Text,
        object_id -> Nullable<Text>,
        chain -> Text,
    }
}

diesel::table! {
    audit_head (id) {
        id -> BigInt,
        seq -> BigInt,
        chain -> Text,
        pruned_seq -> BigInt,
        pruned_chain -> Text,
        erased -> BigInt,
        pruned_erased -> BigInt,
        seal -> Text,
    }
}

diesel::joinable!(sessions -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(users, sessions);
diesel::allow_tables_to_appear_in_same_query!(users, accounts);
