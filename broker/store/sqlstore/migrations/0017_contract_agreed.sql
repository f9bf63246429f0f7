-- What schools that approve contracts themselves have agreed to, sealed: one row per school
-- and app. The one number goes up with each change, so that other nodes see that there is one.
CREATE TABLE contract_agreed (
  school TEXT NOT NULL,
  app TEXT NOT NULL,
  box BYTEA NOT NULL,
  PRIMARY KEY (school, app)
);
CREATE TABLE contract_change (
  one BIGINT PRIMARY KEY,
  change BIGINT NOT NULL
);
INSERT INTO contract_change (one, change) VALUES (1, 0);
