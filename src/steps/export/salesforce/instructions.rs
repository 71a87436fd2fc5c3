//! How to load the file, for the person who does it.

use super::operation::LoadOperation;
use crate::model::engagement::SalesforceRequests;

/// The upload command for each file, what is to be done with the answer, and what goes wrong most often.
pub fn instructions(settings: &SalesforceRequests, files: &[(LoadOperation, String)]) -> String {
    let commands: Vec<String> = files.iter().map(|(operation, file)| command(settings, *operation, file)).collect();
    format!(
        "{}\nThen give the result files of the load to prekick, which remembers only what they confirm:\n\n    \
         prekick export --results FILE…\n\nMind:\n{}",
        commands.concat(),
        pitfalls(settings, files)
    )
}

fn command(settings: &SalesforceRequests, operation: LoadOperation, file_name: &str) -> String {
    let object = &settings.object;
    let verb = match operation {
        LoadOperation::Insert => "import",
        LoadOperation::Update => "update",
        LoadOperation::Upsert => "upsert",
    };
    let key = settings.external_id.as_ref().filter(|_| operation == LoadOperation::Upsert);
    let key = key.map_or_else(String::new, |field| format!(" --external-id {field}"));
    let file = quoted(file_name);
    format!(
        "To load {file_name} into {object}:\n\n    sf data {verb} bulk --file {file} --sobject {object}{key} \
         --line-ending LF --column-delimiter COMMA --wait 10\n"
    )
}

fn pitfalls(settings: &SalesforceRequests, files: &[(LoadOperation, String)]) -> String {
    let inserts = files.iter().any(|(operation, _)| *operation == LoadOperation::Insert);
    let again = match &settings.external_id {
        Some(field) => format!("Loading the file again is safe: rows are matched by {field}."),
        None if !inserts => "Loading the file again is safe: rows are matched by their Salesforce ID.".to_owned(),
        None => {
            "Load the file of new requests once only: every load makes them anew, since there is no external ID to \
                 match by."
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
        "An update holds only what changed; #N/A empties a field, which Data Loader understands with its Bulk API only.",
    ]
    .map(|line| format!("  - {line}\n"))
    .concat()
}

fn quoted(file: &str) -> String {
    if file.contains(char::is_whitespace) { format!("\"{file}\"") } else { file.to_owned() }
}
