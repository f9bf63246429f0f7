// Package redisstore keeps State in Redis: one server, a master watched by Sentinels,
// or a Cluster. It is what several processes on several machines share (design §3).
//
// Each operation is one command or one Lua script on the keys of one slot, so that it
// happens at one instant, on every node alike. A script runs once or not at all: where
// the answer was lost nothing is sent again, since a Take that ran twice would report
// its own first run as a theft.
//
// Lifetimes are instants of the nodes' clocks, as in every driver: a replay mark then
// ends when the answer does that it stands for, whichever node wrote it. Redis' own
// expiry only sweeps, a minute later. A node whose clock differs by more than that
// from its Redis' refuses to start.
//
// Redis answers before it has written to disk or to its replicas. What a restart or a
// failover may have undone is said by [Store.Horizon]; docs/decisions/0017 has the
// argument. Servers that forget by themselves (another eviction policy than
// noeviction), that are too old, or that may go on taking writes after they were
// replaced, are refused.
//
// The package refuses to know what the values mean.
package redisstore
