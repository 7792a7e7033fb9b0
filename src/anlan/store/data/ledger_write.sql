-- Append entries to the ledger: lock the head, chain the hashes, write, move the head.
-- The same as anlan.store.ledger does on SQLite; verification never relies on it.
-- Entries are parted by the character 1E, their fields by 1F; no field holds either. A procedure
-- has nothing to answer, which spares every write the reading of an answer.
CREATE OR REPLACE PROCEDURE anlan_ledger_write(told text) LANGUAGE plpgsql AS $$
DECLARE
    at bigint;
    digest text;
    entry text;
    part text[];
BEGIN
    SELECT seq, hash INTO STRICT at, digest FROM ledger_head FOR UPDATE;
    FOREACH entry IN ARRAY string_to_array(told, E'\x1e') LOOP
        at := at + 1;
        digest := encode(sha256(
            decode(digest, 'hex') || convert_to(at || E'\x1f' || entry, 'UTF8')
        ), 'hex');
        part := string_to_array(entry, E'\x1f');
        INSERT INTO ledger (
            seq, moment, who, for_whom, origin, subject, act, before, after, why, hash
        ) VALUES (
            at, part[1], part[2], part[3], part[4], part[5], part[6], part[7], part[8], part[9],
            digest
        );
    END LOOP;
    UPDATE ledger_head SET seq = at, hash = digest;
END $$
