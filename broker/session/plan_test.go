package session

import (
	"context"
	"strings"
	"testing"

	"sluis/broker/store"
)

// TestPlans: what each login, request and logout asks for is found by an index over whom
// it is about. Nearly all rows are open, so an index over state finds all sessions that
// there are: with some thousands of pupils logged in, each login then looked at every
// one of them.
func TestPlans(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	for name, c := range map[string]struct {
		sql   string
		index string
		args  int
	}{
		"the half that a browser showed": {oldHalfOf, "session_grant_handle", 2},
		"a half that is passed on":       {forgetHalf, "session_grant_handle", 1},
		"who a half is":                  {personOf, "session_grant_handle", 3},
		"a person's sessions":            {openOf, "session_grant_person", 2},
		"how many a person has":          {countOpen, "session_grant_person", 1},
		"whether one is open":            {anyOpen, "session_grant_person", 3},
		"the end of one":                 {endSession, "session_grant_person", 3},
		"the end of one, by its person":  {endReturning, "session_grant_person", 3},
		"the end of all of a person":     {endAllReturning, "session_grant_person", 2},
		"who is to be told":              {anyDue, "session_grant_due", 1},
		"how many are to be told":        {countDue, "session_grant_due", 0},
	} {
		err := d.Records.View(context.Background(), func(tx store.Tx) error {
			var plan []string
			args := make([]any, c.args)
			for i := range args {
				args[i] = int64(0)
			}
			err := tx.Query("EXPLAIN QUERY PLAN "+c.sql, args, func(scan func(...any) error) error {
				var id, parent, unused int64
				var detail string
				err := scan(&id, &parent, &unused, &detail)
				plan = append(plan, detail)
				return err
			})
			if err == nil && !strings.Contains(strings.Join(plan, "\n"), c.index) {
				t.Errorf("%s: %q, not by %s", name, plan, c.index)
			}
			return err
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
