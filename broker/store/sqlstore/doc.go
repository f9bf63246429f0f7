// Package sqlstore keeps State and Records in SQL databases. The embedded driver
// ([OpenEmbedded]) is two SQLite files in one directory, for one process on one
// machine (design §3).
//
// Records are SQLite alone, synchronous FULL, with group commit: Updates that arrive
// while one is being synced share the next sync.
//
// State has a journal before it. A write is appended to the journal, kept in a small
// table in memory and acknowledged: the kernel holds it then, which is what a kill -9
// leaves alone. In the background the table is moved into SQLite in large, sorted,
// synced transactions, and its journal is deleted. Measured, a write into SQLite by
// itself costs 50 µs of CPU, most of it in page writes; this way it costs a third,
// and no login waits for a checkpoint. A power loss cuts the journal's end off, as
// SQLite's synchronous NORMAL does; [store.State.Horizon] says so.
//
// The package refuses to know what the rows mean, but for the tables that its
// migrations make: migrations/ for Records, state/ for State.
package sqlstore
