package keys

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"sluis/broker/store"
	"sluis/claims"
	"sluis/internal/secret"
)

// identity is all that must never change: each MAC, the subject of a person, what
// tokens verify with.
func identity(r *Ring) string {
	var b strings.Builder
	for _, p := range purposes() {
		m := r.MAC(p, []byte("one"), []byte("two"))
		b.Write(m[:])
	}
	b.WriteString(claims.Subject(r.Pairwise().Reveal(), claims.SubjectID{
		Federation: "entree", School: "petteflat", UpstreamID: "p1", Sector: "portfolio"}))
	b.Write(r.JWKS())
	return b.String()
}

// Restart and a second node give the same sub (design §1.5), and a start that finds
// everything writes nothing.
func TestOpenAgain(t *testing.T) {
	t.Parallel()
	s := &watched{Records: newStore(t)}
	first := identity(openRing(t, s, master(1), fixedClock()))
	if n := s.updates.Load(); n != 1 {
		t.Errorf("first start: %d updates", n)
	}
	if again := identity(openRing(t, s, master(1), fixedClock())); again != first {
		t.Error("another identity after a restart")
	}
	if views, updates := s.views.Load(), s.updates.Load(); views != 2 || updates != 1 {
		t.Errorf("both starts: %d views, %d updates", views, updates)
	}
	if other := identity(openRing(t, newStore(t), master(1), fixedClock())); other == first {
		t.Error("another installation has the same keys: they are not random")
	}
}

func TestOpenAtOnce(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	got := make([]string, 4)
	var wait sync.WaitGroup
	for i := range got {
		wait.Go(func() {
			r, err := Open(context.Background(), Config{Records: s, Master: master(1), Now: fixedClock()})
			if err != nil {
				t.Error(err)
				return
			}
			got[i] = identity(r)
		})
	}
	wait.Wait()
	for _, id := range got {
		if id != got[0] {
			t.Error("rings that opened at once differ")
		}
	}
	if again := identity(openRing(t, s, master(1), fixedClock())); again != got[0] {
		t.Error("what they agreed on is not what was written")
	}
	if n := count(t, s, `SELECT COUNT(*) FROM signing_key`); n != int64(len(Algorithms())) {
		t.Errorf("%d signing keys", n)
	}
}

func count(t testing.TB, s store.Records, sql string) int64 {
	t.Helper()
	var n int64
	err := s.View(context.Background(), func(tx store.Tx) error {
		return tx.Query(sql, nil, func(scan func(...any) error) error { return scan(&n) })
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func exec(t testing.TB, s store.Records, sql string, args ...any) {
	t.Helper()
	err := s.Update(context.Background(), func(tx store.Tx) error {
		_, err := tx.Exec(sql, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A wrong master key must not make a second keyring beside the first: every pupil
// would get a new subject.
func TestOpenWrongMaster(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	first := identity(openRing(t, s, master(1), fixedClock()))
	// Also where something is missing, and would be made.
	exec(t, s, `DELETE FROM keyring WHERE purpose = 'device'`)
	for name, m := range map[string]secret.Bytes{"another": master(2), "none": {}, "short": secret.New(make([]byte, 31))} {
		if _, err := Open(context.Background(), Config{Records: s, Master: m, Now: fixedClock()}); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := Open(context.Background(), Config{Records: s, Master: master(2), Now: fixedClock()})
	if !errors.Is(err, ErrMaster) || !strings.Contains(err.Error(), "put back the key file") {
		t.Errorf("error %v", err)
	}
	if n := count(t, s, `SELECT COUNT(*) FROM keyring`); n != int64(len(purposes())-1) {
		t.Errorf("%d rows in the keyring: the wrong master wrote", n)
	}
	r := openRing(t, s, master(1), fixedClock())
	exec(t, s, `DELETE FROM keyring WHERE purpose = 'device'`)
	if again := identity(openRing(t, s, master(1), fixedClock())); again == first || identity(r) == first {
		t.Error("a key that was deleted came back: the test sees no difference")
	}
}

// A row that was put in another's place opens nothing.
func TestOpenMovedRow(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string]string{
		"keyring":     `UPDATE keyring SET box = (SELECT box FROM keyring WHERE purpose = 'index') WHERE purpose = 'pairwise'`,
		"signing key": `UPDATE signing_key SET box = (SELECT box FROM signing_key WHERE alg = 'RS256') WHERE alg = 'PS256'`,
		"algorithm":   `UPDATE signing_key SET alg = 'RS256' WHERE alg = 'PS256'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStore(t)
			openRing(t, s, master(1), fixedClock())
			exec(t, s, sql)
			if _, err := Open(context.Background(), Config{Records: s, Master: master(1), Now: fixedClock()}); !errors.Is(err, ErrMaster) {
				t.Errorf("error %v", err)
			}
		})
	}
}

// `keys rewrap` replaces the master and changes no sub (design §3).
func TestRewrap(t *testing.T) {
	t.Parallel()
	ctx, clock := context.Background(), newClock()
	s := newStore(t)
	r := openRing(t, s, master(1), clock.now)
	first := identity(r)
	box, err := r.Seal(sealing, "row", []byte("content"))
	if err != nil {
		t.Fatal(err)
	}
	day, err := r.LogKey(ctx, "petteflat", dayOf(clock.now()))
	if err != nil {
		t.Fatal(err)
	}
	_, cert, err := r.SAML(ctx, "entree")
	if err != nil {
		t.Fatal(err)
	}
	before := boxes(t, s)

	if err := r.Rewrap(ctx, secret.New([]byte("short")), unnoted); err == nil {
		t.Error("rewrapped under a short key")
	}
	if err := r.Rewrap(ctx, master(2), unnoted); err != nil {
		t.Fatal(err)
	}
	for row, box := range boxes(t, s) {
		if bytes.Equal(box, before[row]) {
			t.Errorf("%s lies under the old master still", row)
		}
	}
	if _, err := Open(ctx, Config{Records: s, Master: master(1), Now: clock.now}); !errors.Is(err, ErrMaster) {
		t.Errorf("the old master: %v", err)
	}
	for name, ring := range map[string]*Ring{"the same ring": r, "after a restart": openRing(t, s, master(2), clock.now)} {
		if identity(ring) != first {
			t.Errorf("%s: another identity", name)
		}
		if got, err := ring.Open(sealing, "row", box); err != nil || string(got) != "content" {
			t.Errorf("%s: a box of before: %v", name, err)
		}
		if k, err := ring.LogKey(ctx, "petteflat", dayOf(clock.now())); err != nil || !k.Equal(day.Reveal()) {
			t.Errorf("%s: the log key: %v", name, err)
		}
		if _, c, err := ring.SAML(ctx, "entree"); err != nil || !bytes.Equal(c, cert) {
			t.Errorf("%s: the SAML certificate: %v", name, err)
		}
		if _, _, err := ring.SAML(ctx, "new "+name); err != nil {
			t.Errorf("%s: a new SAML key: %v", name, err)
		}
	}
	openRing(t, s, master(2), clock.now)
}

func boxes(t *testing.T, s store.Records) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := s.View(context.Background(), func(tx store.Tx) error {
		return tx.Query(`SELECT purpose, box FROM keyring UNION ALL SELECT kid, box FROM signing_key`, nil, func(scan func(...any) error) error {
			var id string
			var box []byte
			err := scan(&id, &box)
			out[id] = box
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < len(purposes())+len(Algorithms()) {
		t.Fatalf("%d rows", len(out))
	}
	return out
}

// A node that missed the rewrap must not write keys that nobody can open.
func TestRewrapElsewhere(t *testing.T) {
	t.Parallel()
	ctx, s := context.Background(), newStore(t)
	behind := openRing(t, s, master(1), fixedClock())
	if err := openRing(t, s, master(1), fixedClock()).Rewrap(ctx, master(2), unnoted); err != nil {
		t.Fatal(err)
	}
	if _, _, err := behind.SAML(ctx, "entree"); !errors.Is(err, ErrMaster) {
		t.Errorf("SAML: %v", err)
	}
	if _, err := behind.Rotate(ctx, "ES256", unnoted); !errors.Is(err, ErrMaster) {
		t.Errorf("Rotate: %v", err)
	}
	if err := behind.Rewrap(ctx, master(3), unnoted); !errors.Is(err, ErrMaster) {
		t.Errorf("Rewrap: %v", err)
	}
	if err := behind.Reload(ctx); !errors.Is(err, ErrMaster) {
		t.Errorf("Reload: %v", err)
	}
	if _, err := behind.SignJWT("ES256", "JWT", []byte(`{}`)); err != nil {
		t.Errorf("it cannot sign any more: %v", err)
	}
	openRing(t, s, master(2), fixedClock())
}

func queryBox(box *[]byte) func(store.Tx) error {
	return func(tx store.Tx) error {
		return tx.Query(`SELECT box FROM log_key`, nil, func(scan func(...any) error) error { return scan(box) })
	}
}
