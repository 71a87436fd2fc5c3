//! The house stays as it is drawn. `plan.rs` draws it; `exceptions.tsv` lists what is not yet as the plan says and may
//! only get shorter: `PREKICK_ARCHITECTURE=write` takes out the lines that no longer offend.
//!
//! This reads the sources below the current folder and uses nothing of the program.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test stops at the first thing that is not as it should be, and works on files"
)]

mod arrows;
mod checks;
mod circles;
mod exceptions;
mod mentions;
mod plan;
mod rules;
mod shapes;
mod sources;

use exceptions::{Exceptions, Rewriting};
use plan::PLAN;
use rules::Offence;
use sources::Sources;
use std::path::Path;
use std::sync::LazyLock;

const LIST: &str = "tests/architecture/exceptions.tsv";

/// What was found, and what the list says about it.
struct Found {
    offences: Vec<Offence>,
    exceptions: Exceptions,
}

static FOUND: LazyLock<Found> = LazyLock::new(|| {
    let offences = rules::offences(&Sources::read(Path::new(".")), &PLAN);
    let mut exceptions = Exceptions::read(&std::fs::read_to_string(LIST).unwrap_or_default());
    let rewriting = match std::env::var("PREKICK_ARCHITECTURE").as_deref() {
        Ok("write") => Some(Rewriting::Shorter),
        Ok("init") => Some(Rewriting::Anew),
        _ => None,
    };
    if let Some(rewriting) = rewriting {
        exceptions = exceptions.rewritten(rewriting, &offences);
        std::fs::write(LIST, exceptions.text()).unwrap();
    }
    Found { offences, exceptions }
});

/// Lists everything that a rule finds, and fails for what the list of exceptions does not have or should not.
#[track_caller]
fn holds(rule: &str) {
    let Found { offences, exceptions } = &*FOUND;
    let found: Vec<&Offence> = offences.iter().filter(|o| o.rule == rule).collect();
    println!("{rule}: {} found, {} excepted in {LIST}", found.len(), exceptions.count(rule));
    for offence in found {
        println!("    {}", offence.message);
    }
    let complaints = exceptions.complaints(rule, offences);
    assert!(
        complaints.is_empty(),
        "{rule}: {} not as it should be:\n    {}",
        complaints.len(),
        complaints.join("\n    ")
    );
}

/// One test for each rule.
macro_rules! tests {
    ($($(#[$doc:meta])* $name:ident: $rule:ident,)+) => {
        const RULES: &[&str] = &[$(rules::$rule),+];
        $($(#[$doc])* #[test] fn $name() { holds(rules::$rule); })+
    };
}

tests! {
    /// The model knows nothing above it, a step no edge, an edge no step, and neither the command line.
    arrows_between_floors_point_one_way: FLOOR,
    no_circle_between_rooms: ROOM_CIRCLE,
    rooms_of_steps_stand_in_order: ORDER,
    every_room_of_steps_has_its_place: ROOM_LIST,
    no_circle_of_files_in_a_room: FILE_CIRCLE,
    no_long_function: LONG_FUNCTION,
    no_long_file: LONG_FILE,
    most_files_are_short: MEDIAN_FILE,
    few_parameters: PARAMETERS,
    /// A tuple of more than two is a struct without names.
    no_wide_tuple_in_a_public_signature: TUPLE,
    one_type_for_a_name: TYPE_TWICE,
    one_public_function_for_a_name_in_a_room: FUNCTION_TWICE,
    nothing_has_a_name_that_says_nothing: EMPTY_NAME,
    every_file_is_a_module: ORPHAN,
}

#[test]
fn every_exception_is_from_a_rule() {
    let strangers = FOUND.exceptions.strangers(RULES);
    assert!(strangers.is_empty(), "no such rule, or one without exceptions:\n    {}", strangers.join("\n    "));
}
