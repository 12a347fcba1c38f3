//! Whether texts, votes, decisions and publications are what their fingerprints and the log of events say.
//!
//! Texts are read a few at a time; of the log is kept which fingerprints and votes it names, and no more.

use domain::decision::{Outcome, Verdict};
use domain::document::Kind;
use domain::ids::DocumentId;
use serde_json::Value;
use service::motions::fingerprint_as_stored;
use std::collections::BTreeMap;
use store::{Approval, DecisionRecord, Document, Event, Publication, Store, StoreError, Version};

/// Versions that are read at once.
const PAGE: i64 = 20;

/// A version: the id of its text, and its number.
type Which = (String, u32);

/// What the log of events names.
#[derive(Debug, Default)]
pub struct Named {
    /// Fingerprints of versions.
    versions: BTreeMap<Which, String>,
    /// Votes, by member: the verdict and the fingerprint.
    votes: BTreeMap<(Which, String), (String, String)>,
    /// Decisions: what they say.
    decisions: BTreeMap<Which, String>,
    /// Publications: the fingerprint, and the head of the log that was printed.
    publications: BTreeMap<Which, (String, String)>,
}

impl Named {
    /// Takes in what an event names.
    pub fn add(&mut self, event: &Event) {
        let Ok(detail) = serde_json::from_str::<Value>(&event.detail) else {
            return;
        };
        let number = |value: &Value, key: &str| {
            value
                .get(key)
                .and_then(Value::as_u64)
                .and_then(|n| u32::try_from(n).ok())
        };
        let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let hash = text(&detail, "hash");
        let version = number(&detail, "version");
        let of = |version: u32| (event.subject.clone(), version);
        match (event.action.as_str(), hash) {
            ("text.start" | "section.start" | "composite.group" | "manifesto.import", Some(hash)) => {
                self.versions.insert(of(1), hash);
            }
            ("version.save" | "composite.save" | "merge.save", Some(hash)) => {
                if let Some(number) = number(&detail, "number") {
                    self.versions.insert(of(number), hash);
                }
            }
            ("edition.assemble", Some(hash)) => {
                if let Some(version) = version {
                    self.versions.insert(of(version), hash);
                }
            }
            ("version.vote", Some(hash)) => {
                if let (Some(version), Some(verdict)) = (version, text(&detail, "verdict")) {
                    self.votes
                        .insert((of(version), event.actor.clone()), (verdict, hash));
                }
            }
            ("version.decide", Some(hash)) => {
                let votes: Vec<u32> = detail
                    .get("votes")
                    .and_then(|votes| serde_json::from_value(votes.clone()).ok())
                    .unwrap_or_default();
                if let (Some(version), Some(outcome), &[for_, against, abstain], Some(quorum)) = (
                    version,
                    text(&detail, "outcome"),
                    votes.as_slice(),
                    number(&detail, "quorum"),
                ) {
                    self.decisions.insert(
                        of(version),
                        says(&outcome, (for_, against, abstain), quorum, &hash),
                    );
                }
            }
            ("version.publish", Some(hash)) => {
                if let Some(version) = version {
                    self.publications.insert(of(version), (hash, event.hash.clone()));
                }
            }
            _ => {}
        }
        // Versions of other texts that were saved in one write with what the event is about.
        for key in ["rewritten", "texts"] {
            for one in detail.get(key).and_then(Value::as_array).into_iter().flatten() {
                if let (Some(id), Some(number), Some(hash)) =
                    (text(one, "text"), number(one, "number"), text(one, "hash"))
                {
                    self.versions.insert((id, number), hash);
                }
            }
        }
    }
}

/// What was looked at, and what was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Versions.
    pub versions: u32,
    /// Those whose fingerprint the log names.
    pub named: u32,
    /// Votes.
    pub votes: u32,
    /// Decisions.
    pub decisions: u32,
    /// Publications.
    pub publications: u32,
    /// What does not match, in sentences.
    pub wrong: Vec<String>,
    /// Votes and publications that the log does not name: they are wrong unless they have been written meanwhile.
    unknown: Vec<(Which, Option<String>, String)>,
}

/// Looks at every text with all that was voted, decided and published of it. `named` must have been read before; what
/// comes after the event `seq` is read again at the end, so that writes may go on meanwhile.
pub async fn look(store: &dyn Store, named: &Named, seq: i64) -> Result<Found, StoreError> {
    let mut found = Found::default();
    let mut last = None;
    for (id, _) in store.all_versions(false).await? {
        if last.replace(id) != Some(id) {
            text(store, named, id, &mut found).await?;
        }
    }
    let mut since = Named::default();
    let mut after = seq;
    while !found.unknown.is_empty() {
        let events = store.events(after, 1_000).await?;
        let Some(end) = events.last() else { break };
        after = end.seq;
        events.iter().for_each(|event| since.add(event));
    }
    for (which, member, what) in std::mem::take(&mut found.unknown) {
        let known = match member {
            Some(member) => since.votes.contains_key(&(which, member)),
            None => since.publications.contains_key(&which),
        };
        if !known {
            found.wrong.push(what);
        }
    }
    Ok(found)
}

async fn text(store: &dyn Store, named: &Named, id: DocumentId, found: &mut Found) -> Result<(), StoreError> {
    let Some(document) = store.document_by_id(id, domain::time::Instant(0)).await? else {
        return Ok(());
    };
    let decisions = store.decisions(id).await?;
    let publications = store.publications_of(id).await?;
    let positions = store.positions(id).await?;
    let mut last = 0;
    loop {
        let versions = store.versions(id, last, PAGE).await?;
        let Some(end) = versions.last() else { break };
        last = end.number;
        for version in &versions {
            let one = One::new(&document, version);
            one.words(named, found);
            let approvals = store.approvals(id, version.number).await?;
            for approval in &approvals {
                one.vote(named, approval, found);
            }
            for decision in decisions.iter().filter(|one| one.version == version.number) {
                one.decision(named, decision, &approvals, found);
            }
            for publication in publications.iter().filter(|one| one.version == version.number) {
                one.publication(named, publication, found);
            }
            for position in positions.iter().filter(|one| one.version == version.number) {
                if position.hash != version.hash {
                    found.wrong.push(format!(
                        "{one}: the position on it was recorded on other words than these."
                    ));
                }
            }
            one.gone(named, &approvals, &decisions, &publications, found);
        }
    }
    let (title, slug) = (&document.title, &document.slug);
    for ((_, number), _) in named
        .versions
        .range((id.to_string(), last + 1)..=(id.to_string(), u32::MAX))
    {
        found.wrong.push(format!(
            "Version {number} of “{title}” ({slug}) is in the log, but it is gone."
        ));
    }
    if document.records.kind == Kind::Composite {
        for source in store.sources(id).await? {
            if source.hash != fingerprint_as_stored(&source.title, &source.text) {
                found.wrong.push(format!(
                    "“{title}” ({slug}): the words of its source “{}” have been changed.",
                    source.name
                ));
            }
        }
    }
    for adoption in store.adoptions(id).await? {
        let Some(variant) = store.variant(adoption.id).await? else {
            continue;
        };
        if variant.hash != fingerprint_as_stored(&variant.title, &variant.text) {
            found.wrong.push(format!(
                "“{title}” ({slug}): the words that were passed in adoption {} have been changed.",
                adoption.number
            ));
        }
    }
    Ok(())
}

/// One version of a text.
struct One<'a> {
    which: Which,
    document: &'a Document,
    version: &'a Version,
}

impl std::fmt::Display for One<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (title, slug) = (&self.document.title, &self.document.slug);
        write!(f, "Version {} of “{title}” ({slug})", self.version.number)
    }
}

impl<'a> One<'a> {
    fn new(document: &'a Document, version: &'a Version) -> Self {
        Self {
            which: (document.id.to_string(), version.number),
            document,
            version,
        }
    }

    fn words(&self, named: &Named, found: &mut Found) {
        let version = self.version;
        found.versions += 1;
        if version.hash != fingerprint_as_stored(&version.title, &version.text) {
            found.wrong.push(format!(
                "{self}: its title or its text has been changed; they do not make its fingerprint."
            ));
        }
        if let Some(hash) = named.versions.get(&self.which) {
            found.named += 1;
            if *hash != version.hash {
                found
                    .wrong
                    .push(format!("{self}: its fingerprint is not the one in the log."));
            }
        }
    }

    fn vote(&self, named: &Named, approval: &Approval, found: &mut Found) {
        let member = approval.member.to_string();
        found.votes += 1;
        if approval.hash != self.version.hash {
            found.wrong.push(format!(
                "{self}: the vote of the member {member} was cast on other words than these."
            ));
        }
        match named.votes.get(&(self.which.clone(), member.clone())) {
            Some((verdict, hash)) => {
                let recorded = approval.verdict.word();
                if verdict != recorded {
                    found.wrong.push(format!(
                        "{self}: the vote of the member {member} is recorded as “{recorded}”, but the log says “{verdict}”."
                    ));
                }
                if *hash != approval.hash {
                    found.wrong.push(format!(
                        "{self}: the vote of the member {member} has another fingerprint in the log."
                    ));
                }
            }
            None => found.unknown.push((
                self.which.clone(),
                Some(member.clone()),
                format!("{self}: the log knows nothing of the vote of the member {member}."),
            )),
        }
    }

    fn decision(&self, named: &Named, decision: &DecisionRecord, approvals: &[Approval], found: &mut Found) {
        found.decisions += 1;
        if decision.hash != self.version.hash {
            found.wrong.push(format!(
                "{self}: the decision was made on other words than these."
            ));
        }
        let (for_, against, abstain) = decision.votes;
        let (outcome, quorum) = (decision.outcome, decision.quorum);
        // A vote of somebody who had left the committee by then is recorded and was not counted.
        let cast = |verdict| approvals.iter().filter(|one| one.verdict == verdict).count() as u64;
        let counted = u64::from(for_) + u64::from(against) + u64::from(abstain);
        let possible = u64::from(for_) <= cast(Verdict::For)
            && u64::from(against) <= cast(Verdict::Against)
            && u64::from(abstain) <= cast(Verdict::Abstain)
            && decision.attendance.starts_with(&format!("{counted} of "));
        if !possible {
            found.wrong.push(format!(
                "{self}: the decision counts {for_} for, {against} against and {abstain} abstentions, \
                 which is not what was voted."
            ));
        }
        let follows = counted >= u64::from(quorum)
            && match outcome {
                Outcome::Approved => for_ >= against,
                Outcome::Refused => against >= for_,
            };
        if !follows {
            found.wrong.push(format!(
                "{self}: the decision says “{}”, which does not follow from the votes that it counts.",
                outcome.word()
            ));
        }
        let recorded = says(outcome.word(), decision.votes, quorum, &decision.hash);
        if named
            .decisions
            .get(&self.which)
            .is_some_and(|said| *said != recorded)
        {
            found
                .wrong
                .push(format!("{self}: the decision is not the one in the log."));
        }
    }

    fn publication(&self, named: &Named, publication: &Publication, found: &mut Found) {
        let slug = &publication.slug;
        found.publications += 1;
        if publication.hash != self.version.hash {
            found.wrong.push(format!(
                "{self}: the publication {slug} has another fingerprint than the version."
            ));
        }
        match named.publications.get(&self.which) {
            Some((hash, head)) => {
                if (hash, head) != (&publication.hash, &publication.chain_head) {
                    found.wrong.push(format!(
                        "{self}: the publication {slug} has another fingerprint, or another head, than the log says."
                    ));
                }
            }
            None => found.unknown.push((
                self.which.clone(),
                None,
                format!("{self}: the log knows nothing of the publication {slug}."),
            )),
        }
    }

    /// What the log names and the records no longer hold.
    fn gone(
        &self,
        named: &Named,
        approvals: &[Approval],
        decisions: &[DecisionRecord],
        publications: &[Publication],
        found: &mut Found,
    ) {
        let votes = named
            .votes
            .range((self.which.clone(), String::new())..)
            .take_while(|((which, _), _)| *which == self.which);
        for ((_, member), _) in votes {
            if !approvals.iter().any(|one| one.member.to_string() == *member) {
                found.wrong.push(format!(
                    "{self}: the vote of the member {member} is in the log, but it is gone."
                ));
            }
        }
        let number = self.version.number;
        if named.decisions.contains_key(&self.which) && !decisions.iter().any(|one| one.version == number) {
            found
                .wrong
                .push(format!("{self}: the decision is in the log, but it is gone."));
        }
        if named.publications.contains_key(&self.which)
            && !publications.iter().any(|one| one.version == number)
        {
            found
                .wrong
                .push(format!("{self}: its publication is in the log, but it is gone."));
        }
    }
}

fn says(outcome: &str, votes: (u32, u32, u32), quorum: u32, hash: &str) -> String {
    let (for_, against, abstain) = votes;
    format!("{outcome} {for_} {against} {abstain} {quorum} {hash}")
}
