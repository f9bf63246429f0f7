-- Kill switches (L-22): what is stopped for everybody until two admins start it again. id: the
-- kind and our id of it, which stand in the registry file too; box: by whom, why and since
-- when, sealed under the keyring. written: Unix milliseconds, by which a node sees that
-- another one wrote.
CREATE TABLE halt (
    id      TEXT   PRIMARY KEY,
    box     BYTEA  NOT NULL,
    written BIGINT NOT NULL
);
