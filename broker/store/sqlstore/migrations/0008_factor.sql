-- The factors of accounts (S-03, S-04, S-14). account: an opaque random id. kind: key, totp
-- or recovery, of which a set of ten is ten rows. finder: a keyed digest of the credential's
-- id or of the recovery code; NULL of a totp. box: the public key or the seed, sealed under
-- the keyring for this account alone; NULL of a recovery code. counter: a key's signature
-- counter, or the last step whose code was used. backed_up: 1 where the key said so last.
-- used: 0 where it never was. suspended: why, or ''. Times are Unix seconds.
CREATE TABLE factor (
    id        TEXT   PRIMARY KEY,
    account   TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    finder    BYTEA  UNIQUE,
    box       BYTEA,
    counter   BIGINT NOT NULL,
    backed_up BIGINT NOT NULL,
    made      BIGINT NOT NULL,
    used      BIGINT NOT NULL,
    suspended TEXT   NOT NULL
);
CREATE INDEX factor_account ON factor (account);
