//! What somebody who is not signed in finds by following every link and trying every address.

use super::walk::{FORMS, PAGES, ROUTES};
use super::*;
use crate::web::downloads::tests::endings;
use domain::people::Role;
use std::collections::{BTreeMap, BTreeSet};

/// What nobody but members may read: it stands in every name, party, remark and reason of the group.
const MARKER: &str = "Qxzvj";

/// The demonstration group, whose members all have names that stand nowhere else, and have said something about each
/// text.
async fn marked() -> Scene {
    let scene = Scene::new().await;
    let call = &scene.call;
    let chair = scene.enter("Chair and administrator").await;
    let member = scene.enter("Member (Northgate CLP)").await;
    let remark = format!("A remark by {MARKER}");
    for slug in slugs(&scene).await {
        for cookie in [&member, &chair] {
            let fields = [
                ("slug", slug.as_str()),
                ("version", "1"),
                ("body", remark.as_str()),
            ];
            scene.post_as(cookie, "/api/comment/make", &fields).await;
        }
    }
    for (n, member) in call.store.members().await.unwrap().iter().enumerate() {
        let act = call.act("member.account", member.id, &Default::default());
        let (name, clp, region) = (
            format!("{MARKER} {n} Somebody"),
            format!("{MARKER} CLP"),
            format!("{MARKER} region"),
        );
        call.store
            .change_details(&act, member.id, &name, &clp, &region)
            .await
            .unwrap();
    }
    // The group's own address is there to be written to, and is nobody's.
    let group = store::Organisation {
        contact: "group@example.net".to_owned(),
        ..call.store.organisation().await.unwrap().unwrap()
    };
    let act = call.act("group.settle", "group", &Default::default());
    call.store.settle(&act, &group).await.unwrap();
    scene
}

/// Every text there is, public or not.
async fn slugs(scene: &Scene) -> BTreeSet<String> {
    let store = &scene.call.store;
    let mut found = BTreeSet::new();
    for (id, _) in store.all_versions(false).await.unwrap() {
        found.insert(store.document_by_id(id, now()).await.unwrap().unwrap().slug);
    }
    assert!(found.len() > 5, "{found:?}");
    found
}

/// The cookie of somebody who holds this role.
async fn session_of(scene: &Scene, role: Role) -> String {
    let members = scene.call.store.members().await.unwrap();
    let member = members.iter().find(|member| member.roles.has(role)).unwrap().id;
    let token = format!("{:064x}", scene.call.id(|bits| bits));
    let session = store::NewSession {
        token_hash: sum(&token),
        member,
        expires_at: now().plus_days(1),
    };
    let act = scene.call.act("sign-in", member, &Default::default());
    scene.call.store.open_session(&act, &session).await.unwrap();
    format!("session={token}")
}

/// The addresses on this site that a page names, in links, forms and references.
fn named(page: &str) -> impl Iterator<Item = String> + '_ {
    ["href=\"", "action=\"", "src=\"", "content=\"/"]
        .into_iter()
        .flat_map(move |sign| {
            page.split(sign).skip(1).filter_map(|rest| {
                let address = rest.split('"').next()?.split('#').next()?;
                address.starts_with('/').then(|| address.replace("&amp;", "&"))
            })
        })
}

/// The words in a file that is no text.
fn words(answer: &Answer) -> String {
    crate::web::read_text(&answer.bytes).unwrap_or_default() + &answer.body
}

#[tokio::test]
async fn a_stranger_who_follows_every_link_meets_no_name() {
    let scene = marked().await;
    let mut waiting: Vec<String> = vec!["/".to_owned()];
    // And those to which nothing leads.
    for slug in slugs(&scene).await {
        for path in PAGES
            .iter()
            .map(|(path, _)| *path)
            .chain(ROUTES.iter().map(|(_, path, _)| *path))
        {
            let path = path
                .replace(":slug", &slug)
                .replace(":range", "1..2")
                .replace(":number", "1")
                .replace(":id", "00000000-0000-7000-8000-000000000001")
                .replace(":request", "00000000-0000-0000-0000-000000000000")
                .replace(":token", &"0".repeat(64));
            if !path.is_empty() {
                waiting.push(path);
            }
        }
        for ending in endings() {
            waiting.push(format!("/published/{slug}{ending}"));
            waiting.push(format!("/motions/{slug}/versions/1{ending}"));
        }
        for way in [
            "embed",
            "embed.html",
            "feed",
            "feed.xml",
            "print",
            "og.png",
            "export",
            "diff",
        ] {
            waiting.push(format!("/motions/{slug}/{way}"));
        }
    }
    for path in [
        "/sitemap.xml",
        "/feed",
        "/feed.xml",
        "/robots.txt",
        "/search?q=a",
        "/members.csv",
        "/members.json",
    ] {
        waiting.push(path.to_owned());
    }
    let mut seen: BTreeMap<String, StatusCode> = BTreeMap::new();
    while let Some(path) = waiting.pop() {
        if seen.contains_key(&path) {
            continue;
        }
        let answer = scene.get(&path).await;
        seen.insert(path.clone(), answer.status);
        let told = words(&answer);
        for hidden in [MARKER, "@example.org"] {
            // Anybody may enter the demonstration as anybody, and is told as whom.
            let at = told.find(hidden).filter(|_| !path.starts_with("/sign-in"));
            let around = at.map(|at| told[..at].chars().rev().take(200).collect::<String>());
            assert!(around.is_none(), "{path} tells {hidden} after {around:?}");
        }
        for kind in ["uuid", "member_id", "author_id"] {
            assert!(!told.contains(kind), "{path} tells a {kind}");
        }
        waiting.extend(named(&answer.body).filter(|path| !path.starts_with("/pkg/")));
    }
    let open = seen.values().filter(|status| **status == StatusCode::OK).count();
    assert!(open > 25, "{open} of {seen:?}");
}

/// What looking does write: what a member has seen last, by which they are shown what is new to them.
const SEEN: &str = "look";

#[tokio::test]
async fn looking_at_everything_changes_nothing() {
    let scene = Scene::new().await;
    let cookie = scene.enter("Chair and administrator").await;
    let held = async || {
        let mut sums = scene.sums().await;
        sums.retain(|sum| sum.table != SEEN);
        assert!(sums.iter().filter(|sum| sum.rows > 0).count() > 20, "{sums:?}");
        sums
    };
    let before = held().await;
    let mut waiting: Vec<String> = vec!["/".to_owned(), "/sign-in".to_owned()];
    for (path, _) in PAGES {
        waiting.push(
            path.replace(":slug", OPEN)
                .replace(":range", "1..2")
                .replace(":number", "1")
                .replace(":fingerprint", "0123-4567-89ab-cdef-0123")
                .replace(":request", "00000000-0000-0000-0000-000000000000")
                .replace(":token", &"0".repeat(64)),
        );
    }
    waiting.extend(ROUTES.iter().map(|(_, path, _)| path.replace(":slug", OPEN)));
    waiting.extend(FORMS.iter().map(|(form, _)| format!("/api/{form}?slug={OPEN}")));
    let mut seen: BTreeMap<String, StatusCode> = BTreeMap::new();
    while let Some(path) = waiting.pop() {
        if path.is_empty() || seen.contains_key(&path) {
            continue;
        }
        let answer = scene.get_as(&cookie, &path).await;
        assert!(!answer.status.is_server_error(), "{path}: {}", answer.body);
        let head = scene
            .with(Method::HEAD, &path, &[(COOKIE, cookie.as_str())], String::new())
            .await;
        assert_eq!(head.status, answer.status, "HEAD {path}");
        assert!(head.bytes.is_empty(), "HEAD {path}");
        seen.insert(path.clone(), answer.status);
        waiting.extend(named(&answer.body).filter(|path| !path.starts_with("/pkg/")));
    }
    // And what only they get to see who are not signed in.
    for path in seen.keys().filter(|path| !path.contains(OPEN)) {
        scene.get(path).await;
    }
    assert_eq!(held().await, before);
    let there = seen.values().filter(|status| **status == StatusCode::OK).count();
    assert!(there > 150, "{there} of {}", seen.len());
    // Whoever looked is signed in still: leaving is no address either.
    assert_eq!(scene.get_as(&cookie, "/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_member_is_told_names_where_a_stranger_is_not() {
    // That the marker stands where it is looked for: else the story above would prove nothing.
    let scene = marked().await;
    let cookie = session_of(&scene, Role::Chair).await;
    for (path, expected) in [
        (format!("/motions/{OPEN}/comments"), "A remark by"),
        (format!("/motions/{OPEN}/history"), "Somebody"),
        ("/members".to_owned(), "Somebody"),
        ("/account".to_owned(), "region"),
    ] {
        let answer = scene.get_as(&cookie, &path).await;
        assert!(
            answer.body.contains(MARKER) && answer.body.contains(expected),
            "{path}"
        );
    }
}

#[tokio::test]
async fn pages_refuse_without_saying_about_whom() {
    let scene = marked().await;
    let cookie = session_of(&scene, Role::Supporter).await;
    let mut refused = 0;
    for slug in slugs(&scene).await {
        for (path, _) in PAGES {
            let path = path
                .replace(":slug", &slug)
                .replace(":range", "1..2")
                .replace(":number", "1")
                .replace(":id", "00000000-0000-7000-8000-000000000001");
            let answer = scene.get_as(&cookie, &path).await;
            if matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND) {
                refused += 1;
                let title = scene
                    .call
                    .store
                    .document(&slug, now())
                    .await
                    .unwrap()
                    .unwrap()
                    .title;
                // The manifesto's own title is in the navigation of every page.
                let title = if title.contains(' ') {
                    title.as_str()
                } else {
                    MARKER
                };
                for told in [MARKER, title, "@example.org"] {
                    assert!(
                        !answer.body.contains(told),
                        "{path} tells {told}: {}",
                        answer.body
                    );
                }
            }
        }
    }
    assert!(refused > 50, "{refused}");
}

/// The elements that keep the direction of what stands in them to themselves: `bdi`, and by the style sheet the others.
const APART: [&str; 6] = ["bdi", "a", "strong", "em", "q", "cite"];

/// Where a name stands in a line with other words and could turn them around.
fn beside_others(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<(String, bool)> = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (tag, after) = tag.split_at(end);
        let name: String = tag
            .trim_start_matches(['<', '/'])
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        if text.contains(MARKER) {
            let (parent, auto) = open.last().cloned().unwrap_or_default();
            // Alone in an element of its own, or in one that is no part of a line.
            let ended = |page: &str| page.trim_start_matches("<!>").starts_with("</");
            let alone = page[..page.len() - rest.len()].ends_with('>')
                && (tag.starts_with("</") || tag == "<!>" && ended(after));
            if !(alone
                || auto
                || APART.contains(&parent.as_str())
                || ["title", "option", "button"].contains(&parent.as_str()))
            {
                found.push(format!("<{parent}>{text}"));
            }
        }
        if tag.starts_with("</") {
            while let Some((closed, _)) = open.pop() {
                if closed == name {
                    break;
                }
            }
        } else if !tag.starts_with("<!")
            && !["meta", "link", "input", "br", "hr", "img", "path"].contains(&name.as_str())
            && !tag.ends_with("/>")
        {
            open.push((name, tag.contains("dir=\"auto\"")));
        }
        rest = after;
    }
    found
}

#[tokio::test]
async fn a_name_turns_nothing_around_that_stands_beside_it() {
    let scene = marked().await;
    let style = include_str!("../../../../style/20-base.css");
    for element in APART.iter().skip(1) {
        let rule = style
            .split("unicode-bidi: isolate")
            .next()
            .unwrap()
            .rsplit('}')
            .next()
            .unwrap();
        assert!(
            rule.contains(element),
            "{element} is not set apart by the style sheet"
        );
    }
    let cookie = session_of(&scene, Role::Chair).await;
    let admin = session_of(&scene, Role::Administrator).await;
    let (mut wrong, mut right) = (BTreeSet::new(), 0);
    for slug in slugs(&scene).await {
        for (path, _) in PAGES
            .iter()
            .filter(|(path, _)| path.contains(":slug") || slug == OPEN)
        {
            let path = path
                .replace(":slug", &slug)
                .replace(":range", "1..2")
                .replace(":number", "1");
            let answer = scene
                .get_as(
                    if path.starts_with("/members") {
                        &admin
                    } else {
                        &cookie
                    },
                    &path,
                )
                .await;
            right += answer.body.matches(MARKER).count();
            wrong.extend(
                beside_others(&answer.page())
                    .into_iter()
                    .map(|what| format!("{path}: {what}")),
            );
        }
    }
    assert!(right > 100, "{right}");
    assert!(
        wrong.is_empty(),
        "{}",
        wrong.into_iter().collect::<Vec<_>>().join("\n")
    );
}
