//! What the site says: every word that stands for a value of the domain, in British English.

use domain::amendment::{Hand, State, Verb};
use domain::decision::{Outcome, Verdict};
use domain::document::{Kind, Stage, Standing};
use domain::ladder::Rung;
use domain::people::{Category, Role, Roles};
use domain::permission::{Action, Setting};
use domain::position::Stand;
use domain::round::{Capacity, Phase, Stance};
use domain::text::words::{Disputed, Profile};
use service::{Problem, Trouble, Unreadable, calendar};

/// Where a text stands.
pub const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "Draft",
        Stage::Circulated => "Round open",
        Stage::Closed => "Round closed",
        Stage::Approved => "Approved",
        Stage::Published => "Published",
        Stage::Seen => "Not ours: followed",
    }
}

/// The look of a stage.
pub const fn stage_style(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "draft",
        Stage::Circulated => "open",
        Stage::Closed => "closed",
        Stage::Approved => "approved",
        Stage::Published => "published",
        Stage::Seen => "external",
    }
}

/// What a member thinks.
pub const fn stance(stance: Stance) -> &'static str {
    match stance {
        Stance::Support => "Support",
        Stance::Reservations => "Support with reservations",
        Stance::Oppose => "Oppose",
        Stance::Information => "Need more information",
        Stance::Abstain => "Abstain",
    }
}

/// What choosing a stance means.
pub const fn stance_hint(stance: Stance) -> &'static str {
    match stance {
        Stance::Support => "I am for this text as it stands.",
        Stance::Reservations => "I am for it, but something should be mended; say what.",
        Stance::Oppose => "I am against it; say why if you can.",
        Stance::Information => "I cannot say yet; say what you need to know.",
        Stance::Abstain => "I have read it and take no side.",
    }
}

/// In which capacity somebody speaks.
pub const fn capacity(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Member => "For myself",
        Capacity::ClpOfficer => "As an officer of a constituency party or branch",
        Capacity::Practitioner => "As somebody who does this work",
        Capacity::Researcher => "As a researcher or teacher",
        Capacity::Experience => "From my own or my family’s experience of these services",
        Capacity::Elected => "As a councillor or other elected person",
    }
}

/// Party member or supporter.
pub const fn category(category: Category) -> &'static str {
    match category {
        Category::PartyMember => "Party member",
        Category::Supporter => "Supporter outside the party",
    }
}

/// A role.
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Visitor => "Visitor",
        Role::Supporter => "Supporter",
        Role::Member => "Member",
        Role::Committee => "Committee member",
        Role::Chair => "Chair",
        Role::Administrator => "Administrator",
    }
}

/// Something that somebody may do.
pub const fn action(action: Action) -> &'static str {
    match action {
        Action::Read => "Read it, its versions and what changed",
        Action::Start => "Start a text, or follow one of others",
        Action::Edit => "Save a new version",
        Action::Consult => "Open, close and reopen a round",
        Action::Comment => "Comment",
        Action::Hide => "Hide a comment, with a reason",
        Action::View => "Give a view in a round",
        Action::Propose => "Propose an amendment",
        Action::Order => "Look whether an amendment is in order, and record what became of it",
        Action::Accept => "Take on an amendment without a vote",
        Action::Merge => "Merge amendments into a new version",
        Action::Decide => "Vote on a version",
        Action::Composite => "Make a composite of motions, build, send and move it",
        Action::Answer => "Record what the sources of a composite answer",
        Action::RedLine => "Draw a red line on a clause that goes into a composite",
        Action::Manifesto => {
            "Keep the manifesto: ask for sections, order and agree them, assemble an edition"
        }
        Action::Publish => "Publish an approved version, withdraw a published one",
        Action::Report => "Report what one’s own constituency party did with it",
        Action::Confirm => "See, confirm and correct what was reported of any party",
        Action::Position => "Record what the group decided on a text, and whom it told",
        Action::Schedule => "Say where a text is to go and by when",
        Action::Administer => "Invite people, change roles",
        Action::Settle => "Change the group’s name, imprint and quorum",
    }
}

/// Where an amendment stands.
pub const fn amendment_state(state: State) -> &'static str {
    match state {
        State::Draft => "Draft",
        State::Submitted => "Handed in",
        State::Returned => "Given back",
        State::Tabled => "Before the members",
        State::Accepted => "Taken on",
        State::ToVote => "To be voted on",
        State::Carried => "Carried",
        State::Lost => "Lost",
        State::Withdrawn => "Withdrawn",
        State::Falls => "Falls",
        State::Remitted => "Remitted",
        State::Incorporated => "In the text",
    }
}

/// The look of an amendment's state.
pub const fn amendment_style(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Submitted => "closed",
        State::Returned => "superseded",
        State::Tabled | State::ToVote => "open",
        State::Accepted | State::Carried => "approved",
        State::Lost | State::Withdrawn | State::Falls => "withdrawn",
        State::Remitted => "external",
        State::Incorporated => "published",
    }
}

/// What an amendment's state means, and who is next.
pub const fn amendment_meaning(state: State) -> &'static str {
    match state {
        State::Draft => "Only its proposer sees it. It counts once it has been handed in.",
        State::Submitted => {
            "The committee looks whether it is in order: whether the meeting could vote on it. Until then only the committee and its proposer see it."
        }
        State::Returned => {
            "The committee gave it back, with the reason that follows. Its proposer can change it and hand it in again."
        }
        State::Tabled => "It is in order. The meeting can take it on, or vote on it.",
        State::Accepted => {
            "No vote is needed: it has been taken on. It goes into the text with the next merge."
        }
        State::ToVote => "The meeting votes on it.",
        State::Carried => "It won its vote. It goes into the text with the next merge.",
        State::Lost => "It lost its vote.",
        State::Withdrawn => "Its proposer took it back.",
        State::Falls => "It no longer arises, because something else was decided.",
        State::Remitted => {
            "It was handed to the executive, which looks into it and reports. There was no vote."
        }
        State::Incorporated => "Its words stand in the text.",
    }
}

/// What doing something with an amendment means.
pub const fn amendment_verb_hint(verb: Verb) -> &'static str {
    match verb {
        Verb::Submit => "The committee then looks whether it is in order.",
        Verb::Table => "The meeting could vote on it. Everybody who reads the text sees it from now on.",
        Verb::Return => "Its proposer reads your reason, and can change it and hand it in again.",
        Verb::Accept => {
            "Those who proposed the text agree with it, so that it goes in as if it had always stood there."
        }
        Verb::ToVote => "There is no agreement, so that the meeting has to vote.",
        Verb::Carry => "The meeting voted for it.",
        Verb::Lose => "The meeting voted against it.",
        Verb::Withdraw => "That is its end; it stays on record.",
        Verb::Fall => {
            "It no longer arises, for instance because an amendment carried before it took out the words that it was about. Say which."
        }
        Verb::Remit => "The executive looks into it and reports. There is no vote.",
        Verb::Incorporate => "Its words become part of the text.",
    }
}

/// What somebody does with an amendment, as a button says it.
pub const fn amendment_verb(verb: Verb) -> &'static str {
    match verb {
        Verb::Submit => "Hand it in",
        Verb::Table => "In order: put it before the members",
        Verb::Return => "Give it back",
        Verb::Accept => "Take it on without a vote",
        Verb::ToVote => "Send it to a vote",
        Verb::Carry => "It was carried",
        Verb::Lose => "It was lost",
        Verb::Withdraw => "Withdraw it",
        Verb::Fall => "It falls",
        Verb::Remit => "Remit it to the executive",
        Verb::Incorporate => "Put it into the text",
    }
}

/// In which capacity somebody does something with an amendment.
pub const fn hand(hand: Hand) -> &'static str {
    match hand {
        Hand::Proposer => "as its proposer",
        Hand::Author => "for those who proposed the text",
        Hand::Committee => "for the committee",
    }
}

/// What a text is, in a word.
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Motion => "Motion",
        Kind::Composite => "Composite",
        Kind::Section => "Manifesto section",
        Kind::Manifesto => "Manifesto",
    }
}

/// What is concerned where somebody may do something.
pub const fn setting(setting: Setting) -> &'static str {
    match setting {
        Setting::Nothing => "In the group",
        Setting::Draft => "With a draft that members have not been asked about",
        Setting::Circulated => "With a text that members have been asked about",
        Setting::Tracked => "With a text of others that the group follows",
        Setting::Composite => "With a composite",
        Setting::Wanted => "With a section of the manifesto that is asked for or outlined",
        Setting::Section => "With a section of the manifesto",
        Setting::Manifesto => "With the manifesto as a whole",
        Setting::Published => "With a published version",
    }
}

/// The roles that say most about somebody.
pub fn roles(roles: Roles) -> String {
    let told = roles.each().filter(|role| match role {
        Role::Member => !roles.has(Role::Committee),
        Role::Committee => !roles.has(Role::Chair),
        _ => true,
    });
    told.map(role).collect::<Vec<_>>().join(", ")
}

/// Where a round stands.
pub const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Announced => "Announced",
        Phase::Open => "Open",
        Phase::Closed => "Closed",
    }
}

/// A vote.
pub const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::For => "For",
        Verdict::Against => "Against",
        Verdict::Abstain => "Abstained",
    }
}

/// A decision.
pub const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approved => "Approved",
        Outcome::Refused => "Refused",
    }
}

/// What the group has decided on a text.
pub const fn stand(stand: Stand) -> &'static str {
    match stand {
        Stand::Support => "Supports it",
        Stand::Qualified => "Supports it with a qualification",
        Stand::Against => "Does not support it",
        Stand::NoPosition => "Takes no position",
        Stand::Unable => "Cannot take positions",
    }
}

/// What choosing that means.
pub const fn stand_hint(stand: Stand) -> &'static str {
    match stand {
        Stand::Support => "As it stands.",
        Stand::Qualified => "But for something; say what.",
        Stand::Against => "Say why.",
        Stand::NoPosition => "It was considered, and left open.",
        Stand::Unable => "The group’s own rules do not let it.",
    }
}

/// A step on the way to a conference.
pub const fn rung(rung: Rung) -> &'static str {
    match rung {
        Rung::RoundClose => "Round closes",
        Rung::Circulate => "Latest day to circulate",
        Rung::Branch => "Branch meets",
        Rung::Clp => "Constituency party meets",
        Rung::Portal => "Motions must be in",
        Rung::Conference => "Conference begins",
    }
}

/// What has to be found out about a step.
pub const fn rung_asked(rung: Rung) -> &'static str {
    match rung {
        Rung::RoundClose => "when the round closes",
        Rung::Circulate => "when the text goes out",
        Rung::Branch => "when the branch meets",
        Rung::Clp => "when the constituency party meets",
        Rung::Portal => "the day and the hour at which motions must be in",
        Rung::Conference => "the first day of the conference",
    }
}

/// Something said, as it stands in a sentence: "No change" becomes "no change".
pub fn lower(said: &str) -> String {
    let mut letters = said.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A count as people read it: "1,250".
pub fn grouped(count: impl std::fmt::Display) -> String {
    let digits = count.to_string();
    let mut said = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

/// How many of something, with the right ending: "1 word", "2 words".
pub fn number(count: u32, one: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{} {one}s", grouped(count))
    }
}

/// What is left under a limit.
pub fn left(words: u32, limit: Option<u32>) -> String {
    match limit {
        None => "This rule has no limit".to_owned(),
        Some(limit) if words > limit => format!("{} over the limit", number(words - limit, "word")),
        Some(limit) if words == limit => "Exactly at the limit".to_owned(),
        Some(limit) => format!("{} left", number(limit - words, "word")),
    }
}

/// Words against a limit: "238 of 250 words".
pub fn words_of(words: u32, limit: Option<u32>) -> String {
    match limit {
        Some(limit) => format!("{} of {} words", grouped(words), grouped(limit)),
        None => number(words, "word"),
    }
}

/// The same with what is left: "238 of 250 words: 12 left".
pub fn against(words: u32, limit: Option<u32>) -> String {
    let said = words_of(words, limit);
    match limit {
        Some(limit) if words > limit => format!("{said}: {} over", grouped(words - limit)),
        Some(limit) => format!("{said}: {} left", grouped(limit - words)),
        None => said,
    }
}

/// What has become of a published version, in a sentence without a stop.
pub fn standing(publication: &store::Publication, current: Option<&store::Publication>) -> String {
    let since = calendar::date(publication.standing_at);
    match publication.standing {
        Standing::Current => "current".to_owned(),
        Standing::Superseded => match current {
            Some(current) => format!("replaced by version {} on {since}", current.version),
            None => format!("replaced on {since}"),
        },
        Standing::Withdrawn => format!("withdrawn on {since}: {}", publication.standing_reason),
    }
}

/// The rule's source with its year.
pub fn source(profile: &Profile) -> String {
    match profile.year {
        Some(year) => format!("{} ({year})", profile.source),
        None => profile.source.to_string(),
    }
}

/// Tokens that the rules count differently, at most twelve, each with its line.
pub fn disputed(tokens: &[Disputed]) -> Vec<String> {
    let mut said: Vec<String> = tokens
        .iter()
        .take(12)
        .map(|token| format!("“{}” in line {}", token.token, token.line))
        .collect();
    if tokens.len() > 12 {
        said.push(format!("and {} more", tokens.len() - 12));
    }
    said
}

/// The first 16 digits of a fingerprint, in groups of four.
pub fn short_hash(hash: &str) -> String {
    whole_hash(hash.get(..16).unwrap_or(hash))
}

/// A fingerprint in groups of four.
pub fn whole_hash(hash: &str) -> String {
    let digits: Vec<char> = hash.chars().collect();
    digits
        .chunks(4)
        .map(|four| four.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What is wrong with a field, and what to do about it.
pub fn problem(problem: &Problem) -> String {
    let field = problem.field.as_str();
    match &problem.trouble {
        Trouble::Missing => missing(field).to_owned(),
        Trouble::TooLong(max) => format!("Make this shorter: {max} characters at most."),
        Trouble::NotAChoice => "Choose one of the answers.".to_owned(),
        Trouble::NotAnEmail => "Type an e-mail address like name@example.org.".to_owned(),
        Trouble::AlreadyThere => "Somebody with this address is here already.".to_owned(),
        Trouble::NotADate => "Give the day, the month and the year, like 12 October 2026.".to_owned(),
        Trouble::NoTime => "Give the hour as well, like 18:00 or 6pm.".to_owned(),
        Trouble::NotANumber(min, max) => format!("Type a whole number from {min} to {max}."),
        Trouble::ClosesTooEarly => "The close must lie in the future, and after the opening.".to_owned(),
        Trouble::ClockChange => "The clocks change at that hour; choose another.".to_owned(),
        Trouble::RoundOpen => "A round on this text is open or announced already. Close it first.".to_owned(),
        Trouble::RoundClosed => {
            "The round has closed. Your words are kept below; the committee can reopen it.".to_owned()
        }
        Trouble::RoundNotClosed => {
            "The round is still open. Wait for its close, or close it with a reason.".to_owned()
        }
        Trouble::MovedOn(latest) => {
            format!(
                "Somebody has saved version {latest} meanwhile. Nothing of yours is lost: look at both below."
            )
        }
        Trouble::AskedAnew(version) => {
            format!("The text has moved on to version {version}. Look at what changed, then send this again.")
        }
        Trouble::Unchanged => "Nothing has changed, so there is nothing to save.".to_owned(),
        Trouble::OverLimit(over, limit) => {
            format!(
                "The text is {} over the limit of {limit}. Shorten it first.",
                number(*over, "word")
            )
        }
        Trouble::AmendedOver(over, limit) => {
            format!(
                "With this amendment the text is {} over the limit of {limit}. It is kept as it stands; take out as many words somewhere else.",
                number(*over, "word")
            )
        }
        Trouble::TitleOverLimit(over, limit) => {
            format!(
                "The title is {} over its limit of {limit}. Shorten it in a new version first.",
                number(*over, "word")
            )
        }
        Trouble::AddsTooMuch(over, limit) => {
            format!(
                "This adds {} more than the {limit} that an amendment may add. Words that you take out do not count.",
                number(*over, "word")
            )
        }
        Trouble::Wording(why) => why.clone(),
        Trouble::ChangedMeanwhile => {
            "Somebody else has changed this since you opened the page. Look at it as it is now, then do it again."
                .to_owned()
        }
        Trouble::NotNow => "As it stands now, that cannot be done with it any more.".to_owned(),
        Trouble::NotAmendable => {
            "Only an amendment to the text itself that is before the members can be amended.".to_owned()
        }
        Trouble::AmendmentsClosed => {
            "Amendments are taken while a round is open, and none is open now. Yours is kept as a draft.".to_owned()
        }
        Trouble::ReadFirst => {
            "Read all of the merged text, tick that you have, and save it then.".to_owned()
        }
        Trouble::TooManyChanges(changes, most) => format!(
            "This changes the text in {changes} places, and one amendment may change it in {most} at most. Propose it in parts, or as a new text."
        ),
        Trouble::ClashesOpen(1) => "One clash is not settled. Choose whose words stand there.".to_owned(),
        Trouble::ClashesOpen(open) => {
            format!("{open} clashes are not settled. Choose whose words stand in each.")
        }
        Trouble::MergeOpen => {
            "A merge of amendments to this text is under way. Go on with that one, or give it up first.".to_owned()
        }
        Trouble::AlreadyVoted => {
            "You have voted on this version. A new version starts a new vote.".to_owned()
        }
        Trouble::AlreadyDecided => {
            "This version has been decided. A new version starts a new vote.".to_owned()
        }
        Trouble::NotApproved => "Only a version that the committee has approved can be published.".to_owned(),
        Trouble::AlreadyPublished => "This version is published already.".to_owned(),
        Trouble::NoImprint => {
            "First say in the group’s settings who publishes: every text that leaves the group needs it."
                .to_owned()
        }
        Trouble::WordsNotFound => {
            "Those words are not in this version. Select them again, or choose a line.".to_owned()
        }
        Trouble::WrongCode(0) => "That was not the code. Ask for a new one.".to_owned(),
        Trouble::WrongCode(left) => format!("That was not the code. You have {} left.", tries(*left)),
        Trouble::LinkSpent => "This link or code has been used or has run out. Ask for a new one.".to_owned(),
        Trouble::PasskeyRefused => {
            "That passkey was not accepted. Try again, or have a mail sent to you.".to_owned()
        }
        Trouble::TooManyPasskeys(most) => format!("You have {most} passkeys. Remove one before you add another."),
        Trouble::MailsSpent => "So many mails for signing in have been asked for within the hour that no more are sent. \
             Try again in an hour. A mail that you have still works; so does a passkey."
            .to_owned(),
        Trouble::NotYourAddress => "This is not the address of your account, as it stands above.".to_owned(),
        Trouble::NotTheirAddress => "This is not the address of this member, as it stands above.".to_owned(),
        Trouble::LastAdministrator => {
            "Nobody else looks after accounts. Make somebody else administrator first.".to_owned()
        }
        Trouble::SentBefore => {
            "This form was sent before, with other words in it, and that is done. What you sent now is below and is not \
             saved: look at what stands there, then send it again."
                .to_owned()
        }
        Trouble::NotText => "This file cannot be read here. Save it as .docx, .odt or .txt, or paste its text.".to_owned(),
        Trouble::NotYet => "This day has yet to come. Give the day on which it was.".to_owned(),
        Trouble::WrongOrder => {
            "This comes too late: it must come before what follows on the way to the conference.".to_owned()
        }
        Trouble::NotAFingerprint => {
            "Type at least the first eight digits. Only the digits 0 to 9 and the letters a to f occur.".to_owned()
        }
        Trouble::AskLater => {
            "Too much is being asked at once. Nothing was compared, and your text is still below: try again in a minute.".to_owned()
        }
        Trouble::Unreadable(why) => unreadable(*why),
        Trouble::TooFewSources => "A composite needs two motions at least: tick or paste one more.".to_owned(),
        Trouble::TooManySources(most) => format!("A composite holds {most} motions at most."),
        Trouble::NotForMembers => {
            "Members do not know this draft yet. Ask them for their views on it first, or paste the motion."
                .to_owned()
        }
        Trouble::AlreadyNamed => "Two motions bear the same number. Give each its own.".to_owned(),
        Trouble::AlreadyTaken => "This clause is in the composite already.".to_owned(),
        Trouble::AlreadyDrawn => "You have drawn a red line on this clause already.".to_owned(),
        Trouble::NothingBuilt => "There is no text yet. Take or add a clause first.".to_owned(),
        Trouble::NothingToUndo => "There is nothing to undo.".to_owned(),
        Trouble::BuildMovedOn => {
            "Somebody else has built on meanwhile. Nothing of yours is lost: look at what stands there now, \
             then do it again."
                .to_owned()
        }
        Trouble::BuiltFromSources => {
            "The text of a composite is built from its sources, so that every clause keeps them. \
             Change it on the workbench."
                .to_owned()
        }
        Trouble::ReferencesMove(count) => format!(
            "With this order {} to numbers that mean others then. Say whether the references follow.",
            if *count == 1 {
                "1 section refers".to_owned()
            } else {
                format!("{count} sections refer")
            }
        ),
        Trouble::ReferredTo(count) => format!(
            "{} to this section. Change {} first.",
            if *count == 1 {
                "1 reference leads".to_owned()
            } else {
                format!("{count} references lead")
            },
            if *count == 1 { "it" } else { "them" }
        ),
        Trouble::NoHeading => {
            "No heading was found. Put each heading in capitals on a line of its own, or write “# ” before it.".to_owned()
        }
        Trouble::TooManySections(most) => format!("A manifesto is taken in with {most} sections at most."),
        Trouble::HeadingThere => {
            "The manifesto has a section with one of these headings already. Leave out what is there.".to_owned()
        }
        Trouble::FindingsOpen(count) => format!(
            "{} still open that must not stand in an edition. Mend the text, or set {} aside with a reason.",
            if *count == 1 {
                "1 finding is".to_owned()
            } else {
                format!("{count} findings are")
            },
            if *count == 1 { "it" } else { "them" }
        ),
        Trouble::AlreadyDismissed => "Somebody has set this finding aside already.".to_owned(),
        Trouble::NoSections => "There is no section with a text yet.".to_owned(),
        Trouble::ReferencesOld(count) => format!(
            "In the versions that you chose, {} to a number that means another section now. Choose newer versions.",
            if *count == 1 {
                "1 paragraph refers".to_owned()
            } else {
                format!("{count} paragraphs refer")
            }
        ),
        Trouble::AlreadyLinked => "This clause is linked to that section already.".to_owned(),
        Trouble::TooFewAgree => {
            "Fewer than two sources agree, so this is no composite any more. Build it anew, or dissolve it.".to_owned()
        }
        Trouble::SecondsItself => "Somebody else must second it.".to_owned(),
        Trouble::NoReason => "Say why, in a line.".to_owned(),
        Trouble::NoFingerprint => {
            "This PDF does not say which text it holds. Type the code that is printed in it, or copy its words and paste them.".to_owned()
        }
        Trouble::ReportedBefore(number) => {
            format!("This party has been reported for this conference: see number {number}, and go on there.")
        }
        Trouble::ConfirmsItself => {
            "You reported this yourself. Ask somebody else on the committee to confirm it.".to_owned()
        }
        Trouble::TooManyLinks => {
            "Enough links have been sent for this report today. Wait for an answer, or send another tomorrow."
                .to_owned()
        }
        Trouble::DoesNotShow(codes) => format!(
            "Characters that do not show ({codes}) have been taken out here. See whether it still says what you mean, \
             and send it again."
        ),
        Trouble::NameTaken => {
            "Another member has this name, or one that looks like it. Add what tells the two apart.".to_owned()
        }
    }
}

fn tries(left: u32) -> String {
    if left == 1 {
        "one try".to_owned()
    } else {
        format!("{left} tries")
    }
}

fn unreadable(why: Unreadable) -> String {
    const AGAIN: &str = "Copy the text into a new document, save it as .docx or .odt and try again.";
    match why {
        Unreadable::NotOffice => {
            "This file is neither .docx nor .odt, or it is locked by a password. In Word choose “Save as” and “Word document (.docx)”, in LibreOffice that or “ODF text document (.odt)”.".to_owned()
        }
        Unreadable::Large(bytes) => {
            format!("The file is larger than {} MB. Take its pictures out.", bytes / 1_000_000)
        }
        Unreadable::Unpacked => {
            format!("The file unpacks to far more than a text needs, so it is not read. {AGAIN}")
        }
        Unreadable::Parts(most) => format!("The file is made of more than {most} parts. {AGAIN}"),
        Unreadable::Deep(most) => {
            format!("Tables or boxes stand within each other more than {most} deep. {AGAIN}")
        }
        Unreadable::Pieces(most) => {
            format!("The text is cut into more than {most} pieces, so it is not read. {AGAIN}")
        }
        Unreadable::Styles(most) => {
            format!("The file holds more than {most} styles and lists, so it is not read. {AGAIN}")
        }
        Unreadable::Long(bytes) => format!("The text is longer than {} KB. Shorten it.", bytes / 1_000),
        Unreadable::Declares => {
            format!("The file holds instructions that no word processor writes, so it is not read. {AGAIN}")
        }
        Unreadable::Broken => format!("The file is damaged. Open it in your word processor. {AGAIN}"),
        Unreadable::Empty => "There are no words in the file.".to_owned(),
    }
}

fn missing(field: &str) -> &'static str {
    match field {
        "title" => "Give the text a title.",
        "edited" => "Choose your changed file first.",
        "email" => "Type your e-mail address.",
        "code" => "Type the six digits from the mail.",
        "name" => "Type a name.",
        "note" => "Say in a line what you changed and why.",
        "question" => "Say what you ask of members.",
        "reason" => "Give a reason in a line; it will be shown.",
        "owner" => "Say whose text it is.",
        "source" => "Say where you found it.",
        "seen_on" | "close_date" | "open_date" => "Give a date with day, month and year.",
        "wording" => "Type what is to change, such as: Line 7: delete ‘these words’, insert ‘those words’.",
        "amendments" => "Choose at least one amendment.",
        "stance" => "Choose what you think.",
        "capacity" => "Choose in which capacity you speak.",
        "verdict" => "Choose how you vote.",
        "body" => "Write your comment first.",
        "category" => "Choose a category.",
        "role" => "Choose at least one role.",
        "authority" => "Say who held the authority to answer.",
        "answer" => "Choose what they answered.",
        "given_on" => "Give the day with month and year.",
        "letter" => "Give the letter or number that it bears, such as “Composite A”.",
        "mover" => "Say who moves it.",
        "seconder" => "Say who seconds it.",
        "clp" => "Give the name of the party, such as “Northtown CLP”.",
        "conference" => "Say for which conference, with its year.",
        "state" => "Choose what happened.",
        "consent" => "Choose who may know.",
        "back" => "Choose what is right.",
        "imprint" => "Say who publishes, with an address.",
        "stand" => "Choose what was decided.",
        "met_on" | "told_on" => "Give the day with month and year.",
        "told" => "Say whom you told.",
        "destination" => "Say for which conference it is.",
        "copy" => "Paste the text, or choose a file.",
        "fingerprint" => "Type the code or the first digits of the fingerprint.",
        "file" => "Choose a file first, or paste the text.",
        "what" => "Say what was achieved.",
        "on" => "Give the day with month and year.",
        "abbreviation" => "Type the abbreviation.",
        "text" => "Paste or type the text first.",
        "csv" => "There is no line here that can be entered.",
        "leave_out" => "Some lines cannot be entered. Correct them, or tick the box to leave them out.",
        _ if field.starts_with("name-") => "Give the number that the motion bears, such as “Motion 10”.",
        _ if field.starts_with("body-") => "Say which body sends it.",
        _ if field.starts_with("text-") => "Paste the motion’s text.",
        _ => "Fill this in.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_people_read_them() {
        for (count, said) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (40_930, "40,930"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(count), said);
        }
        assert_eq!(number(1, "word"), "1 word");
        assert_eq!(number(2_500, "word"), "2,500 words");
        assert_eq!(against(251, Some(250)), "251 of 250 words: 1 over");
        assert_eq!(against(1_250, Some(1_250)), "1,250 of 1,250 words: 0 left");
        assert_eq!(against(1, None), "1 word");
    }
}
