//! `engagement.toml` with a setting changed: everything else, comments too, stays as people wrote it.

use toml::de::DeTable;

/// The settings with a value at a key of the top level; an empty one takes the setting out. Days and words are texts, numbers
/// are given as such.
pub fn with_setting(text: &str, key: &str, value: &str, is_number: bool) -> String {
    let written = if is_number { value.to_owned() } else { toml::Value::String(value.to_owned()).to_string() };
    let line = format!("{key} = {written}");
    match value_span(text, key) {
        Some(span) if value.is_empty() => {
            let start = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
            replaced(text, start..start, "# ")
        }
        Some(span) => replaced(text, span, &written),
        None if value.is_empty() => text.to_owned(),
        None => match commented(text, key) {
            Some(span) => replaced(text, span, &line),
            None => {
                // A setting of the top level stands before the first table.
                let at = value_span(text, "id").map_or(0, |span| end_of_line(text, span.end));
                let break_before = if at > 0 && !text.get(..at).is_some_and(|t| t.ends_with('\n')) { "\n" } else { "" };
                replaced(text, at..at, &format!("{break_before}{line}\n"))
            }
        },
    }
}

/// Where the value of a key stands.
fn value_span(text: &str, key: &str) -> Option<std::ops::Range<usize>> {
    let table = DeTable::parse(text).ok()?;
    table.get_ref().iter().find(|(k, _)| k.get_ref().as_ref() == key).map(|(_, value)| value.span())
}

/// The line before the first table that shows the setting as a comment, without its end.
fn commented(text: &str, key: &str) -> Option<std::ops::Range<usize>> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\r', '\n']);
        if bare.trim_start().starts_with('[') {
            return None;
        }
        let shown = bare.strip_prefix('#').and_then(|rest| rest.trim_start().strip_prefix(key));
        if shown.is_some_and(|rest| rest.trim_start().starts_with('=')) {
            return Some(at..at + bare.len());
        }
        at += line.len();
    }
    None
}

fn end_of_line(text: &str, from: usize) -> usize {
    text.get(from..).and_then(|rest| rest.find('\n')).map_or(text.len(), |n| from + n + 1)
}

fn replaced(text: &str, span: std::ops::Range<usize>, with: &str) -> String {
    let (before, after) = (text.get(..span.start).unwrap_or_default(), text.get(span.end..).unwrap_or_default());
    format!("{before}{with}{after}")
}

#[cfg(test)]
mod tests {
    use super::with_setting;

    #[test]
    fn a_setting_changes_at_its_place_and_nothing_else_does() {
        let text =
            "# Mine\nid = \"e-1\"\nstart = 2027-01-11 # first\n# end = \"2027-06-30\"\n\n[calendar]\nholidays = []\n";
        for (key, value, number, expected) in [
            ("start", "2027-02-01", false, text.replace("2027-01-11", "\"2027-02-01\"")),
            ("start", "", false, text.replace("start =", "# start =")),
            ("end", "2027-07-01", false, text.replace("# end = \"2027-06-30\"", "end = \"2027-07-01\"")),
            ("end", "", false, text.to_owned()),
            ("stage", "review", false, text.replace("id = \"e-1\"\n", "id = \"e-1\"\nstage = \"review\"\n")),
            (
                "respond-within-days",
                "5",
                true,
                text.replace("id = \"e-1\"\n", "id = \"e-1\"\nrespond-within-days = 5\n"),
            ),
            ("holidays", "x", false, text.replace("id = \"e-1\"\n", "id = \"e-1\"\nholidays = \"x\"\n")),
        ] {
            assert_eq!(with_setting(text, key, value, number), expected, "{key} {value}");
        }
        let windows = text.replace('\n', "\r\n");
        assert_eq!(with_setting(&windows, "end", "2027-07-01", false).matches("\r\n").count(), 7);
        assert_eq!(with_setting("id = \"e-1\"", "stage", "review", false), "id = \"e-1\"\nstage = \"review\"\n");
    }
}
