package metadata

import (
	"strings"
	"sync"
	"testing"
	"time"
)

// rolled is the hub after a rollover: another key at another address (federations
// §2.8).
func rolled(t testing.TB, n string) []byte {
	d := honest(t, secondKey())
	d.service = service(bindingRedirect, strings.Replace(sso, "20230403", n, 1))
	return []byte(d.String())
}

// TestRollover is F-04: a request that is under way verifies under the set that it
// went out with, for an hour, and new ones go to the new address.
func TestRollover(t *testing.T) {
	t.Parallel()
	l, _, err := Static([]byte(honest(t, firstKey()).String()), clock, Options{})
	if err != nil {
		t.Fatal(err)
	}
	before, err := l.Current(clock)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Set(rolled(t, "2"), clock); err != nil {
		t.Fatal(err)
	}
	after, err := l.Current(clock)
	if err != nil || after.ID == before.ID || after.SSO == before.SSO {
		t.Fatalf("after the rollover: %q at %s, %v", after.ID, after.SSO, err)
	}
	for _, tc := range []struct {
		id   string
		at   time.Duration
		want bool
	}{
		{before.ID, 0, true}, {before.ID, Grace - 1, true}, {before.ID, Grace, false}, {after.ID, Grace, true}, {"", 0, false}, {"x", 0, false},
	} {
		got, ok := l.ByID(tc.id, clock.Add(tc.at))
		if ok != tc.want || ok && got.ID != tc.id {
			t.Errorf("set %q after %s: %q, %t", tc.id, tc.at, got.ID, ok)
		}
	}
	// Back to the first: it is current again, and not in grace beside that.
	if _, err := l.Set([]byte(honest(t, firstKey()).String()), clock.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, ok := l.ByID(before.ID, clock.Add(2*Grace)); !ok {
		t.Error("the set that came back ended with its grace")
	}
	if _, ok := l.ByID(after.ID, clock.Add(time.Minute+Grace-1)); !ok {
		t.Error("the set that was replaced in its turn has no grace")
	}
	if len(l.replaced) != 1 {
		t.Errorf("%d sets in grace: the one that came back still counts", len(l.replaced))
	}
}

// TestSameDocumentAgain: a refresh that brings nothing new moves nothing into
// grace, but carries validUntil forward.
func TestSameDocumentAgain(t *testing.T) {
	t.Parallel()
	at := func(until string) []byte {
		d := honest(t, firstKey())
		d.attrs = ` validUntil="` + until + `"`
		return []byte(d.String())
	}
	l, _, err := Static(at("2026-01-02T09:00:00Z"), clock, Options{})
	if err != nil {
		t.Fatal(err)
	}
	k, err := l.Current(clock)
	if err != nil {
		t.Fatal(err)
	}
	day := clock.AddDate(0, 0, 1)
	if _, err := l.Current(day); err == nil {
		t.Error("a request goes out under metadata that has expired")
	}
	if _, ok := l.ByID(k.ID, day); ok {
		t.Error("an answer verifies under metadata that has expired")
	}
	if _, err := l.Set(at("2026-01-03T09:00:00Z"), clock); err != nil {
		t.Fatal(err)
	}
	if got, err := l.Current(day); err != nil || got.ID != k.ID || len(l.replaced) != 0 {
		t.Errorf("after the refresh: %q, %v, %d sets in grace", got.ID, err, len(l.replaced))
	}
}

// TestGraceEndsWithValidity: a set in grace is trusted no longer than its document
// said.
func TestGraceEndsWithValidity(t *testing.T) {
	t.Parallel()
	short := honest(t, firstKey())
	short.attrs = ` validUntil="2026-01-01T09:10:00Z"`
	l, _, err := Static([]byte(short.String()), clock, Options{})
	if err != nil {
		t.Fatal(err)
	}
	old, err := l.Current(clock)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Set(rolled(t, "2"), clock); err != nil {
		t.Fatal(err)
	}
	if _, ok := l.ByID(old.ID, clock.Add(10*time.Minute-1)); !ok {
		t.Error("refused before its time")
	}
	if _, ok := l.ByID(old.ID, clock.Add(10*time.Minute)); ok {
		t.Error("trusted beyond validUntil")
	}
}

// TestSetKeepsWhatItHas: a broken, foreign or expired document changes nothing.
func TestSetKeepsWhatItHas(t *testing.T) {
	t.Parallel()
	l := NewLive(Options{})
	if _, err := l.Current(clock); err == nil || l.Entity() != nil {
		t.Error("metadata out of nothing")
	}
	if _, err := l.Set([]byte(honest(t, firstKey()).String()), clock); err != nil {
		t.Fatal(err)
	}
	want, err := l.Current(clock)
	if err != nil {
		t.Fatal(err)
	}
	foreign := honest(t, secondKey())
	foreign.entityID = "https://evil.example/"
	expired := honest(t, secondKey())
	expired.attrs = ` validUntil="2025-01-01T00:00:00Z"`
	for name, b := range map[string]string{"nothing": "", "another hub": foreign.String(), "expired": expired.String()} {
		if _, err := l.Set([]byte(b), clock); err == nil {
			t.Errorf("%s: taken", name)
		}
		if got, err := l.Current(clock); err != nil || got.ID != want.ID {
			t.Errorf("%s: it displaced what was held", name)
		}
	}
	if _, _, err := Static(nil, clock, Options{}); err == nil {
		t.Error("an empty file is a hub")
	}
}

// TestGraceIsBounded: a document that changes at every fetch keeps four sets.
func TestGraceIsBounded(t *testing.T) {
	t.Parallel()
	l := NewLive(Options{})
	for _, n := range strings.Split("abcdefghij", "") {
		if _, err := l.Set(rolled(t, n), clock); err != nil {
			t.Fatal(err)
		}
	}
	if len(l.replaced) != maxReplaced {
		t.Errorf("%d sets in grace, want %d", len(l.replaced), maxReplaced)
	}
}

// TestSucceed: another source, or another signer of the metadata, starts with nothing
// for new requests and with everything for those under way.
func TestSucceed(t *testing.T) {
	t.Parallel()
	old, _, err := Static([]byte(honest(t, firstKey()).String()), clock, Options{})
	if err != nil {
		t.Fatal(err)
	}
	first := old.Entity().KeySet.ID
	if _, err := old.Set(rolled(t, "2"), clock); err != nil {
		t.Fatal(err)
	}
	second := old.Entity().KeySet.ID
	l := NewLive(Options{})
	l.Succeed(old, clock.Add(time.Minute))
	if _, err := l.Current(clock); err == nil {
		t.Error("a new request goes out under metadata of the old source")
	}
	if _, err := l.Set(rolled(t, "3"), clock.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		id   string
		at   time.Duration
		want bool
	}{{first, Grace - 1, true}, {first, Grace, false}, {second, Grace, true}, {second, Grace + time.Minute, false}, {l.Entity().KeySet.ID, 2 * Grace, true}} {
		if _, ok := l.ByID(tc.id, clock.Add(tc.at)); ok != tc.want {
			t.Errorf("set %q after %s: %t", tc.id, tc.at, ok)
		}
	}
	empty := NewLive(Options{})
	empty.Succeed(NewLive(Options{}), clock)
	if len(empty.replaced) != 0 {
		t.Error("sets out of nothing")
	}
}

// TestKeySetID: it depends on entity, address and keys, on their set and not their
// order, and on nothing else.
func TestKeySetID(t *testing.T) {
	t.Parallel()
	id := func(d document) string {
		e, _, err := Parse([]byte(d.String()), clock, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return e.KeySet.ID
	}
	base := id(honest(t, firstKey(), secondKey()))
	if len(base) != 16 {
		t.Errorf("ID %q has %d characters", base, len(base))
	}
	if id(honest(t, secondKey(), firstKey())) != base {
		t.Error("the order of the keys changes the ID")
	}
	other, address := honest(t, firstKey(), secondKey()), honest(t, firstKey(), secondKey())
	other.entityID += "x"
	address.service = service(bindingRedirect, sso+"x")
	for name, d := range map[string]document{"entity": other, "address": address, "keys": honest(t, firstKey())} {
		if id(d) == base {
			t.Errorf("another %s has the same ID", name)
		}
	}
}

func TestLiveTogether(t *testing.T) {
	t.Parallel()
	l := NewLive(Options{})
	documents := [][]byte{rolled(t, "a"), rolled(t, "b")}
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for j := range 20 {
				if i == 0 {
					if _, err := l.Set(documents[j%2], clock); err != nil {
						t.Error(err)
					}
				} else if k, err := l.Current(clock); err == nil {
					if _, ok := l.ByID(k.ID, clock); !ok {
						t.Error("a current set is not found by its ID")
					}
				}
			}
		})
	}
	wg.Wait()
}

// FuzzParse: whatever a hub, or whoever is in its place, publishes, reading it
// never panics, and what is accepted keeps the promises of an Entity.
func FuzzParse(f *testing.F) {
	plain := honest(f, firstKey()).String()
	f.Add([]byte(plain), false)                                                                                                                  // one entity
	f.Add([]byte(signed(f, plain, "_e")), true)                                                                                                  // signed by the pinned key
	f.Add([]byte(`<md:EntitiesDescriptor xmlns:md="`+nsMetadata+`" validUntil="2027-01-01T00:00:00Z">`+plain+`</md:EntitiesDescriptor>`), false) // a group
	f.Add([]byte(strings.Replace(plain, "https://engine", "javascript:", 1)), false)                                                             // an address that is code
	f.Add([]byte("<!DOCTYPE a [<!ENTITY b \"c\">]>"+plain), false)                                                                               // a document type
	pinned := publicKey(f, pinnedKey(f))
	f.Fuzz(func(t *testing.T, b []byte, signed bool) {
		o := Options{}
		if signed {
			o.SigningKey = pinned
		}
		e, _, err := Parse(b, clock, o)
		if err != nil {
			return
		}
		if e.EntityID == "" || len(e.KeySet.Keys) == 0 || len(e.KeySet.Keys) > maxKeys || CheckEndpoint(e.KeySet.SSO) != nil || e.expired(clock) {
			t.Errorf("accepted: %+v", e)
		}
		if signed && !strings.Contains(string(b), "SignatureValue") {
			t.Error("accepted without a signature")
		}
	})
}

func BenchmarkParse(b *testing.B) {
	doc := []byte(honest(b, firstKey(), secondKey()).String())
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Parse(doc, clock, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
