-- Networks and devices that are kept from the door (L-11, L-12). id: a keyed digest of
-- which; box: which, by whom, why and from when, sealed under the keyring. ends: Unix
-- seconds; rows past it are removed. written: Unix milliseconds, by which a node sees
-- that another one wrote.
CREATE TABLE block (
    id      TEXT   PRIMARY KEY,
    box     BYTEA  NOT NULL,
    ends    BIGINT NOT NULL,
    written BIGINT NOT NULL
);
