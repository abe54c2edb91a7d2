//! What people wrote, made fit to stand in a mail to somebody else.
//!
//! # Protects from
//! Values that become headers, that add lines to the text, that turn the direction of the
//! writing, that push the real text out of sight by their length, and names that are an
//! advertisement: whoever signs up with the address of another decides what stands in a mail to
//! that person.
//!
//! # Does not protect from
//! Markup: escaping belongs to whoever writes HTML.

use std::time::Duration;

/// Longest name that is shown, in characters.
const LONGEST: usize = 100;

/// One line without control characters and marks of direction; each run of white space or of
/// what was taken out becomes one space.
pub(super) fn line(text: &str) -> String {
    let open = |c: char| if is_unfit(c) { ' ' } else { c };
    let text: String = text.chars().map(open).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name of something or somebody, cut to a length that fits into a line.
pub(super) fn name(text: &str) -> String {
    let line = line(text);
    if line.chars().count() <= LONGEST {
        return line;
    }
    let mut cut: String = line.chars().take(LONGEST - 1).collect();
    cut.push('…');
    cut
}

/// A person's name for a greeting; empty if mail programs would make a link of it.
pub(super) fn greeting(text: &str) -> String {
    let name = name(text);
    if looks_like_link(&name) { String::new() } else { name }
}

/// A URL: nothing that ends it, so that it stays one.
pub(super) fn url(text: &str) -> String {
    text.chars().filter(|c| !is_unfit(*c) && !c.is_whitespace()).collect()
}

/// A time in the largest unit that expresses it wholly.
pub(super) fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let fits = |(length, _): &&(u64, &str)| seconds >= *length && seconds.is_multiple_of(*length);
    let (length, unit) = units.iter().find(fits).copied().unwrap_or((1, "second"));
    let count = seconds / length;
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// Control characters, and the format characters that turn or hide what follows.
fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || c == '\u{feff}'
}

/// `://`, `www.`, an `@`, or a dot with two letters behind it.
fn looks_like_link(text: &str) -> bool {
    let joined = |part: &str| part.chars().take(2).filter(|c| c.is_alphanumeric()).count() == 2;
    text.contains(['/', '\\', '@', ':']) || text.split('.').skip(1).any(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_one_line() {
        assert_eq!(line("a\r\nBcc: b\t c\0d\u{202e}e\u{2028}f "), "a Bcc: b c d e f");
        assert_eq!(url("https://a.example/b?c=d\r\n e\u{200b}"), "https://a.example/b?c=de");
    }

    #[test]
    fn a_long_name_is_cut() {
        assert_eq!(name(&"ä".repeat(100)).chars().count(), 100);
        let cut = name(&"ä".repeat(101));
        assert_eq!((cut.chars().count(), cut.chars().last()), (100, Some('…')));
    }

    #[test]
    fn nobody_is_greeted_with_an_advertisement() {
        for advert in ["Win at https://evil.example", "evil.example", "www.evil.io", "a@b", "x:y"] {
            assert_eq!(greeting(advert), "", "{advert}");
        }
        for name in ["Ada", "Dr. Ada Lovelace", "J.R.R. Tolkien", "Zoë O'Neil-Smith Jr."] {
            assert_eq!(greeting(name), name);
        }
    }

    #[test]
    fn a_time_is_told_in_the_largest_unit_that_fits() {
        let told = |seconds| duration(Duration::from_secs(seconds));
        assert_eq!(told(1), "1 second");
        assert_eq!(told(90), "90 seconds");
        assert_eq!(told(180), "3 minutes");
        assert_eq!(told(3_600), "1 hour");
        assert_eq!(told(172_800), "2 days");
        assert_eq!(told(0), "0 seconds");
    }
}
