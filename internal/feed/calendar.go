package feed

import (
	"errors"
	"time"

	"sluis/internal/outbound"
	"sluis/providers/saml/aggregate"
	"sluis/providers/saml/metadata"
	"sluis/providers/saml/xmlsec"
)

// When it is fetched again. A publisher's cacheDuration is followed between soonest and
// the configured refresh. After a failure the wait doubles, up to longest. Either way
// half of what is left of validUntil is the most that is waited, so that a document
// that lives a day is not refreshed on the day after.
const (
	soonest = 5 * time.Minute
	longest = time.Hour
	urgent  = time.Minute
)

// confirm notes that the source gave or confirmed what is held.
func (f *Feed) confirm(server outbound.State) {
	now := f.cfg.Now()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.state.failures > 0 {
		f.cfg.Logger.Info("hub metadata refreshed again", "connection", f.cfg.Name, "failures", f.state.failures)
	}
	wait := f.cfg.Source.Refresh
	if e := f.live.Standing(); e.CacheDuration > 0 {
		wait = min(wait, max(e.CacheDuration, soonest))
	}
	f.state.server, f.state.confirmed, f.state.failures, f.state.cause = server, now, 0, ""
	f.state.due = now.Add(f.capped(wait, now))
}

// failed rings the alarm: connection, cause, and how long logins still go on.
func (f *Feed) failed(err error) {
	now, why := f.cfg.Now(), cause(err)
	f.cfg.Fetches.Inc(f.cfg.Name, why)
	f.mu.Lock()
	defer f.mu.Unlock()
	wait := min(longest, soonest<<min(f.state.failures, 4))
	f.state.failures++
	f.state.cause, f.state.failed = why, now
	f.state.due = now.Add(f.capped(wait, now))
	fields := []any{"connection", f.cfg.Name, "cause", why, "failures", f.state.failures, "error", err.Error()}
	if e := f.live.Standing(); e.Usable(now) == nil {
		fields = append(fields, "used_until", e.ValidUntil.UTC().Format(time.RFC3339))
	}
	f.cfg.Logger.Error("hub metadata not refreshed; the last good copy stays in use until its validUntil", fields...)
}

// capped is at most half of what is left.
func (f *Feed) capped(wait time.Duration, now time.Time) time.Duration {
	if e := f.live.Standing(); !e.ValidUntil.IsZero() && now.Before(e.ValidUntil) {
		return min(wait, max(e.ValidUntil.Sub(now)/2, urgent))
	}
	return min(wait, soonest)
}

// Watch rings the alarm once when no login can begin any more, and says when it can
// again.
func (f *Feed) Watch() {
	err := f.live.Standing().Usable(f.cfg.Now())
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case err != nil && f.state.usable:
		f.cfg.Logger.Error("hub metadata can no longer be used: no login can begin", "connection", f.cfg.Name,
			"cause", cause(err), "last_failure", f.state.cause, "error", err.Error())
	case err == nil && !f.state.usable && f.cfg.Source.URL != "":
		f.cfg.Logger.Info("hub metadata in use", "connection", f.cfg.Name)
	}
	f.state.usable = err == nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// cause says in a word what is wrong, for logs and metrics.
func cause(err error) string {
	if road, ok := errors.AsType[*outbound.Error](err); ok {
		return string(road.Fault)
	}
	for _, known := range []struct {
		err  error
		word string
	}{
		{aggregate.ErrSignature, "signature"}, {aggregate.ErrTooLarge, "too-large"},
		{metadata.ErrExpired, "expired"}, {metadata.ErrValidity, "validity"}, {metadata.ErrEntity, "entity"}, {metadata.ErrNone, "none"},
	} {
		if errors.Is(err, known.err) {
			return known.word
		}
	}
	if _, ok := errors.AsType[*xmlsec.Error](err); ok {
		return "malformed"
	}
	return "unfit"
}
