//! A log of changes that something else wrote into.

use crate::asked::{RISKS, says};
use crate::desk::{Desk, codes, finding, findings};

#[test]
fn a_damaged_log_is_kept_as_it_is_and_a_new_one_goes_on_with_its_lines() {
    let desk = Desk::with_risks(&RISKS);
    says(&desk, "ada-park", "=In March");
    desk.reconcile(0);
    let path = desk.path("history/changes.csv");
    let good = std::fs::read(&path).unwrap();
    assert!(good.starts_with("\u{feff}run,".as_bytes()) && String::from_utf8_lossy(&good).contains(",'=In March,"));
    let junk: Vec<u8> = (0..3000_u32).map(|n| u8::try_from(u64::from(n) * 2_654_435_761 % 251).unwrap()).collect();
    let damaged = [good.clone(), junk].concat();
    std::fs::write(&path, &damaged).unwrap();
    says(&desk, "ada-park", "In May");
    let report = desk.reconcile(0);
    let message = finding(&report, "file/log-damaged")["message"].as_str().unwrap().to_owned();
    let kept = message.split("as history/").nth(1).unwrap().split(".csv").next().unwrap().to_owned() + ".csv";
    assert_eq!(std::fs::read(desk.path(&format!("history/{kept}"))).unwrap(), damaged, "{message}");
    let now = std::fs::read(&path).unwrap();
    assert!(now.starts_with(&good) && String::from_utf8_lossy(&now).contains("In May"));
    let report = desk.reconcile(0);
    assert!(findings(&report, "file/log-damaged").is_empty(), "{}", codes(&report));
}
