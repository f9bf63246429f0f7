-- Who administers the installation, and who is invited to (S-02, S-08). id: of an account
-- random, of an invitation a keyed digest of its code. box: name, role and school, sealed
-- under the keyring for this row alone. ends: Unix seconds.
CREATE TABLE admin (
    id  TEXT  PRIMARY KEY,
    box BYTEA NOT NULL
);
CREATE TABLE admin_invite (
    id   TEXT   PRIMARY KEY,
    box  BYTEA  NOT NULL,
    ends BIGINT NOT NULL
);
