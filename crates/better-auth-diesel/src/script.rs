//! Cuts a migration into statements.

/// The statements of a script. One ends with `;` at the end of a line; lines that begin with
/// `--` are left out.
pub(crate) fn statements(script: &str) -> Vec<String> {
    let lines = script.lines().filter(|line| !line.trim_start().starts_with("--"));
    let mut statements = Vec::new();
    let mut open = String::new();
    for line in lines {
        let line = line.trim_end();
        open.push_str(line.strip_suffix(';').unwrap_or(line));
        open.push('\n');
        if line.ends_with(';') {
            statements.push(std::mem::take(&mut open));
        }
    }
    statements.push(open);
    statements.retain(|statement| !statement.trim().is_empty());
    statements
}

#[cfg(test)]
mod tests {
    use super::statements;

    #[test]
    fn statements_end_with_a_semicolon_at_the_end_of_a_line() {
        let script = "CREATE TABLE a (\n  b TEXT DEFAULT ';x'\n);\n\nDROP TABLE c;\n";
        assert_eq!(
            statements(script),
            ["CREATE TABLE a (\n  b TEXT DEFAULT ';x'\n)\n", "\nDROP TABLE c\n"]
        );
    }

    #[test]
    fn comments_are_no_statements_and_end_none() {
        assert_eq!(statements("-- a;\nDROP TABLE a\n  -- b;\n;\n-- c\n"), ["DROP TABLE a\n\n"]);
    }

    #[test]
    fn the_last_semicolon_may_be_missing() {
        assert_eq!(statements("DROP TABLE a"), ["DROP TABLE a\n"]);
    }
}
