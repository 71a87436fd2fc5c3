//! The paths that a module mentions: in `use`, in code, and in the tokens of macros and attributes.

use crate::sources::{attributes, is_for_tests, line_of};
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, ItemMod, ItemUse, Macro, Meta, Path, TraitItem, UseTree, Visibility};

/// A path, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub path: Vec<String>,
    pub line: usize,
    /// In a `pub use`, of any reach.
    pub passed_on: bool,
}

/// A name that a `use` brings into a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// `*` for everything.
    pub name: String,
    pub path: Vec<String>,
    /// `pub use`, of any reach.
    pub passed_on: bool,
}

/// What these items of one module mention; modules inside it speak for themselves, tests are left out.
pub fn of(items: &[Item]) -> (Vec<Import>, Vec<Mention>) {
    let mut found = Found::default();
    for item in items {
        found.visit_item(item);
    }
    (found.imports, found.mentions)
}

#[derive(Default)]
struct Found {
    imports: Vec<Import>,
    mentions: Vec<Mention>,
}

impl Found {
    fn mention(&mut self, path: Vec<String>, line: usize) {
        if path.len() > 1 {
            self.mentions.push(Mention { path, line, passed_on: false });
        }
    }

    fn import(&mut self, tree: &UseTree, before: &[String], passed_on: bool) {
        let with = |last: &dyn ToString| before.iter().cloned().chain([last.to_string()]).collect::<Vec<_>>();
        let (name, path, line) = match tree {
            UseTree::Path(path) => return self.import(&path.tree, &with(&path.ident), passed_on),
            UseTree::Group(group) => return group.items.iter().for_each(|t| self.import(t, before, passed_on)),
            UseTree::Name(n) if n.ident == "self" => {
                (before.last().cloned().unwrap_or_default(), before.to_vec(), line_of(n.ident.span()))
            }
            UseTree::Rename(r) if r.ident == "self" => (r.rename.to_string(), before.to_vec(), line_of(r.ident.span())),
            UseTree::Name(n) => (n.ident.to_string(), with(&n.ident), line_of(n.ident.span())),
            UseTree::Rename(r) => (r.rename.to_string(), with(&r.ident), line_of(r.ident.span())),
            UseTree::Glob(g) => ("*".to_owned(), before.to_vec(), line_of(g.star_token.spans[0])),
        };
        self.mentions.push(Mention { path: path.clone(), line, passed_on });
        self.imports.push(Import { name, path, passed_on });
    }

    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(first) => {
                    let path = path_at(&tokens, at);
                    let length = path.len();
                    // What follows `::` is the rest of something that is no plain path.
                    if !(at > 1 && is_colon(&tokens, at - 1) && is_colon(&tokens, at - 2)) {
                        self.mention(path, line_of(first.span()));
                    }
                    at += 3 * (length - 1);
                }
                TokenTree::Literal(text) => self.literal(&text.to_string(), line_of(text.span())),
                TokenTree::Punct(_) => {}
            }
            at += 1;
        }
    }

    /// A path in quotes, as attributes have them: `with = "crate::model::text"`.
    fn literal(&mut self, text: &str, line: usize) {
        let Some(inner) = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')) else { return };
        let path: Vec<String> = inner.split("::").map(str::to_owned).collect();
        if path.iter().all(|p| !p.is_empty() && p.chars().all(|c| c.is_alphanumeric() || c == '_')) {
            self.mention(path, line);
        }
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, _: &'ast ItemMod) {}

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        if !matches!(item, ImplItem::Fn(f) if is_for_tests(&f.attrs)) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        if !matches!(item, TraitItem::Fn(f) if is_for_tests(&f.attrs)) {
            visit::visit_trait_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if item.leading_colon.is_none() {
            self.import(&item.tree, &[], !matches!(item.vis, Visibility::Inherited));
        }
    }

    // `pub(in crate::steps)` needs nothing from there.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_attribute(&mut self, attr: &'ast Attribute) {
        if let Meta::List(list) = &attr.meta
            && !list.path.is_ident("doc")
        {
            self.tokens(list.tokens.clone());
        }
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        self.visit_path(&mac.path);
        self.tokens(mac.tokens.clone());
    }

    fn visit_path(&mut self, path: &'ast Path) {
        if path.leading_colon.is_none()
            && let Some(first) = path.segments.first()
        {
            let names = path.segments.iter().map(|s| s.ident.to_string()).collect();
            self.mention(names, line_of(first.ident.span()));
        }
        visit::visit_path(self, path);
    }
}

fn path_at(tokens: &[TokenTree], mut at: usize) -> Vec<String> {
    let mut path = Vec::new();
    while let Some(TokenTree::Ident(name)) = tokens.get(at) {
        path.push(name.to_string());
        if !(is_colon(tokens, at + 1) && is_colon(tokens, at + 2)) {
            break;
        }
        at += 3;
    }
    path
}

fn is_colon(tokens: &[TokenTree], at: usize) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == ':')
}
