//! How the parts of a package refer to each other, and how parts are named.

/// How one part refers to another, or to something outside the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::edges) struct Relation {
    /// Its id within the part that refers.
    pub(in crate::edges) id: String,
    /// Its whole type, a URI.
    pub(in crate::edges) type_uri: String,
    /// The target as it is written.
    pub(in crate::edges) target: String,
    /// The part that it leads to; none for something outside.
    pub(in crate::edges) part: Option<String>,
}

impl Relation {
    /// The last word of its type: `worksheet`, `comments`. The URIs before it differ between the strict and the usual
    /// form.
    pub(in crate::edges) fn kind(&self) -> &str {
        self.type_uri.rsplit('/').next().unwrap_or_default()
    }
}

/// The part that holds the relations of a part; for the package itself, which has no name, `_rels/.rels`.
pub(super) fn relations_part(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") }
}

/// The name of the part to which a target in the relations of `part` leads. Targets are relative (`../comments1.xml`,
/// `worksheets/sheet1.xml`) or absolute (`/xl/comments1.xml`).
pub(super) fn resolve_target(part: &str, target: &str) -> String {
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let target = target.replace('\\', "/");
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|s| !s.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolve_target;

    #[test]
    fn targets_lead_to_parts() {
        for (part, target, found) in [
            ("xl/worksheets/sheet1.xml", "../comments1.xml", "xl/comments1.xml"),
            ("xl/worksheets/sheet1.xml", "/xl/comments1.xml", "xl/comments1.xml"),
            ("xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("xl/workbook.xml", "..\\..\\..\\x.xml", "x.xml"),
        ] {
            assert_eq!(resolve_target(part, target), found);
        }
    }
}
