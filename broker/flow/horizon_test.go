package flow

import (
	"context"
	"testing"
	"time"

	"sluis/broker/store"
	"sluis/internal/refusal"
)

// failingOver is a state store that loses its end while the next value is written, as
// a Redis does that is replaced between two operations.
type failingOver struct {
	store.State
	now func() time.Time
	at  time.Time
}

func (f *failingOver) Horizon() time.Time { return f.at }

func (f *failingOver) Create(ctx context.Context, key store.Key, data []byte, ttl time.Duration) error {
	f.at = f.now()
	return f.State.Create(ctx, key, data, ttl)
}

// TestHorizonMovesMeanwhile: an answer that was verified before the store lost its end
// is not taken after it: the mark of an earlier use may be what was lost (F-07).
func TestHorizonMovesMeanwhile(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	relay := s.leave(request(), "petteflat")
	s.send("answer", "01AB")
	s.State = &failingOver{State: s.State, now: s.clock.Now}
	wantCode(t, "the store fails over meanwhile", s.Receive(context.Background(), "entree", relay, "answer"), refusal.BeforeRestart)
}
