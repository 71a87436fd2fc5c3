//! Things: plain data. No disk, no clock, no environment; nothing here knows a step or an edge.
//!
//! Reading order is dependency order.

pub mod as_table;
pub mod catalogue;
pub mod change_reason;
pub mod code;
pub mod condition;
pub mod decision_option;
pub mod decision_row;
pub mod digest;
pub mod discrepancy_row;
pub mod engagement;
pub mod finding;
pub mod grid;
pub mod language;
pub mod logged_change;
pub mod mapping;
pub mod matching;
pub mod memory;
pub mod merge;
pub mod page;
pub mod place;
pub mod plain;
pub mod policy;
pub mod preserved_parts;
pub mod readiness;
pub mod report;
pub mod row_key;
pub mod severity;
pub mod shape;
pub mod sheet_names;
pub mod side;
pub mod state;
pub mod table;
pub mod template;
pub mod text;
pub mod thresholds;
pub mod value;
pub mod value_issue;
