-- Who is logged in where (design §1.6): one row for each login at an app, until the
-- browser's session there ends. The rows of one browser and one person are a session;
-- those of one person are the subject index. The same rows are the list of apps that
-- must still be told of a logout, so that ending a session and writing down whom to
-- tell is one step.
--
-- handle: digest of the session half of the browser's cookie, NULL once a newer login
-- took its place. browser, person: keyed digests. box: app, sid, subject and school,
-- sealed under the keyring; NULL once nobody is left to tell. memory: 1 where something
-- is kept in the short-lived state under the same digest. state: 0 open, 1 ended and to
-- be told, 2 told, 3 given up. due: when the app is told next. Times are Unix seconds.
-- Rows live a day at most, and belong in no backup.
CREATE TABLE session_grant (
    id      TEXT   PRIMARY KEY, -- of the grant
    handle  BYTEA,
    browser BYTEA  NOT NULL,
    person  BYTEA  NOT NULL,
    box     BYTEA,
    memory  BIGINT NOT NULL,
    ends    BIGINT NOT NULL,
    state   BIGINT NOT NULL,
    due     BIGINT NOT NULL,
    tries   BIGINT NOT NULL
);
CREATE INDEX session_grant_handle ON session_grant (handle);
CREATE INDEX session_grant_person ON session_grant (person, browser);
-- Of those to be told alone: nearly all rows are open, and an index over state would be
-- taken for one that finds something.
CREATE INDEX session_grant_due ON session_grant (due) WHERE state = 1;
CREATE INDEX session_grant_ends ON session_grant (ends);
