// Package postgres is a thin binding to PostgreSQL: an address, a connection, and
// statements on it. It alone imports pgx.
//
// Nothing is taken from the environment or the home directory of the process: who may
// be talked to, and over what, is what the address says.
//
// It refuses to know what the statements mean.
package postgres
