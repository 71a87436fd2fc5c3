//! How keys of the memory are spelled that are made of several parts. The spelling is stored, so it never changes.

use super::code::Code;
use super::digest::sha256;
use super::memory::Subject;
use crate::model::keys::{CopyId, FieldKey, RecordKey, SheetKey};

impl Subject {
    /// A record as a whole.
    pub fn whole(sheet: &SheetKey, record: RecordKey) -> Self {
        Self { sheet: sheet.clone(), record, field: FieldKey::default() }
    }

    /// A row of a copy that is no record yet: `ROW-KEY~COPY`.
    pub fn waiting_row(sheet: &SheetKey, row_key: &str, copy: &CopyId) -> Self {
        Self::whole(sheet, format!("{row_key}~{copy}").into())
    }

    /// The row key of a row that is no record yet.
    pub fn waiting_row_key(&self) -> &str {
        self.record.as_str().split('~').next().unwrap_or(self.record.as_str())
    }

    /// A file that may be older than the last one of its copy: `COPY~DIGEST`.
    pub fn file(copy: &CopyId, digest: &str) -> Self {
        Self::whole(&SheetKey::default(), format!("{copy}~{}", head(digest)).into())
    }

    /// Discrepancies of one kind in one column, or in no column, of these copies: `group:COPY+COPY:CODE`.
    pub fn group(sheet: &SheetKey, copies: &[&CopyId], code: Code, field: &FieldKey) -> Self {
        let copies = copies.iter().map(|copy| copy.as_str()).collect::<Vec<_>>().join("+");
        Self { sheet: sheet.clone(), record: format!("group:{copies}:{code}").into(), field: field.clone() }
    }

    /// One text in one column of a copy: `same:COPY:DIGEST`.
    pub fn same_text(of: &Self, copy: &CopyId, text: &str) -> Self {
        let record = format!("same:{copy}:{}", head(&sha256(text.as_bytes())));
        Self { sheet: of.sheet.clone(), record: record.into(), field: of.field.clone() }
    }

    /// The name under which it is remembered that a group is listed one by one.
    pub fn group_name(&self) -> String {
        format!("{}/{}/{}", self.sheet, self.record, self.field)
    }
}

/// Who makes the claims of one of several files of a copy that could not be put in order: `COPY#DIGEST`.
pub fn claimant_of_file(copy: &CopyId, digest: &str) -> CopyId {
    format!("{copy}#{}", head(digest)).into()
}

/// The copy of a claimant, which is the copy itself or one of its files.
pub fn copy_of_claimant(claimant: &CopyId) -> CopyId {
    claimant.as_str().split_once('#').map_or_else(|| claimant.clone(), |(copy, _)| copy.into())
}

fn head(digest: &str) -> &str {
    digest.get(..8).unwrap_or(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_spelled_as_in_masters_that_were_written_before() {
        assert_eq!(Subject::waiting_row(&"risks".into(), "k1", &"raid.ada.1".into()).record, "k1~raid.ada.1");
        assert_eq!(Subject::waiting_row(&"risks".into(), "k1", &"raid.ada.1".into()).waiting_row_key(), "k1");
        assert_eq!(Subject::file(&"raid.ada.1".into(), "0123456789").record, "raid.ada.1~01234567");
        let group = Subject::group(
            &"risks".into(),
            &[&"raid.ada.1".into(), &"raid.ben.1".into()],
            Code::ColumnMissing,
            &"owner".into(),
        );
        assert_eq!(group.group_name(), "risks/group:raid.ada.1+raid.ben.1:column/missing/owner");
        let same = Subject::same_text(&group, &"raid.ada.1".into(), "Dirk");
        assert_eq!(same.group_name(), format!("risks/same:raid.ada.1:{}/owner", head(&sha256(b"Dirk"))));
        assert_eq!(claimant_of_file(&"raid.ada.1".into(), "0123456789"), "raid.ada.1#01234567");
        assert_eq!(copy_of_claimant(&"raid.ada.1#01234567".into()), "raid.ada.1");
        assert_eq!(copy_of_claimant(&"raid.ada.1".into()), "raid.ada.1");
    }
}
