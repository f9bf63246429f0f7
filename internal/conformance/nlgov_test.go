package conformance

import (
	"fmt"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// byKey proves a client that signs, with the key and algorithm of its registration.
func (w *world) byKey(alg jose.SignatureAlgorithm, key any) func(call, string) call {
	return func(c call, client string) call {
		b := &bench{world: w}
		jwt := signed(w.t, alg, key, nil, b.asserts(client))
		return c.add("client_id", client).add("client_assertion_type", assertionType).add("client_assertion", jwt)
	}
}

// TestNLGOV is what the NL GOV Assurance profile asks of a login beyond the Basic
// modules (standards 4.3; rows 4, 6 and 7).
func TestNLGOV(t *testing.T) {
	w := newWorld(t, benchApps)
	claim := func(ok func(id map[string]any) bool) func(*play) error {
		return func(p *play) error {
			if !ok(p.id) {
				return fmt.Errorf("%v", p.id)
			}
			return nil
		}
	}
	m := module{name: "nlgov", conditions: append(whole(),
		condition{what: "the ID token is signed with PS256, as the app asked", try: signedWith("PS256")},
		condition{what: "it holds for five minutes at most", try: claim(func(id map[string]any) bool {
			return id["exp"].(float64)-id["iat"].(float64) <= 300
		})},
		condition{what: "it has nbf", try: claim(func(id map[string]any) bool { return id["nbf"] == id["iat"] })},
		condition{what: "it has a jti of 128 bits", try: claim(func(id map[string]any) bool { jti, _ := id["jti"].(string); return len(jti) >= 22 })},
		condition{what: "it has no amr", try: claim(func(id map[string]any) bool { _, has := id["amr"]; return !has })},
		condition{what: "sub tells nothing of the person", try: claim(func(id map[string]any) bool {
			return id["sub"] != "2041187" && id["sub"] != "qj7cks8qdz9ph54@petteflat"
		})},
	)}
	m.run(t, w.newPlay(strict, "overheid", w.byKey(jose.PS256, w.keys.rsa)))
}
