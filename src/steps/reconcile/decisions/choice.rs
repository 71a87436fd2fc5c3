//! What the Decision cell of a discrepancy says.

use crate::model::policy::Policy;
use crate::model::state::Pick;
use crate::model::text::fold;

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

pub fn parse(text: &str) -> DecisionChoice {
    let word = fold(text);
    match word.as_str() {
        "" | "later" => DecisionChoice::Open,
        "keep master" => DecisionChoice::Keep,
        "use my value" => DecisionChoice::Mine,
        "one by one" => DecisionChoice::OneByOne,
        "take the answer" => DecisionChoice::Answer,
        _ => match word.strip_prefix("take ") {
            Some(what) => letter(what)
                .map(DecisionChoice::Take)
                .or_else(|| policy(what))
                .unwrap_or(DecisionChoice::Of(what.to_owned())),
            None => DecisionChoice::Invalid(format!("“{text}” is none of the options")),
        },
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

    #[test]
    fn a_decision_is_understood_in_any_capitals_and_with_either_apostrophe() {
        for (text, choice) in [
            ("", DecisionChoice::Open),
            ("Later", DecisionChoice::Open),
            (" keep MASTER ", DecisionChoice::Keep),
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
            assert_eq!(parse(text), choice, "{text}");
        }
    }

    #[test]
    fn anything_else_cannot_be_carried_out_and_is_quoted() {
        let DecisionChoice::Invalid(why) = parse("Yes please") else { panic!("taken for an option") };
        assert!(why.contains("“Yes please”"), "{why}");
    }
}
