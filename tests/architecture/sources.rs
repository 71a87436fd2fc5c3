//! The sources as a tree of modules, each with what it mentions and what it declares.

use crate::mentions::{self, Import, Mention};
use crate::shapes::{self, Function, TypeName};
use proc_macro2::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use syn::{Attribute, Item, ItemMod, Meta};

/// A file below `src`.
pub struct File {
    /// With forward slashes, from the root of the repository: `src/steps/plain.rs`.
    pub path: String,
    pub lines: usize,
}

/// A module: a file, or a `mod name { … }` in one.
pub struct Module {
    pub name: String,
    /// Its place in [`Sources::files`].
    pub file: usize,
    pub line: usize,
    pub parent: Option<usize>,
    pub children: BTreeMap<String, usize>,
    /// The names that it declares itself.
    pub items: BTreeSet<String>,
    pub imports: Vec<Import>,
    pub mentions: Vec<Mention>,
    pub functions: Vec<Function>,
    pub types: Vec<TypeName>,
}

/// Everything below `src`.
#[derive(Default)]
pub struct Sources {
    pub files: Vec<File>,
    /// Without those that only tests have.
    pub modules: Vec<Module>,
    /// Files that no `mod` declares.
    pub orphans: Vec<String>,
}

impl Sources {
    /// Reads `src` in this folder.
    pub fn read(root: &Path) -> Self {
        let mut texts = BTreeMap::new();
        let mut folders = vec![root.join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "rs") {
                    let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                    texts.insert(name, std::fs::read_to_string(&path).unwrap());
                }
            }
        }
        Self::of(&texts)
    }

    /// The modules of these texts by path.
    pub fn of(texts: &BTreeMap<String, String>) -> Self {
        let mut loading = Loading { texts, sources: Self::default() };
        for root in ["src/lib.rs", "src/main.rs"] {
            if texts.contains_key(root) {
                let place = Declared { parent: None, counts: true, name: module_name(root) };
                loading.file(root, &place);
            }
        }
        let Loading { mut sources, .. } = loading;
        let known: BTreeSet<&String> = sources.files.iter().map(|f| &f.path).collect();
        sources.orphans = texts.keys().filter(|path| !known.contains(path)).cloned().collect();
        sources
    }

    /// The file of a module.
    pub fn file_of(&self, module: usize) -> &str {
        &self.files[self.modules[module].file].path
    }

    /// Whether a module is this one or below it.
    pub fn is_within(&self, module: usize, outer: usize) -> bool {
        let mut at = Some(module);
        while let Some(here) = at {
            if here == outer {
                return true;
            }
            at = self.modules[here].parent;
        }
        false
    }
}

/// The name of the module in a file: `plain` for `src/steps/plain.rs` and for `src/steps/plain/mod.rs`.
pub fn module_name(path: &str) -> String {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

/// Whether something is only there for tests.
pub fn is_for_tests(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| match &attr.meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("cfg") => {
            let tokens: String = list.tokens.to_string().split_whitespace().collect();
            tokens == "test" || tokens.starts_with("all(test,")
        }
        _ => false,
    })
}

/// The attributes of an item.
pub fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(i) => &i.attrs,
        Item::Enum(i) => &i.attrs,
        Item::Fn(i) => &i.attrs,
        Item::Impl(i) => &i.attrs,
        Item::Macro(i) => &i.attrs,
        Item::Mod(i) => &i.attrs,
        Item::Static(i) => &i.attrs,
        Item::Struct(i) => &i.attrs,
        Item::Trait(i) => &i.attrs,
        Item::Type(i) => &i.attrs,
        Item::Union(i) => &i.attrs,
        Item::Use(i) => &i.attrs,
        _ => &[],
    }
}

/// The line where something starts.
pub fn line_of(span: Span) -> usize {
    span.start().line
}

/// Where a module is declared.
struct Declared {
    parent: Option<usize>,
    counts: bool,
    name: String,
}

struct Loading<'a> {
    texts: &'a BTreeMap<String, String>,
    sources: Sources,
}

impl Loading<'_> {
    fn file(&mut self, path: &str, declared: &Declared) {
        let text = &self.texts[path];
        let parsed = syn::parse_file(text).unwrap_or_else(|why| panic!("{path}:{}: {why}", line_of(why.span())));
        self.sources.files.push(File { path: path.to_owned(), lines: text.lines().count() });
        let file = self.sources.files.len() - 1;
        self.module(file, 1, &folder_of_children(path), declared, &parsed.items);
    }

    fn module(&mut self, file: usize, line: usize, folder: &str, declared: &Declared, items: &[Item]) {
        let this = declared.counts.then(|| self.add(file, line, declared, items));
        for item in items {
            if let Item::Mod(inner) = item {
                let counts = declared.counts && !is_for_tests(&inner.attrs);
                let below = Declared { parent: this, counts, name: inner.ident.to_string() };
                self.declared(file, folder, &below, inner);
            }
        }
    }

    fn declared(&mut self, file: usize, folder: &str, declared: &Declared, item: &ItemMod) {
        let name = &declared.name;
        if let Some((_, items)) = &item.content {
            return self.module(file, line_of(item.ident.span()), &format!("{folder}/{name}"), declared, items);
        }
        let paths = [format!("{folder}/{name}.rs"), format!("{folder}/{name}/mod.rs")];
        if let Some(path) = paths.iter().find(|path| self.texts.contains_key(*path)) {
            self.file(path, declared);
        }
    }

    fn add(&mut self, file: usize, line: usize, declared: &Declared, items: &[Item]) -> usize {
        let (imports, mentions) = mentions::of(items);
        let (functions, types) = shapes::of(items);
        let this = self.sources.modules.len();
        self.sources.modules.push(Module {
            name: declared.name.clone(),
            file,
            line,
            parent: declared.parent,
            children: BTreeMap::new(),
            items: shapes::names(items),
            imports,
            mentions,
            functions,
            types,
        });
        if let Some(parent) = declared.parent {
            self.sources.modules[parent].children.insert(declared.name.clone(), this);
        }
        this
    }
}

fn folder_of_children(path: &str) -> String {
    let stem = path.trim_end_matches(".rs");
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    let own = ["src/lib", "src/main"].contains(&stem) || name == "mod";
    if own { folder.to_owned() } else { stem.to_owned() }
}
