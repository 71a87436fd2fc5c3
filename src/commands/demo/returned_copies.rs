//! What recipients did to their copies: a few usual mishaps in each file.

use super::simulated_user::SimulatedUser;
use crate::model::page::OutputWorkbook;
use jiff::civil::Date;

/// A copy that came back: its workbook, its recipient, and what happened to it.
pub struct ReturnedCopy {
    /// Key of the workbook.
    pub workbook: &'static str,
    /// Key of the recipient.
    pub recipient: &'static str,
    /// What the recipient did.
    pub fill_in: fn(&mut OutputWorkbook, Date) -> anyhow::Result<()>,
}

/// All that came back.
pub const RETURNED: [ReturnedCopy; 14] = [
    ReturnedCopy { workbook: "raid", recipient: "marta-okoye", fill_in: marta_raid },
    ReturnedCopy { workbook: "raid", recipient: "henrik-solberg", fill_in: henrik_raid },
    ReturnedCopy { workbook: "raid", recipient: "yara-haddad", fill_in: yara_raid },
    ReturnedCopy { workbook: "raid", recipient: "otto-renner", fill_in: otto_raid },
    ReturnedCopy { workbook: "contacts", recipient: "henrik-solberg", fill_in: henrik_contacts },
    ReturnedCopy { workbook: "raci", recipient: "marta-okoye", fill_in: marta_raci },
    ReturnedCopy { workbook: "resources", recipient: "yara-haddad", fill_in: yara_resources },
    ReturnedCopy { workbook: "clarifications", recipient: "marta-okoye", fill_in: marta_clarifications },
    ReturnedCopy { workbook: "scope", recipient: "marta-okoye", fill_in: marta_scope },
    ReturnedCopy { workbook: "outcomes", recipient: "nadia-ferrante", fill_in: nadia_outcomes },
    ReturnedCopy { workbook: "outcomes", recipient: "bram-kuiper", fill_in: bram_outcomes },
    ReturnedCopy { workbook: "timeline", recipient: "bram-kuiper", fill_in: bram_timeline },
    ReturnedCopy { workbook: "communication", recipient: "naomi-tachibana", fill_in: naomi_communication },
    ReturnedCopy { workbook: "governance", recipient: "marta-okoye", fill_in: marta_governance },
];

/// Statuses pasted over the drop-downs, a new risk, a date typed as text, a remark under the table.
fn marta_raid(book: &mut OutputWorkbook, today: Date) -> anyhow::Result<()> {
    let due = today.checked_add(jiff::Span::new().days(50))?;
    let mut risks = SimulatedUser::on(book, "Risks", today)?;
    risks.set("R-001", "Status", "mitigating")?;
    risks.set("R-001", "Mitigation due", &due.strftime("%-d %B %Y").to_string())?;
    risks.set(
        "R-002",
        "Description",
        "Functional tests need masked copies of tariffs and invoices; masking is owned by purchasing.",
    )?;
    risks.set("R-003", "Probability", "4")?;
    risks.set("R-003", "Customer comment", "Quayline answers mails on Mondays only.")?;
    risks.set("R-006", "Status", "Parked until January")?;
    risks.set("R-007", "Owner", "Nadia Ferrante")?;
    risks.add(&[
        ("Title", "Invoices need a second approval"),
        ("Description", "Finance signs off each cut-over cost, which takes ten days."),
        ("Category", "Commercial"),
        ("Probability", "3"),
        ("Impact", "2"),
        ("Owner", "Marta Okoye"),
        ("Status", "Open"),
    ])?;
    risks.write_remark_below("Description", "Please call me about the storm season before the kickoff. Marta")?;
    SimulatedUser::on(book, "Assumptions", today)?.set("A-004", "Status", "true")
}

/// Other answers to the same questions, a status that belongs to the delivery side, a note, a sheet sorted without its
/// keys.
fn henrik_raid(book: &mut OutputWorkbook, today: Date) -> anyhow::Result<()> {
    let mut risks = SimulatedUser::on(book, "Risks", today)?;
    risks.set(
        "R-002",
        "Description",
        "Functional tests need masked copies of the tariff tables; a first set is promised for January.",
    )?;
    risks.set("R-003", "Probability", "2")?;
    risks.set("R-001", "RAG", "Green")?;
    risks.set("R-007", "Owner", "Nadia Ferrante")?;
    risks.note("R-004", "Description", "Henrik Solberg", "Customs will shorten the window to five hours next year.")?;
    let mut dependencies = SimulatedUser::on(book, "Dependencies", today)?;
    dependencies.sort_visible_rows("Title")?;
    dependencies.set("D-004", "Status", "Agreed")?;
    dependencies.set("D-004", "Committed date", "+151")
}

/// A column with another title, a date that can be read in two ways, a field emptied that must be filled.
fn yara_raid(book: &mut OutputWorkbook, today: Date) -> anyhow::Result<()> {
    let mut issues = SimulatedUser::on(book, "Issues", today)?;
    issues.retitle("Owner", "Who looks after it")?;
    issues.set("I-002", "Who looks after it", "Priya Raman")?;
    issues.set("I-004", "Target resolution date", "03/04/2027")?;
    let mut risks = SimulatedUser::on(book, "Risks", today)?;
    risks.set("R-008", "Impact", "")?;
    risks.set("R-002", "Update log", "Yara Haddad: the masking tool is ordered.")
}

/// A copy in German, filled in in German.
fn otto_raid(book: &mut OutputWorkbook, today: Date) -> anyhow::Result<()> {
    let mut risks = SimulatedUser::on(book, "Risiken", today)?;
    risks.set("R-017", "Status", "In Arbeit")?;
    risks.set("R-017", "Kundenkommentar", "Zwölf Berichte sind schon umgestellt.")
}

/// Someone who left, struck out; a telephone number filled in.
fn henrik_contacts(book: &mut OutputWorkbook, today: Date) -> anyhow::Result<()> {
    let mut contacts = SimulatedUser::on(book, "Contacts", today)?;
    contacts.strike("C-008")?;
    contacts.set("C-006", "Phone", "+47 555 0142")?;
    contacts.set("C-006", "Preferred channel", "Phone")
}

/// The A of an activity given to a second role.
fn marta_raci(book: &mut OutputWorkbook, today: Date) -> anyhow::Result<()> {
    let mut raci = SimulatedUser::on(book, "RACI", today)?;
    raci.set("AC-008", "Customer PM", "A")?;
    raci.set("AC-010", "Application Owner", "I")
}

/// People named for what the customer provides; one end before its start.
fn yara_resources(book: &mut OutputWorkbook, today: Date) -> anyhow::Result<()> {
    let mut people = SimulatedUser::on(book, "Customer Resources", today)?;
    people.set("CR-001", "Name", "Yara Haddad")?;
    people.set("CR-001", "Confirmed?", "yes")?;
    people.set("CR-002", "Days a week", "1,5")?;
    people.set("CR-003", "To", "+70")
}

/// Two questions answered; one with the status that belongs to it, one without.
fn marta_clarifications(book: &mut OutputWorkbook, today: Date) -> anyhow::Result<()> {
    let mut questions = SimulatedUser::on(book, "Clarifications", today)?;
    for (id, answer) in [("Q-001", "Only crane control stays."), ("Q-005", "In June; the extension is asked for.")] {
        questions.set(id, "Answer", answer)?;
        questions.set(id, "Answered by", "Marta Okoye")?;
        questions.set(id, "Answered on", "-1")?;
    }
    questions.set("Q-001", "Status", "Answered")
}

/// What was open is decided, and one more database turns up.
fn marta_scope(book: &mut OutputWorkbook, today: Date) -> anyhow::Result<()> {
    let mut scope = SimulatedUser::on(book, "Scope", today)?;
    scope.add(&[
        ("Type", "Database"),
        ("Item", "PILOTS"),
        ("In scope?", "In"),
        ("Source engine", "Oracle 12.1"),
        ("Application owner", "Henrik Solberg"),
        ("Database owner", "Yara Haddad"),
    ])?;
    scope.set("S-008", "Customer comment", "HR decides in the first week of December.")
}

/// The sponsor approves all outcomes and most metrics.
fn nadia_outcomes(book: &mut OutputWorkbook, today: Date) -> anyhow::Result<()> {
    approve(book, today, "Sponsor", "Nadia Ferrante", 7)
}

/// The steering committee does, too, but one target is set tighter in the same file.
fn bram_outcomes(book: &mut OutputWorkbook, today: Date) -> anyhow::Result<()> {
    approve(book, today, "SteerCo", "Bram Kuiper", 6)?;
    SimulatedUser::on(book, "Success Metrics", today)?.set("SM-001", "Target", "3 hours")
}

fn approve(book: &mut OutputWorkbook, today: Date, who: &str, name: &str, metrics: usize) -> anyhow::Result<()> {
    for (sheet, prefix, count) in [("Business Outcomes", "BO", 3), ("Success Metrics", "SM", metrics)] {
        let mut user = SimulatedUser::on(book, sheet, today)?;
        for n in 1..=count {
            let id = format!("{prefix}-{n:03}");
            user.set(&id, &format!("{who} approval"), "Approved")?;
            user.set(&id, &format!("{who}: by"), name)?;
            user.set(&id, &format!("{who}: on"), "-1")?;
        }
    }
    Ok(())
}

/// A milestone that will come later, with the reason.
fn bram_timeline(book: &mut OutputWorkbook, today: Date) -> anyhow::Result<()> {
    let mut timeline = SimulatedUser::on(book, "Timeline", today)?;
    timeline.set("M-005", "Customer comment", "The harbour festival is in that week.")?;
    timeline.set("M-005", "RAG", "Amber")
}

/// Access that was given meanwhile.
fn naomi_communication(book: &mut OutputWorkbook, today: Date) -> anyhow::Result<()> {
    let mut tools = SimulatedUser::on(book, "Collaboration Tools", today)?;
    tools.set("TL-001", "Access status", "Granted")?;
    tools.set("TL-004", "Access status", "granted")
}

/// Another chair.
fn marta_governance(book: &mut OutputWorkbook, today: Date) -> anyhow::Result<()> {
    SimulatedUser::on(book, "Governance Layers", today)?.set("GL-002", "Chair", "Marta Okoye")
}
