//! How often something takes place.

/// How many days lie between two meetings of a frequency at the most, by its label. What takes place when there is a need for it
/// may take place never.
pub const DAYS_BETWEEN: [(&str, u32); 6] = [
    ("Quarterly", 91),
    ("Monthly", 31),
    ("Twice a month", 16),
    ("Fortnightly", 14),
    ("Per milestone", 999),
    ("Ad hoc", 999),
];

/// The days between meetings of every other frequency: weekly or more often.
pub const DAYS_OF_A_WEEK: u32 = 7;

/// How many days lie between two meetings of a frequency at the most.
pub fn days_between(frequency: &str) -> u32 {
    DAYS_BETWEEN.iter().find(|(label, _)| *label == frequency.trim()).map_or(DAYS_OF_A_WEEK, |(_, days)| *days)
}
