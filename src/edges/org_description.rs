//! Descriptions of an org's object: the JSON of Salesforce's describe call, as it is or within the answer of `sf sobject
//! describe --json`, or a CSV with a row for each field.

use super::csv_file;
use crate::model::org_object::{OrgField, OrgObject};
use serde::Deserialize;

/// The description in a file's bytes; an `Err` is what was expected, in a sentence.
pub fn read_org_description(bytes: &[u8]) -> Result<OrgObject, String> {
    let object = match serde_json::from_slice::<DescribeAnswer>(bytes) {
        Ok(answer) => answer.object(),
        Err(_) => from_csv(bytes),
    };
    let expected = "expected the JSON of `sf sobject describe`, or a CSV with a column “Field” or “API Name” and a row for each \
                    field; columns “Length” and “Values” are read, too, the values with semicolons between them.";
    object.filter(|object| !object.fields.is_empty()).ok_or_else(|| expected.to_owned())
}

/// Either the description, or an answer around it.
#[derive(Deserialize)]
#[serde(untagged)]
enum DescribeAnswer {
    Around { result: Described },
    Bare(Described),
}

#[derive(Deserialize)]
struct Described {
    fields: Vec<DescribedField>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DescribedField {
    name: String,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    length: usize,
    #[serde(default = "yes")]
    createable: bool,
    #[serde(default)]
    updateable: bool,
    #[serde(default)]
    external_id: bool,
    #[serde(default)]
    relationship_name: Option<String>,
    #[serde(default)]
    picklist_values: Vec<DescribedValue>,
}

#[derive(Deserialize)]
struct DescribedValue {
    value: String,
    #[serde(default = "yes")]
    active: bool,
}

fn yes() -> bool {
    true
}

impl DescribeAnswer {
    fn object(self) -> Option<OrgObject> {
        let (Self::Around { result } | Self::Bare(result)) = self;
        Some(OrgObject { fields: result.fields.into_iter().map(DescribedField::field).collect() })
    }
}

impl DescribedField {
    fn field(self) -> OrgField {
        // A length of a number or a date is no limit on its text.
        let is_text = ["string", "textarea", "picklist", "multipicklist", "email", "phone", "url", "encryptedstring"];
        let active = self.picklist_values.into_iter().filter(|v| v.active);
        OrgField {
            length: (self.length > 0 && is_text.contains(&self.kind.as_str())).then_some(self.length),
            is_writable: self.createable || self.updateable,
            choices: active.map(|v| v.value).collect(),
            relationship: self.relationship_name,
            is_external_id: self.external_id,
            name: self.name,
        }
    }
}

fn from_csv(bytes: &[u8]) -> Option<OrgObject> {
    let rows = csv_file::read_rows(bytes)?;
    let (header, rows) = rows.split_first()?;
    let find = |titles: &[&str]| header.iter().position(|h| titles.iter().any(|t| h.trim().eq_ignore_ascii_case(t)));
    let name = find(&["API Name", "Field", "Field API Name", "QualifiedApiName", "Name"])?;
    let (length, values) = (find(&["Length"]), find(&["Values", "Picklist values"]));
    let fields = rows.iter().filter_map(|row| {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map_or("", |text| text.trim());
        let name = Some(cell(Some(name))).filter(|name| !name.is_empty())?.to_owned();
        let choices = cell(values).split([';', '\n']).map(str::trim).filter(|v| !v.is_empty());
        Some(OrgField {
            relationship: name.strip_suffix("__c").map(|stem| format!("{stem}__r")),
            length: cell(length).parse().ok(),
            is_writable: true,
            choices: choices.map(ToOwned::to_owned).collect(),
            is_external_id: true,
            name,
        })
    });
    Some(OrgObject { fields: fields.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESCRIBED: &str = r#"{"fields": [
        {"name": "pse__Resource_Role__c", "type": "picklist", "length": 255, "createable": true, "updateable": true,
         "picklistValues": [{"value": "Consultant", "active": true}, {"value": "Old role", "active": false}]},
        {"name": "pse__SOW_Hours__c", "type": "double", "length": 0, "createable": true, "updateable": true},
        {"name": "pse__Region__c", "type": "reference", "length": 18, "createable": true, "relationshipName": "pse__Region__r"},
        {"name": "pse__AccountId__c", "type": "string", "length": 1300, "createable": false, "updateable": false}]}"#;

    #[test]
    fn a_description_is_read_as_it_is_and_within_an_answer() {
        let around = format!(r#"{{"status": 0, "result": {DESCRIBED}}}"#);
        for text in [DESCRIBED, &around] {
            let object = read_org_description(text.as_bytes()).unwrap();
            let [role, hours, region, account] = object.fields.as_slice() else { panic!("{object:?}") };
            assert_eq!((role.length, role.choices.as_slice()), (Some(255), ["Consultant".to_owned()].as_slice()));
            assert_eq!((hours.length, hours.is_writable), (None, true));
            assert_eq!((region.length, region.relationship.as_deref()), (None, Some("pse__Region__r")));
            assert!(!account.is_writable);
        }
    }

    #[test]
    fn a_table_of_fields_is_a_description_and_anything_else_is_none() {
        let object = read_org_description(b"API Name,Length,Values\npse__Notes__c,255,\nRole__c,,A;B\n").unwrap();
        assert_eq!(object.fields.len(), 2);
        assert_eq!((object.fields[0].length, object.fields[1].choices.len()), (Some(255), 2));
        for text in ["", "{}", "{\"fields\": []}", "just a line", "A,B\n1,2\n"] {
            assert!(read_org_description(text.as_bytes()).is_err(), "{text}");
        }
    }
}
