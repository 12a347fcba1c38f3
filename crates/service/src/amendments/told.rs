//! What proposers are told by mail.

use crate::amendments::read::Bases;
use crate::{Call, Error};
use domain::amendment::{Follows, State};
use domain::ids::{MailId, MemberId};
use domain::text::canon::Canonical;
use std::collections::BTreeMap;
use store::{Amendment, Document, Member, NewMail};

/// What a new version has done to an amendment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// All of it stands in the version.
    Whole,
    /// So many of its changes stand there.
    InPart(usize, usize),
    /// It lay on the bench, and nothing of it was taken.
    NotTaken,
    /// It follows as it is.
    Follows,
    /// It follows, but something stands close to what has changed.
    Flagged,
    /// It may follow, but could not be compared exactly.
    Coarse,
    /// The version changed the same words.
    Clashes,
    /// The version has all that it asks for.
    Already,
}

/// News for a proposer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct News {
    pub author: MemberId,
    pub number: u32,
    pub what: What,
}

impl What {
    fn sentence(self) -> String {
        match self {
            Self::Whole => "is in the new version.".to_owned(),
            Self::InPart(taken, all) => format!("is in the new version in part: {taken} of its {all} changes."),
            Self::NotTaken => "was considered, and nothing of it was taken; it stays before the members.".to_owned(),
            Self::Follows => "fits the new version as it is. Please look and say that you stand by it.".to_owned(),
            Self::Flagged => {
                "fits the new version, but words close by have changed. Please look and say whether you stand by it."
                    .to_owned()
            }
            Self::Coarse => {
                "may fit the new version, but the two differ so much that they could not be compared exactly. Please read all of it and say whether you stand by it."
                    .to_owned()
            }
            Self::Clashes => "does not fit any more: the new version changes the same words. Please look at it.".to_owned(),
            Self::Already => "asks for what the new version says already.".to_owned(),
        }
    }
}

/// What a newer text does to every open amendment except these.
pub(crate) async fn following(
    call: &Call,
    document: &Document,
    text: &Canonical,
    except: &[u32],
) -> Result<Vec<News>, Error> {
    let all = call.amendments(document.id).await?;
    let open = |one: &&Amendment| one.parent.is_none() && one.state.open() && !except.contains(&one.number);
    let bases = Bases::of(call, document, all.iter().filter(open)).await?;
    let news = all.iter().filter(open).map(|one| News {
        author: one.author,
        number: one.number,
        what: match bases.follow(one, text) {
            Follows::Here | Follows::Clean(_) => What::Follows,
            Follows::Flagged(carried) if carried.coarse => What::Coarse,
            Follows::Flagged(_) => What::Flagged,
            Follows::Clash(_) => What::Clashes,
            Follows::Already(_) => What::Already,
        },
    });
    Ok(news.collect())
}

/// The mails that go out when a text gets a new version by other ways than a merge.
pub(crate) async fn moved_on(
    call: &Call,
    document: &Document,
    number: u32,
    text: &Canonical,
) -> Result<Vec<NewMail>, Error> {
    let news = following(call, document, text, &[]).await?;
    mails(call, document, number, news).await
}

/// One mail for each proposer, with all that concerns them; none to whoever does it.
pub(crate) async fn mails(
    call: &Call,
    document: &Document,
    number: u32,
    news: Vec<News>,
) -> Result<Vec<NewMail>, Error> {
    let mut each: BTreeMap<MemberId, Vec<News>> = BTreeMap::new();
    for one in news
        .into_iter()
        .filter(|one| call.actor().member != Some(one.author))
    {
        each.entry(one.author).or_default().push(one);
    }
    let mut mails = Vec::new();
    for (author, news) in each {
        let lines: Vec<String> = news
            .iter()
            .map(|one| {
                let link = format!(
                    "{}/motions/{}/amendments/{}",
                    call.site.base_url, document.slug, one.number
                );
                format!("Amendment {} {}\n\n    {link}\n", one.number, one.what.sentence())
            })
            .collect();
        let body = format!(
            "“{}” has a new version: version {number}.\n\n{}",
            document.title,
            lines.join("\n")
        );
        mails.extend(
            letter(
                call,
                author,
                &format!("New version of “{}”", document.title),
                &body,
            )
            .await?,
        );
    }
    Ok(mails)
}

/// The mail to a proposer when somebody else has done something with their amendment.
pub(crate) async fn moved(
    call: &Call,
    document: &Document,
    amendment: &Amendment,
    state: State,
    reason: &str,
) -> Result<Vec<NewMail>, Error> {
    let what = match state {
        State::Tabled => "is in order and is now before the members",
        State::Returned => "was given back to you. Put it right and hand it in again",
        State::Accepted => "was taken on without a vote",
        State::ToVote => "will be voted on",
        State::Carried => "was carried",
        State::Lost => "was lost",
        State::Falls => "no longer arises",
        State::Remitted => "was handed to the executive",
        State::Draft | State::Submitted | State::Withdrawn | State::Incorporated => return Ok(Vec::new()),
    };
    if call.actor().member == Some(amendment.author) {
        return Ok(Vec::new());
    }
    let why = if reason.is_empty() {
        String::new()
    } else {
        format!("\n\nThe reason given: {reason}")
    };
    let body = format!(
        "your amendment {} to “{}” {what}.{why}\n\n    {}/motions/{}/amendments/{}\n",
        amendment.number, document.title, call.site.base_url, document.slug, amendment.number
    );
    let subject = format!("Your amendment {} to “{}”", amendment.number, document.title);
    letter(call, amendment.author, &subject, &body).await
}

async fn letter(call: &Call, to: MemberId, subject: &str, body: &str) -> Result<Vec<NewMail>, Error> {
    let Some(member) = call.store.member(to).await? else {
        return Ok(Vec::new());
    };
    let Member {
        name,
        email,
        blocked_at: None,
        ..
    } = member
    else {
        return Ok(Vec::new());
    };
    let group = crate::group::show(call).await?.name;
    Ok(vec![NewMail {
        id: call.id(MailId::new),
        recipient: email,
        subject: subject.to_owned(),
        body: format!("Hello {name},\n\n{body}\n{group}\n{}/\n", call.site.base_url),
    }])
}
