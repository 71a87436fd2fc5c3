//! What an org's object looks like, as Salesforce describes it: which fields there are, and what they take.

use crate::model::text::{fold, nearest};

/// An object of an org.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrgObject {
    /// Its fields.
    pub fields: Vec<OrgField>,
}

/// A field of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrgField {
    /// Its API name.
    pub name: String,
    /// The most characters of a text; none where it is no text, or the length is not known.
    pub length: Option<usize>,
    /// Whether values can be loaded into it.
    pub is_writable: bool,
    /// The values of a pick list that are in use; empty where it is none, or they are not known.
    pub choices: Vec<String>,
    /// The name by which another object's field is reached, for a field that refers to another record.
    pub relationship: Option<String>,
    /// Whether rows can be matched by it.
    pub is_external_id: bool,
}

impl OrgObject {
    /// The field that a column of the file fills; of `X__r.Name`, the one with that relationship.
    pub fn field(&self, api: &str) -> Option<&OrgField> {
        let is_it = |field: &&OrgField| match api.split_once('.') {
            Some((relation, _)) => field.relationship.as_deref().is_some_and(|r| r.eq_ignore_ascii_case(relation)),
            None => field.name.eq_ignore_ascii_case(api),
        };
        self.fields.iter().find(is_it)
    }

    /// What is wrong with a column of the file, in a sentence that follows its name; `None` where it fits.
    pub fn column_problem(&self, api: &str, is_external_id: bool) -> Option<String> {
        let Some(field) = self.field(api) else {
            let near = nearest(api, self.fields.iter().map(|f| f.name.as_str()));
            let near = near.map_or_else(String::new, |n| format!(" The nearest that does: {n}."));
            return Some(format!("does not exist in the org.{near}"));
        };
        if is_external_id && !field.is_external_id {
            return Some("is no external ID in the org, so that rows can't be matched by it.".into());
        }
        (!field.is_writable).then(|| "can't be written in the org; Salesforce fills it in itself.".into())
    }

    /// What is wrong with a text for a field, in words that follow what people call it; `None` where it fits, or the field is
    /// not there.
    pub fn problem(&self, api: &str, text: &str) -> Option<String> {
        let field = self.field(api).filter(|_| !text.is_empty() && !api.contains('.'))?;
        let length = text.chars().count();
        if let Some(most) = field.length.filter(|most| length > *most) {
            return Some(format!("has {length} characters, and the org keeps {most}."));
        }
        if field.choices.is_empty() {
            return None;
        }
        let wrong = text.split(';').find(|word| !field.choices.iter().any(|c| c == word))?;
        let spelled = field.choices.iter().find(|c| fold(c) == fold(wrong));
        let near = spelled.or_else(|| nearest(wrong, field.choices.iter()));
        let near = near.map_or_else(String::new, |n| format!(" The nearest that is: “{n}”."));
        Some(format!("is “{wrong}”, which is not in the org's list.{near}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn org() -> OrgObject {
        let field = |name: &str| OrgField { name: name.into(), is_writable: true, ..OrgField::default() };
        let role = OrgField {
            choices: ["Consultant", "Architect (L5)"].map(str::to_owned).to_vec(),
            length: Some(255),
            ..field("pse__Resource_Role__c")
        };
        let region = OrgField { relationship: Some("pse__Region__r".into()), ..field("pse__Region__c") };
        let notes = OrgField { length: Some(5), ..field("pse__Notes__c") };
        let account = OrgField { is_writable: false, ..field("pse__Account__c") };
        let key = OrgField { is_external_id: true, ..field("Ref__c") };
        OrgObject { fields: vec![role, region, notes, account, key] }
    }

    #[test]
    fn columns_are_checked_against_the_org() {
        for (api, is_key, problem) in [
            ("pse__Region__c", false, None),
            ("pse__Region__r.Name", false, None),
            ("pse__Regions__c", false, Some("does not exist in the org. The nearest that does: pse__Region__c.")),
            ("pse__Account__c", false, Some("can't be written in the org; Salesforce fills it in itself.")),
            ("Ref__c", true, None),
            ("pse__Notes__c", true, Some("is no external ID in the org, so that rows can't be matched by it.")),
        ] {
            assert_eq!(org().column_problem(api, is_key).as_deref(), problem, "{api}");
        }
    }

    #[test]
    fn values_are_checked_against_the_org() {
        for (api, text, problem) in [
            ("pse__Resource_Role__c", "Consultant", None),
            (
                "pse__Resource_Role__c",
                "consultant",
                Some("is “consultant”, which is not in the org's list. The nearest that is: “Consultant”."),
            ),
            ("pse__Notes__c", "short", None),
            ("pse__Notes__c", "longer", Some("has 6 characters, and the org keeps 5.")),
            ("pse__Notes__c", "", None),
            ("unknown", "anything", None),
        ] {
            assert_eq!(org().problem(api, text).as_deref(), problem, "{api} {text}");
        }
    }
}
