//! The failures of this plugin, each declared once: code, HTTP status and message.

better_auth_core::error_codes! {}
