//! Positions of the group, deadlines and calendars, over HTTP.

use super::*;
use domain::document::Origin;
use domain::ids::DocumentId;
use domain::people::Role;
use store::{NewDocument, NewVersion};

impl Scene {
    /// A text of others, with one version; answers its address.
    async fn follow(&self, slug: &str) -> String {
        let members = self.call.store.members().await.unwrap();
        let chair = members.iter().find(|one| one.roles.has(Role::Chair)).unwrap();
        let document = NewDocument {
            id: self.call.id(DocumentId::new),
            slug: slug.to_owned(),
            origin: Origin::Tracked,
            owner: "The Canal Society".to_owned(),
            source: "A letter".to_owned(),
            profile: "labour-conference".to_owned(),
        };
        let text = "Conference asks for locks that open.\n".to_owned();
        let title = "Canals".to_owned();
        let version = NewVersion {
            document: document.id,
            hash: service::motions::fingerprint(&title, &domain::text::canon::Canonical::of(&text)),
            title,
            text,
            clauses: vec![1],
            next_clause: 2,
            words: 6,
            stated_words: None,
            profile: document.profile.clone(),
            layout_algorithm: 1,
            layout_width: 80,
            author: chair.id,
            note: "Seen".to_owned(),
            seen_on: "2026-10-01".to_owned(),
        };
        let act = self.call.act("test", document.id, &Default::default());
        self.call.store.start(&act, &document, &version).await.unwrap()
    }
}

fn says(answer: &Answer, expected: &str) {
    let text = answer.body.replace("<!>", "");
    assert!(text.contains(expected), "{expected}: {text}");
}

#[tokio::test]
async fn a_position_is_recorded_told_and_public_only_where_said_so() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let member = scene.enter("Member (Hillfoot CLP)").await;
    let slug = scene.follow("canals").await;
    let path = format!("/motions/{slug}/position");
    says(&scene.get_as(&chair, &path).await, "Record the decision");
    let seen = scene.get_as(&member, &path).await;
    says(&seen, "Not considered");
    assert!(!seen.body.contains("Record the decision"));
    let wrong = [
        ("slug", slug.as_str()),
        ("seen", "0"),
        ("version", "1"),
        ("stand", "qualified"),
        ("met_on", "1 May"),
        ("reason", ""),
    ];
    let refused = scene.post_as(&chair, "/api/position/record", &wrong).await;
    let back = refused.header(LOCATION).to_owned();
    assert!(back.starts_with(&format!("{path}?kept=")), "{back}");
    let again = scene.get_as(&chair, &back).await;
    says(&again, "Give the day, the month and the year");
    says(&again, "value=\"1 May\"");
    let mut right = vec![
        ("slug", slug.as_str()),
        ("seen", "0"),
        ("version", "1"),
        ("stand", "qualified"),
        ("met_on", "2026-10-03"),
        ("votes_for", "7"),
        ("votes_against", "2"),
        ("votes_abstain", "1"),
        ("reason", "The dates are too vague."),
        ("public", "no"),
        ("in_our_name", "yes"),
    ];
    let done = scene.post_as(&chair, "/api/position/record", &right).await;
    assert_eq!(done.header(LOCATION), path);
    for expected in [
        "Supports it with a qualification",
        "3 October 2026",
        "7 for, 2 against, 1 abstained",
    ] {
        says(&scene.get_as(&member, &path).await, expected);
    }
    says(
        &scene.get_as(&member, &format!("/motions/{slug}")).await,
        "Supports it with a qualification, on version 1",
    );
    assert!(!scene.get("/positions").await.body.contains("Canals"));
    let public = format!("/positions/{slug}");
    assert_eq!(scene.get(&public).await.status, StatusCode::NOT_FOUND);
    // Nobody approves the words of others: whoever looks for the decision is led to the position.
    let decision = scene.get_as(&member, &format!("/motions/{slug}/decision")).await;
    assert_eq!(
        (decision.status, decision.header(LOCATION)),
        (StatusCode::SEE_OTHER, path.as_str())
    );
    says(&scene.get_as(&member, "/positions").await, "Not public");

    right[1].1 = "1";
    right[9].1 = "yes";
    scene.post_as(&chair, "/api/position/record", &right).await;
    let public = scene.get("/positions").await;
    for expected in [
        "Canals",
        "A text of The Canal Society",
        "The dates are too vague.",
        "The group may be named",
    ] {
        says(&public, expected);
    }
    assert!(!public.body.contains("7 for") && !public.body.contains("/motions/canals"));
    let one = scene.get(&format!("/positions/{slug}")).await;
    for expected in [
        "supports it with a qualification",
        "The dates are too vague.",
        "You may name the group with it.",
    ] {
        says(&one, expected);
    }
    // Neither the votes, nor the words of others, nor the pages of members.
    for hidden in ["7 for", "locks that open", "/motions/canals"] {
        assert!(!one.body.contains(hidden), "{hidden}");
    }

    let told = [
        ("slug", slug.as_str()),
        ("told", "The Canal Society"),
        ("told_on", "2026-10-04"),
    ];
    scene.post_as(&chair, "/api/position/tell", &told).await;
    says(
        &scene.get_as(&member, &path).await,
        "4 October 2026, of the decision on version 1",
    );
}

#[tokio::test]
async fn deadlines_are_worked_out_and_stand_in_calendars() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let member = scene.enter("Member (Hillfoot CLP)").await;
    let slug = PUBLISHED.strip_prefix("/published/").unwrap();
    let document = scene
        .call
        .store
        .publication(slug)
        .await
        .unwrap()
        .unwrap()
        .document;
    let own = scene
        .call
        .store
        .document_by_id(document, scene.call.now)
        .await
        .unwrap()
        .unwrap()
        .slug;
    let year = 2090;
    let (conference, portal, clp) = (
        format!("{year}-09-26"),
        format!("{year}-09-16"),
        format!("{year}-09-09"),
    );
    let path = format!("/motions/{own}/deadlines");
    let fields = [
        ("slug", own.as_str()),
        ("destination", "annual conference"),
        ("conference_on", &conference),
        ("portal_date", &portal),
        ("portal_time", "17:00"),
        ("clp_on", &clp),
        ("notice_days", "7"),
    ];
    let set = scene.post_as(&chair, "/api/deadlines/set", &fields).await;
    assert_eq!(set.header(LOCATION), path);
    let page = scene.get_as(&member, &path).await;
    for expected in [
        "The way to annual conference",
        "Latest day to circulate",
        "Saturday 26 August 2090",
        "Saturday 16 September 2090, 5pm",
        "Worked out: the latest that still does",
    ] {
        says(&page, expected);
    }
    says(
        &scene.get_as(&member, &format!("/motions/{own}")).await,
        "Round closes: Wednesday 23 August 2090",
    );

    let file = scene.get("/calendar.ics").await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header(CONTENT_TYPE), "text/calendar; charset=utf-8");
    let unfolded = file.body.replace("\r\n ", "");
    for line in [
        "SUMMARY:Latest day to circulate: Buses that villages can rely on",
        "DTSTART;VALUE=DATE:20900826",
        "DTSTART:20900916T160000Z",
        "URL:http://group.example/published/buses-that-villages-can-rely-on",
    ] {
        assert!(unfolded.contains(&format!("{line}\r\n")), "{line}: {unfolded}");
    }
    assert!(
        !unfolded.contains("Round closes"),
        "that is the group's own affair"
    );
    assert_eq!(scene.get("/calendar.ics").await.body, file.body);

    let opened = scene.post_as(&member, "/calendar", &[("do", "open")]).await;
    assert_eq!(opened.status, StatusCode::OK);
    assert!(opened.header(CACHE_CONTROL).contains("no-store"));
    let start = opened.body.find("/calendar/").unwrap();
    let address = opened.body[start..].split(".ics").next().unwrap().to_owned() + ".ics";
    let own_file = scene.get(&address).await;
    assert_eq!(own_file.status, StatusCode::OK, "{address}");
    assert!(own_file.header(CACHE_CONTROL).contains("no-store"));
    let unfolded = own_file.body.replace("\r\n ", "");
    assert!(unfolded.contains("Round closes: "), "{unfolded}");
    assert!(!unfolded.contains("Member (Hillfoot"), "nobody is named");
    assert!(
        !scene.get_as(&member, "/calendar").await.body.contains(&address),
        "it is shown once"
    );
    let closed = scene.post_as(&member, "/calendar", &[("do", "close")]).await;
    assert_eq!(closed.header(LOCATION), "/calendar");
    let nowhere = scene.get("/nowhere").await;
    for gone in [address.as_str(), "/calendar/nothing.ics", "/calendar/%00.ics"] {
        let answer = scene.get(gone).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{gone}");
        assert_eq!(answer.page(), nowhere.page(), "{gone}");
    }
    let stranger = scene.post_as("", "/calendar", &[("do", "open")]).await;
    assert_eq!(stranger.header(LOCATION), "/sign-in?next=/calendar");
}
