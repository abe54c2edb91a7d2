use std::time::Duration;

/// Reads a length of time: `30m`, `12h`, `7d`, `2w`.
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    let help =
        || format!("{text:?} is no length of time; give a number and s, m, h, d or w, as 7d");
    let unit = text.chars().next_back().ok_or_else(help)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        'w' => 7 * 24 * 60 * 60,
        _ => return Err(help()),
    };
    let number = text.strip_suffix(unit).unwrap_or_default();
    let number: u32 = number.parse().map_err(|_| help())?;
    if number == 0 {
        return Err(help());
    }
    Ok(Duration::from_secs(u64::from(number) * seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_unit_is_a_length_of_time() {
        assert_eq!(parse("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse("2w"), Ok(Duration::from_secs(1_209_600)));
    }

    #[test]
    fn anything_else_is_refused_with_an_example() {
        for text in ["", "7", "d", "0d", "-1d", "1.5h", "7ä", "99999999999w"] {
            assert!(parse(text).is_err_and(|help| help.contains("7d")), "{text}");
        }
    }
}
