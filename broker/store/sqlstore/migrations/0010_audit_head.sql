-- What a chain alone cannot show (design §3, L-21): where it ends, and that a payload
-- was emptied by us. Whoever writes here without the keys can make neither.
ALTER TABLE audit ADD COLUMN emptied BIGINT NOT NULL DEFAULT 0; -- Unix seconds; 0: never
ALTER TABLE audit ADD COLUMN why TEXT NOT NULL DEFAULT '';      -- erasure, term; '' while the payload stands
ALTER TABLE audit ADD COLUMN tombstone BYTEA;                   -- keyed digest over number, digest, emptied and why
CREATE TABLE audit_head (
    one    BIGINT PRIMARY KEY CHECK (one = 1),
    number BIGINT NOT NULL, -- of the last entry
    chain  BYTEA  NOT NULL, -- its link
    seal   BYTEA  NOT NULL  -- keyed digest over both
);
