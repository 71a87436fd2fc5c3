//! Names for new files, numbered so that none replaces another.

/// The first of `stem`, `stem-2`, `stem-3` and so on that is free.
pub fn first_free_name(stem: &str, is_free: impl Fn(&str) -> bool) -> String {
    let mut name = stem.to_owned();
    let mut n = 2_u64;
    while !is_free(&name) {
        name = format!("{stem}-{n}");
        n += 1;
    }
    name
}
