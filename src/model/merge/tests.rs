use super::*;

fn text(t: &str) -> Value {
    Value::text(t)
}

fn proposals(pairs: &[(&str, &str)]) -> Vec<Proposal> {
    pairs.iter().map(|(b, v)| Proposal { base: text(b), value: text(v) }).collect()
}

#[test]
fn replace_truth_table() {
    use Verdict::{Conflict, Keep};
    let change = |v: &str| Verdict::Change(text(v));
    // master, (sent, returned)…, verdict
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], Verdict);
    let table: [Case; 9] = [
        ("b", &[], Keep),
        ("b", &[("b", "x")], change("x")),
        ("b", &[("b", "x"), ("b", "x")], change("x")),
        ("b", &[("b", "x"), ("b", "y")], Conflict),
        ("x", &[("b", "x")], Keep),
        ("o", &[("b", "x")], Conflict),
        ("o", &[("b", "x"), ("o", "x")], change("x")),
        ("b", &[("b", "")], change("")),
        ("o", &[("b", "x"), ("o", "y")], Conflict),
    ];
    for (master, pairs, expected) in table {
        assert_eq!(verdict(Merge::Replace, &text(master), &proposals(pairs)), expected, "{master} {pairs:?}");
        let mut reversed = proposals(pairs);
        reversed.reverse();
        assert_eq!(verdict(Merge::Replace, &text(master), &reversed), expected, "reversed: {master} {pairs:?}");
    }
}

#[test]
fn policies_truth_table() {
    use Policy::{Ask, Latest, NonEmpty, Owner};
    // value, of the owner's side, saved at…
    type Pairs<'a> = &'a [(&'a str, bool, &'a str)];
    let table: [(Policy, Pairs, Option<&str>); 13] = [
        (Ask, &[("a", true, "1"), ("b", false, "2")], None),
        (Owner, &[("a", true, ""), ("b", false, "")], Some("a")),
        (Owner, &[("a", true, ""), ("b", true, "")], None),
        (Owner, &[("a", true, ""), ("a", true, ""), ("b", false, "")], Some("a")),
        (Owner, &[("a", false, ""), ("b", false, "")], None),
        (Owner, &[("", true, ""), ("b", false, "")], Some("")),
        (Latest, &[("a", false, "2026-11-21T09:00:00Z"), ("b", false, "2026-11-22T08:00:00Z")], Some("b")),
        (Latest, &[("a", false, "1"), ("b", false, "1")], None),
        (Latest, &[("a", false, "1"), ("b", false, "")], None),
        (Latest, &[("a", false, "2"), ("b", false, "1"), ("a", false, "2")], Some("a")),
        (NonEmpty, &[("", false, ""), ("b", false, "")], Some("b")),
        (NonEmpty, &[("a", false, ""), ("b", false, ""), ("", false, "")], None),
        (NonEmpty, &[("", false, "")], None),
    ];
    for (policy, pairs, expected) in table {
        let candidate = |(value, of_owner, at): &(&str, bool, &str)| PolicyCandidate {
            value: text(value),
            of_owner: *of_owner,
            saved_at: (!at.is_empty()).then(|| (*at).to_owned()),
        };
        let mut candidates: Vec<PolicyCandidate> = pairs.iter().map(candidate).collect();
        let expected = expected.map(text);
        assert_eq!(settled_by(policy, &candidates), expected.as_ref(), "{policy:?} {pairs:?}");
        candidates.reverse();
        assert_eq!(settled_by(policy, &candidates), expected.as_ref(), "reversed: {policy:?} {pairs:?}");
    }
}

fn letters(t: &str) -> Value {
    Value::set(t.chars().map(|c| c.to_string()).collect())
}

#[test]
fn set_truth_table() {
    use Verdict::{Conflict, Keep};
    let change = |v: &str| Verdict::Change(letters(v));
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], Verdict);
    let table: [Case; 9] = [
        ("ab", &[("ab", "abc")], change("abc")),
        ("ab", &[("ab", "abc"), ("ab", "abd")], change("abcd")),
        ("abc", &[("abc", "ab"), ("abc", "ac")], change("a")),
        ("ab", &[("ab", "b"), ("ab", "abc")], change("bc")),
        ("ab", &[("ab", "ac")], change("ac")),
        ("ab", &[("ab", "ac"), ("ab", "abd")], Conflict),
        ("abx", &[("ab", "abc")], change("abcx")),
        ("a", &[("ab", "abc")], change("ac")),
        ("ab", &[("a", "ab")], Keep),
    ];
    for (master, pairs, expected) in table {
        let pairs: Vec<Proposal> =
            pairs.iter().map(|(b, v)| Proposal { base: letters(b), value: letters(v) }).collect();
        assert_eq!(verdict(Merge::Set, &letters(master), &pairs), expected, "{master} {pairs:?}");
    }
}

#[test]
fn a_log_gains_lines_and_loses_none() {
    let pairs = proposals(&[("one\ntwo", "one\ntwo\nthree"), ("one\ntwo", "two\nfour\nthree")]);
    assert_eq!(
        verdict(Merge::Append, &text("one\ntwo\nours"), &pairs),
        Verdict::Change(text("one\ntwo\nours\nthree\nfour"))
    );
    assert_eq!(lines_gone(&text("one\ntwo"), &text("two\nfour")), ["one"]);
}

/// Every way in which up to `copies` copies can each say another of these values than they were sent.
fn every_case(values: &[Value], copies: usize, law: impl Fn(&Value, &[Proposal])) {
    let pairs: Vec<Proposal> = values
        .iter()
        .flat_map(|b| {
            values.iter().filter(move |v| *v != b).map(move |v| Proposal { base: b.clone(), value: v.clone() })
        })
        .collect();
    let mut cases: Vec<Vec<Proposal>> = vec![vec![]];
    for _ in 0..copies {
        let longer: Vec<Vec<Proposal>> = cases
            .iter()
            .flat_map(|c| pairs.iter().map(move |p| c.iter().cloned().chain([p.clone()]).collect()))
            .collect();
        for proposals in &longer {
            for master in values {
                law(master, proposals);
            }
        }
        cases = longer;
    }
}

/// Every small case: three values, up to four copies.
#[test]
fn laws_of_replace_over_all_small_cases() {
    every_case(&["", "a", "b"].map(text), 4, holds);
}

/// Three sets and up to four copies; all sets of two members and up to three; all sets of three members and two.
#[test]
fn laws_of_set_over_all_small_cases() {
    every_case(&["", "a", "ab"].map(letters), 4, holds_of_sets);
    every_case(&["", "a", "b", "ab"].map(letters), 3, holds_of_sets);
    every_case(&["", "a", "b", "c", "ab", "ac", "bc", "abc"].map(letters), 2, holds_of_sets);
}

fn holds_of_sets(master: &Value, proposals: &[Proposal]) {
    let now = verdict(Merge::Set, master, proposals);
    let mut reversed = proposals.to_vec();
    reversed.reverse();
    assert_eq!(verdict(Merge::Set, master, &reversed), now, "order of copies: {master:?} {proposals:?}");
    let twice: Vec<Proposal> = proposals.iter().chain(proposals).cloned().collect();
    assert_eq!(verdict(Merge::Set, master, &twice), now, "a proposal twice: {master:?} {proposals:?}");
    let edits: Vec<Edit> = proposals.iter().map(|p| Edit::new(&p.base, &p.value)).collect();
    let merged = match &now {
        Verdict::Conflict => {
            let ours = proposals.iter().filter(|p| p.base != *master).map(|p| Edit::new(&p.base, master));
            let all: Vec<Edit> = proposals.iter().map(|p| Edit::new(&p.base, &p.value)).chain(ours).collect();
            let against = |a: &Edit| all.iter().any(|b| !a.same(b) && a.against(b));
            assert!(all.iter().any(against), "nothing to decide: {master:?} {proposals:?}");
            return;
        }
        Verdict::Keep => master.members(),
        // Applying it twice is prevented elsewhere: each claim counts once.
        Verdict::Change(value) => value.members(),
    };
    for member in edits.iter().flat_map(|e| &e.added) {
        assert!(merged.contains(member), "an added member was lost: {master:?} {proposals:?}");
    }
    for member in edits.iter().flat_map(|e| &e.removed) {
        assert!(!merged.contains(member), "a removed member is still there: {master:?} {proposals:?}");
    }
    let held = master.members();
    let edited = |m: &String| edits.iter().any(|e| e.added.contains(m) || e.removed.contains(m));
    for member in ["a", "b", "c"].map(str::to_owned).iter().filter(|m| !edited(m)) {
        assert_eq!(merged.contains(member), held.contains(member), "nobody edited it: {master:?} {proposals:?}");
    }
}

/// All logs of up to two lines with up to three copies, and three logs with up to four.
#[test]
fn laws_of_append_over_all_small_cases() {
    every_case(&["", "a", "b", "a\nb", "b\na"].map(text), 3, holds_of_logs);
    every_case(&["", "a", "a\nb"].map(text), 4, holds_of_logs);
}

fn holds_of_logs(master: &Value, proposals: &[Proposal]) {
    let merged = |proposals: &[Proposal]| match verdict(Merge::Append, master, proposals) {
        Verdict::Keep => master.clone(),
        Verdict::Change(value) => value,
        Verdict::Conflict => panic!("a log never clashes: {master:?} {proposals:?}"),
    };
    let lines = |value: &Value| value.to_string().lines().map(str::to_owned).collect::<Vec<String>>();
    let now = merged(proposals);
    assert!(lines(&now).starts_with(&lines(master)), "what was there stays, in its order: {master:?} {proposals:?}");
    let mut expected = lines(master);
    for p in proposals {
        let news = lines(&p.value).into_iter().filter(|l| !lines(&p.base).contains(l));
        expected.extend(news);
    }
    expected.sort();
    expected.dedup();
    let mut found = lines(&now);
    found.sort();
    assert_eq!(found, expected, "each new line once, and no other: {master:?} {proposals:?}");
    let mut reversed = proposals.to_vec();
    reversed.reverse();
    let mut other = lines(&merged(&reversed));
    other.sort();
    assert_eq!(other, found, "order of copies: {master:?} {proposals:?}");
    assert_eq!(verdict(Merge::Append, &now, proposals), Verdict::Keep, "again: {master:?} {proposals:?}");
}

fn holds(master: &Value, proposals: &[Proposal]) {
    let now = verdict(Merge::Replace, master, proposals);
    let mut reversed = proposals.to_vec();
    reversed.reverse();
    assert_eq!(verdict(Merge::Replace, master, &reversed), now, "order of copies");
    let twice: Vec<Proposal> = proposals.iter().chain(proposals).cloned().collect();
    assert_eq!(verdict(Merge::Replace, master, &twice), now, "a proposal twice");
    match now {
        Verdict::Change(v) => {
            assert!(proposals.iter().all(|p| p.value == v), "an edit was lost");
            assert_eq!(verdict(Merge::Replace, &v, proposals), Verdict::Keep, "again");
        }
        Verdict::Keep => assert!(proposals.iter().all(|p| p.value == *master), "an edit was lost"),
        Verdict::Conflict => assert!(proposals.iter().any(|p| p.value != *master), "nothing to decide"),
    }
}
