// Package secret holds the types in which keys, client secrets and codes travel
// through Sluis. However such a value is printed, logged or encoded, what comes
// out is [Redacted]; the only way to the content is Reveal, which a reviewer can
// search for.
//
// It refuses to know what a secret is for, and keeps none itself.
package secret
