package session

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sluis/broker/grant"
	"sluis/broker/keys"
	"sluis/broker/store"
)

// The caps of design §1.6. What comes on top ends what is oldest, as a logout would.
const (
	MaxGrants   = 50 // logins of one session
	MaxSessions = 20 // of one person
)

// Longest is how long a session may last, whatever an app's registration says.
const Longest = 24 * time.Hour

var (
	// ErrNone says that there is no such session, or not any more.
	ErrNone = errors.New("session: none that is open")
	// ErrEnded says that the session that a login belongs to was ended meanwhile.
	ErrEnded = errors.New("session: it was ended")
)

// Config is what a Store is made of. Every field is required.
type Config struct {
	Records store.Records
	State   store.State
	Ring    *keys.Ring
	Grants  *grant.Store
	Now     func() time.Time
}

// Store keeps sessions. It is safe for concurrent use, on every node at once.
type Store struct {
	Config
	wake chan struct{}
}

// New makes a Store.
func New(c Config) *Store { return &Store{Config: c, wake: make(chan struct{}, 1)} }

// Woken gives a channel that holds something when there may be somebody to tell on
// this node.
func (s *Store) Woken() <-chan struct{} { return s.wake }

func (s *Store) rouse() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Grant is one login at one app. At is in seconds.
type Grant struct {
	ID      string // of the grant that the login's code gives
	App     string
	School  string
	SID     string // by which the app knows the login
	Subject string // by which the app knows the person
	At      time.Time
	Step    store.Key // of the login's step in the short-lived state, which holds the person; zero: none
}

// Session is what is open of one person in one browser.
type Session struct {
	Browser []byte // keyed digest
	Person  []byte // keyed digest
	Grants  []Grant
}

// Person gives how somebody is found in every browser without being named: a keyed
// digest over all apps, hence not made of a pairwise subject. Through an app's own
// registration at a federation a person may have another upstream id, and is another.
func (s *Store) Person(federation, school, upstream string) []byte {
	m := s.Ring.MAC("index", []byte("person"), []byte(federation), []byte(school), []byte(upstream))
	return m[:16]
}

// digest finds the rows of a session half, and what is kept under it.
func digest(handle string) store.Key { return store.KeyOf("session", handle) }

// sealed is a Grant as it lies in a row.
type sealed struct {
	App     string `json:"a"`
	School  string `json:"s"`
	SID     string `json:"d"`
	Subject string `json:"u"`
	At      int64  `json:"t"`
	Step    []byte `json:"p,omitempty"`
}

func boxLabel(id string) string { return "session grant " + id }

func (s *Store) seal(g Grant) ([]byte, error) {
	plain, err := json.Marshal(sealed{g.App, g.School, g.SID, g.Subject, g.At.Unix(), g.Step[:]})
	if err != nil {
		return nil, fmt.Errorf("session: encode: %w", err)
	}
	box, err := s.Ring.Seal("seal", boxLabel(g.ID), plain)
	if err != nil {
		return nil, fmt.Errorf("session: seal: %w", err)
	}
	return box, nil
}

func (s *Store) open(id string, box []byte) (Grant, error) {
	plain, err := s.Ring.Open("seal", boxLabel(id), box)
	if err != nil {
		return Grant{}, fmt.Errorf("session: open: %w", err)
	}
	var v sealed
	if err := json.Unmarshal(plain, &v); err != nil {
		return Grant{}, fmt.Errorf("session: decode: %w", err)
	}
	g := Grant{ID: id, App: v.App, School: v.School, SID: v.SID, Subject: v.Subject, At: time.Unix(v.At, 0).UTC()}
	copy(g.Step[:], v.Step)
	return g, nil
}
