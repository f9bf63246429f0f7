package flow

import (
	"net/netip"

	"sluis/claims"
)

// Destination is where a login goes. Each has its admission rule; only App ends
// in a code.
type Destination string

// The destinations that exist.
const (
	App Destination = "app"
	Me  Destination = "me" // the person's own page: what is remembered, and taking it back
	// Admin is an admin of a school who shows that the school still vouches for them (S-16).
	Admin Destination = "admin"
	// AttributeCheck shows an admin what their school sends (F-20).
	AttributeCheck Destination = "check"
)

// Request is an authorization request that has been found in order: its client
// and redirect URI exist, its parameters are allowed. It travels sealed, in a
// hidden form field and then in the transaction row.
type Request struct {
	Destination  Destination  `json:"d"`
	App          string       `json:"a,omitempty"`
	RedirectURI  string       `json:"r,omitempty"`
	ResponseMode string       `json:"m,omitempty"` // query or form_post
	State        string       `json:"s,omitempty"`
	HasState     bool         `json:"hs,omitempty"` // an empty state is echoed, an absent one is not
	Nonce        string       `json:"n,omitempty"`
	Challenge    string       `json:"c,omitempty"` // PKCE S256 code_challenge; empty only with pkce: if_sent
	JKT          string       `json:"j,omitempty"` // thumbprint of the DPoP key that alone may redeem the code (RFC 9449 §10); "" for any
	Scope        string       `json:"sc,omitempty"`
	Asked        claims.Items `json:"i,omitempty"` // by scope or claims parameter, before the contract
	Fresh        bool         `json:"f,omitempty"` // prompt=login or max_age: the school must ask anew
	MaxAge       int64        `json:"x,omitempty"` // seconds: a session of ours whose login is younger will do, in spite of Fresh; 0: none will
	AuthTime     bool         `json:"t,omitempty"` // auth_time was asked for
	Show         bool         `json:"w,omitempty"` // prompt=consent: show the information page whatever is remembered
	Pick         bool         `json:"p,omitempty"` // prompt=select_account: show the picker whatever is hinted
	Passive      bool         `json:"q,omitempty"` // prompt=none, where the app's policy lets the hub be asked
	Classes      []string     `json:"k,omitempty"` // context classes that the app asks for, the most wanted first
	Essential    bool         `json:"e,omitempty"` // without one of them the app wants nobody (OpenID Connect Core 5.5.1.1)
	Subject      string       `json:"u,omitempty"` // the sub that the app expects (id_token_hint, claims parameter)
	SchoolHint   string       `json:"h,omitempty"` // login_hint: our id of a school
	Once         string       `json:"o,omitempty"` // names a request that is good for one login (see once.go); "" for any number
	Since        int64        `json:"y,omitempty"` // when such a request came, Unix seconds
	Seat         string       `json:"z,omitempty"` // of an admin, or of a test login: the session at /admin that asked
	Lang         string       `json:"l,omitempty"` // nl, en or empty: the browser decides
}

// Browser is who is at the other end: the stable half of its cookie ("" when it sent
// none), the session half ("" where it is not logged in) and its address for the caps.
type Browser struct {
	Half    string
	Session string
	Address netip.Addr
	Abroad  string // the country that it comes from, where only some schools are open to it (L-04); "" elsewhere
	Device  string // that it is known as, "" for none; a guard.Device as text
}

// speak keeps the language that the person chose.
func (r *Request) speak(lang string) {
	if lang == "nl" || lang == "en" {
		r.Lang = lang
	}
}
