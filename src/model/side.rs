//! Which side of the engagement somebody stands on.

use crate::model::state::Master;
use crate::model::template::Owner;

/// The side of the contact with this ID; who is no contact counts as the customer's.
pub fn side(master: &Master, contact: Option<&str>) -> Owner {
    let organisation = master.sheet("contacts").and_then(|contacts| {
        let record = contacts.records.values().find(|r| Some(r.id.as_str()) == contact)?;
        contacts.sheet.position("org").and_then(|i| record.values.get(i)).map(ToString::to_string)
    });
    organisation.map_or(Owner::Customer, |o| side_of_organisation(&o))
}

/// The side of an organisation as the Contacts sheet spells it.
pub fn side_of_organisation(organisation: &str) -> Owner {
    match organisation {
        "AWS" | "Partner" => Owner::Delivery,
        _ => Owner::Customer,
    }
}
