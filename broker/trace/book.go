package trace

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/internal/refusal"
)

// Life is how long a trace is kept.
const Life = 7 * 24 * time.Hour

// Caps bound a minute's traces and a quarter's wrong guesses. A refusal costs its
// sender next to nothing: without a cap the store would fill with them. A school
// whose whole morning fails needs one trace, not a thousand.
type Caps struct {
	Logins  int // traces of logins that reached a hub, a minute
	Others  int // traces of anything else, a minute
	Guesses int // unknown words from one address, in 15 minutes
}

// DefaultCaps keep a flood of a week below some 2 GiB; a trace has 200 to 800 bytes.
var DefaultCaps = Caps{Logins: 300, Others: 100, Guesses: 20}

// ErrGuessing says that an address has asked for too many words that nobody has.
var ErrGuessing = errors.New("trace: too many unknown words from this address")

// ErrNotKept says that there is no trace under these words: they are wrong, a week
// has passed, or too many failed in that minute.
var ErrNotKept = errors.New("trace: no trace under these words")

// Book keeps traces. It is safe for concurrent use.
type Book struct {
	state store.State
	ring  *keys.Ring
	now   func() time.Time
	kept  *minute
	caps  Caps
}

// New makes a Book over the short-lived state.
func New(state store.State, ring *keys.Ring, now func() time.Time, caps Caps) *Book {
	return &Book{state: state, ring: ring, now: now, kept: &minute{now: now}, caps: caps}
}

// Keep chooses three words for a refusal and writes its trace under them, for
// [Life]. Past the cap of the minute it writes nothing, which is no error: the words
// find the line in the log in any case, and so they do beside an error.
func (b *Book) Keep(ctx context.Context, t Trace) (words string, err error) {
	limit := b.caps.Others
	if t.Asked != 0 {
		limit = b.caps.Logins
	}
	words = choose()
	if !b.kept.admit(t.Asked != 0, limit) {
		return words, nil
	}
	plain, err := json.Marshal(t)
	if err != nil {
		return words, fmt.Errorf("trace: encode: %w", err)
	}
	for range 4 { // a triple that is in use is chosen once in some thousand times
		key, label := b.place(words)
		box, err := b.ring.Seal("form", label, plain)
		if err != nil {
			return words, fmt.Errorf("trace: seal: %w", err)
		}
		if err = b.state.Create(ctx, key, box, Life); !errors.Is(err, store.ErrExists) {
			return words, err
		}
		words = choose()
	}
	return words, nil
}

func choose() string {
	random := make([]byte, 8)
	rand.Read(random) // never fails (crypto/rand)
	return refusal.Words(random)
}

// Find gives the trace of three words as somebody typed them. Words that nobody has
// count against the address: there are 16,777,216 triples, and a week's refusals of
// a large installation are some thousands of them.
func (b *Book) Find(ctx context.Context, words string, from netip.Addr) (Trace, error) {
	who := b.ring.MAC("handle", []byte("trace guesses"), from.Unmap().AsSlice())
	guesses := store.KeyOf("trace guesses", string(who[:]))
	n, err := b.state.Add(ctx, guesses, 0, time.Minute)
	if err != nil {
		return Trace{}, err
	}
	if n >= int64(b.caps.Guesses) {
		return Trace{}, ErrGuessing
	}
	key, label := b.place(words)
	v, err := b.state.Get(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		_, err = b.state.Add(ctx, guesses, 1, 15*time.Minute)
		return Trace{}, errors.Join(ErrNotKept, err)
	}
	if err != nil {
		return Trace{}, err
	}
	plain, err := b.ring.Open("form", label, v.Data)
	if err != nil {
		return Trace{}, fmt.Errorf("trace: open: %w", err)
	}
	var t Trace
	if err := json.Unmarshal(plain, &t); err != nil {
		return Trace{}, fmt.Errorf("trace: decode: %w", err)
	}
	return t, nil
}

// place gives where the trace of some words stands, and the label that it is sealed
// with: a keyed digest, so that a dump of the store does not say which words exist.
func (b *Book) place(words string) (store.Key, string) {
	m := b.ring.MAC("handle", []byte("trace"), []byte(Spoken(words)))
	name := base64.RawURLEncoding.EncodeToString(m[:])
	return store.KeyOf("trace", name), "trace " + name
}

// maxSpoken is longer than any three words.
const maxSpoken = 64

// Spoken gives words as the lists spell them, however they were typed: in capitals,
// with commas, hyphens or several blanks between them. What is too long to be three
// words gives "".
func Spoken(words string) string {
	if len(words) > 4*maxSpoken {
		return ""
	}
	three := strings.FieldsFunc(strings.ToLower(words), func(r rune) bool { return r < 'a' || r > 'z' })
	if joined := strings.Join(three, " "); len(joined) <= maxSpoken {
		return joined
	}
	return ""
}
