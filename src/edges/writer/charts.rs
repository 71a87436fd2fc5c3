//! Charts: bars with their label and figure beside them, so that they need neither a legend nor colours.

use super::{heights, style};
use crate::model::page::{CellBlock, OWN_CHART, Page, PageChart};
use rust_xlsxwriter::{Chart, ChartDataLabel, ChartFont, ChartSolidFill, ChartType, Worksheet, XlsxError};

/// Points of a line for which no height is given.
const USUAL_HEIGHT: f64 = 15.0;

/// Draws the charts of a page.
pub(super) fn draw_charts(sheet: &mut Worksheet, page: &Page) -> Result<(), XlsxError> {
    for chart in &page.charts {
        let drawn = chart_of(page, chart);
        let first = chart.block.first;
        sheet.insert_chart_with_offset(first.row, first.column, &drawn, 8, 4)?;
    }
    Ok(())
}

fn chart_of(page: &Page, chart: &PageChart) -> Chart {
    let (width, height) = size(page, chart);
    let mut out = Chart::new(ChartType::Bar);
    let range = |CellBlock { first, last }| (page.title.as_str(), first.row, first.column, last.row, last.column);
    let series = out.add_series();
    series.set_categories(range(chart.labels)).set_values(range(chart.figures)).set_gap(45);
    series.set_format(ChartSolidFill::new().set_color(style::bar()));
    series.set_data_label(ChartDataLabel::new().show_value().set_font(&font(9)));
    out.title().set_name(&chart.title).set_font(font(11).set_bold());
    out.legend().set_hidden();
    // In a bar chart the labels are on the y axis, which is reversed to begin at the top.
    out.y_axis().set_reverse().set_major_gridlines(false).set_font(&font(9));
    out.x_axis().set_hidden(true).set_major_gridlines(false).set_min(0);
    out.set_name(format!("{OWN_CHART}{}", chart.title));
    out.set_alt_text(&chart.title).set_width(width).set_height(height);
    out
}

fn font(size: u8) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_size(size).set_color(style::ink());
    font
}

/// The size in pixels of the cells that it lies over, less a margin.
fn size(page: &Page, chart: &PageChart) -> (u32, u32) {
    let CellBlock { first, last } = chart.block;
    let columns = page.columns.iter().enumerate();
    let wide: u32 = columns
        .filter(|(n, _)| (usize::from(first.column)..=usize::from(last.column)).contains(n))
        .map(|(_, c)| u32::from(c.width) * 7 + 5)
        .sum();
    let lines = (0u32..).zip(&page.lines).filter(|(n, _)| (first.row..=last.row).contains(n));
    let points: f64 = lines.map(|(n, line)| heights::line_height(page, n, line).unwrap_or(USUAL_HEIGHT)).sum();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page is a few thousand pixels high")]
    let high = (points * 4.0 / 3.0).clamp(0.0, 10_000.0) as u32;
    (wide.saturating_sub(12), high.saturating_sub(8))
}
