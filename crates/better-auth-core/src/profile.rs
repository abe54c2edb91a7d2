//! The checks on what people write about themselves, the same at sign-up and later.

use crate::error::ApiError;

/// Longest display name, in characters.
pub const MAX_NAME: usize = 256;

/// Longest picture URL, in bytes.
const MAX_IMAGE: usize = 2048;

/// A display name: any text of up to 256 characters without control characters.
///
/// # Errors
/// `VALIDATION_ERROR`, which names the field of the body.
pub fn check_name(field: &str, name: &str) -> Result<(), ApiError> {
    if name.chars().any(char::is_control) {
        return Err(invalid(field, "must not contain control characters"));
    }
    if name.chars().count() > MAX_NAME {
        return Err(invalid(field, "must have at most 256 characters"));
    }
    Ok(())
}

/// A picture: an http or https URL, a `data:image/` URL, or a path. A page may put it into a
/// link, so every other scheme is refused.
///
/// # Errors
/// `VALIDATION_ERROR`, which names the field of the body.
pub fn check_image(image: &str) -> Result<(), ApiError> {
    let lower = image.get(..MAX_IMAGE.min(image.len())).unwrap_or_default().to_ascii_lowercase();
    let scheme_free = || !lower.split(['/', '?', '#']).next().unwrap_or_default().contains(':');
    let known = ["http://", "https://", "data:image/"].iter().any(|start| lower.starts_with(start));
    if image.len() > MAX_IMAGE || image.chars().any(char::is_control) || !(known || scheme_free()) {
        return Err(invalid("image", "must be an http or https URL of at most 2048 bytes"));
    }
    Ok(())
}

fn invalid(field: &str, reason: &str) -> ApiError {
    ApiError::validation(format!("[body.{field}] {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_can_not_be_a_script() {
        for image in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "java\tscript:x",
        ] {
            assert!(check_image(image).is_err(), "{image}");
        }
        for image in ["https://x.example/a:b.png", "/avatars/1.png", "data:image/png;base64,AA=="] {
            assert!(check_image(image).is_ok(), "{image}");
        }
    }
}
