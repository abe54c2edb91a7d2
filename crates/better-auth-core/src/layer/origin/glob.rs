/// Whether `text` fits a pattern in which `*` stands for any characters and `?` for one that is
/// no dot. Takes at most `pattern × text` steps: only the last `*` is ever taken back.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut retry = None;
    while let Some(&byte) = text.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                p += 1;
                retry = Some((p, t));
            }
            Some(&wanted) if wanted == byte || (wanted == b'?' && byte != b'.') => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((after_star, taken)) = retry else {
                    return false;
                };
                p = after_star;
                t = taken + 1;
                retry = Some((after_star, t));
            }
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|&byte| byte == b'*'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::fits;

    /// The definition, slow and plain.
    fn fits_by_definition(pattern: &[u8], text: &[u8]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (Some((b'*', rest)), None) => fits_by_definition(rest, text),
            (Some((b'*', rest)), Some((_, tail))) => {
                fits_by_definition(rest, text) || fits_by_definition(pattern, tail)
            }
            (Some((b'?', rest)), Some((&byte, tail))) => {
                byte != b'.' && fits_by_definition(rest, tail)
            }
            (Some((a, rest)), Some((b, tail))) => a == b && fits_by_definition(rest, tail),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn the_fast_matcher_agrees_with_the_definition(
            pattern in "[ab.*?]{0,8}",
            text in "[ab.]{0,10}",
        ) {
            let expected = fits_by_definition(pattern.as_bytes(), text.as_bytes());
            prop_assert_eq!(fits(&pattern, &text), expected);
        }
    }

    #[test]
    fn many_stars_take_no_exponential_time() {
        let pattern = "*a".repeat(200) + "b";
        assert!(!fits(&pattern, &"a".repeat(5000)));
    }
}
