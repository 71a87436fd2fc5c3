//! Fields that refer to another record. They take its ID; a name goes by a column of its own (`X__r.Name`), where the other
//! object can be found by name.

use super::sf_id;

/// How the other record is found where no ID is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FoundBy {
    /// Its name.
    Name,
    /// An e-mail address.
    Email,
    /// Nothing but its ID.
    IdAlone,
}

/// The fields of the managed package that refer to another record. Records of the package's own objects can be found by name,
/// contacts by e-mail address, opportunities and accounts by neither.
const REFERENCES: [(&str, FoundBy); 9] = [
    ("pse__Account__c", FoundBy::IdAlone),
    ("pse__Group__c", FoundBy::Name),
    ("pse__Milestone__c", FoundBy::Name),
    ("pse__Opportunity__c", FoundBy::IdAlone),
    ("pse__Practice__c", FoundBy::Name),
    ("pse__Project__c", FoundBy::Name),
    ("pse__Region__c", FoundBy::Name),
    ("pse__Resource__c", FoundBy::Email),
    ("pse__Staffer_Resource__c", FoundBy::Email),
];

/// The column in which a value goes out: the field itself, or the one that finds the other record. An `Err` is what is
/// expected in place of the value.
pub(super) fn column_for(api: &str, text: &str) -> Result<String, &'static str> {
    let Some((_, by)) = REFERENCES.iter().find(|(field, _)| *field == api) else { return Ok(api.to_owned()) };
    if text.is_empty() || sf_id::has_id_shape(text) {
        return Ok(api.to_owned());
    }
    let relation = api.strip_suffix("__c").unwrap_or(api);
    match by {
        FoundBy::Name => Ok(format!("{relation}__r.Name")),
        FoundBy::Email if text.contains('@') => Ok(format!("{relation}__r.Email")),
        FoundBy::Email => Err("the person's e-mail address or the Salesforce ID of their contact"),
        FoundBy::IdAlone => Err("a Salesforce ID of 15 or 18 letters and digits, since it can't be found by its name"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_stands_in_a_field_for_ids() {
        for (api, text, column) in [
            ("pse__Region__c", "EMEA Central", Some("pse__Region__r.Name")),
            ("pse__Region__c", "a0X5g00000AbCdEEAV", Some("pse__Region__c")),
            ("pse__Region__c", "", Some("pse__Region__c")),
            ("pse__Region__r.Key__c", "EMEA", Some("pse__Region__r.Key__c")),
            ("pse__Opportunity__c", "Acme 2027", None),
            ("pse__Opportunity__c", "0065g00000XyZabAAF", Some("pse__Opportunity__c")),
            ("pse__Resource__c", "lena.vogt@delivery.example", Some("pse__Resource__r.Email")),
            ("pse__Resource__c", "Lena Vogt", None),
            ("pse__Resource_Role__c", "Consultant", Some("pse__Resource_Role__c")),
        ] {
            assert_eq!(column_for(api, text).ok().as_deref(), column, "{api} {text}");
        }
    }
}
