//! The composite of the demonstration: three motions on swimming pools, made one.

use super::Demo;
use service::composites::{
    self, AnswerForm, GroupForm, MoveForm, PastedSource, RedLineForm, SaveForm, StepForm,
};

const TITLE: &str = "A pool within reach of every school";

const NORTHGATE: &str = "\
Every child a swimmer

Conference notes that:

  • One child in three leaves primary school unable to swim a length, and most of them live in towns whose pool has closed.
  • A pool that is shut for one winter seldom opens again: pumps seize, tiles lift, and the staff find other work.

Conference calls on the next government to:

  1. ensure that every child must have had thirty lessons in water by the age of eleven;
  2. set aside £90 million a year for pools that councils own;
  4. forbid the sale of a pool before its neighbours have been asked.
";

const RIVERSIDE: &str = "\
Conference notes that:

- One child in three leaves primary school unable to swim a length.
- Heating is the largest bill of a pool, and a third of it could come from the drains of the same street.

Conference calls on the next government to:

1. ensure that every child should have had lessons in water by the age of eleven;
2. lend councils what new boilers cost, to be paid back from what they save.
";

const HARBOUR: &str = "\
Lifeguards are teachers

Conference believes that a lifeguard keeps a whole town safer, on the beach as in the pool.

Conference calls on the next government to:

- pay lifeguards who teach as teachers are paid;
- set aside £60 million a year for pools that councils own.
";

impl Demo {
    /// A composite of three motions, sent to its sources, of which two have answered.
    pub(super) async fn pools(&self) -> anyhow::Result<()> {
        let pasted = [
            ("Motion 14", "Northgate CLP", NORTHGATE),
            ("Motion 15", "Riverside CLP", RIVERSIDE),
            ("Motion 22", "Harbour CLP", HARBOUR),
        ];
        let pasted = (1..).zip(pasted).map(|(place, (name, body, text))| PastedSource {
            place,
            name: name.to_owned(),
            body: body.to_owned(),
            text: text.to_owned(),
        });
        let form = GroupForm {
            title: TITLE.to_owned(),
            rule: super::rule(),
            pasted: pasted.collect(),
            ..GroupForm::default()
        };
        let slug = composites::group(&self.by("committee-two", 17, "19:30").await?, &form).await?;
        for (who, source, clause, reason) in [
            (
                "northgate",
                1,
                5,
                "“Must” and the number of lessons are why our branch wrote this.",
            ),
            ("harbour", 3, 3, "Without pay there will be nobody to teach."),
        ] {
            let line = RedLineForm {
                slug: slug.clone(),
                source,
                clause,
                reason: reason.to_owned(),
                ..RedLineForm::default()
            };
            composites::draw_red_line(&self.by(who, 15, "20:10").await?, &line).await?;
        }
        for (revision, (who, what, from, entry, text)) in (0..).zip([
            ("committee-two", "take", &["1.1"][..], 0, ""),
            ("committee-two", "take", &["1.2"][..], 0, ""),
            ("committee-two", "take", &["2.3"][..], 0, ""),
            ("committee-two", "take", &["1.4"][..], 0, ""),
            ("committee-two", "merge", &["1.5", "2.5"][..], 0, ""),
            (
                "committee-one",
                "edit",
                &[][..],
                5,
                "1. ensure that every child should have had twenty lessons in water by the age of eleven;",
            ),
            ("committee-one", "merge", &["1.6", "3.4"][..], 0, ""),
            (
                "committee-one",
                "edit",
                &[][..],
                6,
                "2. set aside £80 million a year for pools that councils own;",
            ),
            ("committee-one", "take", &["3.3"][..], 0, ""),
            ("committee-one", "take", &["2.6"][..], 0, ""),
            (
                "committee-one",
                "add",
                &[][..],
                0,
                "Conference asks the executive to report each year how many pools have opened and how many have closed.",
            ),
        ]) {
            let step = StepForm {
                slug: slug.clone(),
                revision,
                what: what.to_owned(),
                from: from.iter().map(|from| (*from).to_owned()).collect(),
                entry,
                text: text.to_owned(),
                ..StepForm::default()
            };
            let time = format!("18:{:02}", 10 + revision);
            composites::step(&self.by(who, 11, &time).await?, &step).await?;
        }
        let save = SaveForm {
            slug: slug.clone(),
            base: 1,
            revision: 11,
            title: TITLE.to_owned(),
            note: "The first text, from our meeting about pools".to_owned(),
            ..SaveForm::default()
        };
        composites::save(&self.by("committee-one", 11, "18:40").await?, &save).await?;
        let sent = MoveForm {
            slug: slug.clone(),
            kind: "sent".to_owned(),
            version: 2,
            note: "By mail to the three secretaries; answers by the end of the month, please.".to_owned(),
            ..MoveForm::default()
        };
        composites::record(&self.by("committee-two", 10, "09:00").await?, &sent).await?;
        for (day, source, answer, authority, note) in [
            (8, 2, "agrees", "The branch secretary", "Content with “should”."),
            (
                4,
                1,
                "stands-alone",
                "The delegate, after a branch meeting",
                "Unless “must” comes back.",
            ),
        ] {
            let answer = AnswerForm {
                slug: slug.clone(),
                source,
                version: 2,
                answer: answer.to_owned(),
                authority: authority.to_owned(),
                given_on: self.day(day),
                note: note.to_owned(),
                ..AnswerForm::default()
            };
            composites::answer(&self.by("committee-two", day, "21:00").await?, &answer).await?;
        }
        Ok(())
    }
}
