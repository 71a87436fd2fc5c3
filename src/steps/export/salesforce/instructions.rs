//! How to load the file, for the person who does it.

use crate::model::engagement::SalesforceRequests;

/// The upload command for a file, and what goes wrong most often.
pub fn instructions(settings: &SalesforceRequests, file_name: &str) -> String {
    let object = &settings.object;
    let file = quoted(file_name);
    let (verb, key) = match &settings.external_id {
        Some(field) => ("upsert", format!(" --external-id {field}")),
        None => ("import", String::new()),
    };
    let command = format!(
        "sf data {verb} bulk --file {file} --sobject {object}{key} --line-ending LF --column-delimiter COMMA --wait 10"
    );
    format!("To load {file_name} into {object}:\n\n    {command}\n\nMind:\n{}", pitfalls(settings))
}

fn pitfalls(settings: &SalesforceRequests) -> String {
    let again = match &settings.external_id {
        Some(field) => format!("Loading the file again is safe: rows are matched by {field}."),
        None => {
            "Load the file once only: every load makes new requests, since there is no external ID to match by. If a \
                 load stops half-way, look up what arrived before you repeat the rest."
                .to_owned()
        }
    };
    let picklists = "Salesforce accepts any text in the lists of this object, also a misspelled role; list your org's own \
                     words under picklists in engagement.toml to have them checked.";
    [
        "Do not open the file in Excel and save it: Excel rewrites dates and long IDs.",
        "With Data Loader, set its time zone to GMT, or every date may arrive one day early.",
        "The file is UTF-8 with line ending LF and commas; a loader that is set to anything else fails or loads nothing.",
        &again,
        picklists,
    ]
    .map(|line| format!("  - {line}\n"))
    .concat()
}

fn quoted(file: &str) -> String {
    if file.contains(char::is_whitespace) { format!("\"{file}\"") } else { file.to_owned() }
}
