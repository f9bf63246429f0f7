package storetest

import (
	"context"
	"testing"
	"time"

	"sluis/broker/store"
)

// OpenState opens a driver over an empty place of its own, on the clock now. reopen
// stands for a crash: without ending the driver in good order, it opens what a kill
// would have left, on the same clock, and gives the new one. Both are ended by
// t.Cleanup.
type OpenState func(t *testing.T, now func() time.Time) (s store.State, reopen func() store.State)

type stateCheck struct {
	name string
	run  func(*env) error
}

// stateChecks is the suite. A plain list reads better than a search for names.
func stateChecks() []stateCheck {
	return []stateCheck{
		{"create and get", createAndGet},
		{"create does not overwrite", createTwice},
		{"data is copied", dataIsCopied},
		{"data of every size", dataSizes},
		{"lifetimes are positive", lifetimes},
		{"swap compares versions", swapVersions},
		{"versions do not come back", versionsAreUnique},
		{"take leaves a mark", takeLeavesMark},
		{"add counts", addCounts},
		{"counters are apart", countersAreApart},
		{"delete", deletes},
		{"values expire", valuesExpire},
		{"swap renews", swapRenews},
		{"marks expire", marksExpire},
		{"counters expire", countersExpire},
		{"ended context", endedContext},
		{"race: create", raceCreate},
		{"race: take", raceTake},
		{"race: swap", raceSwap},
		{"race: add", raceAdd},
		{"race: take against delete and create", raceTakeRecreate},
		{"crash: all is there", crashKeeps},
		{"crash: deleted stays deleted", crashKeepsDeleted},
		{"crash: expiry goes on", crashKeepsExpiry},
		{"crash: many keys", crashManyKeys},
		{"against a model", againstModel},
	}
}

// State runs the suite over a driver of [store.State].
func State(t *testing.T, open OpenState) {
	for _, c := range stateChecks() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			clock := NewClock()
			s, reopen := open(t, clock.Now)
			if err := c.run(&env{ctx: context.Background(), clock: clock, state: s, reopen: reopen}); err != nil {
				t.Error(err)
			}
		})
	}
}
