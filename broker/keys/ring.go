package keys

import (
	"context"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"sync"
	"sync/atomic"
	"time"

	"sluis/broker/store"
	"sluis/internal/secret"
)

// Purpose names a key of the keyring. What is made for one purpose means nothing
// for another.
type Purpose string

// The keyring. A name is part of the sealed row and never changes.
const (
	pairwise Purpose = "pairwise" // subjects (design §1.5)
	index    Purpose = "index"    // how persons are found in the books
	sealing  Purpose = "seal"     // columns
	device   Purpose = "device"   // the device cookie
	logs     Purpose = "log"      // the log keys of schools
	form     Purpose = "form"     // what a browser carries for us
	handle   Purpose = "handle"   // handles that follow from others
)

func purposes() []Purpose {
	return []Purpose{pairwise, index, sealing, device, logs, form, handle}
}

// Config is what a Ring is made of; all of it is needed.
type Config struct {
	Records store.Records
	Master  secret.Bytes
	Now     func() time.Time
}

// Ring is the opened keyring. It is safe for concurrent use, and on many nodes at
// once over the same records.
type Ring struct {
	records store.Records
	now     func() time.Time
	keys    map[Purpose]*key // never changes after Open
	tokens  atomic.Pointer[[]*signingKey]
	view    atomic.Pointer[view]

	mu    sync.Mutex
	wrap  cipher.AEAD // under the master
	print string      // of the master
	saml  map[string][]*samlKey

	ratchet ratchet
}

// key is one key of the ring in its three uses, of which no two share a key.
type key struct {
	root secret.Bytes
	box  cipher.AEAD
	macs sync.Pool // of *mac
}

type mac struct {
	h     hash.Hash
	frame []byte
	sum   []byte
}

func newKey(root []byte) *key {
	k := &key{root: secret.New(root), box: wide(derive(root, "sluis seal"))}
	under := derive(root, "sluis mac")
	k.macs.New = func() any {
		return &mac{h: hmac.New(sha256.New, under[:]), frame: make([]byte, 0, 256), sum: make([]byte, 0, sha256.Size)}
	}
	return k
}

// ErrMaster says that the master key is not the one under which the keyring lies.
var ErrMaster = errors.New("keys: the master key does not fit the keyring in these records: put back the key file that was in use when they were written")

// Open opens the keyring, and makes what is not there yet: all of it at a first
// start, which takes the time of two RSA keys. Rings that open at once on the same
// records agree. A master key that does not fit gives ErrMaster, and changes nothing.
func Open(ctx context.Context, c Config) (*Ring, error) {
	if len(c.Master.Reveal()) != masterSize {
		return nil, errors.New("keys: the master key is not 32 bytes")
	}
	r := &Ring{records: c.Records, now: c.Now, wrap: wrapping(c.Master), print: printOf(c.Master.Reveal()), saml: map[string][]*samlKey{}}
	r.ratchet.known, r.ratchet.floor = map[string]logKey{}, map[string]Day{}
	have, err := r.load(ctx)
	if err != nil {
		return nil, fmt.Errorf("keys: open: %w", err)
	}
	if missing := have.missing(); len(missing.algs)+len(missing.purposes) > 0 {
		if have, err = r.make(ctx, missing); err != nil {
			return nil, fmt.Errorf("keys: make: %w", err)
		}
	}
	r.keys = newKeys(have.roots)
	r.tokens.Store(&have.tokens)
	return r, nil
}

func newKeys(roots map[Purpose][]byte) map[Purpose]*key {
	out := make(map[Purpose]*key, len(roots))
	for p, root := range roots {
		out[p] = newKey(root)
	}
	return out
}

func wrapping(master secret.Bytes) cipher.AEAD {
	return wide(derive(master.Reveal(), "sluis keyring"))
}

// contents is what the records hold, opened.
type contents struct {
	roots  map[Purpose][]byte
	tokens []*signingKey
}

type absent struct {
	purposes []Purpose
	algs     []string
}

func (c contents) missing() absent {
	var a absent
	for _, p := range purposes() {
		if c.roots[p] == nil {
			a.purposes = append(a.purposes, p)
		}
	}
	have := map[string]bool{}
	for _, k := range c.tokens {
		have[k.alg] = true
	}
	for _, alg := range Algorithms() {
		if !have[alg] {
			a.algs = append(a.algs, alg)
		}
	}
	return a
}

func (r *Ring) load(ctx context.Context) (contents, error) {
	var c contents
	err := r.records.View(ctx, func(tx store.Tx) (err error) {
		c, err = r.read(tx)
		return err
	})
	return c, err
}

func (r *Ring) read(tx store.Tx) (contents, error) {
	c := contents{roots: map[Purpose][]byte{}}
	err := tx.Query(`SELECT purpose, box FROM keyring`, nil, func(scan func(...any) error) error {
		var purpose string
		var box []byte
		if err := scan(&purpose, &box); err != nil {
			return err
		}
		root, err := open(r.wrap, "keyring "+purpose, box)
		if err != nil {
			return ErrMaster
		}
		c.roots[Purpose(purpose)] = root
		return nil
	})
	if err != nil {
		return c, err
	}
	rows, err := readSigning(tx, ownerTokens)
	if err != nil {
		return c, err
	}
	for _, row := range rows {
		k, err := row.open(r.wrap)
		if err != nil {
			return c, err
		}
		c.tokens = append(c.tokens, k)
	}
	return c, nil
}

// make writes what is missing, in one step, and reads back what is there then:
// where two make at once, the first one's keys are everyone's.
func (r *Ring) make(ctx context.Context, missing absent) (contents, error) {
	fresh, err := generateAll(missing.algs)
	if err != nil {
		return contents{}, err
	}
	now := r.now().Unix()
	rows := make([]signingRow, len(fresh))
	for i, k := range fresh {
		if rows[i], err = sealSigning(r.wrap, ownerTokens, k, calendar{Published: now, Used: now}); err != nil {
			return contents{}, err
		}
	}
	var c contents
	err = r.records.Update(ctx, func(tx store.Tx) error {
		for _, p := range missing.purposes {
			root := make([]byte, 32)
			rand.Read(root) // never fails (crypto/rand)
			if _, err := tx.Exec(`INSERT INTO keyring (purpose, box, made) VALUES ($1, $2, $3) ON CONFLICT (purpose) DO NOTHING`,
				string(p), seal(r.wrap, "keyring "+string(p), root), now); err != nil {
				return err
			}
		}
		for _, row := range rows {
			if err := row.insertFirst(tx); err != nil {
				return err
			}
		}
		var err error
		c, err = r.read(tx)
		return err
	})
	return c, err
}

// of gives the key of a purpose. Purposes are constants in our own code: another
// one is a fault that a first test run shows.
func (r *Ring) of(p Purpose) *key {
	k, ok := r.keys[p]
	if !ok {
		panic("keys: no key for purpose " + string(p))
	}
	return k
}

// MAC gives HMAC-SHA-256 over the fields, each with its length before it as eight
// bytes, so that no two lists of fields read the same.
func (r *Ring) MAC(p Purpose, fields ...[]byte) [32]byte {
	k := r.of(p)
	m := k.macs.Get().(*mac) //nolint:forcetypeassert // the pool holds nothing else
	frame := m.frame[:0]
	for _, f := range fields {
		frame = binary.BigEndian.AppendUint64(frame, uint64(len(f)))
		frame = append(frame, f...)
	}
	m.h.Reset()
	m.h.Write(frame)
	m.sum = m.h.Sum(m.sum[:0])
	out := [32]byte(m.sum)
	clear(frame)
	m.frame = frame
	k.macs.Put(m)
	return out
}

// Pairwise gives the key under which subjects are computed.
func (r *Ring) Pairwise() secret.Bytes { return r.of(pairwise).root }

// Seal seals under a server key. The label is what the box stands for, down to its
// row where it has one; a box opens under its own label alone.
func (r *Ring) Seal(p Purpose, label string, plaintext []byte) ([]byte, error) {
	return seal(r.of(p).box, label, plaintext), nil
}

// Open opens what Seal sealed; otherwise the error is ErrSealed.
func (r *Ring) Open(p Purpose, label string, box []byte) ([]byte, error) {
	return open(r.of(p).box, label, box)
}
