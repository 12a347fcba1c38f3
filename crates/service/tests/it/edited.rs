//! Amendments out of files that were edited elsewhere.

use crate::amendments::Floor;
use crate::scene::*;
use domain::people::Role;
use domain::text::canon::Canonical;
use service::amendments::{self, Edited};
use service::kept;
use service::motions;
use service::{Call, Error, Trouble};

fn edited(floor: &Floor, base: &str, amended: &str) -> Edited {
    Edited {
        slug: floor.slug.clone(),
        base: Canonical::of(base),
        amended: Canonical::of(amended),
        tracked: true,
        ..Edited::default()
    }
}

/// What the form that is kept says: the version, the text, and what was found.
async fn taken(call: &Call, edited: &Edited) -> (u32, String, Vec<String>) {
    let (number, kept) = amendments::take(call, edited).await.unwrap();
    let form = kept::find(call, &kept.to_string()).await.unwrap().unwrap();
    assert_eq!(form.value("base"), number.to_string());
    assert_eq!((form.value("way"), form.value("do")), ("copy", "preview"));
    assert_eq!(form.value("mover"), call.member.as_ref().unwrap().name);
    (number, form.value("text").to_owned(), form.repairs)
}

#[tokio::test]
async fn a_file_finds_the_version_that_it_was_made_from() {
    let floor = Floor::new("").await;
    let later = TEXT.replace("every route", "each route");
    motions::save(&floor.chair, &save(&floor.slug, 1, "Buses", &later))
        .await
        .unwrap();
    let old = motions::read_version(&floor.ann, &floor.slug, 1).await.unwrap();
    let amended = TEXT.replace("12%", "20%");

    let named = Edited {
        fingerprint: Some(old.article.version.hash.clone()),
        ..edited(&floor, TEXT, &amended)
    };
    let (number, text, told) = taken(&floor.ann, &named).await;
    assert_eq!((number, text.as_str()), (1, amended.as_str()));
    assert_eq!(told, ["The file was made from version 1."]);

    // By its words alone, where it says nothing.
    let (number, _, told) = taken(&floor.ann, &edited(&floor, &later, &amended)).await;
    assert_eq!((number, told.len()), (2, 1));

    // The closest, where no version is quite so.
    let near = later.replace("two years", "three years");
    let (number, text, told) = taken(&floor.ann, &edited(&floor, &near, &near)).await;
    assert_eq!((number, text), (2, near));
    assert!(told[0].contains("does not say which version"), "{told:?}");
    assert!(told[1].contains("not tracked as changes"), "{told:?}");

    let plain = Edited {
        tracked: false,
        retitled: true,
        left_out: 2,
        ..named
    };
    let (_, _, told) = taken(&floor.ann, &plain).await;
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told[1].contains("no tracked changes"), "{told:?}");
}

#[tokio::test]
async fn a_file_with_changes_to_an_amendment_finds_its_words() {
    let floor = Floor::new("").await;
    let number = floor.tabled(&floor.ann, "two years", "three years").await;
    let one = amendments::one(&floor.ann, &floor.slug, number).await.unwrap();
    let text = one.entry.amendment.form.text.clone();
    let amended = text.replacen(' ', " walruses ", 1);
    let on = |base: &str, amended: &str| Edited {
        parent: Some(number),
        ..edited(&floor, base, amended)
    };
    let (base, said, told) = taken(&floor.ann, &on(&text, &amended)).await;
    assert_eq!((base, said), (1, amended.clone()));
    assert_eq!(
        told,
        [format!(
            "The file was made from the text with amendment {number} in it."
        )]
    );
    let (_, kept) = amendments::take(&floor.ann, &on(&text, &amended)).await.unwrap();
    let form = kept::find(&floor.ann, &kept.to_string()).await.unwrap().unwrap();
    assert_eq!(form.value("parent"), number.to_string());
    // From the words of the version, which the amendment changes.
    let (_, _, told) = taken(&floor.ann, &on(TEXT, &amended)).await;
    assert!(told[0].contains("does not say that it was made from"), "{told:?}");
    refused(
        amendments::take(&floor.ann, &on(&text, &text)).await,
        "edited",
        Trouble::Unchanged,
    );
    let nowhere = Edited {
        parent: Some(99),
        ..edited(&floor, TEXT, &amended)
    };
    assert!(matches!(
        amendments::take(&floor.ann, &nowhere).await,
        Err(Error::NotFound)
    ));
}

#[tokio::test]
async fn a_file_without_changes_or_from_whoever_may_not_is_refused() {
    let floor = Floor::new("").await;
    let same = edited(&floor, TEXT, TEXT);
    refused(
        amendments::take(&floor.ann, &same).await,
        "edited",
        Trouble::Unchanged,
    );
    let changed = edited(&floor, TEXT, &TEXT.replace("12%", "20%"));
    let visitor = floor.scene.visitor();
    assert!(amendments::take(&visitor, &changed).await.is_err());
    let supporter = floor.scene.person("supporter", &[Role::Supporter]).await;
    assert!(matches!(
        amendments::take(&supporter, &changed).await,
        Err(Error::NotAllowed)
    ));
    let lost = Edited {
        slug: "nowhere".to_owned(),
        ..changed
    };
    assert!(matches!(
        amendments::take(&floor.ann, &lost).await,
        Err(Error::NotFound)
    ));
}
