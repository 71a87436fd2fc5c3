//! Spreadsheets in a layout of their own.
//!
//! In: a workbook that prekick did not make, the sheets that it may hold, and the mappings that people filled in. Out:
//! tables as if they stood on returned copies, or a question with a mapping to review.
//!
//! Tables are found ([`find`]), compared with the sheets of the templates (`recognition`), and cut out (`regions`). What is
//! not certain is asked, never guessed; a finding names what is left out. Nothing is written here.

mod agreement;
mod asked;
mod column_match;
mod earlier_version;
mod filled_mapping;
pub mod find;
mod fitted_matrices;
mod guesses;
mod kinds;
mod layout;
mod lettered_columns;
mod likeness;
mod made_titles;
mod mapping_book;
mod mapping_question;
mod mapping_summary;
mod matrix;
mod matrix_lists;
mod matrix_rows;
mod matrix_titles;
mod names_before;
mod new_roles;
mod normalise;
mod own_ids;
mod pairing;
mod plain_titles;
mod profiles;
mod raci_entries;
mod raci_guess;
mod raci_layout;
mod raci_list;
mod raci_names;
mod raci_parts;
mod recognition;
mod regions;
mod scales;
mod sheet_titles;
mod take_in;
mod targets;
mod title_words;
mod titles;
mod totals;

pub use asked::asked_as_well;
pub use earlier_version::source_name;
pub use filled_mapping::resolve_mapping;
pub use fitted_matrices::{FittedMatrices, Fitting, MadeColumn};
pub use layout::{LayoutDecision, LayoutRequest, decide_layout, is_clear};
pub use mapping_book::{mapping_book, read_mapping_book};
pub use mapping_question::mapping_question;
pub use matrix::fit_matrices;
pub use own_ids::{PromisedId, promise_ids, refers_by_own_ids, store_own_ids, translate_references};
pub use recognition::{Recognised, Recognition, known_titles, recognise};
pub use regions::{TableRegion, TableRegions, cut_regions};
pub use take_in::{Adopted, Adopting, adopt};
pub use targets::target_sheets;
