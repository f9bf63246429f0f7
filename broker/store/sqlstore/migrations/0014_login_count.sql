-- How many logins there were in five minutes, of a school, or of the whole installation where
-- school is empty: numbers, and no person. slot: Unix seconds divided by 300.
CREATE TABLE login_count (
    school   TEXT   NOT NULL,
    slot     BIGINT NOT NULL,
    released BIGINT NOT NULL,
    refused  BIGINT NOT NULL,
    PRIMARY KEY (school, slot)
);
CREATE INDEX login_count_slot ON login_count (slot);
