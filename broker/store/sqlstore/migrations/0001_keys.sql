-- Facts about the records as a whole. run: see horizon.go. master: which master key
-- sealed the keyring.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- The keyring: random keys, each sealed under the master key (design §3).
CREATE TABLE keyring (
    purpose TEXT   PRIMARY KEY,
    box     BYTEA  NOT NULL,
    made    BIGINT NOT NULL -- Unix seconds
);

-- Signing keys, sealed under the keyring, with their calendar: published, in use,
-- retired, gone; Unix seconds, 0 where not yet decided.
CREATE TABLE signing_key (
    kid       TEXT   PRIMARY KEY,
    owner     TEXT   NOT NULL, -- "oidc", or "saml:" and the connection
    alg       TEXT   NOT NULL,
    box       BYTEA  NOT NULL, -- PKCS #8
    cert      BYTEA,           -- SAML: the certificate in our metadata
    published BIGINT NOT NULL,
    in_use    BIGINT NOT NULL,
    retired   BIGINT NOT NULL,
    gone      BIGINT NOT NULL
);
CREATE INDEX signing_key_owner ON signing_key (owner, alg);

-- Log keys: per school the oldest day still in term, and its key, sealed under the
-- keyring. Later days are derived from it, earlier ones cannot be.
CREATE TABLE log_key (
    school TEXT   PRIMARY KEY,
    day    BIGINT NOT NULL, -- days since 1970-01-01
    box    BYTEA  NOT NULL
);
