//! Entering many people at once: first a trial, then the entering.

use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Paragraphs, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::Crumbs;
use crate::ui::said;
use domain::permission::Action;
use leptos::prelude::*;
use service::Error;
use service::kept::Form;
use service::people::{self, BadLine, Import, ImportLine};

/// What a file looks like, to be copied or downloaded.
const EXAMPLE: &str = "name,e-mail,category,CLP,region\n\
Member One,one@example.org,party member,Northgate,East\n\
Supporter Two,two@example.org,supporter,,East\n";

/// `/members/import`
#[component]
pub fn ImportPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        visit.call.require(Action::Administer)?;
        let form = visit.kept().await?;
        let text = form.value("csv").to_owned();
        let report = if text.trim().is_empty() {
            None
        } else {
            Some(people::read_csv(&visit.call, &text).await?)
        };
        let fresh = report.is_none();
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, "Import a list") />
            <main class="page" id="main" tabindex="-1">
                <Crumbs parents=vec![("/members".to_owned(), "Members".to_owned())] />
                <header class="head">
                    <h1>"Import a list"</h1>
                    <p class="lede">
                        {if fresh {
                            "First a trial that enters nobody and lists every line with trouble; then you enter the rest."
                        } else {
                            "This was a trial run. Nobody has been entered yet."
                        }}
                    </p>
                </header>
                <ErrorSummary form=form.clone() />
                <div class="stack">
                    {report.map(|report| view! { <Report report text form=form.clone() /> })}
                    <Paste form fresh />
                </div>
            </main>
        })
    })
}

#[component]
fn Report(report: Import, text: String, form: Form) -> impl IntoView {
    let Import { good, bad } = report;
    let (can, cannot) = (good.len(), bad.len());
    let (kind, heading) = match (can, cannot) {
        (0, _) => ("bad", "No line can be entered".to_owned()),
        (_, 0) => ("good", format!("{} can be entered", people_of(can))),
        _ => (
            "warn",
            format!("{cannot} of {} lines cannot be entered", can + cannot),
        ),
    };
    let next = match (can, cannot) {
        (0, _) => "Mend the list and try again below.",
        (_, 0) => "Look through them, then enter them.",
        _ => "Mend the list and try again below, or enter the others now.",
    };
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    view! {
        <section class="notice" data-kind=kind aria-labelledby="report">
            <h2 id="report" tabindex="-1">{heading}</h2>
            <p>{next}</p>
        </section>
        {(cannot > 0).then(|| view! { <BadLines bad lines /> })}
        {(can > 0).then(|| view! { <Enter form text can cannot /> })}
        {(can > 0).then(|| view! { <GoodLines good /> })}
    }
}

fn people_of(count: usize) -> String {
    if count == 1 {
        "1 person".to_owned()
    } else {
        format!("{count} people")
    }
}

#[component]
fn BadLines(bad: Vec<BadLine>, lines: Vec<String>) -> impl IntoView {
    let rows = bad
        .into_iter()
        .map(|bad| {
            let at = usize::try_from(bad.line)
                .ok()
                .and_then(|line| line.checked_sub(1));
            let says = at.and_then(|at| lines.get(at)).cloned().unwrap_or_default();
            view! {
                <tr>
                    <td class="num" data-th="Line">{bad.line}</td>
                    <td data-th="It says"><code>{says}</code></td>
                    <td data-th="Trouble">{bad.why}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-scroll" role="region" aria-labelledby="bad" tabindex="0">
            <table class="rows">
                <caption id="bad">"Lines with trouble"</caption>
                <thead>
                    <tr>
                        <th scope="col" class="num">"Line"</th>
                        <th scope="col">"What it says"</th>
                        <th scope="col">"What is wrong"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn GoodLines(good: Vec<ImportLine>) -> impl IntoView {
    let dash = |text: String| if text.is_empty() { "–".to_owned() } else { text };
    let rows = good
        .into_iter()
        .map(|line| {
            view! {
                <tr>
                    <td class="num" data-th="Line">{line.line}</td>
                    <th scope="row">{line.name}</th>
                    <td data-th="E-mail">{line.email.to_string()}</td>
                    <td data-th="Category">{said::category(line.category)}</td>
                    <td data-th="CLP">{dash(line.clp)}</td>
                    <td data-th="Region">{dash(line.region)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-scroll" role="region" aria-labelledby="good" tabindex="0">
            <table class="rows">
                <caption id="good">"Lines that can be entered"</caption>
                <thead>
                    <tr>
                        <th scope="col" class="num">"Line"</th>
                        <th scope="col">"Name"</th>
                        <th scope="col">"E-mail"</th>
                        <th scope="col">"Category"</th>
                        <th scope="col">"CLP"</th>
                        <th scope="col">"Region"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// The second press: what is entered is what was shown.
#[component]
fn Enter(form: Form, text: String, can: usize, cannot: usize) -> impl IntoView {
    let wrong = form.problem("leave_out").map(said::problem);
    view! {
        <form class="form" method="post" action="/api/member/import">
            <Submission />
            <input type="hidden" name="csv" value=text />
            {(cannot > 0)
                .then(|| {
                    view! {
                        <div class=if wrong.is_some() { "field wrong" } else { "field" }>
                            {wrong
                                .clone()
                                .map(|wrong| {
                                    view! {
                                        <p class="error" id="leave_out-error">
                                            <span class="vh">"Error: "</span>
                                            {wrong}
                                        </p>
                                    }
                                })}
                            <div class="choice">
                                <input
                                    type="checkbox"
                                    id="leave_out"
                                    name="leave_out"
                                    value="yes"
                                    aria-describedby=wrong.is_some().then_some("leave_out-error")
                                />
                                <label for="leave_out">
                                    {if cannot == 1 {
                                        "Leave out the line with trouble".to_owned()
                                    } else {
                                        format!("Leave out the {cannot} lines with trouble")
                                    }}
                                </label>
                            </div>
                        </div>
                    }
                })}
            <p class="quiet">"Party members become members, supporters become supporters. They can sign in with their address; no mail is sent."</p>
            <p class="row">
                <button class="button">{format!("Enter {}", people_of(can))}</button>
                <a href="/members">"Enter nobody"</a>
            </p>
        </form>
    }
}

#[component]
fn Paste(form: Form, fresh: bool) -> impl IntoView {
    let href = format!(
        "data:text/csv;charset=utf-8,{}",
        EXAMPLE.replace('\n', "%0A").replace(' ', "%20")
    );
    view! {
        <section class="narrow flow" aria-labelledby="h-paste">
            <h2 id="h-paste">{if fresh { "The list" } else { "Try again" }}</h2>
            <form class="form" method="post" action="/api/member/read">
                <Paragraphs
                    form
                    name="csv"
                    label="The lines of your CSV file"
                    hint="Open the file in a text editor, copy everything, paste it here. The first line names the columns: name, e-mail, category, CLP, region. Only name and e-mail must be there."
                    rows=10
                />
                <p class="row"><button class=if fresh { "button" } else { "button plain" }>"Trial run"</button></p>
            </form>
            <details>
                <summary>"An example"</summary>
                <pre>{EXAMPLE}</pre>
                <p>"A category is “party member” or “supporter”; an empty one counts as supporter."</p>
                <p><a href=href download="members-example.csv">"Download the example"</a></p>
            </details>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_bad_line_says_stays_text() {
        let owner = Owner::new();
        owner.set();
        let bad = vec![BadLine {
            line: 2,
            why: "There is no name.".to_owned(),
        }];
        let lines = vec!["name,email".to_owned(), ",<script>@example.org".to_owned()];
        let html = view! { <BadLines bad lines /> }.to_html();
        assert!(
            html.contains(",&lt;script&gt;@example.org") && !html.contains("<script"),
            "{html}"
        );
    }
}
