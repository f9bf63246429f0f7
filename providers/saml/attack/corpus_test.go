package attack_test

import (
	"crypto"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/providers"
	"sluis/providers/saml"
	"sluis/providers/saml/attack"
	"sluis/providers/saml/metadata"
)

// target is one connection of each federation, and the login that messages answer.
type target struct {
	scenes map[string]attack.Scene
	conns  map[string]*saml.Connection
	sets   map[string]string // id of the hub's key set
}

var clock = time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)

var newTarget = sync.OnceValues(func() (*target, error) {
	keys, err := attack.NewKeys(clock)
	if err != nil {
		return nil, err
	}
	t := &target{map[string]attack.Scene{}, map[string]*saml.Connection{}, map[string]string{}}
	entity := func(id string) string { return "https://engine." + id + ".example.nl/metadata" }
	acs := func(id string) string { return "https://sluis.example.nl/saml/" + id + "/acs" }
	for id, other := range map[string]string{"surfconext": "entree", "entree": "surfconext"} {
		k := keys
		if id == "entree" {
			k = keys.Swapped()
		}
		live, _, err := metadata.Static(attack.Metadata(entity(id), "https://engine."+id+".example.nl/sso", k.Hub.Certificate), clock, metadata.Options{})
		if err != nil {
			return nil, err
		}
		set, err := live.Current(clock)
		if err != nil {
			return nil, err
		}
		us := "https://sluis.example.nl/saml/" + id
		text := claims.Text{NL: "Sluis", EN: "Sluis"}
		t.conns[id], err = saml.New(saml.Config{ID: id, EntityID: us, ACS: acs(id), Federation: claims.Federation(id), Metadata: live,
			Signer: keys.Foreign.Private, Certificate: keys.Foreign.Certificate, Decrypters: []crypto.Decrypter{keys.Foreign.Private},
			Name: text, Description: text, PrivacyURL: claims.Text{NL: "https://sluis.example.nl/privacy", EN: "https://sluis.example.nl/privacy"}})
		if err != nil {
			return nil, err
		}
		t.sets[id] = set.ID
		t.scenes[id] = attack.Scene{Hub: entity(id), Us: us, ACS: acs(id), OtherHub: entity(other), OtherACS: acs(other), Request: "_request",
			Federation: id, Organisation: "school.example", OtherSchool: "other.example", Authority: "https://idp.school.example/", Now: clock, Keys: k}
	}
	return t, nil
})

// bring gives the connection a case's message.
func (t *target) bring(c *attack.Case) (*providers.Identity, error) {
	id := c.Federation
	if id == "" {
		id = "surfconext"
	}
	form, err := c.Form(t.scenes[id])
	if err != nil {
		return nil, errRecipe{err}
	}
	a := providers.Answer{SAMLResponse: form, RequestID: "_request", KeySet: t.sets[id], Asked: clock.Add(-time.Minute), ForceAuthn: c.ForceAuthn, Now: clock}
	if c.Horizon {
		a.Horizon = clock.Add(-time.Minute)
	}
	return t.conns[id].Verify(a)
}

// errRecipe is a fault in the corpus, not a refusal.
type errRecipe struct{ error }

// check gives the words by which a refusal's cause names its check.
func check(err error) string {
	r, ok := errors.AsType[*refusal.Error](err)
	if !ok || errors.Unwrap(r) == nil {
		return err.Error()
	}
	s := errors.Unwrap(r).Error()
	for _, prefix := range []string{"saml: ", "xmlsec: "} {
		s = strings.TrimPrefix(s, prefix)
	}
	for _, place := range []string{" at byte ", " at input byte "} {
		s, _, _ = strings.Cut(s, place)
	}
	return s
}

func corpus(t testing.TB) (*target, []attack.Case) {
	t.Helper()
	all, err := attack.Cases()
	if err != nil {
		t.Fatal(err)
	}
	target, err := newTarget()
	if err != nil {
		t.Fatal(err)
	}
	return target, all
}

// TestCorpus: every message is refused with its own code by its own check, and every
// honest one is accepted and says what was signed (F-06).
func TestCorpus(t *testing.T) {
	target, all := corpus(t)
	for i := range all {
		c := &all[i]
		if c.At == "http" {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			id, err := target.bring(c)
			if bad, is := errors.AsType[errRecipe](err); is {
				t.Fatal(bad)
			}
			if c.Expect == 0 {
				if err != nil || id.NameID.Value != "69c803b4b218529bc4ae3ae0047cb5481e72c772" || len(id.Attributes) != 7 {
					t.Errorf("an honest message: %v, %+v", err, id)
				}
				return
			}
			if err == nil {
				t.Fatal("ACCEPTED")
			}
			r, ok := errors.AsType[*refusal.Error](err)
			if !ok || r.Code != c.Expect || check(err) != c.Checks[0] {
				t.Errorf("refused with %v by %q, want %v by %q", err, check(err), c.Expect, c.Checks[0])
			}
		})
	}
}

// TestCorpusIsWide holds the corpus to its size: 150 attacks that differ in what
// refuses them or in where the fault is, and ten honest messages.
func TestCorpusIsWide(t *testing.T) {
	_, all := corpus(t)
	differ, honest, byHTTP := map[[2]string]bool{}, 0, 0
	for _, c := range all {
		switch {
		case c.Expect == 0:
			honest++
		default:
			differ[[2]string{c.Checks[0], c.Place}] = true
		}
		if c.At == "http" {
			byHTTP++
		}
	}
	t.Logf("%d cases (%d of them need a whole system), %d honest, %d pairs of check and place", len(all), byHTTP, honest, len(differ))
	if len(differ) < 150 || honest < 10 {
		t.Error("want 150 pairs and 10 honest messages")
	}
}

// TestCorpusIsCheap: no message costs more than 16 MiB, forged or honest (F-11). It
// is not parallel: the count is of the whole process.
func TestCorpusIsCheap(t *testing.T) {
	target, all := corpus(t)
	worst, name := uint64(0), ""
	for i := range all {
		c := &all[i]
		if c.At == "http" {
			continue
		}
		form, err := c.Form(target.scenes["surfconext"])
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err = target.conns["surfconext"].Verify(providers.Answer{SAMLResponse: form, RequestID: "_request",
			KeySet: target.sets["surfconext"], Asked: clock.Add(-time.Minute), Now: clock})
		runtime.ReadMemStats(&after)
		if c.Expect != 0 && c.Federation == "" && !c.ForceAuthn && !c.Horizon && err == nil {
			t.Errorf("%s: ACCEPTED", c.Name)
		}
		if spent := after.TotalAlloc - before.TotalAlloc; spent > worst {
			worst, name = spent, c.Name
		}
	}
	t.Logf("the dearest is %s: %d KiB", name, worst>>10)
	if worst > 16<<20 {
		t.Errorf("%s costs %d KiB", name, worst>>10)
	}
}
