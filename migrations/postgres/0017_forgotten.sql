-- Whoever is forgotten takes their own reasons along: those of a vote, of an amendment and what they did with it as its
-- proposer, and of a red line. Nothing else about these rows changes, and a reason can be emptied, never reworded.
-- Where a name stands in a field of its own, the pseudonym takes its place.

DROP TRIGGER approval_is_not_changed ON approval;
CREATE TRIGGER approval_is_not_changed BEFORE UPDATE OF id, document_id, version, hash, member_id, verdict, at ON approval
FOR EACH ROW EXECUTE FUNCTION refuse_change('a vote never changes');
CREATE TRIGGER approval_reason_only_goes BEFORE UPDATE OF reason ON approval
FOR EACH ROW WHEN (NEW.reason <> '') EXECUTE FUNCTION refuse_change('a vote never changes');
DROP TRIGGER amendment_move_is_not_changed ON amendment_move;
CREATE TRIGGER amendment_move_is_not_changed BEFORE UPDATE OF amendment_id, number, state, member_id, hand, version, at ON amendment_move
FOR EACH ROW EXECUTE FUNCTION refuse_change('what was done with an amendment never changes');
CREATE TRIGGER amendment_move_reason_only_goes BEFORE UPDATE OF reason ON amendment_move
FOR EACH ROW WHEN (NEW.reason <> '' OR NEW.hand <> 'proposer') EXECUTE FUNCTION refuse_change('what was done with an amendment never changes');
DROP TRIGGER red_line_is_not_changed ON red_line;
CREATE TRIGGER red_line_is_not_changed BEFORE UPDATE OF id, document_id, source, clause, member_id, at ON red_line
FOR EACH ROW EXECUTE FUNCTION refuse_change('a red line never changes');
CREATE TRIGGER red_line_reason_only_goes BEFORE UPDATE OF reason ON red_line
FOR EACH ROW WHEN (NEW.reason <> '') EXECUTE FUNCTION refuse_change('a red line never changes');
DROP TRIGGER composite_answer_is_not_changed ON composite_answer;
CREATE TRIGGER composite_answer_is_not_changed BEFORE UPDATE OF document_id, source, number, version, answer, given_on, note, recorded_by, recorded_at ON composite_answer
FOR EACH ROW EXECUTE FUNCTION refuse_change('an answer never changes');
CREATE TRIGGER composite_answer_name_only_goes BEFORE UPDATE OF authority ON composite_answer
FOR EACH ROW WHEN (NEW.authority <> 'Former member') EXECUTE FUNCTION refuse_change('an answer never changes');
DROP TRIGGER composite_move_is_not_changed ON composite_move;
CREATE TRIGGER composite_move_is_not_changed BEFORE UPDATE OF document_id, number, kind, version, letter, note, member_id, at ON composite_move
FOR EACH ROW EXECUTE FUNCTION refuse_change('a recorded move never changes');
CREATE TRIGGER composite_move_names_only_go BEFORE UPDATE OF mover, seconder ON composite_move
FOR EACH ROW WHEN (NEW.mover NOT IN (OLD.mover, 'Former member') OR NEW.seconder NOT IN (OLD.seconder, 'Former member')) EXECUTE FUNCTION refuse_change('a recorded move never changes');

-- Those who were forgotten before this.
UPDATE approval SET reason = '' WHERE member_id IN (SELECT id FROM member WHERE erased_at IS NOT NULL);
UPDATE amendment SET reason = '' WHERE author_id IN (SELECT id FROM member WHERE erased_at IS NOT NULL);
UPDATE amendment_move SET reason = ''
WHERE hand = 'proposer' AND member_id IN (SELECT id FROM member WHERE erased_at IS NOT NULL);
UPDATE red_line SET reason = '' WHERE member_id IN (SELECT id FROM member WHERE erased_at IS NOT NULL);

-- The address that a mail went to is deleted with its words when it is sent.
UPDATE outbox SET recipient = '' WHERE sent_at IS NOT NULL;
