package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sluis/broker/store"
)

// Nodes of one installation on two different Redis would each take an answer once, and
// a code, and nothing would show. So the state has a random word of its own, and the
// records hold the word of the state that belongs to them, with when a node last said
// so. A node with another one does not start, and one that runs stops, as long as that
// is fresh. Who moves to another Redis stops all nodes for a minute.
const (
	pairEvery = 15 * time.Second
	pairFresh = time.Minute
)

var errOtherState = errors.New("these records are in use with another Redis, by another node: all nodes of an installation share one; to move to another, stop every node for a minute")

// pair writes down that this node uses its state with these records.
func (s *shared) pair(ctx context.Context) error {
	word, err := s.state.Identity(ctx)
	if err != nil {
		return err
	}
	err = s.Records().Update(ctx, func(tx store.Tx) error {
		was, seen, err := pairing(tx)
		if err != nil {
			return err
		}
		if was != word && was != s.last && s.now().Sub(seen).Abs() < pairFresh {
			return errOtherState
		}
		_, err = tx.Exec(`INSERT INTO meta (name, value) VALUES ('state', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
			fmt.Sprint(word, " ", s.now().Unix()))
		return err
	})
	if err == nil {
		s.last = word
	}
	return err
}

func pairing(tx store.Tx) (word string, seen time.Time, err error) {
	err = tx.Query(`SELECT value FROM meta WHERE name = 'state'`, nil, func(scan func(...any) error) error {
		var value string
		if err := scan(&value); err != nil {
			return err
		}
		var at string
		word, at, _ = strings.Cut(value, " ")
		n, err := strconv.ParseInt(at, 10, 64)
		seen = time.Unix(n, 0)
		return err
	})
	return word, seen, err
}

// keepPaired repeats it until ctx ends.
func (s *shared) keepPaired(ctx context.Context) {
	defer close(s.stopped)
	tick := time.NewTicker(pairEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		within, cancel := context.WithTimeout(ctx, pairEvery)
		err := s.pair(within)
		cancel()
		switch {
		case errors.Is(err, errOtherState):
			s.state.Bar(err)
			s.logger.Error("state is not used any more", "error", err.Error())
		case err == nil:
			s.state.Bar(nil)
		case ctx.Err() == nil: // either store is away: its own operations say so
			s.logger.Warn("stores not paired", "error", err.Error())
		}
	}
}
