-- Who handled a case never verifies it. Read by store/cases/apart.py.
-- The case's row is locked first: of two moves at once the later one sees the earlier.
CREATE OR REPLACE FUNCTION anlan_case_moves_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM cases WHERE id = NEW.case_id FOR UPDATE;
    IF EXISTS (
        SELECT 1 FROM case_moves AS done
        WHERE done.case_id = NEW.case_id AND done.who = NEW.who AND (
            (starts_with(NEW.act, 'handle.')
                AND (starts_with(done.act, 'check.') OR starts_with(done.act, 'close.')))
            OR (starts_with(done.act, 'handle.')
                AND (starts_with(NEW.act, 'check.') OR starts_with(NEW.act, 'close.')))
        )
    ) OR (starts_with(NEW.act, 'handle.') AND EXISTS (
        SELECT 1 FROM cases WHERE cases.id = NEW.case_id AND cases.verified_by = NEW.who
    )) THEN
        RAISE EXCEPTION 'who handled a case never verifies it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$

CREATE OR REPLACE FUNCTION anlan_cases_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM case_moves AS done
        WHERE done.case_id = NEW.id AND done.who = NEW.verified_by
            AND starts_with(done.act, 'handle.')
    ) THEN
        RAISE EXCEPTION 'who handled a case never verifies it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$

CREATE TRIGGER case_moves_apart BEFORE INSERT OR UPDATE OF case_id, act, who ON case_moves
FOR EACH ROW EXECUTE FUNCTION anlan_case_moves_apart()

CREATE TRIGGER cases_apart BEFORE UPDATE OF verified_by ON cases
FOR EACH ROW WHEN (NEW.verified_by IS NOT NULL) EXECUTE FUNCTION anlan_cases_apart()
