use super::*;
use crate::model::template::Required;

#[test]
fn a_file_with_the_key_of_a_built_in_template_replaces_it_whole() {
    let text = GOOD.replace("key = \"log\"", "key = \"resources\"");
    let all = load(&[own("r.toml", &text)]).unwrap();
    let count = built().len();
    assert_eq!(all.len(), count);
    assert_eq!((all[3].title.as_str(), all[3].sheets.len()), ("Log", 1));
    let added = load(&[own("log.toml", GOOD)]).unwrap();
    assert_eq!((added.len(), added[count].key.as_str()), (count + 1, "log"));
}

fn sheet_count(templates: &[Template], key: &str) -> usize {
    templates.iter().find(|t| t.key == key).unwrap().sheets.len()
}

#[test]
fn a_file_that_extends_overrides_only_what_it_says() {
    let text = r#"extends = "raid"
version = 2
[[sheets]]
key = "risks"
[[sheets.columns]]
key = "mitigation"
title = "Measures"
visibility = "internal"
[[sheets.columns]]
key = "date_closed"
required = true
[[sheets.columns]]
key = "cost_centre"
title = "Cost centre"
type = "text"
"#;
    let (all, before) = (load(&[own("my.toml", text)]).unwrap(), built());
    assert_eq!((all[1].key.as_str(), all[1].version, all[1].sheets.len()), ("raid", 2, sheet_count(&before, "raid")));
    let (new, old) = (column(&all, "risks", "mitigation"), column(&before, "risks", "mitigation"));
    assert_eq!((new.title.as_str(), new.visibility), ("Measures", Visibility::Internal));
    assert_eq!((&new.help, &new.aliases, new.owner), (&old.help, &old.aliases, old.owner));
    let closed = column(&all, "risks", "date_closed");
    assert!(column(&before, "risks", "date_closed").detail);
    assert_eq!((&closed.required, closed.detail), (&Required::Always, false), "what must be filled in is no detail");
    assert_eq!(sheet(&all, "risks").columns.last().unwrap().key, "cost_centre");
    assert_eq!(sheet(&all, "risks").columns.len(), sheet(&before, "risks").columns.len() + 1);
    assert_eq!(sheet(&all, "issues"), sheet(&before, "issues"));
}

#[test]
fn what_is_wrong_in_an_extending_file_is_told_in_its_own_lines() {
    let table = [
        ("extends = \"riad\"", "my.toml:1:11: there is no built-in template `riad`; did you mean `raid`?"),
        (
            "extends = \"raid\"\nkey = \"x\"",
            "my.toml:2:7: a file that extends `raid` has that key too; leave `key` out",
        ),
        (
            "extends = \"raid\"\n[[sheets]]\nkey = \"risks\"\n[[sheets.columns]]\nkey = \"impact\"\ntype = \"integr\"",
            "my.toml:6:8: there is no `type` `integr`; did you mean `integer`?",
        ),
        (
            "extends = \"raid\"\n[[sheets]]\nkey = \"risks\"\n[[sheets.columns]]\nkey = \"impcat\"",
            "my.toml:4:1: the column `impcat` has no `title`",
        ),
        ("extends = \"raid\"\nsheet = 1", "my.toml:2:1: there is no key `sheet`; did you mean `sheets`?"),
    ];
    for (text, expected) in table {
        let errors = load(&[own("my.toml", text)]).unwrap_err();
        assert_eq!(errors[0].to_string(), expected);
    }
}

#[test]
fn templates_are_checked_against_each_other() {
    let same_title = GOOD.replace("title = \"Entries\"", "title = \"risks\"");
    let lost = GOOD.replace("type = \"integer\"\nmin = 1\nmax = 5", "type = \"reference\"\nreferences = [\"rolles\"]");
    let lost = lost
        .replace("band = \"size\", bands = [[1, \"Low\"], [2.5, \"High\"]]", "product = []")
        .replace("size > 0 && ", "");
    let table = [
        (same_title, "log.toml:5:9: a sheet of `raid` has the title `risks` already"),
        (GOOD.replace("\"entries\"", "\"risks\""), "log.toml:4:7: a sheet of `raid` has the key `risks` already"),
        (GOOD.replace("\"E-\"", "\"R-\""), "log.toml:6:13: a sheet of `raid` has the id_prefix `R-` already"),
        (lost, "log.toml:32:15: there is no sheet `rolles`; did you mean `roles`?"),
    ];
    for (text, expected) in table {
        assert_eq!(said(&load(&[own("log.toml", &text)]).unwrap_err()), [expected]);
    }
    let like_impact = "extends = \"raid\"\n[[sheets]]\nkey = \"risks\"\n[[sheets.columns]]\nkey = \"x\"\ntitle = \"Impact\"\ntype = \"text\"";
    let of_base = load(&[own("my.toml", like_impact)]).unwrap_err()[0].to_string();
    assert!(of_base.starts_with("my.toml:6:9: the column title `Impact` is there already, in line "), "{of_base}");
    assert!(of_base.ends_with(" of raid.toml"), "{of_base}");
    let twice = load(&[own("a.toml", "extends = \"raid\""), own("b.toml", "extends = \"raid\"")]).unwrap_err();
    assert_eq!(said(&twice), ["b.toml:1:1: a.toml changes `raid` already; put both into one file"]);
}

#[test]
fn an_engagement_sets_what_it_shares_but_never_commercial_matter() {
    let mut all = built();
    let settings = [
        ("risks.mitigation", Visibility::Internal),
        ("contacts.concerns", Visibility::Shared),
        ("risks.internal_view", Visibility::Shared),
        ("risks.visibility", Visibility::Shared),
        ("risks.mitigaton", Visibility::Internal),
        ("nonsense", Visibility::Internal),
    ];
    let settings: IndexMap<String, Visibility> = settings.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
    assert_eq!(
        set_visibility(&mut all, &settings),
        [
            "`risks.internal_view` can't be shared: it is commercial matter, which never leaves",
            "`risks.visibility` can't be shared: it says which rows are internal",
            "there is no column `risks.mitigaton`; did you mean `risks.mitigation`?",
            "there is no column `nonsense`; write sheet.column, like `risks.mitigation`",
        ]
    );
    assert_eq!(column(&all, "risks", "mitigation").visibility, Visibility::Internal);
    assert_eq!(column(&all, "contacts", "concerns").visibility, Visibility::Shared);
    assert_eq!(column(&all, "risks", "internal_view").visibility, Visibility::Internal);
}

#[test]
fn details_that_an_engagement_asks_for_are_in_every_copy() {
    let settings = |pairs: &[(&str, &[&str])]| -> IndexMap<String, Vec<String>> {
        let words = |keys: &[&str]| keys.iter().map(|k| (*k).to_owned()).collect();
        pairs.iter().map(|(sheet, keys)| ((*sheet).to_owned(), words(keys))).collect()
    };
    let details = |all: &[Template]| {
        let columns =
            all.iter().flat_map(|t| &t.sheets).flat_map(|s| s.columns.iter().map(move |c| (s.key.as_str(), c)));
        columns.filter(|(_, c)| c.detail).map(|(sheet, c)| format!("{sheet}.{}", c.key)).collect::<Vec<_>>()
    };
    let before = details(&built());
    let left = |pairs: &[(&str, &[&str])]| {
        let mut all = built();
        assert_eq!(set_columns(&mut all, &settings(pairs)), Vec::<String>::new());
        details(&all)
    };
    let without = |gone: &dyn Fn(&str) -> bool| before.iter().filter(|c| !gone(c)).cloned().collect::<Vec<_>>();
    assert_eq!(left(&[("risks", &["response", "rag"])]), without(&|c| ["risks.response", "risks.rag"].contains(&c)));
    assert_eq!(left(&[("risks", &["all"])]), without(&|c| c.starts_with("risks.")));
    assert_eq!(left(&[("*", &["updates"])]), without(&|c| c.ends_with(".updates")));
    assert!(!before.is_empty() && left(&[("*", &["all"])]).is_empty());
    let wrong: &[(&str, &[&str])] =
        &[("riks", &["all"]), ("risks", &["respons", "title"]), ("*", &["updatse"]), ("issues", &["al"])];
    assert_eq!(
        set_columns(&mut built(), &settings(wrong)),
        [
            "there is no sheet `riks`; did you mean `risks`?",
            "there is no column of `risks` `respons`; did you mean `response`?",
            "there is no column `updatse`; did you mean `updates`?",
            "there is no column of `issues` `al`; did you mean `all`?",
        ]
    );
}
