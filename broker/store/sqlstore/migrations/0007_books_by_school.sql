-- One subject may now be of two schools, one after the other: each has its own row in
-- the ledger, and informs anew.
CREATE TABLE release_by_school (
    subject   BYTEA  NOT NULL,
    app       TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    school    TEXT   NOT NULL,
    items     BIGINT NOT NULL, -- one bit per item, as claims.Items
    first_day BIGINT NOT NULL,
    last_day  BIGINT NOT NULL,
    PRIMARY KEY (subject, app, version, school)
);
INSERT INTO release_by_school SELECT subject, app, version, school, items, first_day, last_day FROM release_ledger;
DROP TABLE release_ledger;
ALTER TABLE release_by_school RENAME TO release_ledger;
CREATE INDEX release_ledger_day ON release_ledger (last_day);

CREATE TABLE informed_by_school (
    subject BYTEA  NOT NULL,
    app     TEXT   NOT NULL,
    version BIGINT NOT NULL,
    school  TEXT   NOT NULL,
    items   BIGINT NOT NULL,
    off     BIGINT NOT NULL,
    consent BIGINT NOT NULL,
    since   BIGINT NOT NULL, -- Unix seconds
    PRIMARY KEY (subject, app, version, school)
);
INSERT INTO informed_by_school SELECT subject, app, version, school, items, off, consent, since FROM informed;
DROP TABLE informed;
ALTER TABLE informed_by_school RENAME TO informed;
