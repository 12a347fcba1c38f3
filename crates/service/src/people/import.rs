//! Entering many people at once from a spreadsheet.

use crate::call::submitted;
use crate::kept::{Form, keep};
use crate::{Call, Error, Trouble};
use domain::csv_guard::unguarded;
use domain::ids::{KeptId, MemberId};
use domain::people::{Category, Email, Role, Roles, name_key};
use domain::permission::Action;
use domain::retention::IMPORT_DAYS;
use domain::text::diff::is_invisible;
use serde_json::json;
use std::collections::BTreeSet;
use store::{NewMember, Submission};

/// Lines at most in one file.
const MOST_LINES: usize = 2_000;

/// A line that can be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportLine {
    /// Its number in the file, the heading being 1.
    pub line: u64,
    /// The name.
    pub name: String,
    /// The address.
    pub email: Email,
    /// The category.
    pub category: Category,
    /// The constituency party.
    pub clp: String,
    /// The region.
    pub region: String,
}

/// A line that cannot be entered, and why, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Its number in the file.
    pub line: u64,
    /// Why.
    pub why: String,
}

/// What a file holds: shown before anything is entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// Lines that can be entered.
    pub good: Vec<ImportLine>,
    /// Lines that cannot.
    pub bad: Vec<BadLine>,
}

/// Reads a file and says what would happen, without doing it.
pub async fn read_csv(call: &Call, text: &str) -> Result<Import, Error> {
    call.require(Action::Administer)?;
    let members = call.store.members().await?;
    let known = Known {
        names: members.iter().map(|member| name_key(&member.name)).collect(),
        emails: members.into_iter().map(|member| member.email).collect(),
    };
    Ok(read(text, known))
}

/// Keeps a file so that its page can show what would happen, without doing it.
pub async fn keep_csv(call: &Call, text: &str) -> Result<KeptId, Error> {
    call.require(Action::Administer)?;
    if text.trim().is_empty() {
        return Err(Error::field("csv", Trouble::Missing));
    }
    let form = Form {
        fields: vec![("csv".to_owned(), text.to_owned())],
        ..Form::default()
    };
    keep(call, &form).await
}

/// Enters the good lines of a file as members who may sign in with their address; sends no mail.
/// A file with a bad line is entered only when `leave_out` says that those are to be left out.
pub async fn import(
    call: &Call,
    text: &str,
    leave_out: bool,
    submission: Option<Submission>,
) -> Result<usize, Error> {
    let import = read_csv(call, text).await?;
    if import.good.is_empty() {
        return Err(Error::field("csv", Trouble::Missing));
    }
    if !import.bad.is_empty() && !leave_out {
        return Err(Error::field("leave_out", Trouble::Missing));
    }
    let until = call.now.plus_days(IMPORT_DAYS);
    let members: Vec<NewMember> = import
        .good
        .into_iter()
        .map(|line| NewMember {
            id: call.id(MemberId::new),
            email: line.email,
            name: line.name,
            roles: Roles::of(&[match line.category {
                Category::PartyMember => Role::Member,
                Category::Supporter => Role::Supporter,
            }]),
            category: line.category,
            clp: line.clp,
            region: line.region,
            invited_until: until,
        })
        .collect();
    let count = members.len();
    let act = call.act("member.import", "group", &json!({ "count": count }));
    call.store
        .admit(&submitted(act, submission, count), &members, None)
        .await?;
    Ok(count)
}

/// Who is here already.
#[derive(Default)]
struct Known {
    emails: BTreeSet<String>,
    /// By what is left of each when all is taken away that a quick reader overlooks.
    names: BTreeSet<String>,
}

fn read(text: &str, mut known: Known) -> Import {
    let mut import = Import::default();
    // A form sends its lines with both signs, and the reader counts a line only at the second of them.
    let text = text
        .strip_prefix('\u{feff}')
        .unwrap_or(text)
        .replace("\r\n", "\n");
    let text = text.as_str();
    let comma = text
        .lines()
        .next()
        .is_some_and(|line| line.contains(',') || !line.contains([';', '\t']));
    let delimiter = if comma {
        b','
    } else if text.lines().next().is_some_and(|line| line.contains('\t')) {
        b'\t'
    } else {
        b';'
    };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let headings: Vec<String> = match reader.headers() {
        Ok(headings) => headings
            .iter()
            .map(|heading| heading.trim().to_lowercase().replace(['-', ' '], ""))
            .collect(),
        Err(_) => Vec::new(),
    };
    let column = |names: &[&str]| {
        headings
            .iter()
            .position(|heading| names.contains(&heading.as_str()))
    };
    let (Some(name), Some(email)) = (
        column(&["name", "fullname"]),
        column(&["email", "emailaddress", "mail"]),
    ) else {
        import.bad.push(BadLine {
            line: 1,
            why: "The first line must name the columns: name, e-mail, category, CLP, region.".to_owned(),
        });
        return import;
    };
    let (category, clp, region) = (
        column(&["category"]),
        column(&["clp", "constituency"]),
        column(&["region", "area"]),
    );
    let mut seen = BTreeSet::new();
    for (at, record) in reader.records().enumerate() {
        let line = at as u64 + 2;
        let mut bad = |why: String| import.bad.push(BadLine { line, why });
        if at >= MOST_LINES {
            bad(format!("A file may hold {MOST_LINES} people; split it."));
            break;
        }
        let record = match record {
            Ok(record) => record,
            Err(_) => {
                bad("This line cannot be read; save the file as CSV (UTF-8).".to_owned());
                continue;
            }
        };
        let line = record.position().map_or(line, csv::Position::line);
        let mut bad = |why: String| import.bad.push(BadLine { line, why });
        let cell = |column: Option<usize>| {
            unguarded(column.and_then(|column| record.get(column)).unwrap_or("").trim()).to_owned()
        };
        let (name, address) = (cell(Some(name)), cell(Some(email)));
        let email = match Email::parse(&address) {
            Ok(email) => email,
            Err(_) if address.is_empty() => {
                bad("There is no e-mail address.".to_owned());
                continue;
            }
            Err(_) => {
                bad(format!("“{address}” is not an e-mail address."));
                continue;
            }
        };
        if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
            bad("There is no name, or it is longer than 80 characters.".to_owned());
            continue;
        }
        let (clp, region) = (cell(clp), cell(region));
        if [&name, &clp, &region]
            .iter()
            .any(|cell| cell.contains(is_invisible))
        {
            bad("The line holds characters that do not show.".to_owned());
            continue;
        }
        let category = match cell(category).to_lowercase().as_str() {
            "party member" | "party-member" | "member" | "labour member" => Category::PartyMember,
            "" | "supporter" => Category::Supporter,
            other => {
                bad(format!(
                    "The category “{other}” is neither “party member” nor “supporter”."
                ));
                continue;
            }
        };
        if known.emails.contains(email.as_str()) {
            bad(format!("{email} is a member already."));
            continue;
        }
        if !seen.insert(email.clone()) {
            bad(format!("{email} stands in this file twice."));
            continue;
        }
        if !known.names.insert(name_key(&name)) {
            bad(format!(
                "Another member, or an earlier line, has the name “{name}” or one that looks like it; \
                 add what tells the two apart."
            ));
            continue;
        }
        let short = |text: String| {
            text.chars()
                .filter(|c| !c.is_control())
                .take(80)
                .collect::<String>()
        };
        import.good.push(ImportLine {
            line,
            name,
            email,
            category,
            clp: short(clp),
            region: short(region),
        });
    }
    import
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_and_bad_lines_are_told_apart() {
        let text = "Name,E-mail,Category,CLP,Region\n\
            Ada,ada@example.org,party member,Northgate,East\n\
            ,b@example.org,supporter,,\n\
            C,not an address,supporter,,\n\
            D,d@example.org,friend,,\n\
            E,ADA@example.org,supporter,,\n\
            F,known@example.org,supporter,,\n\
            G,g@example.org\n";
        let known = Known {
            emails: BTreeSet::from(["known@example.org".to_owned()]),
            ..Known::default()
        };
        let import = read(text, known);
        let good: Vec<_> = import
            .good
            .iter()
            .map(|line| (line.line, line.name.as_str(), line.category))
            .collect();
        assert_eq!(
            good,
            [(2, "Ada", Category::PartyMember), (8, "G", Category::Supporter)]
        );
        assert_eq!(
            import.bad.iter().map(|bad| bad.line).collect::<Vec<_>>(),
            [3, 4, 5, 6, 7]
        );
    }

    #[test]
    fn names_that_could_be_taken_for_others_are_left_out() {
        let text = "Name,E-mail\n\
            \u{410}da Lovel,a@example.org\n\
            Bea North,b@example.org\n\
            BEA  N0RTH,c@example.org\n\
            D\u{200b}i,d@example.org\n";
        let known = Known {
            names: BTreeSet::from([name_key("Ada Lovel")]),
            ..Known::default()
        };
        let import = read(text, known);
        let good: Vec<_> = import.good.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(good, ["Bea North"]);
        assert_eq!(
            import.bad.iter().map(|bad| bad.line).collect::<Vec<_>>(),
            [2, 4, 5]
        );
    }

    #[test]
    fn lines_are_counted_alike_as_a_form_sends_them() {
        let text = "Name,E-mail\r\nAda,ada@example.org\r\n,b@example.org\r\nC,none\r\n";
        let import = read(text, Known::default());
        assert_eq!(import.good.first().map(|good| good.line), Some(2));
        assert_eq!(import.bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [3, 4]);
    }

    #[test]
    fn a_file_without_headings_is_explained() {
        let import = read("Ada,ada@example.org\n", Known::default());
        assert!(import.good.is_empty());
        assert_eq!(import.bad.len(), 1);
    }

    #[test]
    fn semicolons_and_byte_order_marks_are_what_spreadsheets_write() {
        let import = read("\u{feff}name;email\nAda;ada@example.org\n", Known::default());
        assert_eq!(import.good.len(), 1, "{import:?}");
    }
}
