package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"sluis/internal/refusal"
	"sluis/providers/hub"
)

// year is a year of a broker's life: what its operator and the hubs do on which day.
type year struct {
	*world
	today  int
	apps   map[string]*weekly
	logins int
}

// weekly is an app that looks at the JWKS once a week and not in between (O-19).
type weekly struct {
	set  jose.JSONWebKeySet
	seen int
	kids map[string]bool
}

func (y *year) look(a *weekly) {
	y.t.Helper()
	if a.kids != nil && y.today-a.seen < 7 {
		return
	}
	a.seen = y.today
	if a.kids == nil {
		a.kids = map[string]bool{}
	}
	if err := json.Unmarshal([]byte(y.newBrowser().get("/oauth/jwks").body), &a.set); err != nil {
		y.t.Fatal(err)
	}
}

// verify holds an ID token against what the app has seen of our keys.
func (y *year) verify(a *weekly, jwt string) {
	y.t.Helper()
	signed, err := jose.ParseSigned(jwt, []jose.SignatureAlgorithm{jose.RS256, jose.ES256})
	if err != nil {
		y.t.Fatal(err)
	}
	if _, err := signed.Verify(&a.set); err != nil {
		y.t.Fatalf("day %d: an app that looked on day %d cannot verify its token", y.today, a.seen)
	}
	a.kids[signed.Signatures[0].Header.KeyID] = true
}

// pupils log in through each hub, at each app.
func (y *year) pupils() {
	y.t.Helper()
	for _, who := range []struct{ school, login, client, redirect string }{
		{"petteflat", "yara", "stil", stilURI}, {"harderwijk", "lukasz", "portfolio", portfolioURI},
	} {
		b := y.newBrowser()
		a := b.arrive(y.request(who.client, who.redirect), who.school, who.login)
		if a.StatusCode == 200 && strings.Contains(a.body, "/login/answer") {
			a = b.proceed(a)
		}
		if a.StatusCode != 303 {
			y.t.Fatalf("day %d: a login through %s is lost: %d %s", y.today, who.school, a.StatusCode, text(a.body))
		}
		tok, _ := y.tokens(who.client, who.redirect, mustQuery(y.t, a.next(y.t)).Get("code"))
		y.look(y.apps[who.client])
		y.verify(y.apps[who.client], tok.IDToken)
		y.logins++
	}
}

func (y *year) hubOf(connection string) *hub.Hub {
	if connection == "entree" {
		return y.entree
	}
	return y.surf
}

// give is the operator who hands our metadata to the hub.
func (y *year) give(connection string) {
	y.t.Helper()
	if err := y.hubOf(connection).AcceptSP([]byte(y.newBrowser().get("/saml/" + connection + "/metadata").body)); err != nil {
		y.t.Fatal(err)
	}
}

// hubRolls has a hub exchange its key while a pupil is under way there. The key before
// answers what it was asked, and nothing that is asked after (federations §2.8).
func (y *year) hubRolls(connection, school, login string) {
	y.t.Helper()
	h := y.hubOf(connection)
	old := h.KeyID()
	pending := y.newBrowser()
	acs, form := pending.choose(y.request("stil", stilURI), school, login)
	if _, err := h.RotateKey(nil, nil); err != nil {
		y.t.Fatal(err)
	}
	y.newDay(0)
	if a := pending.post(acs, form); a.StatusCode != 303 {
		y.t.Fatalf("day %d: the login under way is lost: %d %s", y.today, a.StatusCode, text(a.body))
	}
	y.logins++
	for _, key := range []string{h.KeyID(), old} { // the first shows that the way is right
		if got := y.answeredUnder(h, key, school, login); got != (key != old) {
			y.t.Errorf("day %d: a new request, answered under the hub's old key: %v", y.today, got)
		}
	}
	h.RetireKey(old)
}

// answeredUnder says whether a new request is satisfied by an answer under one of the
// hub's keys.
func (y *year) answeredUnder(h *hub.Hub, key, school, login string) bool {
	y.t.Helper()
	b := y.newBrowser()
	a := b.get(y.request("stil", stilURI, "login_hint", school))
	for a.StatusCode == 303 && strings.HasPrefix(a.next(y.t), y.issuer) {
		a = b.get(a.next(y.t))
	}
	info, err := h.ParseRequest(a.next(y.t))
	if err != nil {
		y.t.Fatal(err)
	}
	info.KeyID = key
	p, _ := h.Person(login)
	response, err := h.Answer(info, p, hub.Misbehaviour{})
	if err != nil {
		y.t.Fatal(err)
	}
	a = b.post(info.ACS, url.Values{"SAMLResponse": {response}, "RelayState": {info.RelayState}})
	if a.StatusCode == 303 {
		a = b.get(a.next(y.t))
	}
	if a.StatusCode >= 400 && !strings.Contains(a.body, refusal.Signature.String()) {
		y.t.Errorf("day %d: refused for another reason: %s", y.today, text(a.body))
	}
	return a.StatusCode < 400
}

var certificateText = regexp.MustCompile(`(?s)use="signing">.*?<ds:X509Certificate>([^<]*)<`)

// signing gives the certificates of our metadata, DER.
func (y *year) signing(connection string) (out [][]byte) {
	y.t.Helper()
	for _, m := range certificateText.FindAllStringSubmatch(y.newBrowser().get("/saml/"+connection+"/metadata").body, -1) {
		block, _ := pem.Decode([]byte("-----BEGIN CERTIFICATE-----\n" + m[1] + "\n-----END CERTIFICATE-----\n"))
		if block == nil {
			y.t.Fatal("no certificate")
		}
		out = append(out, block.Bytes)
	}
	return out
}

// holds says which keys our metadata has, the one that signs first.
func (y *year) holds(connection string, want ...[]byte) {
	y.t.Helper()
	if got := y.signing(connection); !slices.EqualFunc(got, want, bytes.Equal) {
		y.t.Errorf("day %d: our metadata at %s has %d keys, in another order than the calendar's", y.today, connection, len(got))
	}
}

// stale tries a hub that encrypts to one key of ours and knows all that sign.
func (y *year) stale(encryptTo []byte, want bool) {
	y.t.Helper()
	sp := hub.SP{EntityID: "https://sluis.test/entree", ACS: []string{y.issuer + "/saml/entree/acs"}, Certificates: y.signing("entree"), Encryption: [][]byte{encryptTo}}
	if err := y.entree.Register(sp); err != nil {
		y.t.Fatal(err)
	}
	a := y.newBrowser().arrive(y.request("stil", stilURI), "petteflat", "yara")
	if got := a.StatusCode == 303; got != want {
		y.t.Errorf("day %d: encrypted to %x: %d %s", y.today, sha256.Sum256(encryptTo), a.StatusCode, text(a.body))
	}
	if !want && !strings.Contains(a.body, refusal.Undecryptable.String()) {
		y.t.Errorf("day %d: refused for another reason: %s", y.today, text(a.body))
	}
	y.give("entree")
}

// TestYear is issue 3's year: the hubs exchange their keys twice each and we ours, with
// tokens' keys besides; metadata is renewed each day, both hubs encrypt, and pupils log in
// each day. No login is lost, and no key is taken after its day (F-04, O-19).
func TestYear(t *testing.T) {
	if testing.Short() {
		t.Skip("a year takes half a minute")
	}
	t.Parallel()
	y := &year{world: newWorld(t, worldApps), apps: map[string]*weekly{"stil": {}, "portfolio": {}}}
	y.entree.Misbehave(&hub.Misbehaviour{Encrypt: new(hub.Encryption)})
	y.surf.Misbehave(&hub.Misbehaviour{Encrypt: &hub.Encryption{What: "name-id"}})
	begin := y.clock.now()
	on := func(day int) string { return begin.Add(time.Duration(day) * 24 * time.Hour).UTC().Format(time.RFC3339) }
	var first, second [][]byte
	plan := map[int]func(){
		20:  func() { first = y.signing("entree"); y.commands("stage", "--connection", "entree") },
		24:  func() { y.give("entree") },
		28:  func() { y.commands("move", "--connection", "entree") },
		34:  func() { y.stale(first[0], true) },
		35:  func() { y.stale(first[0], false) },
		40:  func() { y.commands("rotate") },
		50:  func() { y.commands("stage", "--connection", "surfconext", "--at", on(70)) },
		60:  func() { y.give("surfconext") },
		69:  func() { second = y.signing("surfconext") },
		70:  func() { y.holds("surfconext", second[1], second[0]) },
		77:  func() { y.holds("surfconext", second[1]) },
		100: func() { y.hubRolls("entree", "petteflat", "yara") },
		150: func() { y.hubRolls("surfconext", "harderwijk", "lukasz") },
		200: func() { y.commands("stage", "--connection", "entree") },
		205: func() { y.give("entree") },
		210: func() { y.commands("move", "--connection", "entree") },
		220: func() { y.commands("rotate") },
		250: func() { y.commands("stage", "--connection", "surfconext", "--at", on(262)) },
		258: func() { y.give("surfconext") },
		280: func() { y.hubRolls("surfconext", "harderwijk", "lukasz") },
		300: func() { y.hubRolls("entree", "petteflat", "yara") },
		320: func() { // a restart, with the files of the day
			y.stop()
			y.write("entree.xml", string(y.entree.Metadata()))
			y.write("surfconext.xml", string(y.surf.Metadata()))
			y.start()
		},
	}
	seen := map[string]bool{}
	for ; y.today < 365; y.today++ {
		y.newDay(24 * time.Hour)
		if act := plan[y.today+1]; act != nil {
			act()
		}
		y.node.watch(context.Background())
		y.pupils()
		for _, c := range []string{"entree", "surfconext"} {
			certs := y.signing(c)
			if len(certs) > 2 {
				t.Fatalf("day %d: %d certificates, and SURFconext takes two", y.today, len(certs))
			}
			for _, der := range certs {
				seen[fmt.Sprintf("%s %x", c, sha256.Sum256(der))] = true
			}
		}
	}
	if len(seen) != 2*3 {
		t.Errorf("%d certificates in a year", len(seen))
	}
	for name, a := range y.apps {
		if len(a.kids) != 3 {
			t.Errorf("%s met %d signing keys", name, len(a.kids))
		}
	}
	if want := 365*2 + 4; y.logins != want {
		t.Errorf("%d logins, want %d", y.logins, want)
	}
	verbs := y.verbs()
	for verb, n := range map[string]int{"operator keys.stage": 4, "operator keys.move": 2, "operator keys.rotate": 8} {
		if got := len(slices.DeleteFunc(slices.Clone(verbs), func(v string) bool { return v != verb })); got != n {
			t.Errorf("%d entries %s, want %d", got, verb, n)
		}
	}
	if strings.Contains(y.log.String(), `"kind":"own_certificate"`) {
		t.Error("warned of a certificate that is years from its end")
	}
}
