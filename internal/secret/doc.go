// Package secret holds bytes that must not be seen: a client secret, a key, a
// handle. They redact themselves wherever a program prints, logs or marshals, so
// that a careless %+v is no leak; [Bytes.Reveal] is the one way to them and easy
// to search for.
//
// It refuses to know what the bytes are for. Configuration names files; ReadFile
// takes them without their final line break (contract 1).
package secret
