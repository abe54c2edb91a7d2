//! The columns of core's tables, as core reads and writes them.

diesel::table! {
    users (id) {
        id -> Text,
        name -> Text,
        email -> Text,
        email_verified -> Bool,
        image -> Nullable<Text>,
        username -> Nullable<Text>,
        display_username -> Nullable<Text>,
        two_factor_enabled -> Bool,
        role -> Text,
        banned -> Bool,
        ban_reason -> Nullable<Text>,
        ban_expires -> Nullable<Timestamp>,
        credential_version -> BigInt,
        additional -> Nullable<Text>,
        created_at -> Timestamp,
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
