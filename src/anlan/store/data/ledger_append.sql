-- Append entries to the ledger: lock the head, chain the hashes, write, move the head.
-- The same as anlan.store.ledger does on SQLite; verification never relies on it.
CREATE OR REPLACE FUNCTION anlan_ledger_append(told text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    at bigint;
    digest text;
    entry record;
BEGIN
    SELECT seq, hash INTO STRICT at, digest FROM ledger_head FOR UPDATE;
    FOR entry IN
        SELECT *
        FROM json_to_recordset(told::json) AS one (
            moment text, who text, for_whom text, origin text, subject text, act text,
            before text, after text, why text
        )
    LOOP
        at := at + 1;
        digest := encode(sha256(decode(digest, 'hex') || convert_to(concat_ws(
            E'\x1f', at, entry.moment, entry.who, entry.for_whom, entry.origin, entry.subject,
            entry.act, entry.before, entry.after, entry.why
        ), 'UTF8')), 'hex');
        INSERT INTO ledger (
            seq, moment, who, for_whom, origin, subject, act, before, after, why, hash
        ) VALUES (
            at, entry.moment, entry.who, entry.for_whom, entry.origin, entry.subject, entry.act,
            entry.before, entry.after, entry.why, digest
        );
    END LOOP;
    UPDATE ledger_head SET seq = at, hash = digest;
    RETURN at;
END $$
