mod create_api_key;
mod delete_api_key;
mod get_api_key;
mod list_api_keys;
mod rotate_api_key;
mod update_api_key;
