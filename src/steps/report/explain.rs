//! What a code means, as text for people: the catalogue's codes and the rules of the templates.

use crate::model::catalogue::Entry;
use crate::model::code::{Code, nearest_of};
use crate::model::severity::Severity;
use crate::model::text::fold;

/// A rule of a template in words.
#[derive(Clone, Debug)]
pub struct RuleWords {
    /// Its code, `rule/…`.
    pub code: String,
    /// What is wrong where it is broken.
    pub message: String,
    /// What to do then.
    pub help: String,
    /// How severe that is.
    pub severity: Severity,
    /// The title of its sheet.
    pub sheet: String,
}

/// The explanation of a code. An `Err` says that there is no such code, with those that may have been meant.
pub fn explain_code(code: &str, rules: &[RuleWords]) -> Result<String, String> {
    let asked = fold(code);
    if let Some(code) = Code::known(code)
        && let Some(entry) = code.entry()
    {
        return Ok(entry_text(&code, entry));
    }
    if let Some(rule) = rules.iter().find(|rule| fold(&rule.code) == asked) {
        return Ok(of_rule(rule));
    }
    Err(unknown(code.trim(), rules))
}

fn entry_text(code: &Code, entry: &Entry) -> String {
    let Entry { severity, asks, title, why, remedy } = entry;
    format!("{code}\n{title}.\n{}\n\n{}\n\nWhat to do: {}\n", severity_text(*severity, *asks), fill(why), fill(remedy))
}

fn of_rule(rule: &RuleWords) -> String {
    let RuleWords { code, message, help, severity, sheet } = rule;
    let why = format!(
        "This is a rule of the sheet {sheet}. Every record of the sheet is checked against it after the copies are \
         merged, so it also notices values that are right by themselves and wrong together."
    );
    format!("{code}\n{message}\n{}\n\n{}\n\nWhat to do: {}\n", severity_text(*severity, false), fill(&why), fill(help))
}

/// Its severity and whether it needs a decision, in a line.
fn severity_text(severity: Severity, asks: bool) -> String {
    let word = severity.word();
    if asks {
        format!("Severity: {word}. Needs a decision: yes, on the Discrepancies sheet of the master.")
    } else {
        format!("Severity: {word}. Needs a decision: no.")
    }
}

fn unknown(code: &str, rules: &[RuleWords]) -> String {
    let codes = Code::ALL.iter().map(Code::as_str).chain(rules.iter().map(|rule| rule.code.as_str()));
    let near = nearest_of(code, codes);
    if near.is_empty() {
        return format!("There is no code “{code}”. Codes look like conflict/field and stand beside every finding.");
    }
    format!("There is no code “{code}”. The nearest: {}.", near.join(", "))
}

/// Breaks a paragraph into lines that fit a terminal.
fn fill(text: &str) -> String {
    let (mut out, mut width) = (String::new(), 0);
    for word in text.split_whitespace() {
        let length = word.chars().count();
        let fits = width + 1 + length <= 78;
        if !out.is_empty() {
            out.push(if fits { ' ' } else { '\n' });
        }
        width = if fits && !out.is_empty() { width + 1 + length } else { length };
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Vec<RuleWords> {
        vec![RuleWords {
            code: "rule/raci-exactly-one-a".into(),
            message: "The activity needs exactly one A.".into(),
            help: "Decide who answers for it.".into(),
            severity: Severity::Error,
            sheet: "RACI".into(),
        }]
    }

    #[test]
    fn every_code_is_explained_in_more_than_twenty_words() {
        let rules = rules();
        let codes = Code::ALL.iter().map(Code::as_str).chain(["rule/raci-exactly-one-a"]);
        for code in codes {
            let text = explain_code(code, &rules).unwrap();
            assert!(text.split_whitespace().count() > 20, "{code}");
            assert!(text.starts_with(code) && text.contains("What to do: "), "{text}");
            assert!(text.lines().all(|l| l.chars().count() <= 110), "{text}");
        }
    }

    #[test]
    fn an_explanation_says_how_bad_it_is_and_whether_it_asks() {
        let text = explain_code("row/removed", &[]).unwrap();
        assert!(text.contains("Severity: warning. Needs a decision: yes"), "{text}");
        let text = explain_code("comment/cell", &[]).unwrap();
        assert!(text.contains("Severity: info. Needs a decision: no"), "{text}");
        let text = explain_code("rule/raci-exactly-one-a", &rules()).unwrap();
        assert!(text.contains("Severity: error") && text.contains("sheet RACI"), "{text}");
        assert!(text.contains("Decide who answers for it."), "{text}");
    }

    #[test]
    fn case_and_blanks_do_not_matter() {
        assert_eq!(explain_code(" Row/Removed ", &[]), explain_code("row/removed", &[]));
    }

    #[test]
    fn an_unknown_code_names_the_nearest() {
        for (typed, said) in [
            ("conflict/feild", "conflict/field"),
            ("rule/raci-exactly-one", "rule/raci-exactly-one-a"),
            ("zzzz", "stand beside every finding"),
        ] {
            let said_instead = explain_code(typed, &rules()).unwrap_err();
            assert!(said_instead.contains(&format!("“{typed}”")), "{said_instead}");
            assert!(said_instead.contains(said), "{said_instead}");
        }
    }
}
