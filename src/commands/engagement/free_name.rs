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

#[cfg(test)]
mod tests {
    use super::first_free_name;

    #[test]
    fn the_first_free_name_has_no_number_and_the_next_one_is_2() {
        assert_eq!(first_free_name("raid", |_| true), "raid");
        assert_eq!(first_free_name("raid", |name| name != "raid"), "raid-2");
        assert_eq!(first_free_name("raid", |name| name.ends_with("-11")), "raid-11");
    }
}
