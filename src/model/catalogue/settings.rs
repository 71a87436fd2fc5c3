//! Codes about settings that are typed in the master.

use super::Entry;
use crate::model::severity::Severity::{Error, Info};

pub const SETTING_CHANGED: Entry = Entry {
    severity: Info,
    asks: false,
    title: "A setting was changed on the sheet Start here",
    why: "The sheet Start here of the master shows the settings that people change most. What is typed there is written into \
          engagement.toml, at its place and with everything around it as it was, by the next run that writes the master.",
    remedy: "Nothing, if this is what was meant; else type the earlier value on Start here.",
};

pub const SETTING_CONFLICT: Entry = Entry {
    severity: Error,
    asks: false,
    title: "A setting was changed on Start here and in engagement.toml",
    why: "Since the master was last written, somebody typed a value on the sheet Start here, and somebody changed the same \
          setting in engagement.toml to another one. The file counts until both say the same, and the cell keeps what was typed.",
    remedy: "Type the value that counts on Start here, or write the one from Start here into engagement.toml.",
};

pub const SETTING_UNREADABLE: Entry = Entry {
    severity: Error,
    asks: false,
    title: "A value on the sheet Start here can't be a setting",
    why: "What was typed on the sheet Start here is no value that the setting can have, or doesn't fit the other settings. \
          engagement.toml was not changed by it, and the cell keeps what was typed.",
    remedy: "Type the value on Start here as the line beside it says, or the one that engagement.toml has.",
};
