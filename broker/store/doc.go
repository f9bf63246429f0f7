// Package store holds the two contracts under everything that Sluis remembers
// (design §3).
//
// [State] is short-lived: handles, grants, transactions, replay marks, throttles.
// Six operations on small opaque values, each with a lifetime.
//
// [Records] is lasting: keys, consents, logs, ledger, audit. SQL in the words that
// SQLite and PostgreSQL share.
//
// An acknowledged write of either survives a kill -9. The drivers are below this
// package: sqlstore keeps both in SQLite for one process, and Records in PostgreSQL for
// several; redisstore keeps State in Redis. Every driver runs storetest.
//
// It refuses to know what is kept: values arrive sealed, keys arrive as digests.
package store
