//! Who has taken up the published motion of the demonstration: word for word, in words of their own, and not yet.

use super::Demo;
use super::texts;
use service::adoptions::{self, MoveForm, ReportForm, WordsForm};
use service::decisions;

/// What one party did: who reports it, how many days ago, and in whose words.
#[derive(Clone)]
struct Reported {
    who: &'static str,
    day: i64,
    clp: &'static str,
    region: &'static str,
    state: &'static str,
    consent: &'static str,
    text: String,
    from: &'static str,
    note: &'static str,
}

/// The published words with one clause cut and one made sharper.
fn northgate() -> String {
    texts::buses(4)
        .replace("a bus every hour, from six", "a bus every half hour, from six")
        .replace("4. fund all this for ten years at a time, so that drivers can be trained and timetables can settle;\n\n5. publish", "4. publish")
}

impl Demo {
    /// Eight parties and what they did with the published motion.
    pub(super) async fn adoptions(&self) -> anyhow::Result<()> {
        let published = decisions::list(&self.call, 1).await?;
        let Some(publication) = published
            .into_iter()
            .find(|publication| publication.title == texts::BUSES_TITLE)
        else {
            anyhow::bail!("the motion of the demonstration is not published");
        };
        let document = self
            .call
            .store
            .document_by_id(publication.document, self.call.now)
            .await?;
        let slug = document.map(|document| document.slug).unwrap_or_default();
        let model = Reported {
            who: "committee-one",
            day: 12,
            clp: "",
            region: "North",
            state: "passed-model",
            consent: "private",
            text: String::new(),
            from: "",
            note: "",
        };
        let variant = "passed-variant";
        let all = [
            Reported {
                who: "northgate",
                day: 18,
                state: variant,
                consent: "public",
                text: northgate(),
                from: "model",
                note: "We wanted one ask fewer, and a bus twice an hour.",
                ..model.clone()
            },
            Reported {
                who: "riverside",
                day: 16,
                region: "South",
                consent: "members",
                ..model.clone()
            },
            Reported {
                who: "harbour",
                day: 14,
                region: "South",
                state: variant,
                consent: "public",
                text: northgate().replace("in the countryside", "on the coast"),
                note: "",
                ..model.clone()
            },
            Reported {
                who: "hillfoot",
                day: 13,
                state: "taken",
                note: "On the agenda of the next branch meeting.",
                ..model.clone()
            },
            Reported {
                clp: "Northtown CLP",
                consent: "public",
                ..model.clone()
            },
            Reported {
                clp: "Millbrook CLP",
                region: "South",
                ..model.clone()
            },
            Reported {
                clp: "Lakeside CLP",
                consent: "public",
                ..model.clone()
            },
            Reported {
                clp: "Moorend CLP",
                region: "South",
                consent: "public",
                ..model.clone()
            },
        ];
        for reported in &all {
            let form = ReportForm {
                slug: slug.clone(),
                publication: publication.slug.clone(),
                clp: reported.clp.to_owned(),
                region: reported.region.to_owned(),
                conference: "Annual conference".to_owned(),
                state: reported.state.to_owned(),
                meeting_on: self.day(reported.day + 1),
                consent: reported.consent.to_owned(),
                note: reported.note.to_owned(),
                words: WordsForm {
                    title: String::new(),
                    text: reported.text.clone(),
                    profile: String::new(),
                    from: reported.from.to_owned(),
                },
                ..ReportForm::default()
            };
            adoptions::report(&self.by(reported.who, reported.day, "19:30").await?, &form).await?;
        }
        for (who, day, number, seen, kind, state) in [
            ("northgate", 11, 1, 1, "report", "submitted"),
            ("northgate", 6, 1, 2, "report", "in-order"),
            ("committee-two", 5, 1, 3, "confirm", ""),
            ("riverside", 10, 2, 1, "report", "submitted"),
        ] {
            let form = MoveForm {
                slug: slug.clone(),
                number,
                seen,
                kind: kind.to_owned(),
                state: state.to_owned(),
                ..MoveForm::default()
            };
            adoptions::record(&self.by(who, day, "20:15").await?, &form).await?;
        }
        Ok(())
    }
}
