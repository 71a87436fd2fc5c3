//! The model: plain data that steps and edges pass to each other, with the rules that need nothing but the data.
//!
//! No disk, no clock, no environment; nothing here knows a step, an edge or a command. Names that are stored, in the
//! master's memory or in JSON, never change. In order of dependency, each file using those above it only:
//!
//! | file | what it is |
//! | --- | --- |
//! | [`text`], [`typed`], [`digest`] | how texts are compared and shortened; what of a typed text counts; SHA-256 |
//! | [`place`], [`sheet_names`], [`text_encoding`], [`link_address`] | file, sheet and cell; fixed names and positions; how bytes are text; what a link leads to |
//! | [`keys`] | the keys of sheets, fields, records and copies |
//! | [`row_key`], [`severity`], [`policy`], [`language`], [`thresholds`] | small types that many use |
//! | [`value`], [`shown_apart`] | a cell's value as understood, and the meaning of "the same value"; values side by side |
//! | [`excel_text`], [`grid`], [`shape`] | numbers and times as Excel writes them; a workbook as found; widths, heights and filters |
//! | [`condition`] | an expression of a template |
//! | [`code`], [`catalogue`] | the codes of findings, and what each means |
//! | [`template`], [`engagement`], [`surroundings`] | what a workbook is; the settings of a project, and where and when it is |
//! | [`project_days`], [`working_days`], [`plan_shift`] | the days that a proposed plan is measured by; Monday to Friday; by how much a plan moves |
//! | [`value_issue`], [`table`] | what is wrong with a value; a sheet as understood |
//! | [`decision_option`], [`finding`], [`finding_line`], [`strictness`], [`stage`], [`gaps`], [`decision_row`] | what is reported and asked, in which lines, how strictly, and how it ended |
//! | [`change_reason`], [`report`], [`logged_change`], [`change_summary`] | why the master changed; what a run did; the log; what changed since |
//! | [`merge`], [`matching`] | how proposals become a verdict; what is reported of matching |
//! | [`memory`], [`memory_keys`], [`awaited`], [`preserved_parts`], [`state`] | what the master remembers, which copies are waited for, what it carries over and holds |
//! | [`shown_names`], [`as_table`], [`discrepancy_row`], [`side`], [`readiness`] | what people call what the master holds; views of it |
//! | [`plain`], [`delimited`], [`mapping`] | sheets without a template; delimited text as records; what columns are |
//! | [`page`], [`mail_draft`], [`container`], [`calendar_event`], [`contact_card`], [`agenda`] | a workbook and a mail to be written; a file that holds others; what goes into calendars, address books and meetings |

pub mod agenda;
pub mod as_table;
pub mod awaited;
pub mod calendar;
pub mod calendar_event;
pub mod catalogue;
pub mod change_reason;
pub mod change_summary;
pub mod code;
pub mod condition;
pub mod contact_card;
pub mod container;
pub mod decision_option;
pub mod decision_row;
pub mod delimited;
pub mod delivery_side;
pub mod digest;
pub mod discrepancy_row;
pub mod edit_distance;
pub mod encoding_name;
pub mod engagement;
pub mod engagement_fact;
pub mod excel_text;
pub mod finding;
pub mod finding_line;
pub mod frequency;
pub mod gaps;
pub mod grid;
pub mod keys;
pub mod language;
pub mod link_address;
pub mod logged_change;
pub mod mail_draft;
pub mod mapping;
mod master_names;
pub mod matching;
pub mod memory;
pub mod memory_keys;
pub mod merge;
pub mod org_object;
pub mod page;
pub mod place;
pub mod plain;
pub mod plan_shift;
pub mod policy;
pub mod preserved_parts;
pub mod project_days;
pub mod readiness;
pub mod report;
pub mod row_key;
pub mod severity;
pub mod shape;
pub mod sheet_names;
pub mod shown_apart;
pub mod shown_names;
pub mod side;
pub mod similar_texts;
pub mod spelled_text;
pub mod stage;
pub mod start_setting;
pub mod state;
pub mod strictness;
pub mod surroundings;
pub mod table;
pub mod template;
pub mod text;
pub mod text_encoding;
pub mod text_signs;
pub mod thresholds;
pub mod typed;
pub mod value;
pub mod value_issue;
pub mod working_days;
