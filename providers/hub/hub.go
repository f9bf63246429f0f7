package hub

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// Style is the federation whose hub is imitated.
type Style string

// The two federations.
const (
	Entree     Style = "entree"
	SURFconext Style = "surfconext"
)

// Attribute is one fact about a person. Name is the short name, without the
// namespace of a federation ("sn", "nlEduPersonUnit", "schacPersonalUniqueCode");
// a name with a colon goes on the wire as it is. A value may be empty: eckId
// often is.
type Attribute struct {
	Name   string
	Values []string
}

// Person is someone with an account at a school. Attributes are what the school
// knows; the hub adds the organisation's own attributes where they are absent.
type Person struct {
	Login    string // unique at the hub
	Password string
	School   string // ID of a School
	Note     string // what is special about this person, in Dutch; for a list of accounts
	// NameID replaces what the hub would derive by its own rule; empty: by the rule.
	NameID     string
	Attributes []Attribute
}

// School is an institution behind the hub.
type School struct {
	ID           string
	Name         string
	Sector       string   // po, vo, mbo or ho; for whoever registers the school
	Organisation string   // BRIN at Entree, schacHomeOrganization at SURFconext
	IdP          string   // entityID of its identity provider: the last AuthenticatingAuthority
	Via          []string // entityIDs of proxies between it and the hub, which come before IdP
}

// Config makes a hub. Only Style and BaseURL are required.
type Config struct {
	Style    Style
	EntityID string // default: BaseURL + "/metadata", as EngineBlock has it
	BaseURL  string // origin at which Handler is reached: scheme, host and port

	// Key signs answers, RSA; nil: a new one. Certificate is its DER; nil: made here.
	Key         *rsa.PrivateKey
	Certificate []byte

	// MetadataKey signs the metadata, as SURF has it (federations §2.8); nil: Key does.
	MetadataKey         *rsa.PrivateKey
	MetadataCertificate []byte

	Schools []School
	People  []Person
	SPs     []SP // more come with AcceptSP

	Now func() time.Time // default time.Now

	// Assurance are the context classes that this hub's step-up can give, the weakest
	// first, as SURFsecureID does: the first that is asked for is the least it does, and
	// it says which it did (federations §2.7). None: asking for one ends in
	// NoAuthnContext.
	Assurance []string

	// InsecureUnsignedRequests lets an AuthnRequest pass without a signature, as
	// SURFconext does by default (federations §2.2). One that is signed must verify.
	InsecureUnsignedRequests bool
	// SignResponse signs the Response beside the Assertion (coin:sign_response).
	SignResponse bool
	// Misbehave is done in every answer to a browser; nil: the hub is honest.
	Misbehave *Misbehaviour

	// Render writes the login form and RenderSchools the choice of a school, where
	// the caller has pages of its own. The headers of the hub are set before.
	Render        func(w http.ResponseWriter, p LoginPage)
	RenderSchools func(w http.ResponseWriter, p SchoolPage)
}

// Hub is a running test hub. It is safe for concurrent use.
type Hub struct {
	style         Style
	entityID      string
	base          string
	now           func() time.Time
	schools       []School
	people        []Person
	assurance     []string
	unsignedOK    bool
	signResponse  bool
	render        func(http.ResponseWriter, LoginPage)
	renderSchools func(http.ResponseWriter, SchoolPage)
	misbehaviour  atomic.Pointer[Misbehaviour]
	foreign       func() (*signingKey, error) // a key that is not in our metadata
	sessions      sessions
	pages         *template.Template
	metadataKey   *signingKey // nil: the current one signs the metadata

	mu   sync.RWMutex
	keys []*signingKey // the last one is current
	sps  map[string]*SP
}

// New gives a hub. The error names what in the configuration cannot be.
func New(c Config) (*Hub, error) {
	if c.Style != Entree && c.Style != SURFconext {
		return nil, fmt.Errorf("hub: style %q is neither %q nor %q", c.Style, Entree, SURFconext)
	}
	base, err := url.Parse(c.BaseURL)
	if err != nil || base.Host == "" || c.BaseURL != base.Scheme+"://"+base.Host {
		return nil, fmt.Errorf("hub: base URL %q is not an origin, scheme://host:port", c.BaseURL)
	}
	h := &Hub{
		style: c.Style, entityID: c.EntityID, base: c.BaseURL, now: c.Now,
		people: c.People, assurance: c.Assurance, unsignedOK: c.InsecureUnsignedRequests, signResponse: c.SignResponse,
		render: c.Render, renderSchools: c.RenderSchools,
		foreign: sync.OnceValues(func() (*signingKey, error) { return newSigningKey(nil, nil, "elsewhere.example", time.Now()) }),
		sps:     make(map[string]*SP),
	}
	if h.entityID == "" {
		h.entityID = h.base + "/metadata"
	}
	if h.now == nil {
		h.now = time.Now
	}
	h.Misbehave(c.Misbehave)
	h.sessions.byHandle = make(map[string]session)
	if h.pages, err = template.ParseFS(files, "page.html"); err != nil {
		return nil, fmt.Errorf("hub: pages: %w", err)
	}
	if h.schools, err = checkedSchools(c.Schools); err != nil {
		return nil, err
	}
	if err := h.checkPeople(); err != nil {
		return nil, err
	}
	key, err := newSigningKey(c.Key, c.Certificate, base.Hostname(), h.now())
	if err != nil {
		return nil, err
	}
	h.keys = []*signingKey{key}
	if c.MetadataKey != nil {
		if h.metadataKey, err = newSigningKey(c.MetadataKey, c.MetadataCertificate, base.Hostname(), h.now()); err != nil {
			return nil, err
		}
	}
	for _, sp := range c.SPs {
		if err := h.Register(sp); err != nil {
			return nil, err
		}
	}
	if _, err := h.metadata(false); err != nil {
		return nil, err
	}
	return h, nil
}

func checkedSchools(in []School) ([]School, error) {
	seen := make(map[string]bool)
	out := make([]School, 0, len(in))
	for _, s := range in {
		if s.ID == "" || s.Organisation == "" {
			return nil, errors.New("hub: a school needs an id and an organisation")
		}
		if seen[s.ID] {
			return nil, fmt.Errorf("hub: two schools have the id %q", s.ID)
		}
		seen[s.ID] = true
		if s.IdP == "" {
			s.IdP = "https://idp." + s.ID + ".example/metadata"
		}
		out = append(out, s)
	}
	return out, nil
}

func (h *Hub) checkPeople() error {
	seen := make(map[string]bool)
	for _, p := range h.people {
		if _, ok := h.school(p.School); !ok {
			return fmt.Errorf("hub: person %q is at school %q, which is not here", p.Login, p.School)
		}
		if p.Login == "" || seen[p.Login] {
			return fmt.Errorf("hub: login %q is empty or taken", p.Login)
		}
		seen[p.Login] = true
	}
	return nil
}

func (h *Hub) school(id string) (School, bool) {
	for _, s := range h.schools {
		if s.ID == id {
			return s, true
		}
	}
	return School{}, false
}

// Misbehave changes what the hub does wrong in answers to browsers from now on;
// nil makes it honest.
func (h *Hub) Misbehave(m *Misbehaviour) {
	if m == nil {
		m = new(Misbehaviour)
	}
	h.misbehaviour.Store(m)
}

// Person gives the account with a login.
func (h *Hub) Person(login string) (Person, bool) {
	for _, p := range h.people {
		if p.Login == login {
			return p, true
		}
	}
	return Person{}, false
}

// EntityID is the name under which the hub is registered.
func (h *Hub) EntityID() string { return h.entityID }
