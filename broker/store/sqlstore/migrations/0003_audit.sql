-- The audit chain (design §3): what was done to the installation, by whom. Each row
-- is bound to the one before it by a keyed digest over the sealed payload's own
-- digest, so that a payload can be emptied and the chain still holds.
CREATE TABLE audit (
    number BIGINT PRIMARY KEY, -- 1, 2, 3, … without a gap
    at     BIGINT NOT NULL,    -- Unix seconds
    box    BYTEA,              -- the payload, sealed; NULL once it was emptied
    digest BYTEA  NOT NULL,    -- SHA-256 of box as it was written
    chain  BYTEA  NOT NULL     -- keyed digest over number, at, digest and the chain before
);
