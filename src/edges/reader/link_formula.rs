//! The address that the formula `HYPERLINK` names.

/// The address in a formula that is only `HYPERLINK("address","text")`; none where it is computed.
pub(super) fn address_in_formula(formula: &str) -> Option<String> {
    let call = formula.trim_start_matches("of:").trim_start_matches('=').trim_start();
    let name = call.get(.."HYPERLINK".len()).filter(|name| name.eq_ignore_ascii_case("HYPERLINK"))?;
    let rest = call.get(name.len()..)?.trim_start().strip_prefix('(')?.trim_start().strip_prefix('"')?;
    let mut address = String::new();
    let mut characters = rest.char_indices();
    while let Some((at, c)) = characters.next() {
        let behind = rest.get(at + c.len_utf8()..).unwrap_or_default();
        match c {
            '"' if behind.starts_with('"') => {
                address.push('"');
                characters.next();
            }
            '"' => {
                let ends = behind.trim_start().starts_with([',', ';', ')']);
                return Some(address).filter(|a| ends && leads_out(a));
            }
            c => address.push(c),
        }
    }
    None
}

/// A place in the workbook itself as Excel writes it: `#Risks!A1` for `#$Risks.A1`.
pub(super) fn place_as_in_excel(address: &str) -> Option<String> {
    let (sheet, cell) = address.strip_prefix('#')?.rsplit_once('.')?;
    Some(format!("#{}!{cell}", sheet.strip_prefix('$').unwrap_or(sheet)))
}

/// Whether an address leads out of the workbook.
fn leads_out(address: &str) -> bool {
    !address.trim().is_empty() && !address.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_the_workbook_are_written_as_excel_does() {
        for (address, place) in [
            ("#$Risks.A1", Some("#Risks!A1")),
            ("#'My risks'.B2", Some("#'My risks'!B2")),
            ("#Agreed", None),
            ("https://acme.example/a.b", None),
        ] {
            assert_eq!(place_as_in_excel(address).as_deref(), place, "{address}");
        }
    }

    #[test]
    fn only_an_address_that_is_written_out_is_read_from_a_formula() {
        for (formula, address) in [
            (r#"HYPERLINK("https://example.com/a","Runbook")"#, Some("https://example.com/a")),
            (r#"hyperlink( "https://example.com" )"#, Some("https://example.com")),
            (r#"of:=HYPERLINK("mailto:ada@acme.example";"Ada")"#, Some("mailto:ada@acme.example")),
            (r#"HYPERLINK("https://example.com/""q""","x")"#, Some("https://example.com/\"q\"")),
            (r##"HYPERLINK("#Risks!A1","x")"##, None),
            (r#"HYPERLINK("https://example.com/"&A1,"x")"#, None),
            (r#"HYPERLINK(A1,"x")"#, None),
            (r#"HYPERLINK("https://example.com"#, None),
            ("SUM(A1)", None),
            ("", None),
        ] {
            assert_eq!(address_in_formula(formula).as_deref(), address, "{formula}");
        }
    }
}
