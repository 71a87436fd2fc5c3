//! Archives: the files in a `.zip`.

use super::members::{MOST_MEMBERS, member, too_many};
use crate::edges::ooxml::untrusted::UntrustedPackage;
use crate::edges::unreadable::Unreadable;
use crate::model::container::Container;
use crate::model::engagement::Limits;

/// The files in an archive, but for what systems put into it by themselves.
pub(super) fn open_archive(bytes: &[u8], limits: &Limits) -> Result<Container, Unreadable> {
    let mut package = UntrustedPackage::open(bytes, limits)?;
    let of_systems = |name: &str| {
        name.split('/')
            .any(|part| part.starts_with('.') || part.starts_with("~$") || part.eq_ignore_ascii_case("__macosx"))
    };
    let names: Vec<String> = package.file_names().into_iter().filter(|name| !of_systems(name)).collect();
    if names.len() > MOST_MEMBERS {
        return Err(too_many(names.len()));
    }
    let mut out = Container::default();
    for name in names {
        let content = package.bytes(&name)?;
        out.members.push(member(name, &content));
    }
    Ok(out)
}
