//! The languages of copies: the program's own phrases, and translations of a template's parts.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The texts of a part of a template in another language. What is not translated stays English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// Its title.
    pub title: Option<String>,
    /// Its help; of a workbook, what it is for.
    pub help: Option<String>,
    /// A good value.
    pub example: Option<String>,
    /// What its choices, bands or letters are called, by their English label.
    pub labels: BTreeMap<String, String>,
}

/// Translations by language code.
pub type Translations = BTreeMap<String, Translation>;

/// The code of English, in which templates and the master are written.
pub const ENGLISH: &str = "en";

/// A language that copies can be written in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Language {
    /// Its two letters, `de`.
    pub code: String,
    /// What its speakers call it, `Deutsch`.
    pub name: String,
    /// The program's own words in it, by the key of the phrase.
    pub phrases: BTreeMap<String, String>,
}

/// The labels in the contacts' column `language`, with the code that each stands for.
const LABELS: [(&str, &str); 5] =
    [("English", ENGLISH), ("German", "de"), ("French", "fr"), ("Spanish", "es"), ("Japanese", "ja")];

impl Language {
    /// The language of templates and of the master.
    pub fn english() -> Self {
        Self { code: ENGLISH.into(), name: "English".into(), phrases: BTreeMap::new() }
    }

    /// Whether it is English, the language of the templates.
    pub fn is_english(&self) -> bool {
        self.code == ENGLISH
    }

    /// A phrase; in English where the language has none.
    pub fn phrase(&self, phrase: Phrase) -> &str {
        self.phrases.get(phrase.key()).map_or(phrase.english(), String::as_str)
    }

    /// A phrase with its placeholders filled: `{name}` is replaced by the value given with `name`.
    pub fn fill(&self, phrase: Phrase, with: &[(&str, &str)]) -> String {
        fill(self.phrase(phrase), with)
    }

    /// `a`, `a and b`, `a, b and c`.
    pub fn and_list(&self, words: &[String]) -> String {
        match words {
            [] => String::new(),
            [one] => one.clone(),
            [most @ .., last] => format!("{} {} {last}", most.join(", "), self.phrase(Phrase::And)),
        }
    }

    /// Whether a word means this language: its code, its own name, or the label in the contacts' column `language`.
    pub fn is_called(&self, word: &str) -> bool {
        let word = crate::model::text::fold(word);
        let letters = word.split(['-', '_']).next().unwrap_or_default();
        let label = LABELS.iter().find(|(_, code)| *code == self.code).map(|(label, _)| label.to_lowercase());
        letters == self.code || crate::model::text::fold(&self.name) == word || label.as_ref() == Some(&word)
    }
}

/// Fills placeholders in one pass, so that braces in a value are not read as placeholders.
fn fill(phrase: &str, with: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(phrase.len());
    let mut rest = phrase;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let found = after.split_once('}').and_then(|(name, tail)| {
            let value = with.iter().find(|(n, _)| *n == name)?;
            Some((value.1, tail))
        });
        match found {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The placeholders of a phrase, sorted: `{column}` gives `column`.
pub fn places(phrase: &str) -> Vec<&str> {
    let mut found: Vec<&str> =
        phrase.split('{').skip(1).filter_map(|p| p.split_once('}')).map(|(name, _)| name).collect();
    found.sort_unstable();
    found
}

/// The list of the program's own phrases, with key and English text: a language file translates these and no others.
macro_rules! phrases {
    ($($name:ident $key:literal $english:literal)*) => {
        /// The program's own words in a copy.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Phrase {
            $(#[doc = $english] $name,)*
        }

        impl Phrase {
            /// All of them.
            pub const ALL: &[Phrase] = &[$(Self::$name,)*];

            /// The key in a language file.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// The English words.
            pub fn english(self) -> &'static str {
                match self { $(Self::$name => $english,)* }
            }
        }
    };
}

phrases! {
    Yes "yes" "Yes"
    No "no" "No"
    ReadMe "read_me" "Read me"
    Project "project" "Project"
    ProjectFor "project_for" "{project} for {customer}"
    For "for" "For"
    Whoever "whoever" "whoever fills it in"
    AskedBy "asked_by" "Asked by"
    ReturnBy "return_by" "Please return by"
    HowTo "how_to" "How to fill it in"
    Step1 "step_1" "Change what is wrong and fill in what is missing; white cells are yours, grey ones are not."
    Step2 "step_2" "New entries go into the empty rows under the last one. IDs are given later."
    Step3 "step_3" "Pick from the list where a cell offers one. Dates look like 2027-01-31."
    Step4 "step_4" "To drop an entry, delete its row or strike it through; nothing disappears before both sides have agreed."
    Step4Protected "step_4_protected" "To drop an entry, strike it through or empty its white cells; nothing disappears before both sides have agreed."
    Step5 "step_5" "Save the file and send it back under any name. Sorting and filtering do no harm."
    Step5Protected "step_5_protected" "Save the file and send it back under any name. Filtering does no harm."
    Columns "columns" "What each column means"
    Sheet "sheet" "Sheet"
    Column "column" "Column"
    Belongs "belongs" "What belongs here"
    Must "must" "Must be filled in"
    Example "example" "Example"
    OneOf "one_of" "One of: {choices}."
    Always "always" "always"
    FromStatus "from_status" "from status {status} on"
    And "and" "and"
    PromptExample "prompt_example" "Example: {example}"
    Pick "pick" "Please pick one of the list for {column}."
    Person "person" "This name is not among the contacts yet. Keep it if it is right, and add the person to the contacts."
    Date "date" "Please type a date, such as 2027-01-31."
    WholeBetween "whole_between" "Please type a whole number from {min} to {max}."
    Whole "whole" "Please type a whole number."
    Number "number" "Please type a number."
    Percent "percent" "Please type a percentage, such as 80%."
    AtMost "at_most" "At most {n} characters, please."
    Part "part" "The part that {role} plays: {letters}."
    DeliveryTeam "delivery_team" "the delivery team of {project}"
    Questions "questions" "The sheet {sheet} holds questions about earlier answers. Please answer them first."
    Differ "differ" "Your answer and another one differ. What is right?"
    NotTaken "not_taken" "Your answer could not be taken as it stands. Please give it again."
    NoLonger "no_longer" "This entry is no longer in the copy that you returned. Is it to be removed?"
    NoLongerEdited "no_longer_edited" "This entry is no longer in the copy that you returned, and it was changed since. Is it to be removed?"
    StruckOut "struck_out" "You struck this entry out. Is it to be removed?"
    Resembles "resembles" "You added an entry that may be there already. Which one is it?"
    NewEntry "new_entry" "A new entry"
    Empty "empty" "(empty)"
    MailSubject "mail_subject" "{project}: please return by {day}"
    MailHello "mail_hello" "Hello {name},"
    MailAsk "mail_ask" "Attached is what we need from you for {project}. Please correct what is wrong, fill in what is missing, and send it back by {day}."
    MailQuestions "mail_questions" "{title} (questions for you: {n})"
    MailHow "mail_how" "The sheet {sheet} in each file explains how. You may rename the files."
    MailThanks "mail_thanks" "Thank you"
    RemindSubject "remind_subject" "{project}: reminder"
    RemindAsk "remind_ask" "A reminder for {project}: we still need the following from you."
    RemindNotBack "remind_not_back" "Not back yet, and attached again:"
    RemindWanted "remind_wanted" "{title}, wanted by {day}"
    RemindQuestions "remind_questions" "Questions waiting for your answer:"
    RemindOverdue "remind_overdue" "Yours, and overdue:"
    RemindDue "remind_due" "{record}, due {day}"
    RemindAgain "remind_again" "We last reminded you on {day}."
    EscalateSubject "escalate_subject" "{project}: waiting for {name}"
    EscalateAsk "escalate_ask" "We are still waiting for {name} on {project} (reminders sent: {n}). Could you please help us get an answer?"
}

/// The language that a word means, if there is one.
pub fn called<'l>(languages: &'l [Language], word: &str) -> Option<&'l Language> {
    languages.iter().find(|l| l.is_called(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once() {
        assert_eq!(fill("{a} for {b}, {c}", &[("a", "{b}"), ("b", "x")]), "{b} for x, {c}");
        assert_eq!(fill("100 {", &[]), "100 {");
        assert_eq!(places("{role}: {letters}"), ["letters", "role"]);
    }

    #[test]
    fn a_language_is_known_by_letters_name_or_label() {
        let german = Language { code: "de".into(), name: "Deutsch".into(), ..Language::default() };
        for word in ["de", "DE", "de-AT", "German", "deutsch"] {
            assert!(german.is_called(word), "{word}");
        }
        assert!(!german.is_called("Dutch"));
        assert!(Language::english().is_called("English"));
    }

    #[test]
    fn a_phrase_without_a_translation_is_said_in_english() {
        let phrases = BTreeMap::from([("yes".to_owned(), "Ja".to_owned()), ("and".to_owned(), "und".to_owned())]);
        let german = Language { code: "de".into(), name: "Deutsch".into(), phrases };
        assert_eq!((german.phrase(Phrase::Yes), german.phrase(Phrase::No)), ("Ja", "No"));
        let names = ["Ada", "Ben", "Cleo"].map(str::to_owned);
        assert_eq!(german.and_list(&names), "Ada, Ben und Cleo");
        assert_eq!(german.and_list(&names[..1]), "Ada");
        assert_eq!(Language::english().and_list(&names[..2]), "Ada and Ben");
    }

    #[test]
    fn every_phrase_has_a_key_of_its_own() {
        let keys: std::collections::BTreeSet<&str> = Phrase::ALL.iter().map(|p| p.key()).collect();
        assert_eq!(keys.len(), Phrase::ALL.len());
    }
}
