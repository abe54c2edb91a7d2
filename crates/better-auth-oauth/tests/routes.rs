mod account_info;
mod callback;
mod get_access_token;
mod link_social;
mod refresh_token;
mod sign_in_social;
