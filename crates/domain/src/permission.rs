//! The permission table: who may do what to a text in which state.
//!
//! Checks, hidden buttons, the help page and the tests are all derived from [`allowed`]; nothing else decides.

use crate::people::{Actor, Role, words};

words! {
    /// Something that somebody may or may not do.
    Action {
        /// Read a text as it is now, with its versions and comparisons.
        Read = "read",
        /// Start a text of the group's own, or note one that belongs to others.
        Start = "start",
        /// Save a new version.
        Edit = "edit",
        /// Open, close or reopen a consultation round.
        Consult = "consult",
        /// Comment in a round or on a circulated text.
        Comment = "comment",
        /// Hide a comment, with a reason.
        Hide = "hide",
        /// Give a view in a round.
        View = "view",
        /// Propose an amendment.
        Propose = "propose",
        /// Say whether an amendment is in order, send it to a vote and record what became of it.
        Order = "order",
        /// Take on an amendment without a vote.
        Accept = "accept",
        /// Merge amendments into a new version.
        Merge = "merge",
        /// Approve or refuse a version.
        Decide = "decide",
        /// Group motions into a composite, build its text, send it, and record what the meeting did with it.
        Composite = "composite",
        /// Record what the body that sent a source says to the composite.
        Answer = "answer",
        /// Say of a clause of a source that it must not go or change.
        RedLine = "red-line",
        /// Import the manifesto, ask for sections, order and agree them, settle what the checks find, and assemble an
        /// edition.
        Manifesto = "manifesto",
        /// Publish an approved version; supersede or withdraw a published one.
        Publish = "publish",
        /// Report what one's own constituency party did with a published text.
        Report = "report",
        /// See every such report, report for any party, confirm and correct.
        Confirm = "confirm",
        /// Record what the group decided on a text, and whom it told.
        Position = "position",
        /// Say where a text is to go and by when.
        Schedule = "schedule",
        /// See the member list, invite, import, change roles, block.
        Administer = "administer",
        /// Change the group's name, imprint and quorum.
        Settle = "settle",
    }
}

words! {
    /// What the table needs to know of a text.
    Setting {
        /// No text is concerned.
        Nothing = "nothing",
        /// The group's own text that has not been circulated.
        Draft = "draft",
        /// The group's own text, circulated to its members.
        Circulated = "circulated",
        /// Somebody else's text that the group follows; never the group's to approve.
        Tracked = "tracked",
        /// A composite of motions that members know; open to them from the first.
        Composite = "composite",
        /// A section of the manifesto that is asked for or outlined: every member may help to write it.
        Wanted = "wanted",
        /// A section of the manifesto that is being worked on; open to members from the first.
        Section = "section",
        /// The manifesto, which is assembled from its sections.
        Manifesto = "manifesto-text",
        /// A published version: public for ever.
        Published = "published",
    }
}

/// Whether one role alone may do this in this setting. `author`: the text was started by this person.
pub const fn row(role: Role, author: bool, action: Action, setting: Setting) -> bool {
    use Action as A;
    use Role as R;
    use Setting as S;
    match (action, setting) {
        (A::Read, S::Published) => true,
        (A::Read, S::Circulated | S::Tracked | S::Composite | S::Wanted | S::Section | S::Manifesto) => {
            !matches!(role, R::Visitor)
        }
        (A::Read, S::Draft) => {
            matches!(role, R::Committee | R::Chair) || (author && matches!(role, R::Member))
        }
        (A::Read, S::Nothing) => true,
        (A::Start, S::Nothing) => matches!(role, R::Member | R::Committee | R::Chair),
        (A::Edit, S::Wanted) => matches!(role, R::Member | R::Committee | R::Chair),
        (A::Edit, S::Draft | S::Circulated | S::Section) => {
            matches!(role, R::Committee | R::Chair) || (author && matches!(role, R::Member))
        }
        (A::Edit, S::Tracked) => {
            matches!(role, R::Committee | R::Chair) || (author && matches!(role, R::Member))
        }
        (A::Edit | A::Answer, S::Composite) | (A::Composite, S::Composite | S::Nothing) => {
            matches!(role, R::Committee | R::Chair)
        }
        (A::RedLine, S::Composite) => matches!(role, R::Member | R::Committee | R::Chair),
        (A::Manifesto, S::Nothing | S::Wanted | S::Section | S::Manifesto) => {
            matches!(role, R::Committee | R::Chair)
        }
        (
            A::Consult | A::Hide,
            S::Draft | S::Circulated | S::Tracked | S::Composite | S::Wanted | S::Section | S::Manifesto,
        ) => {
            matches!(role, R::Committee | R::Chair)
        }
        (
            A::Comment | A::View,
            S::Circulated | S::Tracked | S::Composite | S::Wanted | S::Section | S::Manifesto,
        ) => {
            matches!(role, R::Supporter | R::Member | R::Committee | R::Chair)
        }
        (A::Comment, S::Draft) => {
            matches!(role, R::Committee | R::Chair) || (author && matches!(role, R::Member))
        }
        (A::Propose, S::Circulated | S::Wanted | S::Section) => {
            matches!(role, R::Member | R::Committee | R::Chair)
        }
        (A::Order | A::Merge, S::Circulated | S::Wanted | S::Section) => {
            matches!(role, R::Committee | R::Chair)
        }
        (A::Accept, S::Circulated | S::Wanted | S::Section) => {
            matches!(role, R::Committee | R::Chair) || (author && matches!(role, R::Member))
        }
        (A::Decide | A::Publish, S::Draft | S::Circulated | S::Composite | S::Section | S::Manifesto) => {
            matches!(role, R::Committee | R::Chair)
        }
        (A::Report, S::Published) => matches!(role, R::Member | R::Committee | R::Chair),
        (A::Confirm, S::Published) => matches!(role, R::Committee | R::Chair),
        (A::Position, S::Circulated | S::Tracked | S::Composite) => {
            matches!(role, R::Committee | R::Chair)
        }
        (A::Schedule, S::Draft | S::Circulated | S::Tracked | S::Composite) => {
            matches!(role, R::Committee | R::Chair)
        }
        (A::Administer, S::Nothing) => matches!(role, R::Administrator),
        (A::Settle, S::Nothing) => matches!(role, R::Administrator | R::Chair),
        _ => false,
    }
}

/// Whether this actor may: some role that they hold is enough.
pub fn allowed(actor: &Actor, author: bool, action: Action, setting: Setting) -> bool {
    actor.roles.each().any(|role| row(role, author, action, setting))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Roles;

    fn may(role: Role, author: bool, action: Action, setting: Setting) -> bool {
        allowed(
            &Actor {
                member: None,
                roles: Roles::of(&[role]),
            },
            author,
            action,
            setting,
        )
    }

    #[test]
    fn a_visitor_reads_what_is_published_and_nothing_else() {
        for action in Action::ALL {
            for setting in Setting::ALL {
                let expected =
                    *action == Action::Read && matches!(setting, Setting::Published | Setting::Nothing);
                for author in [false, true] {
                    assert_eq!(
                        may(Role::Visitor, author, *action, *setting),
                        expected,
                        "{action:?} {setting:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn nobody_approves_a_text_that_belongs_to_others_or_changes_a_published_one() {
        for role in Role::ALL {
            for author in [false, true] {
                assert!(!may(*role, author, Action::Decide, Setting::Tracked));
                assert!(!may(*role, author, Action::Publish, Setting::Tracked));
                for action in Action::ALL {
                    let allowed = may(*role, author, *action, Setting::Published);
                    // What is reported about it changes nothing in it.
                    let about = matches!(action, Action::Report | Action::Confirm);
                    assert!(
                        allowed == (*action == Action::Read) || about,
                        "{role:?} {action:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn an_administrator_looks_after_accounts_and_decides_nothing_about_texts() {
        for setting in [
            Setting::Draft,
            Setting::Circulated,
            Setting::Tracked,
            Setting::Composite,
            Setting::Wanted,
            Setting::Section,
            Setting::Manifesto,
        ] {
            for action in Action::ALL.iter().filter(|action| **action != Action::Read) {
                assert!(
                    !may(Role::Administrator, false, *action, setting),
                    "{action:?} {setting:?}"
                );
            }
        }
        assert!(may(
            Role::Administrator,
            false,
            Action::Administer,
            Setting::Nothing
        ));
        assert!(!may(Role::Chair, false, Action::Administer, Setting::Nothing));
    }

    #[test]
    fn the_committee_builds_a_composite_and_members_set_red_lines() {
        for author in [false, true] {
            for action in [Action::Composite, Action::Answer, Action::Edit, Action::Decide] {
                assert!(may(Role::Committee, author, action, Setting::Composite));
                assert!(
                    !may(Role::Member, author, action, Setting::Composite),
                    "{action:?}"
                );
            }
            assert!(may(Role::Member, author, Action::RedLine, Setting::Composite));
            assert!(!may(Role::Supporter, author, Action::RedLine, Setting::Composite));
            assert!(may(Role::Supporter, author, Action::Read, Setting::Composite));
        }
    }

    #[test]
    fn members_write_what_is_wanted_and_the_committee_keeps_the_manifesto() {
        for author in [false, true] {
            assert!(may(Role::Member, author, Action::Edit, Setting::Wanted));
            assert_eq!(may(Role::Member, author, Action::Edit, Setting::Section), author);
            for setting in [Setting::Wanted, Setting::Section, Setting::Manifesto] {
                assert!(may(Role::Supporter, author, Action::Comment, setting));
                assert!(may(Role::Committee, author, Action::Manifesto, setting));
                assert!(!may(Role::Member, author, Action::Manifesto, setting));
            }
            // It is assembled, not written; what would change it changes a section.
            for action in [Action::Edit, Action::Propose, Action::Merge] {
                assert!(
                    !may(Role::Chair, author, action, Setting::Manifesto),
                    "{action:?}"
                );
            }
            // What is only outlined cannot be approved.
            assert!(!may(Role::Chair, author, Action::Decide, Setting::Wanted));
        }
    }

    #[test]
    fn members_report_for_their_party_and_the_committee_confirms() {
        let report = [Action::Report, Action::Confirm].map(|action| {
            [Role::Visitor, Role::Supporter, Role::Member, Role::Committee]
                .map(|role| may(role, false, action, Setting::Published))
        });
        assert_eq!(report, [[false, false, true, true], [false, false, false, true]]);
    }

    #[test]
    fn a_draft_is_its_authors_and_the_committees() {
        assert!(may(Role::Member, true, Action::Edit, Setting::Draft));
        assert!(!may(Role::Member, false, Action::Read, Setting::Draft));
        assert!(!may(Role::Supporter, true, Action::Edit, Setting::Draft));
        assert!(may(Role::Committee, false, Action::Edit, Setting::Draft));
    }
}
