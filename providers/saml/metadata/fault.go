package metadata

import "errors"

// Why a document is not taken, or none can be used. Other errors tell that it cannot
// be read, or what the hub's role in it lacks.
var (
	ErrNone     = errors.New("metadata: none was loaded")
	ErrExpired  = errors.New("expired")
	ErrValidity = errors.New("validity") // validUntil is missing, no time, or too far ahead
	ErrEntity   = errors.New("entity")   // the wanted one is not there, not named, or there twice
)
