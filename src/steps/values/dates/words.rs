//! Names of months, weekdays and longer spans in English, German, French, Spanish and Japanese, folded.

use jiff::civil::Weekday;

const MONTHS: [&[&str]; 12] = [
    &["january", "januar", "jänner", "janner", "janvier", "enero", "ene", "jan", "janv"],
    &["february", "februar", "février", "fevrier", "febrero", "feb", "fév", "fev", "févr", "fevr"],
    &["march", "märz", "marz", "maerz", "mars", "marzo", "mar", "mär", "mrz"],
    &["april", "avril", "abril", "apr", "avr", "abr"],
    &["may", "mai", "mayo"],
    &["june", "juni", "juin", "junio", "jun"],
    &["july", "juli", "juillet", "julio", "jul", "juil"],
    &["august", "août", "aout", "agosto", "aug", "ago"],
    &["september", "septembre", "septiembre", "setiembre", "sep", "sept", "set"],
    &["october", "oktober", "octobre", "octubre", "oct", "okt"],
    &["november", "novembre", "noviembre", "nov"],
    &["december", "dezember", "décembre", "decembre", "diciembre", "dec", "déc", "dez", "dic"],
];

const WEEKDAYS: [(Weekday, &[&str]); 7] = [
    (Weekday::Monday, &["monday", "mon", "montag", "mo", "lundi", "lun", "lunes", "月"]),
    (Weekday::Tuesday, &["tuesday", "tue", "tues", "dienstag", "di", "mardi", "mar", "martes", "火"]),
    (
        Weekday::Wednesday,
        &["wednesday", "wed", "mittwoch", "mi", "mercredi", "mer", "miércoles", "miercoles", "mié", "mie", "水"],
    ),
    (
        Weekday::Thursday,
        &["thursday", "thu", "thur", "thurs", "donnerstag", "do", "jeudi", "jeu", "jueves", "jue", "木"],
    ),
    (Weekday::Friday, &["friday", "fri", "freitag", "fr", "vendredi", "ven", "viernes", "vie", "金"]),
    (
        Weekday::Saturday,
        &["saturday", "sat", "samstag", "sonnabend", "sa", "samedi", "sam", "sábado", "sabado", "sáb", "土"],
    ),
    (Weekday::Sunday, &["sunday", "sun", "sonntag", "so", "dimanche", "dim", "domingo", "dom", "日"]),
];

/// Words that stand in a day and say nothing: `13th of April`, `13 de abril`, `den 13. April`.
pub(super) const FILLERS: [&str; 7] = ["of", "the", "de", "del", "den", "le", "el"];
/// What follows the number of a day that is spoken as the thirteenth.
pub(super) const ORDINALS: [&str; 8] = ["st", "nd", "rd", "th", "er", "º", "°", "ª"];

const WEEKS: [&str; 11] = ["kw", "cw", "w", "wk", "week", "woche", "semaine", "sem", "semana", "週", "週目"];
const QUARTERS: [&str; 7] = ["q", "t", "qtr", "quarter", "quartal", "trimestre", "四半期"];
const HALVES: [&str; 6] = ["h", "hy", "s", "half", "halbjahr", "semestre"];

/// A span of time that a number counts within its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Span {
    Week,
    Quarter,
    Half,
}

/// The month with a name, from 1.
pub(super) fn month(word: &str) -> Option<i32> {
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    i32::try_from(at + 1).ok()
}

/// The day of the week with a name.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(_, names)| names.contains(&word)).map(|(day, _)| *day)
}

/// What a word counts, such as `kw` or `q`.
pub(super) fn span(word: &str) -> Option<Span> {
    let word = word.trim_start_matches('第');
    let of = |span, words: &[&str]| words.contains(&word).then_some(span);
    of(Span::Week, &WEEKS).or_else(|| of(Span::Quarter, &QUARTERS)).or_else(|| of(Span::Half, &HALVES))
}

const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `January 2027`, for messages.
pub(super) fn month_name(year: i32, month: i32) -> String {
    let name = usize::try_from(month - 1).ok().and_then(|m| MONTH_NAMES.get(m)).copied().unwrap_or_default();
    format!("{name} {year}")
}

/// `Monday`, for messages.
pub(super) fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
