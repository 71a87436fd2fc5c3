//! The words that names of forums are made of.

use crate::model::text::fold;

/// Forums of every project, whether or not a sheet names them.
pub(super) const STANDING: [&str; 17] = [
    "Steering committee",
    "SteerCo",
    "Steering group",
    "Steering board",
    "Core team",
    "Project team",
    "Delivery team",
    "Change advisory board",
    "CAB",
    "PMO",
    "Lenkungsausschuss",
    "Kernteam",
    "Comité de pilotage",
    "Comité de dirección",
    "Comité directivo",
    "ステアリングコミッティ",
    "運営委員会",
];

/// What says whose a role is, or nothing: `AWS Engagement Manager`, `the steering committee`.
const BESIDE: [&str; 13] =
    ["the", "a", "of", "der", "die", "das", "le", "la", "aws", "customer", "client", "partner", "vendor"];

/// The words of functions, without an s at their end.
pub(super) const FUNCTIONS: [&str; 112] = [
    "account",
    "admin",
    "administrator",
    "administration",
    "analyst",
    "architect",
    "architecture",
    "board",
    "business",
    "ceo",
    "cfo",
    "chair",
    "chief",
    "cio",
    "ciso",
    "coo",
    "cto",
    "cab",
    "committee",
    "compliance",
    "consultant",
    "consulting",
    "coordinator",
    "council",
    "dba",
    "delivery",
    "department",
    "desk",
    "developer",
    "development",
    "devop",
    "director",
    "engineer",
    "engineering",
    "executive",
    "expert",
    "finance",
    "forum",
    "group",
    "head",
    "hr",
    "infrastructure",
    "it",
    "lead",
    "leader",
    "leadership",
    "legal",
    "management",
    "manager",
    "meeting",
    "network",
    "office",
    "officer",
    "operation",
    "owner",
    "partner",
    "party",
    "pm",
    "pmo",
    "pod",
    "president",
    "procurement",
    "quality",
    "representative",
    "review",
    "role",
    "sale",
    "scrum",
    "security",
    "service",
    "sme",
    "specialist",
    "sponsor",
    "squad",
    "staff",
    "stakeholder",
    "steerco",
    "steering",
    "stream",
    "supplier",
    "support",
    "team",
    "tester",
    "unit",
    "user",
    "vendor",
    "vp",
    "workstream",
    "ausschuss",
    "bereich",
    "betrieb",
    "einkauf",
    "gremium",
    "leiter",
    "leiterin",
    "leitung",
    "projektleiter",
    "projektleiterin",
    "projektleitung",
    "abteilung",
    "comité",
    "responsable",
    "directeur",
    "directrice",
    "direction",
    "équipe",
    "chef",
    "équipier",
    "dirección",
    "equipo",
    "gerente",
    "comite",
];

/// Parts of functions in a script without blanks between words.
const FUNCTION_PARTS: [&str; 7] = ["委員会", "会議", "チーム", "責任者", "マネージャー", "部門", "オーナー"];

/// The words that tell a forum from others, each in small letters and without an s at its end. What stands in brackets, articles and
/// whose it is count only where nothing else is left; `meeting` at the end does not.
pub(super) fn significant(name: &str) -> Vec<String> {
    let bare = without_brackets(name);
    let all = words(if bare.trim().is_empty() { name } else { &bare });
    let mut kept: Vec<String> = all.iter().filter(|word| !BESIDE.contains(&word.as_str())).cloned().collect();
    if kept.len() > 1 && kept.last().is_some_and(|last| last == "meeting") {
        kept.pop();
    }
    if kept.is_empty() { all } else { kept }
}

/// Those who are named beside each other: `A / B`, `A + B`, `A, B`, `A and B`.
pub(super) fn parts_of(typed: &str) -> Vec<&str> {
    let signs = typed.split(['/', '+', '&', ';', ',', '|', '\n', '、', '，']);
    let parts = signs.flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" or "));
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Whether these words stand in the others, one behind the other.
pub(super) fn runs_in(part: &[String], whole: &[String]) -> bool {
    !part.is_empty() && whole.windows(part.len()).any(|run| run == part)
}

/// Whether a word of a text is that of a function.
pub(super) fn name_a_function(typed: &str) -> bool {
    words(typed).iter().any(|word| FUNCTIONS.contains(&word.as_str()))
        || FUNCTION_PARTS.iter().any(|part| typed.contains(part))
}

/// Whether there is a digit in a text, as in days and numbers, which no name has.
pub(super) fn hold_digits(typed: &str) -> bool {
    typed.chars().any(char::is_numeric)
}

fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(without_plural).map(ToOwned::to_owned).collect()
}

fn without_plural(word: &str) -> &str {
    word.strip_suffix('s').filter(|stem| stem.chars().count() > 2 && !stem.ends_with('s')).unwrap_or(word)
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for c in text.chars() {
        match c {
            '(' | '[' | '（' => depth += 1,
            ')' | ']' | '）' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}
