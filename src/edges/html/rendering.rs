//! Templates made into pages.

use minijinja::{Environment, Value};

/// A page from its template, with the looks that all pages share.
pub(super) fn render(name: &str, template: &str, view: Value) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.add_template("page.css", include_str!("page.css"))?;
    environment.add_template("values.html", include_str!("values.html"))?;
    environment.render_named_str(name, template, view)
}
