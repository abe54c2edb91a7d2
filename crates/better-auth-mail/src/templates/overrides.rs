//! Templates from a folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::templates::{HtmlTemplates, HtmlTemplatesError, engine, sample};

/// Longest first: `.txt` is the end of all three.
const SUFFIXES: [&str; 3] = [".subject.txt", ".txt", ".html"];

pub(super) fn read(
    mut templates: HtmlTemplates,
    folder: &Path,
) -> Result<HtmlTemplates, HtmlTemplatesError> {
    let mut kinds = BTreeSet::new();
    let mut layout = false;
    for name in names(folder)? {
        if name == engine::LAYOUT {
            layout = true;
        } else {
            kinds.insert(kind(&name).ok_or_else(|| unknown(folder, &name))?);
        }
    }
    if layout {
        templates = templates.with_layout(&file(folder, engine::LAYOUT)?)?;
    }
    for kind in kinds {
        let [subject, text, html] = SUFFIXES.map(|suffix| file(folder, &format!("{kind}{suffix}")));
        templates = templates.with(kind, &subject?, &text?, &html?)?;
    }
    Ok(templates)
}

/// The names of the files, but for hidden ones.
fn names(folder: &Path) -> Result<Vec<String>, HtmlTemplatesError> {
    let failed = |error| HtmlTemplatesError::unreadable(folder, error);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    Ok(names)
}

fn kind(name: &str) -> Option<&'static str> {
    let stem = SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix))?;
    sample(stem).ok().map(|sample| sample.kind())
}

fn file(folder: &Path, name: &str) -> Result<String, HtmlTemplatesError> {
    let path = folder.join(name);
    fs::read_to_string(&path).map_err(|error| HtmlTemplatesError::unreadable(&path, error))
}

fn unknown(folder: &Path, name: &str) -> HtmlTemplatesError {
    HtmlTemplatesError::UnknownFile(folder.join(name))
}
