package metadata

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"sluis/providers/saml/aggregate"
)

const (
	maxAuthorities = 20_000 // there are some 10,000 in the world
	maxSpoken      = 20     // warnings about single entities, before they are counted
)

// Authorities are the schools' own identity providers behind a hub, as the federation
// publishes them, with the organisations that each may speak for (shibmd:Scope). A
// hub checks that too, but some hubs only note it (saml-notes §5 "Scopes").
// It is safe for use by several goroutines.
type Authorities struct {
	options Options

	mu   sync.RWMutex
	held *authorities
}

type authorities struct {
	byEntity      map[string]authority
	validUntil    time.Time // of the entity that lasts longest; zero: one has no end
	cacheDuration time.Duration
}

type authority struct {
	scopes     []string
	validUntil time.Time
}

// NewAuthorities makes a holder of none: before the first [Authorities.Load] nobody
// may speak for anyone.
func NewAuthorities(o Options) *Authorities { return &Authorities{options: o} }

// named is an entity of the document, and what is wrong with it.
type named struct {
	Entity
	err error
}

// Load takes a newer document. On any error what was held stays. An entity that is
// broken, doubled or expired is left out with a warning that names it, and spoils
// nothing.
func (s *Authorities) Load(r io.Reader, now time.Time) ([]Warning, error) {
	count := 0
	list, err := aggregate.Read(r, s.options.aggregate(), func(a aggregate.Entity) (named, bool) {
		count++
		return identify(a, now, s.options), count <= maxAuthorities && a.Child(nsMetadata, "IDPSSODescriptor").OK()
	})
	if err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	if count > maxAuthorities {
		return nil, fmt.Errorf("metadata: %w: more than %d entities", ErrEntity, maxAuthorities)
	}
	next, warnings, err := gather(list)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = next
	return warnings, nil
}

func identify(a aggregate.Entity, now time.Time, o Options) (n named) {
	if n.err = n.readID(a.Node); n.err != nil {
		return n
	}
	if n.err = n.readDates(a); n.err == nil {
		n.err = n.checkDates(now, o)
	}
	n.About = readAbout(a.Node)
	return n
}

// gather makes the table. Where no entity is left, what is wrong with the first is
// what is wrong with the document.
func gather(list []named) (*authorities, []Warning, error) {
	out := &authorities{byEntity: make(map[string]authority, len(list))}
	var warnings []Warning
	first := fmt.Errorf("%w: the document holds no identity provider", ErrEntity)
	wrong := 0
	for _, e := range list {
		if _, doubled := out.byEntity[e.EntityID]; e.err == nil && doubled {
			e.err = errors.New("it is described twice; the first counts")
		}
		if e.err == nil {
			out.add(e)
			continue
		}
		if wrong++; wrong == 1 {
			first = e.err
		}
		if wrong <= maxSpoken {
			warnings = append(warnings, Warning(fmt.Sprintf("entity %q is left out: %v", e.EntityID, e.err)))
		}
	}
	if wrong > maxSpoken {
		warnings = append(warnings, Warning(fmt.Sprintf("%d more entities are left out", wrong-maxSpoken)))
	}
	if len(out.byEntity) == 0 {
		return nil, nil, fmt.Errorf("metadata: %w", first)
	}
	return out, warnings, nil
}

func (s *authorities) add(e named) {
	switch {
	case len(s.byEntity) == 0:
		s.validUntil = e.ValidUntil
	case e.ValidUntil.IsZero() || s.validUntil.IsZero():
		s.validUntil = time.Time{}
	case e.ValidUntil.After(s.validUntil):
		s.validUntil = e.ValidUntil
	}
	if s.cacheDuration == 0 || e.CacheDuration > 0 && e.CacheDuration < s.cacheDuration {
		s.cacheDuration = e.CacheDuration
	}
	s.byEntity[e.EntityID] = authority{e.Scopes, e.ValidUntil}
}

// MaySpeak tells whether an authority may speak for an organisation: a scope of it is
// the organisation, letter for letter without regard to case. The error says that
// nothing is known: nothing was loaded, or it has expired.
func (s *Authorities) MaySpeak(entityID, organisation string, now time.Time) (bool, error) {
	if err := s.Standing().Usable(now); err != nil {
		return false, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	a, ok := s.held.byEntity[entityID]
	current := a.validUntil.IsZero() || now.Before(a.validUntil)
	return ok && current && slices.Contains(a.scopes, strings.ToLower(organisation)), nil
}

// Standing is how the document stands.
func (s *Authorities) Standing() Standing {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.held == nil {
		return Standing{}
	}
	return Standing{Held: true, ValidUntil: s.held.validUntil, CacheDuration: s.held.cacheDuration}
}

// Recall has nothing to take back: no request remembers an older list.
func (s *Authorities) Recall(io.Reader, time.Time, time.Time) error { return nil }
