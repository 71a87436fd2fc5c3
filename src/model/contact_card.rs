//! A person as an address book has them.

/// A person; what is not known is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactCard {
    /// What tells them from all others, for ever.
    pub key: String,
    /// The whole name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The phone number.
    pub phone: String,
    /// The company.
    pub company: String,
    /// The title on the business card.
    pub title: String,
    /// The role in the project.
    pub role: String,
    /// More about them.
    pub note: String,
}
