//! What a module declares: its functions with their sizes, and its types.

use crate::sources::{attributes, is_for_tests, line_of};
use std::collections::BTreeSet;
use syn::visit::{self, Visit};
use syn::{Block, FnArg, ImplItemFn, Item, ItemFn, ItemImpl, ItemMod, ItemTrait, Signature, TraitItemFn};
use syn::{Ident, Type, TypeTuple, Visibility};

/// A function outside tests.
pub struct Function {
    /// With its type, if it has one: `Sheet::rows`.
    pub name: String,
    pub line: usize,
    /// From `fn` to the closing brace.
    pub lines: usize,
    /// Without `self`.
    pub parameters: usize,
    /// `pub` of any reach, or of a trait that is.
    pub public: bool,
    /// Belongs to no type and no other function.
    pub free: bool,
    /// The elements of the widest tuple among what it takes and returns.
    pub tuple: usize,
}

/// A struct, enum, union, trait or type alias.
pub struct TypeName {
    pub name: String,
    pub line: usize,
}

/// The functions and types of these items of one module; modules inside it speak for themselves, tests are left out.
pub fn of(items: &[Item]) -> (Vec<Function>, Vec<TypeName>) {
    let mut found = Found { functions: Vec::new(), types: Vec::new(), owners: Vec::new(), in_public_trait: false };
    for item in items {
        found.visit_item(item);
    }
    (found.functions, found.types)
}

/// The names that these items declare, without modules and without what `use` brings.
pub fn names(items: &[Item]) -> BTreeSet<String> {
    items.iter().filter_map(declared).map(|(name, _)| name.to_string()).collect()
}

struct Found {
    functions: Vec<Function>,
    types: Vec<TypeName>,
    /// The types and functions that what is read now is inside of.
    owners: Vec<String>,
    in_public_trait: bool,
}

impl Found {
    fn function(&mut self, sig: &Signature, public: bool, block: Option<&Block>) {
        let line = line_of(sig.fn_token.span);
        let end = block.map_or(line, |b| b.brace_token.span.close().end().line);
        let mut tuples = Widest(0);
        tuples.visit_signature(sig);
        let own = sig.ident.to_string();
        self.functions.push(Function {
            name: self.owners.iter().chain([&own]).map(String::as_str).collect::<Vec<_>>().join("::"),
            line,
            lines: end + 1 - line,
            parameters: sig.inputs.iter().filter(|i| matches!(i, FnArg::Typed(_))).count(),
            public,
            free: self.owners.is_empty(),
            tuple: tuples.0,
        });
    }

    fn inside(&mut self, owner: String, read: impl FnOnce(&mut Self)) {
        self.owners.push(owner);
        read(self);
        self.owners.pop();
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_for_tests(attributes(item)) {
            return;
        }
        if let Some((name, true)) = declared(item) {
            self.types.push(TypeName { name: name.to_string(), line: line_of(name.span()) });
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, _: &'ast ItemMod) {}

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.function(&item.sig, is_public(&item.vis), Some(&item.block));
        self.inside(item.sig.ident.to_string(), |found| visit::visit_item_fn(found, item));
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        self.inside(type_name(&item.self_ty), |found| visit::visit_item_impl(found, item));
    }

    fn visit_item_trait(&mut self, item: &'ast ItemTrait) {
        let before = std::mem::replace(&mut self.in_public_trait, is_public(&item.vis));
        self.inside(item.ident.to_string(), |found| visit::visit_item_trait(found, item));
        self.in_public_trait = before;
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !is_for_tests(&item.attrs) {
            self.function(&item.sig, is_public(&item.vis), Some(&item.block));
            self.inside(item.sig.ident.to_string(), |found| visit::visit_impl_item_fn(found, item));
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        self.function(&item.sig, self.in_public_trait, item.default.as_ref());
        self.inside(item.sig.ident.to_string(), |found| visit::visit_trait_item_fn(found, item));
    }
}

struct Widest(usize);

impl<'ast> Visit<'ast> for Widest {
    fn visit_type_tuple(&mut self, tuple: &'ast TypeTuple) {
        self.0 = self.0.max(tuple.elems.len());
        visit::visit_type_tuple(self, tuple);
    }
}

/// The name of an item, and whether it is a type.
fn declared(item: &Item) -> Option<(&Ident, bool)> {
    match item {
        Item::Enum(i) => Some((&i.ident, true)),
        Item::Struct(i) => Some((&i.ident, true)),
        Item::Union(i) => Some((&i.ident, true)),
        Item::Trait(i) => Some((&i.ident, true)),
        Item::Type(i) => Some((&i.ident, true)),
        Item::Fn(i) => Some((&i.sig.ident, false)),
        Item::Const(i) => Some((&i.ident, false)),
        Item::Static(i) => Some((&i.ident, false)),
        Item::Macro(i) => i.ident.as_ref().map(|name| (name, false)),
        _ => None,
    }
}

fn is_public(vis: &Visibility) -> bool {
    !matches!(vis, Visibility::Inherited)
}

fn type_name(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().map_or_else(String::new, |s| s.ident.to_string()),
        Type::Reference(inner) => type_name(&inner.elem),
        _ => "impl".to_owned(),
    }
}
