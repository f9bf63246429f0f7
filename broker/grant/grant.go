package grant

import (
	"encoding/json"
	"fmt"
	"time"

	"sluis/claims"
)

// Lifetimes.
const (
	CodeLife   = 60 * time.Second // from being handed out (O-04)
	RepeatLife = 5 * time.Minute  // how long the same login gets the same code again (design §5.2)
	TokenLife  = 15 * time.Minute // contract 17: expires_in ≤ 900
	IdleLife   = 6 * time.Hour    // how long a refresh token may lie unused (O-14)
	FamilyLife = 24 * time.Hour   // from the login: after that nothing of it is kept (design §1.4)

	// A code's row outlives the login's own transaction (60 minutes), so that Hand
	// still knows a code that it has given before. A spent mark outlives that, and
	// every token of its grant: a code is spent once and for all.
	rowLife    = 65 * time.Minute
	markLife   = 80 * time.Minute
	familyMark = FamilyLife + markLife // where the code gave a refresh token too
)

// Grant is what one login gives one app. Its Release is the only thing of the
// person in it.
type Grant struct {
	ID       string // made at redemption
	App      string
	School   string
	Subject  string // pairwise sub
	SID      string // differs per app (design §1.5)
	Release  claims.Release
	Contract int
	Scope    string
	Nonce    string
	AuthTime time.Time // at the school; zero where the app did not ask for it
	ACR      string
	Factor   string    // of the person's own, that ACR rests on: key or totp; "" where it is the hub's word
	Issued   time.Time // when it was released

	// Of the access token that it was found by, or that it is redeemed for. These stand
	// in the token's row, and a token may reach less far than its grant: Scope and Release
	// are then what it reaches (RFC 6749 §6).
	Sender      Sender
	From, Until time.Time
}

// End is the instant at which the last of a grant is gone, however often its client
// asks for new tokens.
func (g Grant) End() time.Time { return g.Issued.Add(FamilyLife) }

// Binding is what a code is bound to.
type Binding struct {
	App         string
	RedirectURI string
	Challenge   string // S256 of the verifier; "" where neither challenge nor verifier was sent
	JKT         string // the DPoP key that alone may redeem it (RFC 9449 §10); "" for any
}

// same reports whether two grants say the same, whenever they were issued.
func (g Grant) same(o Grant) bool {
	return g.App == o.App && g.School == o.School && g.Subject == o.Subject && g.SID == o.SID &&
		g.Contract == o.Contract && g.Scope == o.Scope && g.Nonce == o.Nonce && g.ACR == o.ACR && g.Factor == o.Factor &&
		g.Release.Equal(o.Release)
}

// wire is a Grant as it is sealed; short keys, since a row is written per login.
type wire struct {
	ID       string `json:"i,omitempty"`
	App      string `json:"a"`
	School   string `json:"s"`
	Subject  string `json:"u"`
	SID      string `json:"d"`
	Release  []byte `json:"r"`
	Contract int    `json:"v"`
	Scope    string `json:"c,omitempty"`
	Nonce    string `json:"n,omitempty"`
	AuthTime int64  `json:"t,omitempty"` // Unix seconds; 0: none
	ACR      string `json:"l,omitempty"`
	Factor   string `json:"f,omitempty"`
	Issued   int64  `json:"e"` // Unix seconds
}

func (g Grant) encode() ([]byte, error) {
	r, err := g.Release.MarshalBinary()
	if err != nil {
		return nil, fmt.Errorf("grant: encode release: %w", err)
	}
	w := wire{ID: g.ID, App: g.App, School: g.School, Subject: g.Subject, SID: g.SID, Release: r, Contract: g.Contract,
		Scope: g.Scope, Nonce: g.Nonce, ACR: g.ACR, Factor: g.Factor, Issued: g.Issued.Unix()}
	if !g.AuthTime.IsZero() {
		w.AuthTime = g.AuthTime.Unix()
	}
	return json.Marshal(w)
}

func decode(b []byte) (Grant, error) {
	var w wire
	if err := json.Unmarshal(b, &w); err != nil {
		return Grant{}, fmt.Errorf("grant: decode: %w", err)
	}
	g := Grant{ID: w.ID, App: w.App, School: w.School, Subject: w.Subject, SID: w.SID, Contract: w.Contract,
		Scope: w.Scope, Nonce: w.Nonce, ACR: w.ACR, Factor: w.Factor, Issued: time.Unix(w.Issued, 0).UTC()}
	if w.AuthTime != 0 {
		g.AuthTime = time.Unix(w.AuthTime, 0).UTC()
	}
	if err := g.Release.UnmarshalBinary(w.Release); err != nil {
		return Grant{}, fmt.Errorf("grant: decode release: %w", err)
	}
	return g, nil
}
