// Package servers runs the servers that drivers of broker/store talk to, each in a
// process of its own that a test starts, kills and starts again: Redis, its Sentinel
// and its Cluster, and PostgreSQL. They listen on free ports of 127.0.0.1, keep their
// files in the test's own directory, and end with the test.
//
// It refuses to know the drivers.
package servers
