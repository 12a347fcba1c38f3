//! What must hold of every store, whatever database it is on.
//!
//! One body of cases for all of them: a driver's `tests/it/main.rs` includes this file and says how a case comes by a
//! fresh, migrated store; [`conformance!`] makes one test of every case, so that a failure has a name.
//!
//! To add a case: write it in the file of its trait and name it in the list below; one that is not named is reported
//! by the compiler as never used.

pub mod adoptions;
pub mod amendments;
pub mod composites;
pub mod decisions;
pub mod events;
pub mod ladders;
pub mod manifesto;
pub mod passkeys;
pub mod people;
pub mod positions;
pub mod post;
pub mod privacy;
pub mod rounds;
pub mod scene;
pub mod texts;

/// One test for each case; `$with` runs a case on a store of its own.
macro_rules! conformance {
    ($with:path) => {
        conformance! { @cases $with;
            events {
                the_chain_links_every_write_to_the_one_before
                the_log_is_paged_from_the_first_on_and_by_subject
                a_form_sent_again_is_the_same_act
                a_form_sent_again_with_other_content_is_refused
                a_refused_write_leaves_nothing_behind
                parallel_writers_make_one_chain
                migrating_again_changes_nothing
                the_store_says_what_it_is
            }
            people {
                a_group_is_set_up_once_and_changed
                people_are_found_by_id_and_address
                an_address_that_is_there_keeps_the_whole_list_out
                a_change_replaces_what_a_member_holds
                people_change_their_details_and_nothing_else
                the_last_administrator_stays
                two_administrators_cannot_remove_each_other_at_once
                a_request_is_found_by_link_and_by_id
                requests_are_limited_by_member_and_time
                requests_are_limited_when_made_at_once_too
                a_request_is_used_once
                a_request_is_used_once_under_twenty_parallel_tries
                a_request_that_ran_out_is_not_used
                tries_at_a_code_run_out
                tries_at_a_code_run_out_for_parallel_guesses_too
                a_session_holds_until_it_runs_out
                a_session_ends_alone_or_with_all_others
                a_block_ends_sessions_and_links
                a_blocked_member_has_no_session_at_all
                new_roles_hold_in_a_session_that_is_open
                an_address_is_changed_once_and_only_to_its_own
                tries_are_counted_by_client_and_time
            }
            amendments {
                an_amendment_reads_back_as_it_was_proposed
                amendments_are_numbered_within_their_text
                an_amendment_moves_and_every_move_and_form_is_kept
                whoever_has_not_seen_the_latest_changes_no_amendment
                amendments_wait_for_their_proposers_and_the_committee
                a_text_has_one_open_merge
                of_twenty_steps_at_once_one_is_taken
                a_merge_is_saved_as_a_whole_or_not_at_all
            }
            passkeys {
                a_passkey_reads_back_and_is_removed_by_its_owner
                a_passkey_is_used_from_one_state_once
                a_question_is_answered_once_and_in_time
            }
            privacy {
                what_is_kept_about_one_is_told_and_nothing_of_others
                who_is_forgotten_leaves_a_pseudonym_and_the_count
                the_last_administrator_is_not_forgotten
                no_two_members_have_names_that_look_alike
            }
            texts {
                a_text_reads_back_as_it_was_started
                a_tracked_text_reads_back_as_it_was_seen
                texts_of_the_same_name_get_addresses_of_their_own
                parallel_texts_of_the_same_name_get_addresses_of_their_own
                a_version_is_added_and_the_one_before_stays
                a_stale_base_is_refused
                fifty_parallel_saves_make_one_version
                versions_are_paged
                drafts_are_listed_for_those_who_may_see_them
                texts_are_paged_by_their_last_change
                a_stage_follows_from_the_records
                a_look_replaces_the_one_before
            }
            rounds {
                a_round_circulates_its_text
                a_round_on_a_stale_version_is_refused
                rounds_are_listed_until_they_close
                a_close_is_moved_with_its_reason
                a_round_moves_to_a_newer_version
                twenty_parallel_rounds_are_one
                comments_are_listed_in_order
                an_edited_comment_keeps_what_it_said
                a_comment_that_was_taken_back_is_gone
                a_comment_that_was_taken_back_is_not_edited
                a_hidden_comment_is_not_counted
                a_view_replaces_the_one_before_and_keeps_it
                views_of_one_round_leave_another_alone
                fifty_parallel_views_of_one_member_are_one
                fifty_parallel_views_of_fifty_members_are_fifty
            }
            positions {
                a_position_reads_back_and_the_latest_holds
                of_two_positions_at_once_one_is_recorded
                who_was_told_is_listed_with_its_text
            }
            ladders {
                a_ladder_reads_back_and_is_replaced
                the_usual_days_read_back_and_are_replaced
                a_feed_has_one_address_at_a_time
            }
            decisions {
                votes_make_a_decision_at_the_quorum
                a_refusal_is_a_decision_too
                nobody_votes_twice_on_a_version
                nobody_votes_on_a_version_that_has_been_decided
                a_new_version_starts_again
                votes_of_those_who_have_left_do_not_count
                two_are_enough_while_the_chair_is_vacant
                the_chair_breaks_a_tie
                fifty_parallel_votes_make_one_decision
                a_publication_reads_back_with_the_head_of_the_chain
                a_publication_supersedes_the_one_before
                a_version_is_published_once
                publications_of_the_same_name_get_addresses_of_their_own
                a_withdrawn_publication_stays
                publications_are_found_by_the_start_of_their_fingerprint
                versions_are_found_by_the_start_of_their_fingerprint
                publications_are_paged
            }
            composites {
                a_composite_is_a_text_with_its_sources
                every_answer_stays
                a_step_is_made_from_the_latest
                parallel_steps_make_one
                a_saved_build_is_a_version_with_its_provenance
                moves_follow_each_other
                a_red_line_is_drawn_once_and_withdrawn_by_its_member
            }
            manifesto {
                a_manifesto_is_founded_once_with_its_sections
                a_section_is_wanted_until_it_is_drafted
                what_is_recorded_of_a_section_stays
                whoever_has_not_seen_the_latest_records_nothing
                sections_stand_where_they_are_put
                two_orders_at_once_make_one
                an_order_and_its_references_are_one_act
                a_frame_follows_the_one_that_was_seen
                an_edition_holds_exact_versions
                parallel_editions_make_one
                an_approved_edition_freezes_its_sections
                a_finding_is_set_aside_once_and_taken_back
                the_last_word_on_a_figure_and_an_abbreviation_counts
                outcomes_and_links_are_taken_back_not_lost
                what_was_asked_of_sections_is_listed
                what_one_did_for_the_manifesto_is_told_and_stays
            }
            adoptions {
                an_adoption_reads_back_with_its_moves_and_words
                a_later_variant_puts_an_earlier_one_right
                words_that_were_not_passed_after_all_are_not_told
                whoever_has_not_seen_the_last_move_moves_no_adoption
                a_confirmation_holds_until_the_next_report
                what_went_into_a_composite_stays_in_it
                consent_is_noted
                a_link_confirms_once_and_in_time
                what_somebody_reported_is_told_to_them_and_their_notes_go
            }
            post {
                a_mail_is_due_until_it_is_sent
                of_a_mail_that_was_sent_neither_words_nor_address_stay
                a_mail_that_failed_is_due_later
                mails_are_due_the_oldest_first
                a_kept_form_reads_back
                forms_of_strangers_are_measured
                a_mail_is_taken_once_by_whoever_is_first
                a_mail_that_was_taken_and_left_is_due_again
                sweeping_removes_what_is_past_its_time
                two_sweep_at_once
                a_head_goes_out_once_a_week
                the_store_says_how_it_is
                sweeping_keeps_what_was_decided
            }
        }
    };
    (@cases $with:path; $($topic:ident { $($case:ident)+ })+) => {
        $(mod $topic {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    $with(crate::suite::$topic::$case).await;
                }
            )+
        })+
    };
}
