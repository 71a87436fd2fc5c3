//! Which workbooks and recipients a user named.

use super::recipients::Recipient;
use crate::model::template::{Template, Visibility};
use crate::model::text::{did_you_mean, fold};

/// The keys of the workbooks named by key or title. An `Err` says which one can't be sent, and why.
pub fn chosen_workbooks(named: &[String], templates: &[Template]) -> Result<Vec<String>, String> {
    let mut out = Vec::new();
    for name in named {
        let found = templates.iter().find(|t| t.key == *name || fold(&t.title) == fold(name));
        let Some(template) = found else {
            let keys: Vec<&str> = templates.iter().map(|t| t.key.as_str()).collect();
            let near = did_you_mean(name, keys.iter().copied());
            return Err(format!("there is no workbook {name}.{near} There are: {}.", keys.join(", ")));
        };
        if template.audience == Visibility::Internal {
            return Err(format!("the workbook {name} is internal: nobody is sent it."));
        }
        out.push(template.key.clone());
    }
    Ok(out)
}

/// The recipients named by key, name or contact ID; all of them where none is named. An `Err` says who is not there.
pub fn chosen_recipients(named: &[String], everyone: &[Recipient]) -> Result<Vec<Recipient>, String> {
    if named.is_empty() {
        return Ok(everyone.to_vec());
    }
    named
        .iter()
        .map(|name| {
            let found = everyone.iter().find(|r| r.key == *name || fold(&r.name) == fold(name) || r.contact == *name);
            found.cloned().ok_or_else(|| {
                let near = did_you_mean(name, everyone.iter().map(|r| r.key.as_str()));
                format!("no recipient is called {name}.{near} Recipients are contacts whose column Receives names a workbook.")
            })
        })
        .collect()
}
