-- Who handled a case never verifies it. Read by store/cases/apart.py.
CREATE TRIGGER case_moves_apart_new BEFORE INSERT ON case_moves
WHEN EXISTS (
    SELECT 1 FROM case_moves AS done
    WHERE done.case_id = NEW.case_id AND done.who = NEW.who AND (
        (substr(NEW.act, 1, 7) = 'handle.'
            AND (substr(done.act, 1, 6) = 'check.' OR substr(done.act, 1, 6) = 'close.'))
        OR (substr(done.act, 1, 7) = 'handle.'
            AND (substr(NEW.act, 1, 6) = 'check.' OR substr(NEW.act, 1, 6) = 'close.'))
    )
) OR (substr(NEW.act, 1, 7) = 'handle.' AND EXISTS (
    SELECT 1 FROM cases WHERE cases.id = NEW.case_id AND cases.verified_by = NEW.who
))
BEGIN
    SELECT RAISE(ABORT, 'who handled a case never verifies it');
END

CREATE TRIGGER case_moves_apart_changed BEFORE UPDATE OF case_id, act, who ON case_moves
WHEN EXISTS (
    SELECT 1 FROM case_moves AS done
    WHERE done.case_id = NEW.case_id AND done.who = NEW.who AND (
        (substr(NEW.act, 1, 7) = 'handle.'
            AND (substr(done.act, 1, 6) = 'check.' OR substr(done.act, 1, 6) = 'close.'))
        OR (substr(done.act, 1, 7) = 'handle.'
            AND (substr(NEW.act, 1, 6) = 'check.' OR substr(NEW.act, 1, 6) = 'close.'))
    )
) OR (substr(NEW.act, 1, 7) = 'handle.' AND EXISTS (
    SELECT 1 FROM cases WHERE cases.id = NEW.case_id AND cases.verified_by = NEW.who
))
BEGIN
    SELECT RAISE(ABORT, 'who handled a case never verifies it');
END

CREATE TRIGGER cases_apart BEFORE UPDATE OF verified_by ON cases
WHEN NEW.verified_by IS NOT NULL AND EXISTS (
    SELECT 1 FROM case_moves AS done
    WHERE done.case_id = NEW.id AND done.who = NEW.verified_by
        AND substr(done.act, 1, 7) = 'handle.'
)
BEGIN
    SELECT RAISE(ABORT, 'who handled a case never verifies it');
END
