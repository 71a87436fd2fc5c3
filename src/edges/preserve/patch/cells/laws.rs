//! A part that is written row by row comes out as one that is written token by token.

use super::*;
use crate::edges::preserve::styles::StyleTransfer;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

const STYLES: &str = "<styleSheet><cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"2\"/></cellXfs></styleSheet>";

/// For each row: how many are left out before it, its tag, and its cells, each with how many are left out before it and
/// what it holds.
type Rows = Vec<(u32, u8, Vec<(u16, u8)>)>;

fn cell(at: At, holds: u8) -> String {
    match holds {
        0 => format!("<c r=\"{at}\" s=\"1\"/>"),
        1 => format!("<c r=\"{at}\"><f t=\"shared\" ref=\"A1:D9\" si=\"0\">A1</f><v>1</v></c>"),
        2 => format!("<c r=\"{at}\"><f t=\"shared\" si=\"0\"/><v>1</v></c>"),
        3 => format!("<c r=\"{at}\"><f t=\"array\" ref=\"{at}:C9\">A1</f><v>1</v></c>"),
        4 => format!("<c r=\"{at}\" t=\"str\"><f>A1&amp;\"\"</f><v>a</v></c>"),
        5 => format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>shared array</t></is></c>"),
        _ => format!("<c r=\"{at}\" s=\"2\"><v>{holds}</v></c>"),
    }
}

fn part(rows: &Rows, tail: &str) -> String {
    let (mut data, mut number) = (String::new(), 0);
    for (gap, tag, cells) in rows {
        number += gap + 1;
        let (mut column, mut inner) = (0, String::new());
        for (gap, holds) in cells {
            column += gap;
            inner.push_str(&cell(At::new(number - 1, column), *holds));
            column += 1;
        }
        let attributes =
            ["", " spans=\"1:4\"", " s=\"1\" customFormat=\"1\" ht=\"20\"", "  ht='9' "][usize::from(*tag) % 4];
        let blanks = if tag % 3 == 0 { "\n " } else { "" };
        let row = match inner.as_str() {
            "" => format!("<row r=\"{number}\"{attributes}/>{blanks}"),
            _ => format!("<row r=\"{number}\"{attributes}>{inner}</row>{blanks}"),
        };
        data.push_str(&row);
    }
    format!(
        "<?xml version=\"1.0\"?>\n<worksheet><dimension ref=\"A1:B2\"/><cols><col min=\"2\" max=\"3\" style=\"2\"/></cols>\
         <sheetData>{data}</sheetData>{tail}</worksheet>"
    )
}

fn rows() -> impl Strategy<Value = Rows> {
    let cells = prop::collection::vec((0_u16..2, 0_u8..12), 0..4);
    prop::collection::vec((prop_oneof![4 => Just(0_u32), 1 => 1_u32..3], 0_u8..8, cells), 0..7)
}

fn patch() -> impl Strategy<Value = SheetPatch> {
    let raw = prop_oneof![
        Just(Raw::Empty),
        Just(Raw::Number(2.5)),
        Just(Raw::Text("a < b".into())),
        Just(Raw::YesNo(true)),
        Just(Raw::Date(jiff::civil::date(2026, 11, 22).at(0, 0, 0, 0))),
    ];
    let cells = prop::collection::btree_map((0_u32..14, 0_u16..5), (raw, any::<bool>()), 0..6);
    (cells, 0_u32..9, 0_u32..3).prop_map(|(cells, last, below)| SheetPatch {
        title: "Risks".into(),
        cells: cells
            .into_iter()
            .map(|((row, column), (raw, computed))| (At::new(row, column), NewCell { raw, computed }))
            .collect(),
        last,
        below,
        new_rows: (last + 1..=last + below).collect(),
        columns: (0, 3),
        ..SheetPatch::default()
    })
}

/// The part with the patch, what became of formulas, and the styles; or why there is none.
fn written(text: &str, patch: &SheetPatch, by_tokens: bool) -> Result<String, String> {
    let mut styles = StyleTransfer::new(STYLES, STYLES).unwrap();
    let formula_texts = [(At::new(1, 0), "B1".to_owned()), (At::new(2, 1), "B2".to_owned())].into();
    let encoder = CellEncoder { styles: &mut styles, epoch_1904: false, own: String::new() };
    let mut writer =
        SheetWriter { patch, cells: patch.cells.clone(), encoder, formula_texts, formulas: FormulaChanges::default() };
    let out = if by_tokens {
        let found = survey_sheet(text, None, patch, &patch.cells)?;
        let mut out = String::new();
        writer.write_by_tokens(text, &found, &mut out)?;
        out
    } else {
        writer.write(text)?
    };
    let FormulaChanges { replaced, kept, results } = writer.formulas;
    Ok(format!("{out} {replaced:?} {kept:?} {results:?} {:?}", styles.changed_part()))
}

#[test]
fn row_by_row_or_token_by_token_the_same_is_written() {
    let tails = [
        "<autoFilter ref=\"A1:D5\"/><mergeCells><mergeCell ref=\"A12:B13\"/></mergeCells>",
        "<conditionalFormatting sqref=\"A1:A5 B2\"><cfRule/></conditionalFormatting><pageMargins left='1'/>",
        "",
    ];
    let mut runner = TestRunner::new(ProptestConfig::with_cases(2000));
    let counts = std::cell::Cell::new((0, 0));
    let ran = runner.run(&(rows(), patch(), 0_usize..3), |(rows, patch, tail)| {
        let text = part(&rows, tails[tail]);
        prop_assert!(WrittenRows::of(&text).is_some(), "{}", text);
        let (by_rows, by_tokens) = (written(&text, &patch, false), written(&text, &patch, true));
        let (done, refused) = counts.get();
        counts.set(if by_rows.is_ok() { (done + 1, refused) } else { (done, refused + 1) });
        prop_assert_eq!(by_rows, by_tokens, "{}", text);
        Ok(())
    });
    ran.unwrap();
    assert!(counts.get().0 > 400 && counts.get().1 > 50, "written and refused: {:?}", counts.get());
}

#[test]
fn a_part_that_is_damaged_is_refused_either_way() {
    let patch = SheetPatch {
        cells: [(At::new(0, 0), NewCell { raw: Raw::Number(1.0), computed: false })].into(),
        ..SheetPatch::default()
    };
    let whole = part(&vec![(0, 0, vec![(0, 9)]), (1, 1, vec![(1, 9)])], "");
    assert!(written(&whole, &patch, false).is_ok());
    for damaged in [
        whole.replace("</sheetData>", "</sheetdata>"),
        whole.replace("</worksheet>", "</sheet>"),
        whole.replace("</c></row>", "</row></c>"),
        whole.replace("<sheetData>", "").replace("</sheetData>", ""),
    ] {
        assert_eq!(written(&damaged, &patch, false), written(&damaged, &patch, true), "{damaged}");
        assert!(written(&damaged, &patch, false).is_err(), "{damaged}");
    }
}
