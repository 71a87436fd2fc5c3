//! As much of a list as a cell of Excel takes.

/// So many characters of a group are told on its row: a cell of Excel takes 32,767, and a quoted pick may follow.
const MOST_CHARACTERS: usize = 30_000;

/// What is in a group, as far as a cell takes it.
pub fn within_a_cell(said: &[String]) -> String {
    let lengths = said.iter().scan(0_usize, |all, one| {
        *all += one.encode_utf16().count() + 2;
        Some(*all)
    });
    let told = lengths.take_while(|all| *all <= MOST_CHARACTERS).count();
    let text = said.iter().take(told).map(String::as_str).collect::<Vec<_>>().join("; ");
    match said.len() - told {
        0 => text,
        more => format!("{text}; and {more} more, which One by one lists"),
    }
}
