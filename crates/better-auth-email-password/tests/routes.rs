mod change_password;
mod is_username_available;
mod set_password;
mod sign_in_email;
mod sign_in_username;
mod sign_up_email;
mod verify_password;
