//! How a motion becomes policy, in plain words.

use crate::request::Visit;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::said;
use domain::people::Role;
use domain::permission::{Action, Setting, row};
use leptos::prelude::*;
use service::Error;

/// `/help`
#[component]
pub fn HelpPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let quorum = visit.group.quorum;
        Ok::<_, Error>(view! {
            <PageTitle title="How a motion becomes policy" />
            <main class="page" id="main" tabindex="-1">
                <header class="head">
                    <h1>"How a motion becomes policy"</h1>
                    <p class="lede">"You need to know nothing beforehand. Here is the road that a text takes, and the words you will meet on it."</p>
                    <ul class="links" role="list">
                        <li><a href="#amendments">"How amendments work"</a></li>
                        <li><a href="#copies">"Which version is my copy?"</a></li>
                        <li><a href="#adoptions">"What parties did with a text"</a></li>
                        <li><a href="#positions">"What the group says of texts of others"</a></li>
                        <li><a href="#deadlines">"Deadlines and calendars"</a></li>
                        <li><a href="#tracked">"Changes made in Word or LibreOffice"</a></li>
                        <li><a href="#words">"The words, explained"</a></li>
                        <li><a href="#roles">"Who may do what"</a></li>
                    </ul>
                </header>
                <div class="stack">
                    <Road quorum />
                    <Amendments />
                    <Copies />
                    <Adoptions />
                    <Positions />
                    <Deadlines />
                    <Tracked />
                    <Words />
                    <WhoMayDoWhat />
                </div>
            </main>
        })
    })
}

#[component]
fn Road(quorum: u32) -> impl IntoView {
    let steps = [
        (
            "Somebody writes a draft",
            "A motion is a proposal for a meeting to vote on. A draft is read by its author and the committee only. Words are counted as you write, by the rule of the meeting that it is for.".to_owned(),
        ),
        (
            "Every change makes a new version",
            "Nothing is written over. Each version keeps its number, its author, a note on what changed, and a fingerprint. Any two can be compared.".to_owned(),
        ),
        (
            "Members are asked",
            "The committee opens a round: a question about one version, with a day and an hour at which it closes. Members comment on lines or on the whole, and say whether they support it. Until the close you may change your view.".to_owned(),
        ),
        (
            "The committee decides on one version",
            format!(
                "Exactly one, letter by letter. {quorum} committee members have to vote; two are enough while there is no chair. A version that is over its word limit cannot be approved. If a comma changes, the vote starts again."
            ),
        ),
        (
            "The approved version is published",
            "Anybody can read and download it here, without an account. It never changes. A newer version can replace it, or the group can withdraw it: it then stays readable, under a note that says so.".to_owned(),
        ),
        (
            "Branches and constituency parties take it up",
            "A delegate brings the text to a branch or constituency party, which may pass it as it stands or change it first. A constituency party sends in one motion to the party’s annual conference, so being chosen is hard.".to_owned(),
        ),
        (
            "Motions alike are put together",
            "At conference, those who sent in similar motions agree on one text, the composite. The more motions say the same, the likelier the subject is to be debated. A composite can be built here: each clause keeps its sources, members say beforehand which clauses must stay as they are, and each body sees what its motion lost before it answers.".to_owned(),
        ),
        (
            "Conference votes",
            "The text that conference votes on last, after all changes, is the substantive motion. If it is carried it is policy, and may find its way into the manifesto.".to_owned(),
        ),
    ];
    view! {
        <section class="narrow flow" aria-labelledby="road">
            <h2 id="road">"The road"</h2>
            <ol class="steps" role="list">
                {steps.into_iter().map(|(name, said)| view! { <li><h3>{name}</h3><p>{said}</p></li> }).collect_view()}
            </ol>
        </section>
    }
}

#[component]
fn Amendments() -> impl IntoView {
    let steps = [
        (
            "Somebody proposes other words",
            "By changing a copy of the text, one clause of it, or by typing what a meeting would be told: Line 7: delete ‘these words’, insert ‘those words’. The page shows at once what changes and how many words that costs. Until it is handed in, nobody else sees it.",
        ),
        (
            "The committee looks whether it is in order",
            "In order means: the meeting could vote on it. It is about this text, it is clear what would change, and it is handed in in time. If something is wrong, it goes back to its proposer with the reason.",
        ),
        (
            "It is tabled",
            "It is put before the members: everybody who reads the text sees it. An amendment that is tabled can be amended itself, once.",
        ),
        (
            "It is taken on, or voted on",
            "Those who proposed the text can agree with it: then no vote is needed. Otherwise the meeting votes, and it is carried or lost. It can also fall, where another decision has overtaken it, or be remitted: handed to the executive without a vote.",
        ),
        (
            "The committee merges it",
            "What was taken on or carried goes into a new version. Where two amendments want other words in the same place they clash, and the committee chooses between them.",
        ),
        (
            "The text moves on, and the others follow",
            "Every amendment that is still open is carried over to the new version. Its proposer is told by mail, and says whether they stand by it there. Where the new version changed the same words, both are shown side by side. How it was first written is always kept.",
        ),
    ];
    view! {
        <section class="narrow flow" aria-labelledby="amendments">
            <h2 id="amendments" tabindex="-1">"How amendments work"</h2>
            <p>"An amendment is a proposal to change the words of a text, and nothing else."</p>
            <ol class="steps" role="list">
                {steps.into_iter().map(|(name, said)| view! { <li><h3>{name}</h3><p>{said}</p></li> }).collect_view()}
            </ol>
        </section>
    }
}

#[component]
fn Copies() -> impl IntoView {
    view! {
        <section class="narrow flow" aria-labelledby="copies">
            <h2 id="copies" tabindex="-1">"Which version is my copy?"</h2>
            <p>
                "Texts travel by mail and on paper, and change meanwhile. "
                <a href="/which">"Paste your copy, choose its file, or type the code that stands on it"</a>
                ": you see which version it is, whether it is still the current one, and every word that differs. Line numbers and page numbers do no harm. Nothing that you paste is stored."
            </p>
            <p>"Every published text has a record with its fingerprint and the decision on it. Who wants to be quite sure checks a file on their own computer; the record says how, step by step."</p>
        </section>
    }
}

#[component]
fn Adoptions() -> impl IntoView {
    let steps = [
        (
            "A copy is taken",
            "Whoever takes a published text to their branch or constituency party reports it: on the page of the text, under “Who has taken it up”. Later they add what happened next.",
        ),
        (
            "The party passes it",
            "Word for word, or in words of its own. Its words are laid beside the model: how many of the model’s words they keep, which clauses stand untouched, and how long they are by the rule of their conference.",
        ),
        (
            "It goes to the conference",
            "Sent in; found in order or ruled out, with the reason; chosen for debate or not; put together with others; carried, lost or remitted. Nobody has to report every step.",
        ),
        (
            "Somebody else confirms it",
            "Somebody on the committee who did not report it, or the secretary of the party. The committee sends the secretary a link: it opens a page where they say whether it is right. They need no account, and nothing happens until they press a button.",
        ),
    ];
    view! {
        <section class="narrow flow" aria-labelledby="adoptions">
            <h2 id="adoptions" tabindex="-1">"What parties did with a text"</h2>
            <ol class="steps" role="list">
                {steps.into_iter().map(|(name, said)| view! { <li><h3>{name}</h3><p>{said}</p></li> }).collect_view()}
            </ol>
            <p>"Who may know that it was this party is for the party to say: only the committee, everybody who is signed in, or everybody. It can change its mind at any time, and that holds at once. In public, parties that are not named are counted in whole fives only, so that nobody can be guessed."</p>
        </section>
    }
}

#[component]
fn Positions() -> impl IntoView {
    view! {
        <section class="narrow flow" aria-labelledby="positions">
            <h2 id="positions" tabindex="-1">"What the group says of texts of others"</h2>
            <p>
                "A text of somebody else can be followed here. The group does not approve its words; a meeting decides what the group says of it: it supports it, supports it but for something, does not support it, takes no position, or may not take one by its own rules. The committee records that on the page of the text, with the exact version that the meeting had before it. "
                <a href="/positions">"The positions that are public"</a>
            </p>
            <ul>
                <li>"A position holds for its version. When the text changes, it does not carry over: the page asks to look at it again."</li>
                <li>"Whether everybody may know, and whether others may name the group, are two answers of their own. A group may support something and not wish to be named."</li>
                <li>"Whoever was told of it, and when, is on record."</li>
            </ul>
        </section>
    }
}

#[component]
fn Deadlines() -> impl IntoView {
    view! {
        <section class="narrow flow" aria-labelledby="deadlines">
            <h2 id="deadlines" tabindex="-1">"Deadlines and calendars"</h2>
            <p>"A text for a conference has to be with branches long before it. Say on the page of a text for which conference it is, and its days are reckoned back: the conference, the close of the portal, the meetings of the constituency party and the branch, the latest day to send the text out, and the day on which the round closes. A day that is not known is worked out, and marked so. How many days usually lie between is one of the group’s settings."</p>
            <p>
                "These days can stand in the calendar on your telephone or computer, and follow when they change. "
                <a href="/calendar">"How to add the calendar"</a>
            </p>
        </section>
    }
}

#[component]
fn Tracked() -> impl IntoView {
    view! {
        <section class="narrow flow" aria-labelledby="tracked">
            <h2 id="tracked" tabindex="-1">"Changes made in Word"</h2>
            <p>"You may write an amendment in Word or LibreOffice: download the text, change it there with or without “track changes”, save it as .docx or .odt, and give the file back under “Propose an amendment”. The version that it was made from is found by itself, and you see what it changes before anything is saved. What changed between two versions, and every amendment, can also be downloaded as a file with tracked changes."</p>
        </section>
    }
}

#[component]
fn Words() -> impl IntoView {
    let words = [
        (
            "Amendment",
            "A proposal to change the words of a text. It is moved by somebody, and may be seconded by somebody else.",
        ),
        (
            "Appeal",
            "Asking the conference’s committee to think again about a motion that it ruled out.",
        ),
        ("Branch", "The members of a party in one ward or small area."),
        (
            "Carried, lost",
            "What a meeting voted for is carried; what it voted against is lost.",
        ),
        (
            "Clash",
            "Two amendments that want other words in the same place. Not both can go in as they are.",
        ),
        (
            "CLP",
            "Constituency Labour Party: the members who live in one parliamentary constituency.",
        ),
        (
            "Committee",
            "The members who look after the group’s texts: they open rounds, approve versions and publish them.",
        ),
        (
            "Composite",
            "One text made out of several similar motions, its sources.",
        ),
        (
            "Conference",
            "The yearly meeting of a party or union, where delegates vote on motions.",
        ),
        (
            "Delegate",
            "A member sent by a CLP or union to speak and vote at conference.",
        ),
        (
            "Falls",
            "Of an amendment: it no longer arises, because something else was decided. For instance, the words that it was about are gone.",
        ),
        (
            "Fingerprint",
            "64 digits and letters computed from a text (by a method called SHA-256). The same text always has the same fingerprint, and any change gives another. It shows whether two copies are the same.",
        ),
        (
            "Imprint",
            "The line that says who publishes a text, with an address.",
        ),
        (
            "In order",
            "Of an amendment or a motion: the meeting could vote on it as it stands. If it is not, it is ruled out.",
        ),
        (
            "Line numbers",
            "Every text is broken into numbered lines, the same on screen, on paper and in every file, so that all can speak of the same line.",
        ),
        (
            "Model, own words",
            "The text that the group publishes is the model. A party may pass it in words of its own.",
        ),
        (
            "Motion",
            "A proposal put to a meeting. Once it is carried it is a resolution.",
        ),
        (
            "Mover, seconder",
            "Who proposes something to the meeting, and who supports it as the second: a person, a branch or a CLP.",
        ),
        (
            "Portal",
            "The page of a party or union where motions for its conference are sent in. It closes on a day, at an hour.",
        ),
        (
            "Position",
            "What the group itself says of a text, on one exact version.",
        ),
        ("Quorum", "How many have to take part for a decision to count."),
        (
            "Red line",
            "What a member says beforehand must not happen to a clause of a motion that goes into a composite.",
        ),
        (
            "Remitted",
            "Handed to the executive, which looks into it and reports, without a vote.",
        ),
        (
            "Round",
            "A question to members about one version, open until a day and an hour.",
        ),
        (
            "Rule",
            "How a meeting counts words, and how many it allows. The Labour Party’s conference allows 250, and 10 more for the title. Where rules differ over a word, the page says so.",
        ),
        (
            "Supporter",
            "Somebody who belongs to the group but not to the party. Their views are counted apart.",
        ),
        (
            "Tabled",
            "Put before the members. (In some countries the word means the opposite.)",
        ),
        (
            "Text that is followed",
            "A text of somebody else, kept here to read and discuss. The group does not approve its wording.",
        ),
        (
            "Version",
            "One state of a text. It never changes; a change makes a new version.",
        ),
        (
            "View",
            "What a member thinks of a version: support, support with reservations, oppose, need more information, or abstain.",
        ),
        (
            "Withdrawn",
            "Published once, but the group no longer stands by it.",
        ),
    ];
    view! {
        <section class="prose flow" aria-labelledby="words">
            <h2 id="words" tabindex="-1">"The words, explained"</h2>
            <dl class="facts">
                {words.into_iter().map(|(word, said)| view! { <div><dt>{word}</dt><dd>{said}</dd></div> }).collect_view()}
            </dl>
        </section>
    }
}

/// The permission table itself, so that this page cannot say anything else than what holds.
#[component]
fn WhoMayDoWhat() -> impl IntoView {
    let settings = Setting::ALL
        .iter()
        .map(|setting| view! { <SettingTable setting=*setting /> })
        .collect_view();
    view! {
        <section class="flow" aria-labelledby="roles">
            <h2 id="roles" tabindex="-1">"Who may do what"</h2>
            <p>"Somebody may hold more than one role, and may do what any of them may. “Own” means: to a text that they started."</p>
            {settings}
        </section>
    }
}

#[component]
fn SettingTable(setting: Setting) -> impl IntoView {
    let may = |action: Action| Role::ALL.iter().any(|role| row(*role, true, action, setting));
    // Reading where no text is concerned says nothing.
    let told = |action: &Action| may(*action) && !(*action == Action::Read && setting == Setting::Nothing);
    let id = format!("cap-{}", setting.word());
    let rows = Action::ALL
        .iter()
        .copied()
        .filter(told)
        .map(|action| {
            view! {
                <tr>
                    <th scope="row">{said::action(action)}</th>
                    {Role::ALL
                        .iter()
                        .map(|role| {
                            let cell = match (row(*role, false, action, setting), row(*role, true, action, setting)) {
                                (true, _) => "Yes",
                                (false, true) => "Own",
                                (false, false) => "–",
                            };
                            view! { <td data-th=said::role(*role)>{cell}</td> }
                        })
                        .collect_view()}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-scroll" role="region" aria-labelledby=id.clone() tabindex="0">
            <table class="rows">
                <caption id=id.clone()>{said::setting(setting)}</caption>
                <thead>
                    <tr>
                        <th scope="col">"To do"</th>
                        {Role::ALL.iter().map(|role| view! { <th scope="col">{said::role(*role)}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
