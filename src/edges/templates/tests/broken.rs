use super::*;

/// Every line: what is written instead of what, and every error with its place.
#[test]
fn a_broken_template_is_told_with_place_and_the_nearest_right_word() {
    let table: &[(&str, &str, &[&str])] = &[
        ("type = \"date\"", "typ = \"date\"", &["log.toml:26:1: there is no key `typ`; did you mean `type`?"]),
        (
            "type = \"choice\"",
            "type = \"chioce\"",
            &["log.toml:21:8: there is no `type` `chioce`; did you mean `choice`?"],
        ),
        (
            "owner = \"tool\"",
            "owner = \"tool\"\nmerge = \"replce\"",
            &["log.toml:13:9: there is no `merge` `replce`; did you mean `replace`?"],
        ),
        (
            "type = \"date\"",
            "type = \"date\"\nowner = \"us\"",
            &["log.toml:27:9: there is no `owner` `us`; expected one of: delivery, customer, either, tool"],
        ),
        (
            "type = \"date\"",
            "type = \"date\"\nvisibility = \"interal\"",
            &["log.toml:27:14: there is no `visibility` `interal`; did you mean `internal`?"],
        ),
        (
            "id_prefix",
            "kind = \"tabel\"\nid_prefix",
            &["log.toml:6:8: there is no `kind` `tabel`; did you mean `table`?"],
        ),
        (
            "key = \"size\"",
            "key = \"extent\"",
            &["log.toml:38:21: there is no column `size`; expected one of: id, title, status, first, extent, double"],
        ),
        (
            "{ label = \"Closed\", synonyms = [\"Done\"] }",
            "{ labl = \"Closed\" }",
            &["log.toml:22:22: there is no key `labl`; did you mean `label`?"],
        ),
        (
            "[\"Open\", {",
            "[3, {",
            &[
                "log.toml:22:12: this is the number 3; expected a label in quotes, or { label = \"…\", synonyms = [\"…\"] }",
            ],
        ),
        ("min = 1", "min = \"one\"", &["log.toml:32:7: expected a number"]),
        (
            "min = 1",
            "after_matrix = true",
            &["log.toml:32:16: `after_matrix` is only for columns of a sheet with `kind = \"matrix\"`"],
        ),
        (
            "aliases = [\"Name\"]",
            "aliases = [\"Name\"]\ndetail = true",
            &["log.toml:17:10: `detail` is only for columns that identify no row and may stay empty"],
        ),
        (
            "type = \"date\"\nrequired_from = \"Closed\"",
            "type = \"date\"\nrequired = true\ndetail = true",
            &["log.toml:28:10: `detail` is only for columns that identify no row and may stay empty"],
        ),
        (
            "bands = [[1, \"Low\"], [2.5, \"High\"]] }",
            "bands = [[1, \"Low\"]] }\nrequired = true",
            &["log.toml:39:12: `required` is only for columns that people fill in"],
        ),
        (
            "key = \"double\"",
            "key = \"visibility\"",
            &[
                "log.toml:34:1: the column `visibility` says which rows are internal: it must be an internal choice of Internal and Shared",
            ],
        ),
        (
            "natural_key = [\"title\"]",
            "natural_key = [\"id\"]",
            &["log.toml:7:16: the column `id` is the program's own, so people can't know a record by it"],
        ),
        (
            "id_prefix",
            "kind = \"matrix\"\nacross = \"entries\"\nletters = [\"R\"]\nid_prefix",
            &["log.toml:7:10: the sheet `entries` can't be its own columns; `across` names another sheet"],
        ),
        (
            "key = \"double\"",
            "key = \"first\"",
            &["log.toml:35:7: the column key `first` is there already, in line 24"],
        ),
        (
            "title = \"Size\"",
            "title = \"first *\"",
            &["log.toml:30:9: the column title `first *` is there already, in line 25"],
        ),
        (
            "title = \"Size\"",
            "title = \"Name\"",
            &["log.toml:16:12: the column title or alias `Name` is there already, in line 30"],
        ),
        ("title = \"Size\"\n", "", &["log.toml:28:1: the column `size` has no `title`"]),
        ("title = \"Size\"", "title = \" \"", &["log.toml:30:9: the `title` of the column `size` is empty"]),
        (
            "title = \"Size\"",
            "title = \"row key\"",
            &["log.toml:30:9: `Row key` can't be the title of a column: that name is kept for the program and Excel"],
        ),
        (
            "key = \"double\"",
            "key = \"Double size\"",
            &[
                "log.toml:35:7: `Double size` is not a key: write small letters, digits and `_`, a letter first; like `double_size`",
            ],
        ),
        (
            "title = \"Entries\"",
            "title = \"Decisions\"",
            &["log.toml:5:9: `Decisions` can't be the title of a sheet: that name is kept for the program and Excel"],
        ),
        (
            "title = \"Entries\"",
            "title = \"history\"",
            &["log.toml:5:9: `History` can't be the title of a sheet: that name is kept for the program and Excel"],
        ),
        (
            "title = \"Entries\"",
            "title = \"Ins/outs\"",
            &["log.toml:5:9: the sheet title `Ins/outs` has a `/`; Excel takes none of []:*?/\\"],
        ),
        (
            "title = \"Entries\"",
            "title = \"Entries of the whole project of Acme\"",
            &[
                "log.toml:5:9: the sheet title `Entries of the whole project of Acme` has 36 characters; Excel takes at most 31",
            ],
        ),
        (
            "natural_key = [\"title\"]",
            "natural_key = [\"titel\"]",
            &["log.toml:7:16: there is no column `titel`; did you mean `title`?"],
        ),
        (
            "natural_key = [\"title\"]\n",
            "",
            &[
                "log.toml:3:1: the sheet `entries` has no `natural_key`: name the columns that tell its records apart in words",
            ],
        ),
        ("first <= today", "fist <= today", &["log.toml:41:22: there is no name `fist`; did you mean `first`?"]),
        ("first <= today", "size <= today", &["log.toml:41:27: a number can't be compared with a date"]),
        ("size > 0", "size", &["log.toml:41:10: this is a number, where true or false is expected"]),
        (
            "size > 0",
            "size = 0",
            &["log.toml:41:15: this can't be read as a condition, near `= 0 && first`. Write == to compare."],
        ),
        (
            "size > 0",
            "status == \"Opne\"",
            &["log.toml:41:20: there is no choice of `status` `Opne`; did you mean `Open`?"],
        ),
        ("size > 0", "sizes(size) > 0", &["log.toml:41:15: there is no function `sizes`; did you mean `size`?"]),
        (
            "size > 0",
            "setting.stale_days > 0",
            &["log.toml:41:17: there is no setting `stale_days`; did you mean `stale_after_days`?"],
        ),
        ("{first}", "{frist}", &["log.toml:42:19: there is no name `frist`; did you mean `first`?"]),
        ("{first}", "{first", &["log.toml:42:11: a `{` in the message has no `}`"]),
        ("check = 'size > 0 && first <= today'\n", "", &["log.toml:39:1: the rule `right-order` has no `check`"]),
        ("band = \"size\"", "band = \"siez\"", &["log.toml:38:21: there is no column `siez`; did you mean `size`?"]),
        (
            "band = \"size\"",
            "band = \"title\"",
            &["log.toml:38:21: the column `title` holds no numbers to compute with"],
        ),
        (
            "[1, \"Low\"]",
            "[3, \"Low\"]",
            &["log.toml:38:37: `bands` must rise from band to band, like [[1, \"Low\"], [10, \"High\"]]"],
        ),
        (
            "required_from = \"Closed\"",
            "required_from = \"Closd\"",
            &["log.toml:27:17: there is no choice of `status` `Closd`; did you mean `Closed`?"],
        ),
        (
            "synonyms = [\"Done\"]",
            "synonyms = [\"open\"]",
            &["log.toml:22:20: the choice `open` is there already, in line 22"],
        ),
        ("min = 1", "min = 9", &["log.toml:33:7: the greatest number 5 is below the least, 9"]),
        ("min = 1", "max_length = 9", &["log.toml:32:14: `max_length` is only for text columns"]),
        (
            "min = 1",
            "commercial = true\nvisibility = \"shared\"",
            &["log.toml:33:14: a `commercial` column is never shared; write `visibility = \"internal\"`"],
        ),
        (
            "min = 1",
            "merge = \"set\"",
            &[
                "log.toml:32:9: `merge = \"set\"` is only for columns that hold several values: type `choices`, or `many = true`",
            ],
        ),
        (
            "key = \"id\"",
            "key = \"nr\"",
            &["log.toml:8:1: the sheet `entries` must begin with the column `id`, with `owner = \"tool\"`"],
        ),
        ("key = \"log\"\n", "", &["log.toml:1:1: the template has no `key`"]),
        (
            "id_prefix = \"E-\"",
            "id_prefix = \"e\"",
            &["log.toml:6:13: `e` can't begin an ID: write capital letters and a hyphen, like `R-`"],
        ),
    ];
    let mut wrongs = Vec::new();
    assert!(parse("log.toml", GOOD).is_ok(), "{:?}", parse("log.toml", GOOD).map_err(|e| said(&e)));
    for (right, wrong, expected) in table {
        assert!(GOOD.contains(right), "{right}");
        let errors = parse("log.toml", &GOOD.replacen(right, wrong, 1)).expect_err(wrong);
        if said(&errors) != *expected {
            wrongs.push(format!("{wrong}: {:#?}", said(&errors)));
        }
    }
    assert!(wrongs.is_empty(), "{}", wrongs.join("\n"));
}

#[test]
fn choices_that_are_missing_are_asked_for() {
    let text = GOOD.replace("choices = [\"Open\", { label = \"Closed\", synonyms = [\"Done\"] }]\n", "");
    let errors = said(&parse("log.toml", &text).unwrap_err());
    assert_eq!(errors[0], "log.toml:21:8: the column `status` is a choice but `choices` offers nothing to pick");
}

#[test]
fn all_that_is_wrong_is_told_at_once_also_in_a_nearly_empty_file() {
    let bad = "key = \"bad\"\ntitle = \"Bad\"\n[[sheets]]\nkey = \"s\"\ntitle = \"S\"\nkind = \"tabel\"\n";
    let errors = said(&parse("bad.toml", bad).unwrap_err());
    assert_eq!(
        errors,
        [
            "bad.toml:3:1: the sheet `s` has no `id_prefix`",
            "bad.toml:3:1: the sheet `s` has no `natural_key`: name the columns that tell its records apart in words",
            "bad.toml:3:1: the sheet `s` must begin with the column `id`, with `owner = \"tool\"`",
            "bad.toml:6:8: there is no `kind` `tabel`; did you mean `table`?",
        ]
    );
    for text in ["", "key = \n", "[[sheets]\n", "key = 3", "\u{feff}key = \"x\" key"] {
        assert!(!parse("x.toml", text).unwrap_err()[0].message.contains('\n'), "{text:?}");
    }
}
