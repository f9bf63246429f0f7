package redisstore

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Redis acknowledges a write before it is on disk or at a replica. A server that was
// started again, and a replica that took its master's place, may both lack the last
// writes, and nothing in their data tells.
//
// What tells is the lineage (master_replid in INFO): a random number for the history
// of a server's data. A master draws another one when it starts, and a replica when it
// becomes a master; it also does when its first replica joins, and an hour after the
// last one left, where nothing is lost, and some logins under way begin again. The lineages that this installation has met are written down in
// Redis itself, under one key, with the instant at which the last one was met first.
// A lineage that is not there, because it is new or because the key is lost with the
// rest, may have lost replay marks: the horizon becomes the present instant.
//
// It is asked on each new connection before the first operation on it, since a server
// that starts again begins with none of the old ones; and every second, for a Cluster
// may let the connections of a replaced master live, and an operator may empty a
// database. docs/decisions/0017 has the argument, and what is left.

// meet: KEYS the key; ARGV lineage, now in nanoseconds. The horizon, as text: Lua's
// numbers end at 2⁵³. A list that is long begins anew, which errs on the safe side.
var meetScript = newScript(`
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  local at = redis.call('HGET', KEYS[1], 'at')
  if redis.call('HLEN', KEYS[1]) > 500 then redis.call('DEL', KEYS[1]) end
  if not at or #at < #ARGV[2] or (#at == #ARGV[2] and at < ARGV[2]) then at = ARGV[2] end
  redis.call('HSET', KEYS[1], 'at', at, ARGV[1], ARGV[2])
end
return redis.call('HGET', KEYS[1], 'at')`)

// admitted is the lineages that this process knows to be written down.
type admitted struct {
	mu   sync.Mutex
	list map[string]bool
}

func (a *admitted) has(lineage string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.list[lineage]
}

func (a *admitted) add(lineage string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.list) > 1000 || a.list == nil {
		a.list = map[string]bool{}
	}
	a.list[lineage] = true
}

// Horizon is [store.State]. It moves while the process runs: who relies on it reads it
// after the operation that it judges.
func (s *Store) Horizon() time.Time {
	n := s.horizon.Load()
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n)
}

// errReplica keeps a connection to a replica out of use. Were it kept because a replica
// only redirects, it would be there still when that replica takes its master's place:
// an operation on a new lineage that no admission has seen. It is worded as Redis words
// it, so that the library asks a Cluster anew who the master is; nothing was sent.
var errReplica = worded(redis.ErrNoScript, "READONLY this server is a replica")

// worded makes an error of the type that the library knows servers' answers by, and
// that it does not export.
func worded[E ~string](_ E, text string) E { return E(text) }

var sections = []string{"server", "memory", "persistence", "replication", "cluster"}

// admit is called on each new connection, and fails where it must not be used.
func (s *Store) admit(ctx context.Context, cn *redis.Conn) error {
	info, err := cn.Info(ctx, sections...).Result()
	if err != nil {
		return err
	}
	f := readFacts(info)
	if s.address.kind == sentinel && f.mode == "sentinel" { // it only tells where the master is
		return nil
	}
	if err := s.address.unfit(f); err != nil {
		return err
	}
	if f.role != "master" {
		return errReplica
	}
	if s.known.has(f.lineage) {
		return nil
	}
	return s.meet(ctx, f.lineage)
}

// meet writes a lineage down and learns the horizon.
func (s *Store) meet(ctx context.Context, lineage string) error {
	now := strconv.FormatInt(s.now().UnixNano(), 10)
	out, err := meetScript.run(ctx, s.probe, s.address.prefix+":{lineage}", lineage, now)
	if err != nil {
		return fmt.Errorf("lineage: %w", err)
	}
	text, _ := out.(string)
	at, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return errors.New("lineage: " + errForeign.Error())
	}
	s.raise(at)
	s.known.add(lineage)
	return nil
}

// raise moves the horizon, forward only.
func (s *Store) raise(at int64) {
	for {
		old := s.horizon.Load()
		if at <= old {
			return
		}
		if s.horizon.CompareAndSwap(old, at) {
			s.logger.Warn("short-lived state may have lost its end: answers from before are refused", "horizon", time.Unix(0, at))
			return
		}
	}
}

// identity: KEYS the key; ARGV a random word. The word that was there first.
var identityScript = newScript(`
redis.call('HSETNX', KEYS[1], 'id', ARGV[2])
return redis.call('HGET', KEYS[1], 'id')`)

// Identity gives a random word that stands for this database: two nodes that get
// different ones do not share their state. An emptied database has another one.
func (s *Store) Identity(ctx context.Context) (string, error) {
	out, err := identityScript.run(ctx, s.probe, s.address.prefix+":{lineage}", "", newVersion()+newVersion())
	if err != nil {
		return "", s.said(err)
	}
	word, ok := out.(string)
	if !ok {
		return "", errForeign
	}
	return word, nil
}

// Bar keeps every operation from being done, for a reason that lies outside; nil lifts
// the bar.
func (s *Store) Bar(why error) {
	if why == nil {
		s.barred.Store(nil)
		return
	}
	s.barred.Store(&why)
}

// watch looks each time an interval has passed, until ctx ends.
func (s *Store) watch(ctx context.Context, interval time.Duration) {
	defer close(s.stopped)
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		within, cancel := context.WithTimeout(ctx, readTimeout)
		if err := s.look(within); ctx.Err() == nil {
			s.judge(within, err)
		}
		cancel()
	}
}

// judge takes the verdict of a look. A server that cannot be reached fails its
// operations by itself; one that has become unfit must be kept from succeeding, and
// what it forgot meanwhile is lost.
func (s *Store) judge(ctx context.Context, err error) {
	var unfit *unfitError
	before := s.fault.Load()
	switch {
	case errors.As(err, &unfit):
		fault := s.said(err)
		s.fault.Store(&fault)
		if before == nil {
			s.logger.Error("state is not used any more", "error", err.Error())
		}
	case err == nil && before != nil:
		// A lineage that nobody has met moves everyone's horizon.
		if err := s.meet(ctx, "unfit "+newVersion()); err == nil {
			s.fault.Store(nil)
			s.logger.Warn("state is used again")
		}
	}
}

// unfitError is of a server that answers and must not be used.
type unfitError struct{ cause error }

func (e *unfitError) Error() string { return e.cause.Error() }

// look asks every master what it is, and meets its lineage anew.
func (s *Store) look(ctx context.Context) error {
	each := func(ctx context.Context, c *redis.Client) error {
		info, err := c.Info(ctx, sections...).Result()
		if err != nil {
			return err
		}
		f := readFacts(info)
		if err := s.address.unfit(f); err != nil {
			return &unfitError{err}
		}
		if err := s.compareClocks(ctx, c); err != nil {
			return err
		}
		if f.role != "master" || s.examines {
			return nil // it was replaced a moment ago; the next look finds the new one
		}
		s.remark(f)
		return s.meet(ctx, f.lineage)
	}
	if c, ok := s.probe.(*redis.ClusterClient); ok {
		return c.ForEachMaster(ctx, each)
	}
	c, ok := s.probe.(*redis.Client)
	if !ok {
		return errors.New("unknown kind of client")
	}
	return each(ctx, c)
}

// remark tells once of a server that keeps nothing.
func (s *Store) remark(f facts) {
	if !f.onDisk && f.replicas == 0 && !s.known.has(f.lineage) {
		s.logger.Warn("this Redis has no append-only file and no replica: its restart ends every login and session; set appendonly yes")
	}
}

// compareClocks refuses a clock that is too far from the servers': lifetimes are ends
// by the nodes' clocks, and Redis sweeps by its own.
func (s *Store) compareClocks(ctx context.Context, c *redis.Client) error {
	if s.skewed {
		return nil
	}
	theirs, err := c.Time(ctx).Result()
	if err != nil {
		return err
	}
	if d := theirs.Sub(s.now()); d.Abs() > maxSkew {
		return &unfitError{fmt.Errorf("the clock of the server and this machine's differ by %s: set both by NTP", d.Round(time.Second))}
	}
	return nil
}
