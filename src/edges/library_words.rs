//! What libraries and the system say when they refuse something, in words for people. Their own texts are made for
//! programmers, differ from system to system, and are never shown.

use rust_xlsxwriter::XlsxError;
use std::error::Error;
use std::io::{self, ErrorKind};

/// Why the system refused to read or write.
pub fn io_words(error: &io::Error) -> String {
    if let Some(own) = error.get_ref().filter(|_| error.kind() == ErrorKind::Other) {
        return own.to_string();
    }
    if is_in_use(error) {
        return "another program has it open; close it there".to_owned();
    }
    let words = match error.kind() {
        ErrorKind::NotFound => "it is not there",
        ErrorKind::PermissionDenied => "it is read-only, open in another program, or belongs to somebody else",
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full",
        ErrorKind::FileTooLarge => "the disk takes no file of this size",
        ErrorKind::InvalidFilename => "its name is too long, or has characters that this disk does not take",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::NotADirectory => "part of its path is a file, not a folder",
        ErrorKind::DirectoryNotEmpty => "the folder is not empty",
        ErrorKind::AlreadyExists => "something with this name is already there",
        ErrorKind::InvalidData => "it holds bytes that are not UTF-8 text; save it as UTF-8",
        ErrorKind::UnexpectedEof => "it ends too early",
        ErrorKind::BrokenPipe => "nobody reads it any more",
        ErrorKind::OutOfMemory => "there is not enough memory",
        ErrorKind::TimedOut
        | ErrorKind::NetworkDown
        | ErrorKind::NetworkUnreachable
        | ErrorKind::HostUnreachable
        | ErrorKind::StaleNetworkFileHandle => "the network drive does not answer",
        _ => return by_number(error),
    };
    words.to_owned()
}

/// Whether another program keeps the file to itself, as Excel does on Windows.
fn is_in_use(error: &io::Error) -> bool {
    let sharing = cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33));
    sharing || matches!(error.kind(), ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy)
}

/// What has no kind of its own.
fn by_number(error: &io::Error) -> String {
    match error.raw_os_error() {
        Some(5) if cfg!(unix) => "the disk or the network drive does not work properly".to_owned(),
        Some(40 | 62) if cfg!(unix) => "its links form a loop".to_owned(),
        Some(number) => format!("the system refuses it (error {number})"),
        None => "the system refuses it".to_owned(),
    }
}

/// How the messages of the TOML library begin.
const OF_TOML: [&str; 20] = [
    "`_`",
    "cannot",
    "carriage",
    "datetime",
    "duplicate",
    "extra",
    "floating",
    "integer",
    "invalid",
    "key with",
    "keys",
    "missing",
    "radix",
    "recursion",
    "redundant",
    "string",
    "too few",
    "unclosed",
    "unexpected",
    "unquoted",
];

/// What is wrong in a text that is to be TOML.
pub fn toml_words(message: &str) -> String {
    let has = |part: &str| message.contains(part);
    let of_another_kind = ["invalid type: ", "invalid value: ", "invalid length "];
    let begins = of_another_kind.iter().find_map(|begin| message.strip_prefix(begin));
    if let Some((found, expected)) = begins.and_then(|rest| rest.split_once(", expected ")) {
        return format!("this is {}; expected {}", found_words(found), expected_words(expected));
    }
    let quoted = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("missing field") {
        return format!("`{quoted}` is missing");
    }
    if message.starts_with("unknown field") || message.starts_with("unknown variant") {
        return format!("there is no `{quoted}` here");
    }
    if !OF_TOML.iter().any(|begin| message.starts_with(begin)) {
        // It is one of the program's own.
        return message.lines().collect::<Vec<_>>().join(" ");
    }
    let words = match () {
        () if has("duplicate") => "this key is here a second time",
        () if has("date") || has("time") => "this is not a date; write it as 2027-01-11",
        () if has("quote") || has("string") => "text belongs between straight quotation marks",
        () if has("unclosed") || has("open") => "a bracket or quotation mark has no counterpart",
        () if has("comma") => "a comma is missing, or there is one too many",
        () if has("missing value") || has("no value") => "the value after = is missing",
        () if has("assignment") || has("`=`") => "an = is missing, or there is one too many",
        () if has("recurs") => "it is nested too deeply",
        () if has("digit") || has("integer") || has("radix") || has("sign") || has("zero") => "this is not a number",
        () => "this is not valid TOML",
    };
    words.to_owned()
}

/// What was found, in plain words: `string "7"` is the text “7”, ``integer `3` `` the number 3.
pub fn found_words(found: &str) -> String {
    let (kind, value) = found.split_once(' ').unwrap_or((found, ""));
    let value = value.trim_matches(['`', '"']);
    match kind {
        "string" => format!("the text “{value}”"),
        "integer" => format!("the number {value}"),
        "boolean" => value.to_owned(),
        "sequence" => "a list".to_owned(),
        "map" => "a table".to_owned(),
        _ => found.replace('`', ""),
    }
}

/// What was expected, in plain words.
pub fn expected_words(expected: &str) -> &str {
    match expected {
        "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more, without quotation marks",
        "a boolean" => "true or false, without quotation marks",
        "a string" | "a borrowed string" => "text between quotation marks",
        "a sequence" => "a list such as [\"AWS\"]",
        "a map" => "pairs, each such as \"Field\" = \"column\"",
        other => other,
    }
}

/// Why a workbook can't be written.
pub fn workbook_words(error: &XlsxError) -> String {
    let words = match error {
        XlsxError::RowColumnLimitError | XlsxError::RowColumnOrderError => "a sheet ends at cell XFD1048576",
        XlsxError::MaxStringLengthExceeded => "a cell takes 32,767 characters",
        XlsxError::MaxUrlLengthExceeded | XlsxError::UnknownUrlType(_) => "a cell cannot link to this address",
        XlsxError::SheetnameCannotBeBlank(_)
        | XlsxError::SheetnameContainsInvalidCharacter(_)
        | XlsxError::SheetnameStartsOrEndsWithApostrophe(_)
        | XlsxError::SheetnameLengthExceeded(_) => {
            "the title of a sheet has 1 to 31 characters, none of them []:*?/\\, and no apostrophe at either end"
        }
        XlsxError::SheetnameReused(_) => "two sheets have the same title",
        XlsxError::MergeRangeOverlaps(..) | XlsxError::MergeRangeSingleCell => "merged cells overlap",
        XlsxError::NameError(name, _) | XlsxError::NameReused(name) => {
            return format!("Excel does not take “{name}” as a name for cells, or it is there twice");
        }
        XlsxError::DataValidationError(_) => "a drop-down or its prompt is longer than Excel takes",
        XlsxError::ConditionalFormatError(_) => "Excel does not take this conditional format",
        XlsxError::DateTimeRangeError(_) | XlsxError::DateTimeParseError(_) => "Excel takes dates from 1900 to 9999",
        XlsxError::TempFileError(_, error) | XlsxError::IoError(error) => return io_words(error),
        _ => "it holds something that a workbook cannot hold",
    };
    words.to_owned()
}

/// The reasons of an error, the outermost first, each in words for people.
pub fn error_words<'e>(reasons: impl Iterator<Item = &'e (dyn Error + 'static)>) -> String {
    let worded = reasons.map(|reason| {
        let io = reason.downcast_ref::<io::Error>().map(io_words);
        let toml = || reason.downcast_ref::<toml::de::Error>().map(|e| toml_words(e.message()));
        let workbook = || reason.downcast_ref::<XlsxError>().map(workbook_words);
        let json = || reason.is::<serde_json::Error>().then(|| "it is not valid JSON".to_owned());
        let csv = || reason.is::<csv::Error>().then(|| "it is not valid CSV".to_owned());
        let zip = || reason.is::<zip::result::ZipError>().then(|| "it is no workbook, or is damaged".to_owned());
        io.or_else(toml).or_else(workbook).or_else(json).or_else(csv).or_else(zip).unwrap_or_else(|| reason.to_string())
    });
    worded.collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_refuses_is_said_by_kind_and_never_in_its_words() {
        for (kind, words) in [
            (ErrorKind::NotFound, "not there"),
            (ErrorKind::PermissionDenied, "read-only"),
            (ErrorKind::StorageFull, "disk is full"),
            (ErrorKind::InvalidFilename, "name is too long"),
            (ErrorKind::ResourceBusy, "another program"),
            (ErrorKind::InvalidData, "UTF-8"),
            (ErrorKind::IsADirectory, "folder"),
            (ErrorKind::Interrupted, "the system refuses it"),
        ] {
            let said = io_words(&io::Error::from(kind));
            assert!(said.contains(words), "{kind}: {said}");
        }
        for number in [1, 2, 5, 13, 20, 21, 28, 36, 40, 99] {
            let error = io::Error::from_raw_os_error(number);
            let said = io_words(&error);
            assert!(!said.contains("os error") && !said.contains(&error.to_string()), "{number}: {said}");
        }
        assert_eq!(io_words(&io::Error::other("it is no ordinary file")), "it is no ordinary file");
    }

    #[test]
    fn what_is_no_toml_is_said_in_plain_words() {
        for (text, words) in [
            ("a = 1\na = 2", "this key is here a second time"),
            ("a = \"Acme", "text belongs between straight quotation marks"),
            ("a = 2027-13-45", "this is not a date; write it as 2027-01-11"),
            ("a = Acme", "text belongs between straight quotation marks"),
            ("[a", "a bracket or quotation mark has no counterpart"),
            ("a = [1, , 2]", "a comma is missing, or there is one too many"),
            ("a =", "text belongs between straight quotation marks"),
            ("a = \"b\"", "there is no `a` here"),
            ("ready = \"yes\"", "this is the text “yes”; expected true or false, without quotation marks"),
        ] {
            #[derive(Debug, serde::Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Ready {
                #[serde(rename = "ready")]
                _ready: bool,
            }
            let error = toml::from_str::<Ready>(text).unwrap_err();
            assert_eq!(toml_words(error.message()), words, "{text}: {}", error.message());
        }
    }

    #[test]
    fn the_reasons_of_an_error_are_said_from_the_outermost_on() {
        let json = serde_json::from_str::<u32>("{").unwrap_err();
        let of = |error: anyhow::Error| error_words(error.chain());
        assert_eq!(
            of(anyhow::Error::from(json).context("the manifest can't be read")),
            "the manifest can't be read: it is not valid JSON"
        );
        assert_eq!(of(io::Error::from(ErrorKind::StorageFull).into()), "the disk is full");
        assert_eq!(of(anyhow::anyhow!("no engagement.toml here or above")), "no engagement.toml here or above");
    }
}
