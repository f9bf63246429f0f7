package keys

import (
	"crypto"
	"encoding/json"
	"fmt"
	"math"

	"github.com/go-jose/go-jose/v4"
)

// calendar says when a signing key is published, signs, stops signing and is gone,
// in Unix seconds. Zero in Used, Retired and Gone: not planned; a key without Used
// waits for a command.
//
// A key is published before it signs, so that no app meets a signature under a key
// that its copy of the JWKS does not hold, and stays published after, until what it
// signed has expired.
type calendar struct {
	Published, Used, Retired, Gone int64
}

func (c calendar) dates() [4]int64 { return [4]int64{c.Published, c.Used, c.Retired, c.Gone} }

func (c calendar) gone(now int64) bool { return c.Gone != 0 && c.Gone <= now }

func (c calendar) waits(now int64) bool { return c.Used == 0 || now < c.Used }

func (c calendar) published(now int64) bool { return c.Published <= now && !c.gone(now) }

func (c calendar) signs(now int64) bool {
	return c.published(now) && !c.waits(now) && (c.Retired == 0 || now < c.Retired)
}

// view is what the calendar says between two of its dates.
type view struct {
	of          *[]*signingKey // the keys it is a view of
	from, until int64          // from ≤ now < until
	signers     map[string]*signingKey
	published   map[string]*signingKey // by kid
	jwks        []byte
}

// today gives the view of this moment. It is computed once between two dates of
// the calendar.
func (r *Ring) today() *view {
	now, all := r.now().Unix(), r.tokens.Load()
	if v := r.view.Load(); v != nil && v.of == all && v.from <= now && now < v.until {
		return v
	}
	v := viewAt(*all, now)
	v.of = all
	r.view.Store(v)
	return v
}

func viewAt(all []*signingKey, now int64) *view {
	v := &view{from: math.MinInt64, until: math.MaxInt64, signers: map[string]*signingKey{}, published: map[string]*signingKey{}}
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, k := range all {
		for _, date := range k.dates() {
			if date <= now {
				v.from = max(v.from, date)
			} else {
				v.until = min(v.until, date)
			}
		}
		if !k.published(now) {
			continue
		}
		v.published[k.kid] = k
		if encrypts(k.alg) && !k.signs(now) {
			// Offered from the day it is in use, so that every node has it by then; it
			// opens for a week after, for who has an old copy of the JWKS.
			continue
		}
		set.Keys = append(set.Keys, publicJWK(k.alg, k.kid, k.private.Public()))
		if old := v.signers[k.alg]; k.signs(now) && !encrypts(k.alg) && (old == nil || k.Used > old.Used) {
			v.signers[k.alg] = k
		}
	}
	var err error
	if v.jwks, err = json.Marshal(set); err != nil {
		panic(fmt.Sprintf("keys: encode JWKS: %v", err)) // only for key types that newSigningKey refuses
	}
	return v
}

func publicJWK(alg, kid string, public crypto.PublicKey) jose.JSONWebKey {
	use := "sig"
	if encrypts(alg) {
		use = "enc"
	}
	return jose.JSONWebKey{Key: public, KeyID: kid, Algorithm: alg, Use: use}
}

// JWKS gives the published keys, public parameters only, each with kid, alg and use
// (contract 19). The bytes are shared: read them only.
func (r *Ring) JWKS() []byte { return r.today().jwks }
