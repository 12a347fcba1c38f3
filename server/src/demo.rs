//! The demonstration group: a small group with some weeks of history, set up by the same use cases as any other.
//!
//! Every step is a call by one of its accounts at some moment of the past, so the log, the fingerprints and the
//! permissions are real. All texts are made up for this purpose, and nobody in it is a real person.

mod adoptions;
mod manifesto;
mod pools;
mod texts;

use anyhow::Context;
use domain::amendment::Verb;
use domain::people::Email;
use domain::time::Instant;
use service::amendments::{self, Doing, Draft};
use service::decisions::{self, VoteForm};
use service::ladders::{self, LadderForm};
use service::motions::{self, OwnRule, Save, Start};
use service::people::{self, Invitation};
use service::positions::{self, PositionForm, TellForm};
use service::rounds::{self, Close, CommentForm, Opening, ViewForm};
use service::{Call, calendar};
use std::sync::Arc;
use store::{Member, Organisation};

/// The accounts: the part before the @, the name, the roles, the category, the constituency party.
const PEOPLE: [(&str, &str, &[&str], &str, &str); 8] = [
    (
        "chair",
        "Chair and administrator",
        &["chair", "administrator"],
        "party-member",
        "Northgate",
    ),
    (
        "committee-one",
        "Committee member one",
        &["committee"],
        "party-member",
        "Riverside",
    ),
    (
        "committee-two",
        "Committee member two",
        &["committee"],
        "party-member",
        "Hillfoot",
    ),
    (
        "northgate",
        "Member (Northgate CLP)",
        &["member"],
        "party-member",
        "Northgate",
    ),
    (
        "riverside",
        "Member (Riverside CLP)",
        &["member"],
        "party-member",
        "Riverside",
    ),
    (
        "hillfoot",
        "Member (Hillfoot CLP)",
        &["member"],
        "party-member",
        "Hillfoot",
    ),
    (
        "harbour",
        "Member (Harbour CLP)",
        &["member"],
        "party-member",
        "Harbour",
    ),
    ("supporter", "Supporter", &["supporter"], "supporter", ""),
];

/// Fills an empty database with the demonstration group; leaves any other alone.
pub async fn fill(call: &Call) -> anyhow::Result<()> {
    let demo = Demo { call: call.clone() };
    let group = Organisation {
        name: "Demonstration group".to_owned(),
        about: "A made-up society that writes motions, so that you can try what this program does. \
                Enter as any of its members: nothing here is real, and nothing can break."
            .to_owned(),
        imprint: "Demonstration group, 1 Example Street, Northgate".to_owned(),
        contact: "chair@example.org".to_owned(),
        quorum: 3,
        demo: true,
    };
    if !people::found_demo(&demo.visitor(75, "18:00")?, &group).await? {
        return Ok(());
    }
    demo.people()
        .await
        .context("cannot set up the accounts of the demonstration")?;
    demo.buses()
        .await
        .context("cannot set up the published motion of the demonstration")?;
    demo.adoptions()
        .await
        .context("cannot set up what parties did with the published motion")?;
    demo.homes()
        .await
        .context("cannot set up the followed text of the demonstration")?;
    demo.meals()
        .await
        .context("cannot set up the open round of the demonstration")?;
    demo.pools()
        .await
        .context("cannot set up the composite of the demonstration")?;
    demo.manifesto()
        .await
        .context("cannot set up the manifesto of the demonstration")?;
    demo.sweep()
        .await
        .context("cannot clear the mails of the demonstration")
}

/// What the demonstration is made with.
struct Demo {
    call: Call,
}

impl Demo {
    /// Counts the mails of its history as sent: nobody in it is real, and nobody waits for them.
    async fn sweep(&self) -> anyhow::Result<()> {
        let (store, now) = (&self.call.store, self.call.now);
        for mail in store.due_mails(now, 100).await? {
            store.mail_sent(mail.id, now).await?;
        }
        Ok(())
    }

    /// A moment so many days ago, at an hour in London.
    fn at(&self, days_ago: i64, time: &str) -> anyhow::Result<Instant> {
        calendar::instant(&self.day(days_ago), time).map_err(|trouble| anyhow::anyhow!("{time}: {trouble:?}"))
    }

    /// The day so many days ago, as a form holds it.
    fn day(&self, days_ago: i64) -> String {
        calendar::date_field(self.call.now.plus_days(-days_ago))
    }

    fn visitor(&self, days_ago: i64, time: &str) -> anyhow::Result<Call> {
        Ok(Call {
            member: None,
            now: self.at(days_ago, time)?,
            ..self.call.clone()
        })
    }

    async fn member(&self, who: &str) -> anyhow::Result<Member> {
        let email = Email::parse(&format!("{who}@example.org"))
            .ok()
            .context("not an address")?;
        self.call
            .store
            .member_by_email(&email)
            .await?
            .with_context(|| format!("{who} is not there"))
    }

    /// A call by one of the accounts at a moment of the past.
    async fn by(&self, who: &str, days_ago: i64, time: &str) -> anyhow::Result<Call> {
        let member = Some(Arc::new(self.member(who).await?));
        Ok(Call {
            member,
            now: self.at(days_ago, time)?,
            ..self.call.clone()
        })
    }

    /// Invites everybody and lets them take their invitation up.
    async fn people(&self) -> anyhow::Result<()> {
        for (n, (who, name, roles, category, clp)) in (0..).zip(PEOPLE) {
            let invitation = Invitation {
                email: format!("{who}@example.org"),
                name: name.to_owned(),
                roles: roles.iter().map(|role| (*role).to_owned()).collect(),
                category: category.to_owned(),
                clp: clp.to_owned(),
                region: if clp.is_empty() {
                    String::new()
                } else {
                    "East".to_owned()
                },
                ..Invitation::default()
            };
            let call = self.visitor(74, &format!("18:{:02}", 5 * n))?;
            let invited = people::invite_from_command_line(&call, &invitation).await?;
            let token = invited.link.rsplit('/').next().unwrap_or_default();
            people::by_link(&self.visitor(73 - n % 3, "20:15")?, token).await?;
        }
        Ok(())
    }

    /// The group's own motion, from first draft to publication.
    async fn buses(&self) -> anyhow::Result<()> {
        let author = "committee-one";
        let start = Start {
            origin: "owned".to_owned(),
            title: texts::BUSES_TITLE.to_owned(),
            text: texts::buses(1),
            note: "First draft, for the committee to look at".to_owned(),
            rule: rule(),
            ..Start::default()
        };
        let slug = motions::start(&self.by(author, 68, "19:10").await?, &start).await?;
        self.save(
            author,
            64,
            &slug,
            1,
            texts::BUSES_TITLE,
            texts::buses(2),
            "What councils have shown belongs with the facts",
        )
        .await?;
        self.save(
            "chair",
            60,
            &slug,
            2,
            texts::BUSES_TITLE,
            texts::buses(3),
            "This year’s figure for students; the last paragraph was two requests",
        )
        .await?;

        let first = self
            .open(
                "chair",
                59,
                &slug,
                3,
                "Is this what your members want from a bus motion, and what would make them vote for it?",
                45,
            )
            .await?;
        let said = |line: &str, body: &str| (line.to_owned(), body.to_owned());
        let comments = [
            (
                "northgate",
                57,
                said(
                    "£1,900",
                    "Our students say it is more like this for two of them in one family. Can we name the source?",
                ),
            ),
            (
                "riverside",
                56,
                said(
                    "every hour",
                    "Every hour is right for us. For hamlets we would rather have a smaller bus that comes when called.",
                ),
            ),
            (
                "hillfoot",
                55,
                said(
                    "rural heritage",
                    "This is about tourists, not about people who live here. It costs us words and will cost us votes.",
                ),
            ),
            (
                "supporter",
                54,
                said(
                    "ten years at a time",
                    "The most useful line in it: depots close because money comes one year at a time.",
                ),
            ),
            (
                "harbour",
                53,
                said(
                    "",
                    "Good, and short enough to be read out. Please say somewhere that ferries are our buses.",
                ),
            ),
        ];
        let mut asked = None;
        for (who, day, (words, body)) in comments {
            let id = self.comment(who, day, &slug, 3, &words, "", &body).await?;
            asked.get_or_insert(id);
        }
        if let Some(asked) = asked {
            let answer = "It is from the colleges’ own survey of this spring; the committee has it on file.";
            self.comment("chair", 52, &slug, 3, "", &asked, answer).await?;
        }
        for (who, day, stance, capacity, reason) in [
            (
                "northgate",
                56,
                "support",
                "member",
                "Two of our branches have asked for this for years.",
            ),
            (
                "riverside",
                55,
                "reservations",
                "clp-officer",
                "For it, once hamlets are not forgotten.",
            ),
            (
                "hillfoot",
                54,
                "reservations",
                "member",
                "Take out the tourists and I am for it.",
            ),
            (
                "supporter",
                53,
                "support",
                "practitioner",
                "I drive one of these routes.",
            ),
        ] {
            self.view(who, day, &first, 3, stance, capacity, reason).await?;
        }
        let reason = "Nobody has written for five days, and the deadline for motions is near.".to_owned();
        let close = Close {
            round: first.clone(),
            reason,
            ..Close::default()
        };
        rounds::close(&self.by("chair", 48, "18:30").await?, &close).await?;
        let reopen = Close {
            round: first.clone(),
            reason: "Harbour meets only tomorrow and asked for its say.".to_owned(),
            close_date: self.day(43),
            close_time: "18:00".to_owned(),
            ..Close::default()
        };
        rounds::reopen(&self.by("chair", 47, "09:20").await?, &reopen).await?;
        self.view(
            "harbour",
            45,
            &first,
            3,
            "support",
            "clp-officer",
            "Carried at our meeting without a vote against.",
        )
        .await?;

        self.save(
            author,
            38,
            &slug,
            3,
            texts::BUSES_TITLE,
            texts::buses(4),
            "Left out the tourists, as members asked",
        )
        .await?;
        let second = self
            .open(
                author,
                37,
                &slug,
                4,
                "Can the committee put this wording to the vote?",
                27,
            )
            .await?;
        for (who, day, stance, capacity, reason) in [
            ("northgate", 36, "support", "member", ""),
            (
                "hillfoot",
                36,
                "support",
                "member",
                "Thank you for taking the tourists out.",
            ),
            (
                "riverside",
                35,
                "reservations",
                "clp-officer",
                "I still miss the hamlets, but would not hold it up.",
            ),
            ("supporter", 35, "support", "practitioner", ""),
            ("harbour", 34, "support", "clp-officer", ""),
            (
                "committee-two",
                33,
                "support",
                "member",
                "Clear, short, and we can cost it.",
            ),
            ("chair", 33, "support", "member", ""),
        ] {
            self.view(who, day, &second, 4, stance, capacity, reason).await?;
        }
        for (who, time, reason) in [
            ("chair", "20:02", "Seven views on this wording, and none against."),
            ("committee-one", "20:05", ""),
            ("committee-two", "20:11", ""),
        ] {
            self.approve(who, 25, time, &slug, reason).await?;
        }
        decisions::publish(&self.by("chair", 24, "09:30").await?, &slug, 4, None).await?;
        let way = LadderForm {
            slug,
            destination: "the annual conference".to_owned(),
            conference_on: self.day(-120),
            portal: (self.day(-110), "17:00".to_owned()),
            ..LadderForm::default()
        };
        ladders::set(&self.by("chair", 24, "09:45").await?, &way).await?;
        Ok(())
    }

    /// A text of others, seen twice.
    async fn homes(&self) -> anyhow::Result<()> {
        let start = Start {
            origin: "tracked".to_owned(),
            title: texts::HOMES_TITLE.to_owned(),
            text: texts::homes(1),
            note: "Forwarded by a member of both societies".to_owned(),
            rule: rule(),
            owner: "Another society".to_owned(),
            source: "Circular to its branches".to_owned(),
            seen_on: self.day(30),
            ..Start::default()
        };
        let slug = motions::start(&self.by("committee-two", 30, "17:40").await?, &start).await?;
        self.look("northgate", 28, &slug).await?;
        self.look("riverside", 26, &slug).await?;
        // Decided before the second version came: it has to be looked at again.
        let position = PositionForm {
            slug: slug.clone(),
            version: 1,
            stand: "qualified".to_owned(),
            met_on: self.day(20),
            reason: "We support it, and would have the work begin in the coldest houses.".to_owned(),
            public: true,
            ..PositionForm::default()
        };
        positions::record(&self.by("chair", 19, "19:10").await?, &position).await?;
        let tell = TellForm {
            slug: slug.clone(),
            told: "Another society".to_owned(),
            told_on: self.day(18),
            ..TellForm::default()
        };
        positions::tell(&self.by("chair", 18, "09:20").await?, &tell).await?;
        let save = Save {
            slug: slug.clone(),
            base: 1,
            title: texts::HOMES_TITLE.to_owned(),
            text: texts::homes(2),
            note: "As it stands in the agenda of their conference".to_owned(),
            seen_on: self.day(12),
            ..Save::default()
        };
        motions::save(&self.by("committee-two", 12, "18:25").await?, &save).await?;
        let body =
            "Their second version asks for less than the first. Worth a word with them before we support it.";
        self.comment("riverside", 11, &slug, 2, "one home in two", "", body)
            .await?;
        Ok(())
    }

    /// A draft that is too long yet, with an open round.
    async fn meals(&self) -> anyhow::Result<()> {
        let start = Start {
            origin: "owned".to_owned(),
            title: texts::MEALS_TITLE.to_owned(),
            text: texts::meals(1),
            note: "From the notes of our spring meeting".to_owned(),
            rule: rule(),
            ..Start::default()
        };
        let slug = motions::start(&self.by("northgate", 9, "21:05").await?, &start).await?;
        self.look("committee-one", 8, &slug).await?;
        let note = "What the cooks told us. Too long now: help me to shorten it";
        self.save(
            "northgate",
            6,
            &slug,
            1,
            texts::MEALS_TITLE,
            texts::meals(2),
            note,
        )
        .await?;
        let round = self
            .open(
                "committee-one",
                5,
                &slug,
                2,
                "It is too long by some lines. What can go, and what must stay?",
                -7,
            )
            .await?;
        for (who, day, words, body) in [
            (
                "hillfoot",
                4,
                "tablecloths",
                "Charming, but this can go. Nobody votes on tablecloths.",
            ),
            (
                "supporter",
                3,
                "the same queue",
                "This must stay. It is the whole point: nobody can tell who pays.",
            ),
            (
                "riverside",
                2,
                "",
                "The two paragraphs about kitchens say one thing twice. Join them and you are under the limit.",
            ),
        ] {
            self.comment(who, day, &slug, 2, words, "", body).await?;
        }
        for (who, day, stance, capacity, reason) in [
            (
                "hillfoot",
                4,
                "reservations",
                "member",
                "For it, when it fits the limit.",
            ),
            (
                "supporter",
                3,
                "support",
                "experience",
                "My children stood in the other queue.",
            ),
            (
                "harbour",
                2,
                "information",
                "elected",
                "What would it cost a county like ours?",
            ),
        ] {
            self.view(who, day, &round, 2, stance, capacity, reason).await?;
        }
        self.amendments(&slug).await
    }

    /// Amendments to the draft: two alike, one that clashes with them, one to that one, one that has just come in.
    async fn amendments(&self, slug: &str) -> anyhow::Result<()> {
        let text = texts::meals(2);
        let plain = text.replace(texts::TABLECLOTHS, texts::NO_TABLECLOTHS);
        let laid = text.replace(texts::TABLECLOTHS, texts::LAID_TABLES);
        let shorter = text.replace(&format!("{}\n\n", texts::COOKS), "");
        let cleared = laid.replace(texts::LAID_TABLES, texts::CLEARED_TABLES);
        let first = self
            .propose("hillfoot", 4, slug, "", &plain, "Nobody votes on tablecloths.")
            .await?;
        let alike = self
            .propose(
                "harbour",
                3,
                slug,
                "",
                &plain,
                "Our meeting smiled at this line, and then crossed it out.",
            )
            .await?;
        let clashing = self
            .propose(
                "riverside",
                3,
                slug,
                "",
                &laid,
                "Keep the table in it, and let the children do something.",
            )
            .await?;
        for number in [first, alike, clashing] {
            self.table("committee-one", 2, slug, number).await?;
        }
        let to_it = self
            .propose(
                "harbour",
                2,
                slug,
                &clashing.to_string(),
                &cleared,
                "Whoever lays a table clears it.",
            )
            .await?;
        self.table("committee-two", 1, slug, to_it).await?;
        let reason = "The two points about kitchens say one thing twice.";
        self.propose("riverside", 1, slug, "", &shorter, reason).await?;
        Ok(())
    }

    /// Proposes an amendment and hands it in.
    async fn propose(
        &self,
        who: &str,
        day: i64,
        slug: &str,
        parent: &str,
        text: &str,
        reason: &str,
    ) -> anyhow::Result<u32> {
        let form = Draft {
            slug: slug.to_owned(),
            parent: parent.to_owned(),
            base: 2,
            way: "copy".to_owned(),
            text: text.to_owned(),
            reason: reason.to_owned(),
            ..Draft::default()
        };
        let number = amendments::propose(&self.by(who, day, "20:10").await?, &form).await?;
        self.move_on(who, day, "20:12", slug, number, Verb::Submit)
            .await?;
        Ok(number)
    }

    /// Finds an amendment in order.
    async fn table(&self, who: &str, day: i64, slug: &str, number: u32) -> anyhow::Result<()> {
        self.move_on(who, day, "22:05", slug, number, Verb::Table).await
    }

    async fn move_on(
        &self,
        who: &str,
        day: i64,
        time: &str,
        slug: &str,
        number: u32,
        verb: Verb,
    ) -> anyhow::Result<()> {
        let call = self.by(who, day, time).await?;
        let doing = Doing {
            slug: slug.to_owned(),
            number,
            revision: amendments::one(&call, slug, number)
                .await?
                .entry
                .amendment
                .revision,
            verb: verb.word().to_owned(),
            ..Doing::default()
        };
        Ok(amendments::act(&call, &doing).await?)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one line of the story each, in the order in which it is told"
    )]
    async fn save(
        &self,
        who: &str,
        day: i64,
        slug: &str,
        base: u32,
        title: &str,
        text: String,
        note: &str,
    ) -> anyhow::Result<()> {
        let save = Save {
            slug: slug.to_owned(),
            base,
            title: title.to_owned(),
            text,
            note: note.to_owned(),
            ..Save::default()
        };
        motions::save(&self.by(who, day, "20:40").await?, &save).await?;
        Ok(())
    }

    async fn open(
        &self,
        who: &str,
        day: i64,
        slug: &str,
        version: u32,
        question: &str,
        closes: i64,
    ) -> anyhow::Result<String> {
        let opening = Opening {
            slug: slug.to_owned(),
            version,
            question: question.to_owned(),
            close_date: self.day(closes),
            close_time: "18:00".to_owned(),
            ..Opening::default()
        };
        Ok(rounds::open(&self.by(who, day, "12:10").await?, &opening)
            .await?
            .to_string())
    }

    /// Comments on the line that holds some words, on the whole text, or on another comment.
    #[expect(
        clippy::too_many_arguments,
        reason = "one line of the story each, in the order in which it is told"
    )]
    async fn comment(
        &self,
        who: &str,
        day: i64,
        slug: &str,
        version: u32,
        words: &str,
        parent: &str,
        body: &str,
    ) -> anyhow::Result<String> {
        let call = self.by(who, day, "19:35").await?;
        let reading = motions::read_version(&call, slug, version).await?;
        let line = match words {
            "" => String::new(),
            words => {
                let line = reading
                    .article
                    .lines
                    .iter()
                    .find(|line| line.text.contains(words));
                line.with_context(|| format!("no line holds {words:?}"))?
                    .n
                    .to_string()
            }
        };
        let form = CommentForm {
            slug: slug.to_owned(),
            version,
            parent: parent.to_owned(),
            line,
            body: body.to_owned(),
            ..CommentForm::default()
        };
        motions::look(&call, &reading).await?;
        Ok(rounds::comment(&call, &form).await?.to_string())
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one line of the story each, in the order in which it is told"
    )]
    async fn view(
        &self,
        who: &str,
        day: i64,
        round: &str,
        version: u32,
        stance: &str,
        capacity: &str,
        reason: &str,
    ) -> anyhow::Result<()> {
        let form = ViewForm {
            round: round.to_owned(),
            version,
            stance: stance.to_owned(),
            capacity: capacity.to_owned(),
            reason: reason.to_owned(),
            ..ViewForm::default()
        };
        rounds::give(&self.by(who, day, "21:15").await?, &form).await?;
        Ok(())
    }

    async fn approve(&self, who: &str, day: i64, time: &str, slug: &str, reason: &str) -> anyhow::Result<()> {
        let call = self.by(who, day, time).await?;
        let page = decisions::show(&call, slug).await?;
        let form = VoteForm {
            slug: slug.to_owned(),
            version: page.document.latest,
            hash: page.article.version.hash,
            verdict: "for".to_owned(),
            reason: reason.to_owned(),
            ..VoteForm::default()
        };
        decisions::vote(&call, &form).await?;
        Ok(())
    }

    async fn look(&self, who: &str, day: i64, slug: &str) -> anyhow::Result<()> {
        let call = self.by(who, day, "08:30").await?;
        let reading = motions::read(&call, slug).await?;
        Ok(motions::look(&call, &reading).await?)
    }
}

fn rule() -> OwnRule {
    OwnRule {
        key: "labour-conference".to_owned(),
        ..OwnRule::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{System, now};
    use domain::composite;
    use domain::document::{Kind, Stage};
    use service::Site;
    use service::composites;
    use store::Store;
    use store_sqlite::SqliteStore;

    async fn filled(now: Instant) -> (Demo, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("x.db").display());
        let store = SqliteStore::open(&url).await.unwrap();
        store.migrate().await.unwrap();
        let call = Call {
            member: None,
            now,
            store: Arc::new(store),
            chance: Arc::new(System::default()),
            site: Arc::new(Site {
                base_url: "http://group.example".to_owned(),
            }),
        };
        fill(&call).await.unwrap();
        (Demo { call }, folder)
    }

    #[tokio::test]
    async fn the_group_looks_lived_in() {
        let (demo, _folder) = filled(now()).await;
        let chair = Call {
            now: now(),
            ..demo.by("chair", 0, "12:00").await.unwrap()
        };
        let stages: Vec<_> = motions::list(&chair, &motions::Wanted::default())
            .await
            .unwrap()
            .iter()
            .filter(|document| matches!(document.records.kind, Kind::Motion | Kind::Composite))
            .map(|document| (document.latest, document.records.stage()))
            .collect();
        // Three motions and a composite, which is a draft as a text.
        assert_eq!(stages.len(), 4);
        for expected in [(4, Stage::Published), (2, Stage::Seen), (2, Stage::Circulated)] {
            assert!(stages.contains(&expected), "{stages:?}");
        }
        let published = &decisions::list(&chair, 1).await.unwrap()[0];
        let shown = decisions::read_published(&demo.call, &published.slug)
            .await
            .unwrap();
        assert!(
            (200..=250).contains(&shown.article.count.words),
            "{}",
            shown.article.count.words
        );
        assert_eq!(shown.article.count.title.over, 0);
        let counts = shown.tally.unwrap().public();
        assert!(
            counts
                .iter()
                .any(|(_, count)| count.is_some_and(|count| count >= 5)),
            "{counts:?}"
        );
        let documents = motions::list(&chair, &motions::Wanted::default()).await.unwrap();
        let sections = motions::Wanted {
            sort: Some(motions::Sort::Sections),
            ..Default::default()
        };
        assert_eq!(motions::list(&chair, &sections).await.unwrap().len(), 4);
        let slug_of = |stage| {
            documents
                .iter()
                .find(|document| document.records.kind == Kind::Motion && document.records.stage() == stage)
                .unwrap()
                .slug
                .clone()
        };
        let discussion = rounds::discussion(&chair, &slug_of(Stage::Published))
            .await
            .unwrap();
        assert_eq!((discussion.removed.len(), discussion.general.len()), (1, 1));
        let open = motions::read(&chair, &slug_of(Stage::Circulated)).await.unwrap();
        assert!(
            (10..60).contains(&open.article.count.over),
            "{}",
            open.article.count.over
        );
        assert!(open.document.round_closes.is_some());
        let proposals = amendments::list(&chair, &slug_of(Stage::Circulated))
            .await
            .unwrap();
        let told: Vec<_> = proposals
            .open
            .iter()
            .map(|entry| {
                (
                    entry.amendment.number,
                    entry.parent,
                    entry.same.len(),
                    entry.clashes.len(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (1, None, 1, 1),
                (2, None, 1, 1),
                (3, None, 0, 2),
                (4, Some(3), 0, 0)
            ]
        );
        assert_eq!(proposals.waiting.len(), 1);
        let history = motions::history(&chair, &slug_of(Stage::Published), None)
            .await
            .unwrap();
        let changes: Vec<_> = history
            .versions
            .iter()
            .rev()
            .map(|(_, change)| change.as_str())
            .collect();
        for (change, word) in changes.iter().skip(1).zip(["move", "split", "words"]) {
            assert!(change.contains(word), "{changes:?}");
        }
        assert!(changes[2].contains("figure"), "{changes:?}");
    }

    #[tokio::test]
    async fn the_composite_crosses_a_red_line_and_waits_for_an_answer() {
        let (demo, _folder) = filled(now()).await;
        let member = demo.by("northgate", 0, "12:00").await.unwrap();
        let listed = composites::list(&member, 1).await.unwrap();
        assert_eq!((listed.len(), listed[0].stage), (1, composite::Stage::Sent));
        let shown = composites::show(&member, &listed[0].document.slug).await.unwrap();
        assert_eq!(shown.article.count.over, 0);
        assert_eq!((shown.red_lines.len(), shown.crossed(&shown.built).len()), (2, 1));
        let answered = shown.sources.iter().filter(|source| source.answer.is_some());
        assert_eq!((shown.sources.len(), answered.count()), (3, 2));
        let fares = shown.fares(1, &shown.built);
        let told: Vec<usize> = fares.iter().map(|fare| fare.losses.len()).collect();
        assert_eq!(told, [0, 0, 0, 0, 2, 1, 0]);
        assert!(
            shown.sources[0]
                .repairs
                .iter()
                .any(|said| said.contains("now numbered “3.”"))
        );
    }

    #[tokio::test]
    async fn it_is_filled_once_only() {
        let (demo, _folder) = filled(now()).await;
        let head = demo.call.store.chain_head().await.unwrap();
        fill(&demo.call).await.unwrap();
        assert_eq!(demo.call.store.chain_head().await.unwrap(), head);
    }

    #[tokio::test]
    async fn it_can_be_filled_on_any_day_of_the_year() {
        // Around both changes of the clock, over a new year, on a leap day, and just before midnight.
        for day in [
            "2026-03-30",
            "2026-10-26",
            "2027-01-01",
            "2028-02-29",
            "2026-06-15",
        ] {
            for time in ["00:05", "12:00", "23:55"] {
                filled(calendar::instant(day, time).unwrap()).await;
            }
        }
    }
}
