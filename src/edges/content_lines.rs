//! Content lines, of which calendars (RFC 5545) and address cards (RFC 2426) are made: a name, parameters and a value, folded at
//! 75 bytes and ended by CRLF.

/// The most bytes of a line.
const MOST_BYTES: usize = 75;

/// Lines that were written so far.
#[derive(Debug, Default)]
pub struct ContentLines(String);

impl ContentLines {
    /// Adds a line whose value is written as it stands.
    pub fn raw(&mut self, name: &str, value: &str) {
        self.fold(&format!("{name}:{value}"));
    }

    /// Adds a line whose value is text; none where that is empty.
    pub fn text(&mut self, name: &str, value: &str) {
        if !value.trim().is_empty() {
            self.raw(name, &escaped_text(value));
        }
    }

    /// The lines.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }

    fn fold(&mut self, line: &str) {
        let mut used = 0;
        for letter in line.chars().filter(|c| !c.is_control()) {
            if used + letter.len_utf8() > MOST_BYTES {
                self.0.push_str("\r\n ");
                used = 1;
            }
            self.0.push(letter);
            used += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// Text as a value: line breaks, commas, semicolons and backslashes are escaped.
pub fn escaped_text(text: &str) -> String {
    let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            ',' | ';' | '\\' => out.extend(['\\', letter]),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// A value of a parameter, in quotation marks; what may not stand there is left out.
pub fn quoted_parameter(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| *c != '"').collect();
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_text_and_lines_are_folded_between_letters() {
        let mut lines = ContentLines::default();
        lines.text("SUMMARY", "a;b,c\\d\r\nBEGIN:VEVENT\u{7}");
        lines.text("EMPTY", "  ");
        lines.text("LONG", &"ü".repeat(60));
        let text = String::from_utf8(lines.into_bytes()).unwrap();
        assert!(text.starts_with("SUMMARY:a\\;b\\,c\\\\d\\nBEGIN:VEVENT\r\nLONG:"), "{text}");
        assert!(text.split("\r\n").all(|line| line.len() <= MOST_BYTES) && text.ends_with("\r\n"), "{text}");
        assert_eq!(text.replace("\r\n ", "").matches('ü').count(), 60);
        assert_eq!(quoted_parameter("Ada \"A\"\r\nPark; x"), "\"Ada A  Park; x\"");
    }
}
