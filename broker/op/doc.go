// Package op is the OpenID Provider towards the apps: it reads OAuth 2.0 and
// OpenID Connect requests and spells the answers. Parsing and answering are our
// own (docs/decisions says why); types and hashes come from zitadel/oidc, which
// no other package but the demo app imports.
//
// It refuses to know how a person logs in (broker/flow), what a contract releases
// (claims) and how bytes reach the wire: it gives a [Response] or a [JSON], and
// package broker writes them.
package op
