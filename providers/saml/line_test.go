package saml

import (
	"crypto"
	"io"
	"runtime"
	"sync"
	"testing"

	"sluis/internal/refusal"
	"sluis/providers/hub"
)

// slow is a key whose operations wait until they are let go.
type slow struct {
	crypto.Decrypter
	begun, released chan struct{}
}

func (s slow) Decrypt(random io.Reader, msg []byte, opts crypto.DecrypterOpts) ([]byte, error) {
	s.begun <- struct{}{}
	<-s.released
	return s.Decrypter.Decrypt(random, msg, opts)
}

// TestLine: answers beyond the line are told that it is busy, at once; those in it
// get their turn; and a plain answer passes beside it (security model §8).
func TestLine(t *testing.T) {
	t.Parallel()
	key := slow{ourKey(), make(chan struct{}), make(chan struct{})}
	l := encrypting(t, hub.Entree, func(c *Config) {
		c.Decrypters = []crypto.Decrypter{key}
		c.Line = NewLine(1, 3)
	})
	encrypted, err := l.hub.Answer(l.req, l.people[0], hub.Misbehaviour{Encrypt: new(hub.Encryption)})
	if err != nil {
		t.Fatal(err)
	}
	q := l.q
	q.SAMLResponse = encrypted
	var waiting sync.WaitGroup
	for range 3 {
		waiting.Go(func() {
			if _, err := l.connection.Verify(q); err != nil {
				t.Errorf("in the line: %v", err)
			}
		})
	}
	<-key.begun // one has its turn
	for ; len(l.connection.line.places) < 3; runtime.Gosched() {
		if len(l.connection.line.turns) > 1 {
			t.Fatal("two turns at once")
		}
	}
	id, err := l.connection.Verify(q)
	wantRefusal(t, id, err, refusal.Busy)
	if _, _, err := l.answer(t, hub.Misbehaviour{}); err != nil {
		t.Errorf("a plain answer beside a full line: %v", err)
	}
	close(key.released)
	go func() {
		for range key.begun { // the others begin as they come
		}
	}()
	waiting.Wait()
	close(key.begun)
	if n := len(l.connection.line.places) + len(l.connection.line.turns); n != 0 {
		t.Errorf("%d places are not free again", n)
	}
}
