// Package registry holds the connections, schools, apps and contracts as one
// immutable [Snapshot], compiled once from what internal/config read: maps by id,
// each app's schools in the order of their names, profiles as data. No request
// parses anything again or reads a database to learn what an app is.
//
// [Watch] replaces the snapshot when the files change, whole or not at all
// (contract 4); whoever holds a snapshot keeps it for the length of a request.
//
// It refuses to know HTTP, SAML and stores; what an app may get is decided by
// claims, from the contract that stands here.
package registry
