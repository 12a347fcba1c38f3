//! The manifesto of the demonstration: three sections in different states, and one that is wanted.

use super::{Demo, texts};
use anyhow::Context;
use domain::document::slug;
use service::manifesto::{self, AskForm, FrameForm, LinkForm, MeaningForm, MoveForm, OutcomeForm};
use service::motions;

const TITLE: &str = "A manifesto for places far from a city";

const ADDRESSEE: &str = "We urge the next government to:";

const CLOSING: &str = "\
# Who we are

We are a small society in the countryside and in towns by the sea. Our members drive the buses, cook the meals and teach in the pools of which this manifesto speaks.";

const BUSES: &str = "\
One village in four has no bus on a weekday. A missed connection means a missed appointment or a lost shift.

## What we ask for

- A bus every hour, from six in the morning until eleven at night, in every village of more than three hundred people.
- One low fare for any journey within a county.
- Councils that may run buses of their own, with money for ten years at a time.

A bus also brings children to lessons in the pool (see Section 3).";

const MEALS: &str = "\
Nearly half of all school kitchens no longer cook. What arrives has travelled further than many of the children.

## What we ask for

- A cooked meal, without charge and without forms, for every child in every state school.
- Kitchens built again where they were taken out, and cooks who are trained in them.
- The same kitchens open in the holidays, as a SEND pilot in our county has shown for two summers.";

const POOLS: &str = "\
One child in three leaves primary school unable to swim a length. A pool that is shut for one winter seldom opens again.

## What we ask for

- Thirty lessons in water for every child by the age of eleven.
- No sale of a pool before its neighbours have been asked.";

impl Demo {
    /// Three sections, of which one is agreed, and one that members are asked to write; a clause of a motion is to
    /// enter one of them.
    pub(super) async fn manifesto(&self) -> anyhow::Result<()> {
        let buses = self
            .section(
                "draft",
                "Bring an hourly bus to every village",
                "Bring an hourly bus to every village",
                BUSES,
                "110",
                22,
            )
            .await?;
        let meals = self
            .section(
                "draft",
                "Serve a cooked meal in every school",
                "Serve a cooked breakfast in every school",
                MEALS,
                "100",
                21,
            )
            .await?;
        self.section(
            "draft",
            "Keep a pool within reach",
            "Keep a pool within reach of every school",
            POOLS,
            "60",
            20,
        )
        .await?;
        let wanted = AskForm {
            state: "wanted".to_owned(),
            title: "Give every town its post office back".to_owned(),
            note: "Who can write this? 120 words with what towns have lost, and one thing that we ask for"
                .to_owned(),
            commitment: "Give every town its post office back".to_owned(),
            budget: "120".to_owned(),
            ..AskForm::default()
        };
        manifesto::ask(&self.by("chair", 19, "10:15").await?, &wanted).await?;

        let chair = self.by("chair", 19, "10:30").await?;
        let revision = manifesto::show(&chair).await?.frame.revision;
        let frame = FrameForm {
            revision,
            title: TITLE.to_owned(),
            addressee: ADDRESSEE.to_owned(),
            closing: CLOSING.to_owned(),
            budget: "400".to_owned(),
            ..FrameForm::default()
        };
        manifesto::set_frame(&chair, &frame).await?;

        let meaning = MeaningForm {
            abbreviation: "CLP".to_owned(),
            meaning: "constituency Labour party".to_owned(),
            ..MeaningForm::default()
        };
        manifesto::explain(&self.by("chair", 18, "19:00").await?, &meaning).await?;

        // The last clauses of the motion on meals belong into the section on them.
        let linking = self.by("committee-one", 5, "18:40").await?;
        let motion = motions::read(&linking, &slug(texts::MEALS_TITLE)).await?;
        let clauses = motion.article.version.clauses;
        let clause = clauses.iter().rev().nth(2).copied().unwrap_or(0);
        let link = LinkForm {
            slug: motion.document.slug,
            clause,
            section: meals,
            ..LinkForm::default()
        };
        manifesto::link(&linking, &link).await?;

        let outcome = OutcomeForm {
            slug: buses.clone(),
            on: self.day(12),
            what: "The county council has promised an hourly bus for four villages".to_owned(),
            source: "Minutes of the county council".to_owned(),
            ..OutcomeForm::default()
        };
        manifesto::add_outcome(&self.by("committee-one", 11, "09:05").await?, &outcome).await?;

        let agreeing = self.by("chair", 10, "20:30").await?;
        let section = manifesto::section(&agreeing, &buses).await?.listed.section;
        let agreed = MoveForm {
            slug: buses,
            revision: section.revision,
            version: section.document.latest,
            step: "agreed".to_owned(),
            ..MoveForm::default()
        };
        manifesto::record(&agreeing, &agreed)
            .await
            .context("cannot agree the section")
    }

    /// Starts a section with its text; answers its address.
    async fn section(
        &self,
        state: &str,
        title: &str,
        commitment: &str,
        text: &str,
        budget: &str,
        days_ago: i64,
    ) -> anyhow::Result<String> {
        let form = AskForm {
            state: state.to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
            note: "Written at the spring meeting".to_owned(),
            commitment: commitment.to_owned(),
            budget: budget.to_owned(),
            ..AskForm::default()
        };
        Ok(manifesto::ask(&self.by("committee-two", days_ago, "19:30").await?, &form).await?)
    }
}
