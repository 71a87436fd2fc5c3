//! From which file to which the paths lead.

use crate::sources::Sources;
use std::collections::BTreeMap;

/// How many `use`s one name may lead through.
const FAR: usize = 12;

/// A file needs another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    pub from: String,
    pub to: String,
    /// In `from`.
    pub line: usize,
    /// The path as it is written there.
    pub path: String,
}

/// One arrow for each two files, the first in the file. What only tests need is no arrow, and neither is a module that
/// passes on what its own children declare.
pub fn arrows(sources: &Sources) -> Vec<Arrow> {
    let paths = Paths(sources);
    let mut found: BTreeMap<(&str, &str), Arrow> = BTreeMap::new();
    for (at, module) in sources.modules.iter().enumerate() {
        for mention in &module.mentions {
            let Some(to) = paths.resolve(at, &mention.path, FAR) else { continue };
            let (from, to_file) = (sources.file_of(at), sources.file_of(to));
            if from == to_file || mention.passed_on && sources.is_within(to, at) {
                continue;
            }
            let arrow = Arrow {
                from: from.to_owned(),
                to: to_file.to_owned(),
                line: mention.line,
                path: mention.path.join("::"),
            };
            let first = found.entry((from, to_file)).or_insert_with(|| arrow.clone());
            if arrow.line < first.line {
                *first = arrow;
            }
        }
    }
    found.into_values().collect()
}

struct Paths<'a>(&'a Sources);

impl Paths<'_> {
    /// The module that a path mentioned in a module leads to; nothing if it leads out of the crate or to something local.
    fn resolve(&self, at: usize, path: &[String], far: usize) -> Option<usize> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(self.walk(self.root(at), rest, far)),
            "prekick" => Some(self.walk(0, rest, far)),
            "self" => Some(self.up(at, rest, far)),
            "super" => Some(self.up(at, path, far)),
            _ => self.step(at, first, rest, far),
        }
    }

    fn root(&self, mut at: usize) -> usize {
        while let Some(parent) = self.0.modules[at].parent {
            at = parent;
        }
        at
    }

    fn up(&self, at: usize, path: &[String], far: usize) -> usize {
        match (path.split_first(), self.0.modules[at].parent) {
            (Some((first, rest)), Some(parent)) if first == "super" => self.up(parent, rest, far),
            _ => self.walk(at, path, far),
        }
    }

    /// As far down as the path names modules.
    fn walk(&self, at: usize, path: &[String], far: usize) -> usize {
        match path.split_first() {
            Some((first, rest)) => self.step(at, first, rest, far).unwrap_or(at),
            None => at,
        }
    }

    /// One name further: a child, or what a `use` of the module brings.
    fn step(&self, at: usize, name: &str, rest: &[String], far: usize) -> Option<usize> {
        let module = &self.0.modules[at];
        if let Some(child) = module.children.get(name) {
            return Some(self.walk(*child, rest, far));
        }
        if far == 0 || module.items.contains(name) {
            return None;
        }
        self.imported(at, name, rest, far).or_else(|| self.through_globs(at, name, rest, far))
    }

    /// Where a `use` leads. What a module passes on from elsewhere counts as its own.
    fn imported(&self, at: usize, name: &str, rest: &[String], far: usize) -> Option<usize> {
        let import = self.0.modules[at].imports.iter().find(|i| i.name == name)?;
        let path: Vec<String> = import.path.iter().chain(rest).cloned().collect();
        let reached = self.resolve(at, &path, far - 1)?;
        Some(if import.passed_on && !self.0.is_within(reached, at) { at } else { reached })
    }

    fn through_globs(&self, at: usize, name: &str, rest: &[String], far: usize) -> Option<usize> {
        let globs = self.0.modules[at].imports.iter().filter(|i| i.name == "*");
        globs.filter_map(|i| self.resolve(at, &i.path, far - 1)).find_map(|to| {
            let found =
                if self.0.modules[to].items.contains(name) { Some(to) } else { self.step(to, name, rest, far - 1) };
            found.filter(|_| to != at)
        })
    }
}
