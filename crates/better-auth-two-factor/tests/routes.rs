mod disable_two_factor;
mod enable_two_factor;
mod generate_backup_codes;
mod get_totp_uri;
mod send_otp;
mod verify_backup_code;
mod verify_otp;
mod verify_totp;
