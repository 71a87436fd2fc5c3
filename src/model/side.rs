//! Which side of the engagement a person belongs to.

use crate::model::delivery_side::DeliverySide;
use crate::model::state::Master;
use crate::model::template::Owner;

/// The side of the contact with this ID; who is no contact counts as the customer's.
pub fn side(master: &Master, contact: Option<&str>) -> Owner {
    let organisation = master.sheet("contacts").and_then(|contacts| {
        let record = contacts.records.values().find(|r| Some(r.id.as_str()) == contact)?;
        contacts.sheet.position("org").and_then(|i| record.values.get(i)).map(ToString::to_string)
    });
    organisation.map_or(Owner::Customer, |o| side_of_organisation(&o, &master.delivery))
}

/// The side of an organisation as the Contacts sheet spells it: partners work for the side that delivers.
pub fn side_of_organisation(organisation: &str, delivery: &DeliverySide) -> Owner {
    if delivery.is(organisation) || organisation == "Partner" { Owner::Delivery } else { Owner::Customer }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::{Record, SheetState};
    use crate::model::template::{Column, Kind, Sheet};
    use crate::model::value::Value;
    use std::sync::Arc;

    fn contacts(rows: &[(&str, &str)]) -> Master {
        let mut sheet = Sheet::new("contacts", "contacts", "Contacts");
        sheet.columns = ["id", "org"].map(|key| Column::new(key, key, Kind::Text)).to_vec();
        let mut state = SheetState::new(Arc::new(sheet));
        for (id, org) in rows {
            let values = vec![Value::text(*id), Value::text(*org)];
            state.records.insert((*id).into(), Record { id: (*id).into(), values, ..Record::default() });
        }
        Master { sheets: vec![state], ..Master::default() }
    }

    #[test]
    fn a_contact_stands_on_the_side_of_their_organisation() {
        let master = contacts(&[("C-001", "AWS"), ("C-002", "Partner"), ("C-003", "Customer"), ("C-004", "")]);
        for (contact, stands) in [
            (Some("C-001"), Owner::Delivery),
            (Some("C-002"), Owner::Delivery),
            (Some("C-003"), Owner::Customer),
            (Some("C-004"), Owner::Customer),
            (Some("C-999"), Owner::Customer),
            (None, Owner::Customer),
        ] {
            assert_eq!(side(&master, contact), stands, "{contact:?}");
        }
        let delivery = DeliverySide { name: "Contoso".into(), ..DeliverySide::default() };
        let master = Master { delivery, ..contacts(&[("C-001", "AWS"), ("C-002", "Contoso")]) };
        assert_eq!(["C-001", "C-002"].map(|id| side(&master, Some(id))), [Owner::Customer, Owner::Delivery]);
        assert_eq!(side(&Master::default(), Some("C-001")), Owner::Customer, "a master without contacts");
    }
}
