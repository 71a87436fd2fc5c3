use super::*;
use crate::model::template::Kind;

#[test]
fn show_gives_scripts_every_key_of_the_contract() {
    for t in &built() {
        let shown = show_json(t);
        for s in shown["sheets"].as_array().unwrap() {
            for c in s["columns"].as_array().unwrap() {
                let keys: Vec<&str> = c.as_object().unwrap().keys().map(String::as_str).collect();
                assert_eq!(keys.join(" "), COLUMN_KEYS);
            }
        }
    }
    let raid = show_json(&built()[1]);
    assert_eq!((&raid["key"], &raid["version"], &raid["audience"]), (&"raid".into(), &1.into(), &"shared".into()));
    let columns = raid["sheets"][0]["columns"].as_array().unwrap();
    let by_key = |key: &str| columns.iter().find(|c| c["key"] == key).unwrap();
    let (id, closed, impact) = (by_key("id"), by_key("date_closed"), by_key("impact"));
    assert_eq!((&id["owner"], &id["required"], &id["min"]), (&"tool".into(), &false.into(), &serde_json::Value::Null));
    assert_eq!((&closed["required"], &closed["required_from"]), (&false.into(), &"Closed".into()));
    assert_eq!((&impact["min"], &impact["max"], &impact["required"]), (&1.into(), &5.into(), &true.into()));
    assert_eq!(by_key("status")["synonyms"]["Closed"][0], "Mitigated");
    assert_eq!(by_key("internal_view")["visibility"], "internal");
    let raci = show_json(&built()[2]);
    assert_eq!((&raci["sheets"][0]["kind"], &raci["sheets"][0]["across"]), (&"matrix".into(), &"roles".into()));
    assert_eq!(raci["sheets"][0]["letters"], serde_json::json!(["R", "A", "C", "I"]));
    assert!(raci["sheets"][1]["across"].is_null());
}

const COLUMN_KEYS: &str = "key title aliases type required required_from detail choices synonyms min max max_length references \
                           owner visibility merge help example width";

#[test]
fn a_column_of_an_internal_sheet_is_shown_as_internal() {
    let mut log = parse("log.toml", GOOD).unwrap();
    log.sheets[0].visibility = Visibility::Internal;
    assert_eq!(show_json(&log)["sheets"][0]["columns"][1]["visibility"], "internal");
    let setting = IndexMap::from([("entries.title".to_owned(), Visibility::Shared)]);
    assert_eq!(set_visibility(&mut [log], &setting), ["`entries.title` can't be shared: its whole sheet is internal"]);
}

#[test]
fn people_read_a_table() {
    let text = show_text(&parse("log.toml", GOOD).unwrap());
    let line = text.lines().find(|l| l.starts_with("First")).unwrap();
    let words: Vec<&str> = line.split("  ").map(str::trim).filter(|w| !w.is_empty()).collect();
    assert_eq!(words, ["First", "first", "date", "from Closed", "either", "all"]);
    assert!(text.contains("1 to 5") && text.contains("Open, Closed"), "{text}");
    assert!(list_text(&built()).lines().count() == built().len() && list_text(&built()).contains("RAID log"));
    assert_eq!(list_json(&built())[1]["key"], "raid");
}

#[test]
fn the_schema_names_the_words_of_the_format() {
    let text = schema().to_string();
    for word in ["prepared_rows", "yes-no", "long-text", "blocks_baseline", "matrix", "append", "synonyms"] {
        assert!(text.contains(&format!("\"{word}\"")), "{word}");
    }
}

#[test]
fn the_list_of_types_is_whole() {
    let of_schema = schema();
    let count = of_schema["$defs"]["Kind"]["oneOf"].as_array().map(Vec::len);
    assert_eq!(count, Some(16), "a type without a word can't be written");
    assert!(matches!(parse("log.toml", GOOD).unwrap().sheets[0].columns[4].kind, Kind::Integer));
}
