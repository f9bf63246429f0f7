package stepup

import (
	"context"
	"crypto/x509"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/stepup/authtest"
	"sluis/broker/store"
)

// S-06: two factors before any right, by the policy of the role.
func TestEnough(t *testing.T) {
	t.Parallel()
	key, totp, codes := Factor{Kind: Key}, Factor{Kind: TOTP}, Factor{Kind: Recovery, Left: 1}
	stopped, passkey, spent := Factor{Kind: Key, Suspended: ByClone}, Factor{Kind: Key, Synced: true}, Factor{Kind: Recovery}
	for name, c := range map[string]struct {
		policy Policy
		have   []Factor
		want   bool
	}{
		"nothing":                                {Policy{}, nil, false},
		"a key":                                  {Policy{}, []Factor{key}, false},
		"two keys":                               {Policy{}, []Factor{key, key}, true},
		"a key and codes":                        {Policy{}, []Factor{key, codes}, true},
		"a key and a generator":                  {Policy{}, []Factor{key, totp}, true},
		"a generator and codes":                  {Policy{}, []Factor{totp, codes}, true},
		"codes":                                  {Policy{}, []Factor{codes}, false},
		"a key and spent codes":                  {Policy{}, []Factor{key, spent}, false},
		"a key and a suspended one":              {Policy{}, []Factor{key, stopped}, false},
		"two keys and a suspended one":           {Policy{}, []Factor{key, key, stopped}, true},
		"keys only, a key and a generator":       {Policy{KeysOnly: true}, []Factor{key, totp}, false},
		"keys only, a generator and codes":       {Policy{KeysOnly: true}, []Factor{totp, codes}, false},
		"keys only, a key and codes":             {Policy{KeysOnly: true}, []Factor{key, codes}, true},
		"no synced keys, two passkeys":           {Policy{NoSynced: true}, []Factor{passkey, passkey}, false},
		"no synced keys, a key and a passkey":    {Policy{NoSynced: true}, []Factor{key, passkey}, false},
		"two passkeys":                           {Policy{}, []Factor{passkey, passkey}, true},
		"attested, two keys that nobody vouches": {Policy{Attested: true}, []Factor{key, key}, false},
	} {
		if got := c.policy.Enough(c.have); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestPolicyCheck(t *testing.T) {
	t.Parallel()
	roots := x509.NewCertPool()
	for name, c := range map[string]struct {
		policy Policy
		ok     bool
	}{
		"nothing":                     {Policy{}, true},
		"attested":                    {Policy{Attested: true, Roots: roots}, true},
		"attested by nobody":          {Policy{Attested: true}, false},
		"models of whoever says so":   {Policy{Models: []AAGUID{listed}}, false},
		"models of makers we trust":   {Policy{Attested: true, Roots: roots, Models: []AAGUID{listed}}, true},
		"no synced keys, no maker":    {Policy{NoSynced: true}, true},
		"models, attested by nobody":  {Policy{Attested: true, Models: []AAGUID{listed}}, false},
		"models, roots, not attested": {Policy{Roots: roots, Models: []AAGUID{listed}}, false},
	} {
		if err := c.policy.Check(); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
		if c.ok {
			continue
		}
		if _, err := newBench(t).BeginRegistration(context.Background(), anna, "", "", c.policy); err == nil {
			t.Errorf("%s: begun", name)
		}
	}
}

func TestAAGUID(t *testing.T) {
	t.Parallel()
	const text = "ee010203-0405-0607-0809-0a0b0c0d0e0f"
	for name, c := range map[string]struct {
		text string
		ok   bool
	}{
		"lower case":        {text, true},
		"upper case":        {strings.ToUpper(text), true},
		"without hyphens":   {strings.ReplaceAll(text, "-", ""), false},
		"hyphens misplaced": {"ee01-02030405-0607-0809-0a0b0c0d0e0f", false},
		"braces":            {"{" + text + "}", false},
		"a digit less":      {text[1:], false},
		"nothing":           {"", false},
		"other letters":     {"zz" + text[2:], false},
	} {
		got, err := ParseAAGUID(c.text)
		if (err == nil) != c.ok || c.ok && (got != listed || got.String() != text) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestFresh(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		at   time.Time
		want bool
	}{
		"now":                    {now, true},
		"five minutes old":       {now.Add(-5 * time.Minute), true},
		"five minutes and a bit": {now.Add(-5*time.Minute - 1), false},
		"of the future":          {now.Add(1), false},
		"no proof":               {time.Time{}, false},
	} {
		if got := (Proof{At: c.at}).Fresh(now, 5*time.Minute); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// Names, removal and suspension, of one's own factors alone.
func TestManage(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b := newBench(t)
	one, err := b.enrol(t, anna, newKey(), Policy{}, authtest.Bend{})
	if err != nil {
		t.Fatal(err)
	}
	two, err := b.enrol(t, anna, newKey(), Policy{}, authtest.Bend{})
	if err != nil {
		t.Fatal(err)
	}
	b.codes(t, anna)
	if err := b.Rename(ctx, anna.Account, one.ID, " Blauwe\x00 sleutel\n"+strings.Repeat("é", 100), b.note); err != nil {
		t.Fatal(err)
	}
	have, err := b.List(ctx, anna.Account)
	if err != nil || len(have) != 3 || have[2].Kind != Recovery {
		t.Fatalf("%+v, %v", have, err)
	}
	i := slices.IndexFunc(have, func(f Factor) bool { return f.ID == one.ID })
	if name := have[i].Name; !strings.HasPrefix(name, "Blauwe sleutelé") || len([]rune(name)) != MaxName {
		t.Errorf("%q", name)
	}
	acts := map[string]func(account, id string) error{
		"rename":  func(a, id string) error { return b.Rename(ctx, a, id, "x", b.note) },
		"remove":  func(a, id string) error { return b.Remove(ctx, a, id, b.note) },
		"suspend": func(a, id string) error { return b.Suspend(ctx, a, id, "", b.note) },
		"resume":  func(a, id string) error { return b.Resume(ctx, a, id, b.note) },
	}
	for name, act := range acts {
		for _, who := range [][2]string{{bert.Account, one.ID}, {anna.Account, "another"}, {anna.Account, string(Recovery)}} {
			if err := act(who[0], who[1]); !errors.Is(err, ErrNoFactor) {
				t.Errorf("%s of %q: %v", name, who, err)
			}
		}
	}
	if err := b.Remove(ctx, anna.Account, one.ID, b.note); err != nil {
		t.Fatal(err)
	}
	if err := b.Remove(ctx, anna.Account, two.ID, b.note); !errors.Is(err, ErrLast) {
		t.Errorf("the last one: %v", err)
	}
	if err := b.Suspend(ctx, anna.Account, two.ID, "", b.note); err != nil {
		t.Fatal(err)
	}
	if err := b.Remove(ctx, anna.Account, two.ID, b.note); err != nil {
		t.Errorf("a suspended one: %v", err)
	}
	for range 2 {
		if err := b.removeAll(ctx, anna.Account, b.note); err != nil || b.noted("factor.remove-all") != 1 {
			t.Errorf("%v, %q", err, b.notes)
		}
	}
	if left, err := b.List(ctx, anna.Account); err != nil || len(left) != 0 {
		t.Errorf("%d are left, %v", len(left), err)
	}
}

func (b *bench) removeAll(ctx context.Context, account string, note keys.Note) error {
	return b.records.Update(ctx, func(tx store.Tx) error { return b.RemoveAll(tx, account, note) })
}

// Every act is in the chain, or did not happen (design §5.8): with a chain that cannot be
// written, and with none at all, the factors stay as they were.
func TestNothingUnwritten(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b, k := newBench(t), newKey()
	f, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.enrol(t, anna, newKey(), Policy{}, authtest.Bend{}); err != nil {
		t.Fatal(err)
	}
	seed, codes := b.generator(t, anna), b.codes(t, anna)
	acts := map[string]func(t *testing.T) error{
		"register": func(t *testing.T) error {
			o, err := b.BeginRegistration(ctx, anna, "", "", Policy{})
			if err != nil {
				t.Fatal(err)
			}
			_, err = b.FinishRegistration(ctx, anna, newKey().Create(t, o, authtest.Bend{}), Policy{}, b.deafNote())
			return err
		},
		"prove": func(t *testing.T) error {
			o, err := b.BeginAssertion(ctx, anna, Policy{})
			if err != nil {
				t.Fatal(err)
			}
			_, err = b.FinishAssertion(ctx, anna, k.Get(t, o, authtest.Bend{}), Policy{}, b.deafNote())
			return err
		},
		"clone": func(t *testing.T) error {
			o, err := b.BeginAssertion(ctx, anna, Policy{})
			if err != nil {
				t.Fatal(err)
			}
			_, err = b.FinishAssertion(ctx, anna, k.Get(t, o, counter(0)), Policy{}, b.deafNote())
			return err
		},
		"totp": func(t *testing.T) error {
			_, err := b.CheckTOTP(ctx, anna, b.code(t, seed, 0), Policy{}, b.deafNote())
			return err
		},
		"codes": func(*testing.T) error { _, err := b.MakeRecoveryCodes(ctx, anna.Account, b.deafNote()); return err },
		"code": func(*testing.T) error {
			_, err := b.UseRecoveryCode(ctx, anna, codes[0].Reveal(), b.deafNote(), nil)
			return err
		},
		"rename":  func(*testing.T) error { return b.Rename(ctx, anna.Account, f.ID, "x", b.deafNote()) },
		"remove":  func(*testing.T) error { return b.Remove(ctx, anna.Account, f.ID, b.deafNote()) },
		"suspend": func(*testing.T) error { return b.Suspend(ctx, anna.Account, f.ID, "", b.deafNote()) },
		"all":     func(*testing.T) error { return b.removeAll(ctx, anna.Account, b.deafNote()) },
	}
	before, err := b.read(ctx, anna.Account)
	if err != nil {
		t.Fatal(err)
	}
	for name, act := range acts {
		for _, absent := range []bool{false, true} {
			b.absent, b.deaf = absent, errDeaf
			if err := act(t); err == nil || !absent && !errors.Is(err, errDeaf) {
				t.Errorf("%s, chain absent %t: %v", name, absent, err)
			}
			after, err := b.read(ctx, anna.Account)
			if err != nil || !slices.EqualFunc(before, after, same) {
				t.Fatalf("%s, chain absent %t: the factors changed", name, absent)
			}
		}
	}
	b.absent, b.deaf = false, nil
	for _, name := range []string{"prove", "totp", "code", "rename", "suspend", "codes", "all"} { // control: with a chain they do
		if err := acts[name](t); err != nil {
			t.Errorf("control, %s: %v", name, err)
		}
		after, err := b.read(ctx, anna.Account)
		if err != nil || slices.EqualFunc(before, after, same) {
			t.Errorf("control, %s: nothing changed", name)
		}
		before = after
	}
}

func same(a, b row) bool {
	return a.id == b.id && string(a.box) == string(b.box) && a.counter == b.counter && a.used == b.used && a.suspended == b.suspended
}

// Whoever sends wrong answers without end does not fill the chain.
func TestRefusalsAreBounded(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for range 3 * maxRefusals {
		if _, err := b.FinishAssertion(context.Background(), anna, []byte("{}"), Policy{}, b.note); !errors.Is(err, ErrAnswer) {
			t.Fatal(err)
		}
	}
	if n := b.noted("factor.refused"); n != maxRefusals {
		t.Errorf("%d entries", n)
	}
	b.clock.Advance(Window)
	_, _ = b.FinishAssertion(context.Background(), anna, []byte("{}"), Policy{}, b.note)
	if n := b.noted("factor.refused"); n != maxRefusals+1 {
		t.Errorf("%d entries, a window later", n)
	}
}

// An issuer that is an address has no RP ID; codes work there.
func TestIssuerIsAnAddress(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b := newBench(t)
	for issuer, want := range map[string]error{"http://127.0.0.1:8080": ErrAddress, "http://[::1]:8080": ErrAddress, "http://localhost:8080": nil} {
		f, err := New(Config{Records: b.db.Records(), State: b.db.State(), Ring: b.ring, Now: b.clock.Now, Issuer: issuer, Name: "Sluis"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.BeginRegistration(ctx, anna, "", "", Policy{}); !errors.Is(err, want) {
			t.Errorf("%s: %v", issuer, err)
		}
		if _, err := f.BeginTOTP(ctx, anna, "", ""); err != nil {
			t.Errorf("%s: %v", issuer, err)
		}
	}
}
