//! The members of a group as its row and its line tell them.

/// So many members of a group are told on its row; the report has them all.
const MOST_TOLD: usize = 5;
/// So many characters are told in a cell: a cell of Excel takes 32,767, and a quoted pick may follow.
const MOST_CHARACTERS: usize = 30_000;

/// The first members of a group, and how many more there are.
pub fn first_members(said: &[String]) -> String {
    match said.len().saturating_sub(MOST_TOLD) {
        0 => joined(said),
        more => format!("{}; and {more} more, which the report lists", joined(said.get(..MOST_TOLD).unwrap_or(said))),
    }
}

/// As many members as a cell takes behind a text, and how many more there are.
pub fn members_within_a_cell(said: &[String], behind: &str) -> String {
    let room = MOST_CHARACTERS.saturating_sub(behind.encode_utf16().count());
    let lengths = said.iter().scan(0_usize, |all, one| {
        *all += one.encode_utf16().count() + 2;
        Some(*all)
    });
    let told = lengths.take_while(|all| *all <= room).count();
    match said.len() - told {
        0 => joined(said),
        more => format!("{}; and {more} more", joined(said.get(..told).unwrap_or(said))),
    }
}

fn joined(said: &[String]) -> String {
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_tells_five_members_and_the_count_of_the_others() {
        let said: Vec<String> = (1..=7).map(|n| format!("R-00{n}")).collect();
        assert_eq!(first_members(&said[..5]), "R-001; R-002; R-003; R-004; R-005");
        assert_eq!(first_members(&said), "R-001; R-002; R-003; R-004; R-005; and 2 more, which the report lists");
    }

    #[test]
    fn a_line_tells_as_many_members_as_its_cell_has_room_for() {
        let said = vec!["ä".repeat(9_998), "b".repeat(9_998), "c".repeat(9_998)];
        assert_eq!(members_within_a_cell(&said, "").len(), 4 * 9_998 + 4, "30,000 characters, whatever their bytes");
        let told = members_within_a_cell(&said, "x");
        assert!(told.ends_with("bb; and 1 more") && !told.contains('c'), "{}", told.len());
        assert_eq!(members_within_a_cell(&said, &"x".repeat(40_000)), "; and 3 more");
    }
}
