-- Browsers in which somebody once logged in (L-13 to L-16). id: a keyed digest of the
-- cookie's id; box: at most five keyed digests of who did, and how often a factor was
-- guessed wrong there, sealed under the keyring. ends: Unix seconds; rows past it are
-- removed.
CREATE TABLE device (
    id   TEXT   PRIMARY KEY,
    box  BYTEA  NOT NULL,
    ends BIGINT NOT NULL
);
CREATE INDEX device_ends ON device (ends);
