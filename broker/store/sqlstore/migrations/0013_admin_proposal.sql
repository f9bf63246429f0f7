-- What an admin asked for and a second one has to confirm (G-03). box: what it is, for whom
-- and by whom, sealed under the keyring for this row alone. ends: Unix seconds.
CREATE TABLE admin_proposal (
    id   TEXT   PRIMARY KEY,
    box  BYTEA  NOT NULL,
    ends BIGINT NOT NULL
);
