mod delete_passkey;
mod generate_authenticate_options;
mod generate_register_options;
mod list_user_passkeys;
mod update_passkey;
mod verify_authentication;
mod verify_registration;
