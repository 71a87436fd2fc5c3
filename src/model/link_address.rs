//! What lies behind a cell with a hyperlink: whether the cell shows it, and whom it mails.

/// Whether a text is its own address, with or without the scheme: Excel makes such a link of what looks like one.
pub fn shows_its_address(text: &str, address: &str) -> bool {
    let (text, address) = (bare_address(text), bare_address(address));
    match (text.split_once('@'), address.split_once('@')) {
        (Some(_), Some(_)) => text.eq_ignore_ascii_case(without_query(address)),
        _ => host_folded(text) == host_folded(address),
    }
}

/// Whether an address can be written as the target of a hyperlink as it is: Excel takes a file with another for damaged.
pub fn is_target(address: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || "\"<>^`{|}".contains(c);
    let is_of_file = address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"));
    let is_place = address.starts_with('#');
    (is_place || !address.contains(is_odd))
        && (is_of_file || is_place || !address.contains('\\'))
        && address.matches('#').count() <= 1
        && address.len() > usize::from(is_place)
        && address.encode_utf16().count() <= LONGEST
}

/// How long an address may be that Excel takes.
const LONGEST: usize = 2079;

/// The mailbox of a `mailto:` address; none of any other.
pub fn mailbox(address: &str) -> Option<&str> {
    let scheme = address.get(..7).filter(|s| s.eq_ignore_ascii_case("mailto:"))?;
    Some(without_query(address.get(scheme.len()..)?))
}

/// An address without its scheme and the slash at its end.
fn bare_address(address: &str) -> &str {
    let address = address.trim();
    let schemes = ["mailto:", "https://", "http://"];
    let is_first = |scheme: &&&str| address.get(..scheme.len()).is_some_and(|a| a.eq_ignore_ascii_case(scheme));
    let found = schemes.iter().find(is_first).map(|scheme| scheme.len());
    address.get(found.unwrap_or(0)..).unwrap_or_default().trim_end_matches('/')
}

fn without_query(address: &str) -> &str {
    address.split('?').next().unwrap_or_default().trim()
}

/// An address with its host in small letters and blanks as they are written in addresses.
fn host_folded(address: &str) -> String {
    let end = address.find(['/', '?', '#']).unwrap_or(address.len());
    let (host, path) = address.split_at(end);
    host.to_ascii_lowercase() + &path.replace(' ', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_its_own_address_says_nothing_more() {
        for (text, address, same) in [
            ("https://example.com", "https://example.com/", true),
            ("example.com/a", "http://Example.com/a", true),
            ("https://example.com/a b", "https://example.com/a%20b", true),
            ("ada@acme.example", "mailto:ada@acme.example", true),
            ("Ada@acme.example ", "mailto:ada@ACME.example?subject=Hi", true),
            ("Runbook", "https://example.com/", false),
            ("https://example.com/a", "https://example.com/A", false),
            ("ada@acme.example", "mailto:ben@acme.example", false),
            ("é", "https://example.com", false),
        ] {
            assert_eq!(shows_its_address(text, address), same, "{text}, {address}");
        }
    }

    #[test]
    fn only_an_address_that_programs_take_is_a_target() {
        for (address, is) in [
            ("https://acme.example/a%20b?c=d#e", true),
            ("mailto:ada@acme.example?subject=Hello", true),
            ("file:///\\\\server\\share\\plan.docx", true),
            ("docs/plan.docx", true),
            ("#'My risks'!A1", true),
            ("https://acme.example/a b", false),
            ("\\\\server\\share", false),
            ("https://acme.example/#a#b", false),
            ("#", false),
            ("", false),
        ] {
            assert_eq!(is_target(address), is, "{address}");
        }
        assert!(!is_target(&format!("https://acme.example/{}", "a".repeat(2100))));
    }

    #[test]
    fn a_mailbox_is_told_from_other_addresses() {
        for (address, found) in [
            ("mailto:ada@acme.example", Some("ada@acme.example")),
            ("MAILTO:ada@acme.example?subject=x", Some("ada@acme.example")),
            ("https://example.com", None),
            ("mail", None),
        ] {
            assert_eq!(mailbox(address), found, "{address}");
        }
    }
}
