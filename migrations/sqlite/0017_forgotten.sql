-- Whoever is forgotten takes their own reasons along: those of a vote, of an amendment and what they did with it as its
-- proposer, and of a red line. Nothing else about these rows changes, and a reason can be emptied, never reworded.
-- Where a name stands in a field of its own, the pseudonym takes its place.

DROP TRIGGER approval_is_not_changed;
CREATE TRIGGER approval_is_not_changed BEFORE UPDATE OF id, document_id, version, hash, member_id, verdict, at ON approval
BEGIN SELECT RAISE(ABORT, 'a vote never changes'); END;
CREATE TRIGGER approval_reason_only_goes BEFORE UPDATE OF reason ON approval
WHEN NEW.reason <> ''
BEGIN SELECT RAISE(ABORT, 'a vote never changes'); END;
DROP TRIGGER amendment_move_is_not_changed;
CREATE TRIGGER amendment_move_is_not_changed BEFORE UPDATE OF amendment_id, number, state, member_id, hand, version, at ON amendment_move
BEGIN SELECT RAISE(ABORT, 'what was done with an amendment never changes'); END;
CREATE TRIGGER amendment_move_reason_only_goes BEFORE UPDATE OF reason ON amendment_move
WHEN NEW.reason <> '' OR NEW.hand <> 'proposer'
BEGIN SELECT RAISE(ABORT, 'what was done with an amendment never changes'); END;
DROP TRIGGER red_line_is_not_changed;
CREATE TRIGGER red_line_is_not_changed BEFORE UPDATE OF id, document_id, source, clause, member_id, at ON red_line
BEGIN SELECT RAISE(ABORT, 'a red line never changes'); END;
CREATE TRIGGER red_line_reason_only_goes BEFORE UPDATE OF reason ON red_line
WHEN NEW.reason <> ''
BEGIN SELECT RAISE(ABORT, 'a red line never changes'); END;
DROP TRIGGER composite_answer_is_not_changed;
CREATE TRIGGER composite_answer_is_not_changed BEFORE UPDATE OF document_id, source, number, version, answer, given_on, note, recorded_by, recorded_at ON composite_answer
BEGIN SELECT RAISE(ABORT, 'an answer never changes'); END;
CREATE TRIGGER composite_answer_name_only_goes BEFORE UPDATE OF authority ON composite_answer
WHEN NEW.authority <> 'Former member'
BEGIN SELECT RAISE(ABORT, 'an answer never changes'); END;
DROP TRIGGER composite_move_is_not_changed;
CREATE TRIGGER composite_move_is_not_changed BEFORE UPDATE OF document_id, number, kind, version, letter, note, member_id, at ON composite_move
BEGIN SELECT RAISE(ABORT, 'a recorded move never changes'); END;
CREATE TRIGGER composite_move_names_only_go BEFORE UPDATE OF mover, seconder ON composite_move
WHEN NEW.mover NOT IN (OLD.mover, 'Former member') OR NEW.seconder NOT IN (OLD.seconder, 'Former member')
BEGIN SELECT RAISE(ABORT, 'a recorded move never changes'); END;

-- Those who were forgotten before this.
UPDATE approval SET reason = '' WHERE member_id IN (SELECT id FROM member WHERE erased_at IS NOT NULL);
UPDATE amendment SET reason = '' WHERE author_id IN (SELECT id FROM member WHERE erased_at IS NOT NULL);
UPDATE amendment_move SET reason = ''
WHERE hand = 'proposer' AND member_id IN (SELECT id FROM member WHERE erased_at IS NOT NULL);
UPDATE red_line SET reason = '' WHERE member_id IN (SELECT id FROM member WHERE erased_at IS NOT NULL);

-- The address that a mail went to is deleted with its words when it is sent.
UPDATE outbox SET recipient = '' WHERE sent_at IS NOT NULL;
