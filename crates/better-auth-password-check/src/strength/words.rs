//! What is guessed first, because the owner is called so.

use better_auth_core::password::About;

/// Shorter parts stand in every password.
const SHORTEST: usize = 3;

/// Most words of one person.
const MOST: usize = 40;

/// Names as a whole and in parts; a name may be anything that its owner typed.
pub(super) fn of(about: &About<'_>, more: &[String]) -> Vec<String> {
    let own = [about.name, about.email, about.username].into_iter().flatten();
    let mut words: Vec<String> = Vec::new();
    for text in more.iter().map(String::as_str).chain(own) {
        let parts = text.split(|character: char| !character.is_alphanumeric());
        for word in std::iter::once(text).chain(parts) {
            let long_enough = word.chars().nth(SHORTEST - 1).is_some();
            if long_enough && !words.iter().any(|other| other == word) {
                words.push(word.to_owned());
            }
        }
    }
    words.truncate(MOST.saturating_add(more.len()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_count_as_a_whole_and_in_parts() {
        let about = About {
            name: Some("Ada King-Noel"),
            email: Some("a.lovelace@example.com"),
            username: Some("ada_1815"),
        };
        let words = of(&about, &["Acme".to_owned()]);
        let expected = [
            "Acme",
            "Ada King-Noel",
            "Ada",
            "King",
            "Noel",
            "a.lovelace@example.com",
            "lovelace",
            "example",
            "com",
            "ada_1815",
            "ada",
            "1815",
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn a_name_of_many_words_is_cut() {
        let name = (100..400).map(|number| number.to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(of(&About { name: Some(&name), ..About::default() }, &[]).len(), MOST);
    }

    #[test]
    fn short_parts_do_not_count() {
        assert!(of(&About { name: Some("a b"), ..About::default() }, &[]).len() == 1);
        assert!(of(&About { name: Some("é"), ..About::default() }, &[]).is_empty());
    }
}
