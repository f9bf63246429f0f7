-- The registries that were accepted here, one after the other. box: the file itself, by
-- whom, why, and what differed, sealed under the keyring. state: 0 written down and not
-- yet in use, 1 accepted, 2 failed. digest: SHA-256 of the file.
CREATE TABLE registry_version (
    number BIGINT PRIMARY KEY,
    at     BIGINT NOT NULL, -- Unix seconds
    state  BIGINT NOT NULL,
    digest BYTEA  NOT NULL,
    box    BYTEA  NOT NULL
);
