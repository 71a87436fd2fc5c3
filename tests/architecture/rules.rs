//! The rules, and what is not as they say.

use crate::arrows::{Arrow, arrows};
use crate::circles::{Circle, Needs};
use crate::plan::Plan;
use crate::shapes::Function;
use crate::sources::{Module, Sources, module_name};
use std::collections::{BTreeMap, BTreeSet};

pub const FLOOR: &str = "floor";
pub const ROOM_CIRCLE: &str = "room-circle";
pub const ORDER: &str = "order";
pub const ROOM_LIST: &str = "room-list";
pub const FILE_CIRCLE: &str = "file-circle";
pub const LONG_FUNCTION: &str = "long-function";
pub const LONG_FILE: &str = "long-file";
pub const MEDIAN_FILE: &str = "median-file";
pub const PARAMETERS: &str = "parameters";
pub const TUPLE: &str = "tuple";
pub const TYPE_TWICE: &str = "type-twice";
pub const FUNCTION_TWICE: &str = "function-twice";
pub const EMPTY_NAME: &str = "empty-name";
pub const ORPHAN: &str = "orphan";

/// The rules that the list of exceptions has nothing to say about.
pub const WITHOUT_EXCEPTION: [&str; 4] = [ROOM_LIST, MEDIAN_FILE, EMPTY_NAME, ORPHAN];

/// Something that is not as a rule says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offence {
    pub rule: &'static str,
    /// Its name in the list of exceptions.
    pub item: String,
    /// Where it is, what it is, and what to do.
    pub message: String,
}

/// Everything that is not as the rules say, sorted.
pub fn offences(sources: &Sources, plan: &Plan) -> Vec<Offence> {
    let house = House { sources, plan, arrows: arrows(sources), found: Vec::new() };
    let mut found = house.look();
    found.sort();
    found
}

struct House<'a> {
    sources: &'a Sources,
    plan: &'a Plan,
    arrows: Vec<Arrow>,
    found: Vec<Offence>,
}

impl House<'_> {
    fn look(mut self) -> Vec<Offence> {
        self.floors();
        self.circles_of_rooms();
        self.circles_of_files();
        self.order();
        self.list_of_rooms();
        self.functions();
        self.files();
        self.types();
        self.functions_of_one_name();
        self.module_names();
        self.orphans();
        self.found
    }

    fn say(&mut self, rule: &'static str, item: impl Into<String>, message: String) {
        self.found.push(Offence { rule, item: item.into(), message });
    }

    fn floors(&mut self) {
        for arrow in self.arrows.clone() {
            let (from, to) = (Plan::floor(&arrow.from), Plan::floor(&arrow.to));
            if !self.plan.floors.iter().any(|(floor, _)| *floor == from) {
                let what = format!("{}: {from} is no floor of the plan; add it there with what it may use", arrow.from);
                self.say(FLOOR, from, what);
            } else if !self.plan.allows(from, to) {
                let what = format!(
                    "{}: {from} may not use {to}; pass what is needed as an argument, or move it down",
                    seen(&arrow)
                );
                self.say(FLOOR, format!("{} -> {to}", short(&arrow.from)), what);
            }
        }
    }

    /// Arrows that may not be there at all close no circle.
    fn circles_of_rooms(&mut self) {
        let mut needs = Needs::default();
        let allowed = |arrow: &&Arrow| self.plan.allows(Plan::floor(&arrow.from), Plan::floor(&arrow.to));
        for arrow in self.arrows.iter().filter(allowed) {
            let rooms = [self.plan.room(&arrow.from), self.plan.room(&arrow.to)];
            if rooms.iter().all(|room| room.contains('/')) {
                needs.add(&rooms[0], &rooms[1], seen(arrow));
            }
        }
        self.circles(ROOM_CIRCLE, &needs);
    }

    fn circles_of_files(&mut self) {
        let mut needs = Needs::default();
        for arrow in &self.arrows {
            if self.plan.room(&arrow.from) == self.plan.room(&arrow.to) {
                needs.add(short(&arrow.from), short(&arrow.to), seen(arrow));
            }
        }
        self.circles(FILE_CIRCLE, &needs);
    }

    fn circles(&mut self, rule: &'static str, needs: &Needs) {
        for circle in needs.circles() {
            self.say(rule, format!("{} -> {}", circle.from, circle.to), told(&circle));
        }
    }

    fn order(&mut self) {
        let place = |path: &str| {
            let room = self.plan.room(path);
            let name = room.strip_prefix(self.plan.ordered)?.strip_prefix('/')?;
            self.plan.order.iter().position(|r| *r == name).map(|at| (at, room))
        };
        let mut found = BTreeMap::new();
        for arrow in &self.arrows {
            if let (Some((low, from)), Some((high, to))) = (place(&arrow.from), place(&arrow.to))
                && low < high
            {
                let what = format!("{}: {from} is below {to}; move what is needed down, or pass it in", seen(arrow));
                found.entry(format!("{from} -> {to}")).or_insert(what);
            }
        }
        for (item, what) in found {
            self.say(ORDER, item, what);
        }
    }

    fn list_of_rooms(&mut self) {
        let plan = self.plan;
        let on_disk: BTreeSet<String> = self.sources.files.iter().map(|f| plan.room(&f.path)).collect();
        let prefix = format!("{}/", plan.ordered);
        let on_disk: BTreeSet<&str> = on_disk.iter().filter_map(|room| room.strip_prefix(&prefix)).collect();
        for room in on_disk.iter().filter(|r| **r != "mod" && !plan.order.contains(r)) {
            let what = format!("src/{prefix}{room} has no place in the order of rooms; give it one in the plan");
            self.say(ROOM_LIST, *room, what);
        }
        for room in plan.order.iter().filter(|r| !on_disk.contains(**r)) {
            let what = format!("src/{prefix}{room} is in the order of rooms and not on disk; take it out of the plan");
            self.say(ROOM_LIST, *room, what);
        }
    }

    fn functions(&mut self) {
        let plan = self.plan;
        for module in &self.sources.modules {
            for function in &module.functions {
                let mut over = |rule, limit, value, unit: &str| {
                    if value > limit {
                        let place = self.sources.files[module.file].path.as_str();
                        let what =
                            format!("{place}:{}: {} has {value} {unit}; at most {limit}", function.line, function.name);
                        let item = format!("{}::{}", module.name, function.name);
                        self.found.push(Offence { rule, item, message: what });
                    }
                };
                let tuple = if function.public { function.tuple } else { 0 };
                over(LONG_FUNCTION, plan.lines_of_function, function.lines, "lines, so it should be several functions");
                over(PARAMETERS, plan.parameters, function.parameters, "parameters, so some belong in a struct");
                over(TUPLE, plan.tuple, tuple, "elements in a tuple of its signature, so it should be a struct");
            }
        }
    }

    fn files(&mut self) {
        let mut lines: Vec<usize> = Vec::new();
        for file in &self.sources.files {
            lines.push(file.lines);
            if file.lines > self.plan.lines_of_file {
                let limit = self.plan.lines_of_file;
                let what =
                    format!("{}:1: {} lines; at most {limit}, so split it by what it does", file.path, file.lines);
                self.found.push(Offence { rule: LONG_FILE, item: short(&file.path).to_owned(), message: what });
            }
        }
        lines.sort_unstable();
        let (median, limit) = (lines.get(lines.len() / 2).copied().unwrap_or(0), self.plan.lines_of_median_file);
        if median > limit {
            self.say(
                MEDIAN_FILE,
                "src",
                format!("src: half of the files have {median} lines or more; at most {limit}"),
            );
        }
    }

    fn types(&mut self) {
        let mut by_name: BTreeMap<&str, Vec<Named>> = BTreeMap::new();
        for module in &self.sources.modules {
            for ty in &module.types {
                by_name.entry(&ty.name).or_default().push(self.named(module, &ty.name, ty.line));
            }
        }
        self.twice(TYPE_TWICE, by_name.into_values(), "give it the name of what it is here, or use the other");
    }

    fn functions_of_one_name(&mut self) {
        let mut by_name: BTreeMap<(String, &str), Vec<Named>> = BTreeMap::new();
        for module in &self.sources.modules {
            let room = self.plan.room(&self.sources.files[module.file].path);
            for function in module.functions.iter().filter(|f: &&Function| f.free && f.public) {
                let key = (room.clone(), function.name.as_str());
                by_name.entry(key).or_default().push(self.named(module, &function.name, function.line));
            }
        }
        self.twice(FUNCTION_TWICE, by_name.into_values(), "one room has one function of a name");
    }

    fn named(&self, module: &Module, name: &str, line: usize) -> Named {
        let path = &self.sources.files[module.file].path;
        Named { item: format!("{}::{name}", module.name), place: format!("{path}:{line}") }
    }

    fn twice(&mut self, rule: &'static str, groups: impl Iterator<Item = Vec<Named>>, advice: &str) {
        for group in groups.filter(|g| g.len() > 1) {
            for one in &group {
                let others: Vec<&str> =
                    group.iter().filter(|o| o.place != one.place).map(|o| o.place.as_str()).collect();
                let what = format!("{}: {} has the name of {}; {advice}", one.place, one.item, others.join(" and "));
                self.found.push(Offence { rule, item: one.item.clone(), message: what });
            }
        }
    }

    fn module_names(&mut self) {
        for module in &self.sources.modules {
            if self.plan.empty_names.contains(&module.name.as_str()) {
                let place = &self.sources.files[module.file].path;
                let what = format!("{place}:{}: the name {} says nothing; say what is in it", module.line, module.name);
                self.found.push(Offence { rule: EMPTY_NAME, item: module.name.clone(), message: what });
            }
        }
    }

    fn orphans(&mut self) {
        for path in &self.sources.orphans {
            let what = format!("{path}:1: no `mod {};` declares it; declare or delete it", module_name(path));
            self.found.push(Offence { rule: ORPHAN, item: short(path).to_owned(), message: what });
        }
    }
}

struct Named {
    item: String,
    place: String,
}

fn short(path: &str) -> &str {
    path.trim_start_matches("src/").trim_end_matches(".rs")
}

fn seen(arrow: &Arrow) -> String {
    format!("{}:{} uses {}", arrow.from, arrow.line, arrow.path)
}

fn told(circle: &Circle) -> String {
    let round: Vec<&str> = circle.legs.iter().map(|leg| leg.to.as_str()).collect();
    let legs: String = circle.legs.iter().map(|leg| format!("\n        {}", leg.seen)).collect();
    format!(
        "{} -> {}: turn one of these round, or move what both need into a third:{legs}",
        circle.from,
        round.join(" -> ")
    )
}
