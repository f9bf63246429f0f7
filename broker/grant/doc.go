// Package grant owns what a login gives an app: the code, the tokens and the sealed
// release behind them (design §1.6).
//
// A handle's row is found by a digest of the handle and opens only with the handle
// itself, so a dump of the store opens no session and shows no pupil. A code's row is
// also found only together with the client, the redirect URI and the PKCE challenge it
// was given for: a request that presents the wrong one finds nothing, and spends nothing
// (contract 17).
//
// All tokens of a login are one family: each holds the key of the grant's one row, sealed
// under itself. Ending that row ends them all, at once and for good.
//
// It refuses to know about OAuth messages, JWTs and pages.
package grant
