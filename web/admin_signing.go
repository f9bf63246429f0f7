package web

import "time"

// AdminSigning shows the installation's own keys. Nothing on it is secret.
type AdminSigning struct {
	AdminFrame
	Groups   []KeyGroup
	Roots    []RootKey
	Master   string    // fingerprint
	Oldest   time.Time // oldest day of a login log that can be read; zero: none
	Table    time.Time // when the table of countries was made
	TableOld bool
	Entries  int // of the audit chain
	Whole    bool
	May      bool // change
	Asked    bool // a second admin was asked just now
	Now      time.Time
}

// KeyGroup are the signing keys of one owner: tokens, or a connection.
type KeyGroup struct {
	Connection string // "": tokens
	Keys       []SigningKey
	Waits      bool // a next key is there
	Ready      bool // and we may sign with it
}

// SigningKey is one signing key, and what may be done with it.
type SigningKey struct {
	FedKey
	MayRotate bool
	MayDrop   bool
}

// RootKey is a key of the keyring, which never changes.
type RootKey struct {
	Purpose string
	Made    time.Time
}

func (AdminSigning) layout() layout       { return layout{"desk", "admin-signing", "admin-parts"} }
func (AdminSigning) title(t texts) string { return t.SigningTitle() }
