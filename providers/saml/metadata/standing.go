package metadata

import (
	"fmt"
	"time"
)

// Standing is how a document that is held stands.
type Standing struct {
	Held          bool
	Version       string        // changes where requests under way need what was there before
	ValidUntil    time.Time     // zero: without end
	CacheDuration time.Duration // zero: the publisher does not say
	// CertificateEnd is the earliest end among the signing certificates; zero: unknown.
	CertificateEnd time.Time
}

// Usable is nil, [ErrNone] or [ErrExpired].
func (s Standing) Usable(now time.Time) error {
	switch {
	case !s.Held:
		return ErrNone
	case !s.ValidUntil.IsZero() && !now.Before(s.ValidUntil):
		return fmt.Errorf("metadata: %w: it was valid until %s", ErrExpired, s.ValidUntil.Format(time.RFC3339))
	}
	return nil
}

// Standing is how the hub's document stands.
func (l *Live) Standing() Standing {
	e := l.Entity()
	if e == nil {
		return Standing{}
	}
	return Standing{Held: true, Version: e.KeySet.ID, ValidUntil: e.ValidUntil, CacheDuration: e.CacheDuration, CertificateEnd: e.CertificateEnd}
}
