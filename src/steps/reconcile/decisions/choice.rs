//! What the Decision cell of a discrepancy says.

use crate::model::finding::Question;
use crate::model::policy::Policy;
use crate::model::state::Pick;
use crate::model::text::fold;
use crate::model::value::Value;

/// A pick, understood.
#[derive(Clone, Debug)]
pub struct Picked {
    pub pick: Pick,
    pub choice: DecisionChoice,
}

/// What the Decision cell says.
#[derive(Clone, Debug, PartialEq)]
pub enum DecisionChoice {
    /// Nothing yet, or `Later`.
    Open,
    Keep,
    Take(u32),
    /// What is in the row of a group of which all is taken.
    All,
    Mine,
    OneByOne,
    /// The option to which a policy leads in this row.
    By(Policy),
    /// What was answered to the question.
    Answer,
    /// The option that this recipient gave, by the words typed.
    Of(String),
    /// Something that can't be carried out, and why.
    Invalid(String),
}

/// What a Decision cell says to the question of its row.
pub fn parse(text: &str, question: &Question) -> DecisionChoice {
    let word = fold(text);
    match word.as_str() {
        "" | "later" => DecisionChoice::Open,
        "keep master" | "keep" | "keep the master" => DecisionChoice::Keep,
        "use my value" | "my value" => DecisionChoice::Mine,
        "one by one" => DecisionChoice::OneByOne,
        "take the answer" => DecisionChoice::Answer,
        _ => match word.strip_prefix("take ") {
            Some(what) => taken(what, question),
            None => option_meant(text, &word, question),
        },
    }
}

/// What `Take …` takes: the option with this letter, what a policy leads to, the option that holds this, or a recipient's.
fn taken(what: &str, question: &Question) -> DecisionChoice {
    let letter = letter(what);
    let listed = letter.filter(|n| has_option(question, *n));
    let choice = listed.map(DecisionChoice::Take).or_else(|| policy(what)).or_else(|| option_holding(what, question));
    choice.or(letter.map(DecisionChoice::Take)).unwrap_or_else(|| DecisionChoice::Of(what.to_owned()))
}

/// The option that is meant by its letter or its value alone. A letter can be a value, too, as in a RACI.
fn option_meant(text: &str, word: &str, question: &Question) -> DecisionChoice {
    let by_letter = letter(word).filter(|n| has_option(question, *n)).map(DecisionChoice::Take);
    match (by_letter, option_holding(word, question)) {
        (Some(one), Some(other)) if one != other => DecisionChoice::Invalid(format!(
            "“{text}” is the letter of one option and the value of another; pick one from the list"
        )),
        (Some(choice), _) | (None, Some(choice)) => choice,
        (None, None) => DecisionChoice::Invalid(format!("“{text}” is none of the options")),
    }
}

fn has_option(question: &Question, letter: u32) -> bool {
    question.candidates.iter().any(|c| c.letter == letter)
}

/// The one option, or the master's value, that reads like this.
fn option_holding(word: &str, question: &Question) -> Option<DecisionChoice> {
    let reads_so = |value: &Value| !value.is_empty() && fold(&value.shown()) == word;
    let mut options = question.candidates.iter().filter(|c| reads_so(&c.value));
    match (options.next(), options.next()) {
        (Some(only), None) => Some(DecisionChoice::Take(only.letter)),
        (None, _) if reads_so(&question.master) => Some(DecisionChoice::Keep),
        _ => None,
    }
}

fn policy(text: &str) -> Option<DecisionChoice> {
    let straight = text.replace('’', "'");
    [Policy::Owner, Policy::Latest, Policy::NonEmpty]
        .into_iter()
        .find(|p| p.words() == straight)
        .map(DecisionChoice::By)
}

fn letter(text: &str) -> Option<u32> {
    let text = text.trim();
    if text.is_empty() || text.len() > 2 || !text.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let number = text.bytes().fold(0u32, |n, b| n * 26 + u32::from(b - b'a') + 1);
    Some(number - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::{Action, Candidate};

    /// A question between a master that holds `Held` and options with these values.
    fn question(values: &[&str]) -> Question {
        let option = |(letter, value): (u32, &&str)| Candidate {
            letter,
            value: Value::text(*value),
            action: Action::Set,
            contributors: Vec::new(),
            refused: false,
        };
        let candidates = (0..).zip(values).map(option).collect();
        Question { master: Value::text("Held"), candidates, ..Question::default() }
    }

    #[test]
    fn a_decision_is_understood_in_any_capitals_and_with_either_apostrophe() {
        for (text, choice) in [
            ("", DecisionChoice::Open),
            ("Later", DecisionChoice::Open),
            (" keep MASTER ", DecisionChoice::Keep),
            ("keep", DecisionChoice::Keep),
            ("Take A", DecisionChoice::Take(0)),
            ("take z", DecisionChoice::Take(25)),
            ("Take AB", DecisionChoice::Take(27)),
            ("Use my value", DecisionChoice::Mine),
            ("One by one", DecisionChoice::OneByOne),
            ("Take the owner's", DecisionChoice::By(Policy::Owner)),
            ("Take the owner’s", DecisionChoice::By(Policy::Owner)),
            ("Take the latest", DecisionChoice::By(Policy::Latest)),
            ("Take the filled-in one", DecisionChoice::By(Policy::NonEmpty)),
            ("Take the answer", DecisionChoice::Answer),
            ("Take Ada Park", DecisionChoice::Of("ada park".into())),
        ] {
            assert_eq!(parse(text, &question(&["Closed", "On hold"])), choice, "{text}");
        }
    }

    #[test]
    fn an_option_is_meant_by_its_letter_or_its_value() {
        for (text, choice) in [
            ("A", DecisionChoice::Take(0)),
            ("b", DecisionChoice::Take(1)),
            ("on HOLD", DecisionChoice::Take(1)),
            ("Take closed", DecisionChoice::Take(0)),
            ("held", DecisionChoice::Keep),
        ] {
            assert_eq!(parse(text, &question(&["Closed", "On hold"])), choice, "{text}");
        }
    }

    #[test]
    fn a_letter_that_is_a_value_too_is_taken_only_where_both_are_one_option() {
        let raci = question(&["R", "A"]);
        assert_eq!(parse("R", &raci), DecisionChoice::Take(0), "there is no option R");
        assert_eq!(parse("Take R", &raci), DecisionChoice::Take(0));
        assert!(matches!(parse("A", &raci), DecisionChoice::Invalid(_)), "option A holds R, and option B holds A");
        assert_eq!(parse("Take A", &raci), DecisionChoice::Take(0), "as the list has it");
        assert_eq!(parse("A", &question(&["A", "R"])), DecisionChoice::Take(0));
    }

    #[test]
    fn anything_else_cannot_be_carried_out_and_is_quoted() {
        for text in ["Yes please", "C", "Close"] {
            let choice = parse(text, &question(&["Closed", "On hold"]));
            let DecisionChoice::Invalid(why) = choice else { panic!("{text}: taken for an option") };
            assert!(why.contains(&format!("“{text}”")), "{why}");
        }
    }
}
