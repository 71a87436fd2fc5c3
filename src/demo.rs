//! `prekick demo`.

use crate::commands::{Ended, Voice};
use jiff::civil::Date;
use std::path::Path;

/// `prekick demo`
pub fn demo(_dir: Option<&Path>, _today: Date, _voice: &mut Voice) -> anyhow::Result<Ended> {
    anyhow::bail!("not there yet")
}
