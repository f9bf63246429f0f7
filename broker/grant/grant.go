package grant

import (
	"encoding/json"
	"fmt"
	"time"

	"sluis/claims"
)

// Lifetimes. A spent mark outlives every transaction that could produce its code
// again (60 minutes) and every token of its grant, so that a code is spent once
// and for all.
const (
	CodeLife  = 60 * time.Second // O-04
	TokenLife = 15 * time.Minute // contract 17: expires_in ≤ 900
	markLife  = 80 * time.Minute
)

// Grant is what one login gives one app. Its Release is the only thing of the
// person in it.
type Grant struct {
	ID       string
	App      string
	School   string
	Subject  string // pairwise sub
	SID      string // differs per app (design §1.5)
	Release  claims.Release
	Contract int
	Scope    string
	Nonce    string
	AuthTime time.Time // at the school, or at the hub where it tells no better
	ACR      string
	Issued   time.Time
}

// Binding is what a code is bound to.
type Binding struct {
	App         string
	RedirectURI string
	Challenge   string // S256 of the verifier; "" where neither challenge nor verifier was sent
}

// wire is a Grant as it is sealed; short keys, since a row is written per login.
type wire struct {
	ID       string `json:"i"`
	App      string `json:"a"`
	School   string `json:"s"`
	Subject  string `json:"u"`
	SID      string `json:"d"`
	Release  []byte `json:"r"`
	Contract int    `json:"v"`
	Scope    string `json:"c,omitempty"`
	Nonce    string `json:"n,omitempty"`
	AuthTime int64  `json:"t"`
	ACR      string `json:"l,omitempty"`
	Issued   int64  `json:"e"`
}

func (g Grant) encode() ([]byte, error) {
	r, err := g.Release.MarshalBinary()
	if err != nil {
		return nil, fmt.Errorf("grant: encode release: %w", err)
	}
	return json.Marshal(wire{g.ID, g.App, g.School, g.Subject, g.SID, r, g.Contract, g.Scope, g.Nonce,
		g.AuthTime.Unix(), g.ACR, g.Issued.Unix()})
}

func decode(b []byte) (Grant, error) {
	var w wire
	if err := json.Unmarshal(b, &w); err != nil {
		return Grant{}, fmt.Errorf("grant: decode: %w", err)
	}
	g := Grant{ID: w.ID, App: w.App, School: w.School, Subject: w.Subject, SID: w.SID, Contract: w.Contract,
		Scope: w.Scope, Nonce: w.Nonce, AuthTime: time.Unix(w.AuthTime, 0).UTC(), ACR: w.ACR, Issued: time.Unix(w.Issued, 0).UTC()}
	if err := g.Release.UnmarshalBinary(w.Release); err != nil {
		return Grant{}, fmt.Errorf("grant: decode release: %w", err)
	}
	return g, nil
}
