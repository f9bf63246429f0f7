package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/internal/ticket"
)

// Reasons are why somebody may look in a school's login log: a pupil who asks for help, an
// incident that is looked into, a person who asks what is kept (GDPR art. 15), an order of
// an authority. A free text would sooner or later hold a name.
var Reasons = []string{"help", "incident", "request", "order"}

// MaxSearchDays is a term of the log and the days at its ends.
const MaxSearchDays = 368

// Search is a look into a school's login log.
type Search struct {
	School   string
	Number   string // of one pupil; it stands nowhere afterwards
	From, To Day    // both included
	Reason   string // one of Reasons
	Ticket   string
	By       string
}

// ErrSearch is why a search is not carried out: its text is for whoever asked.
type ErrSearch string

func (e ErrSearch) Error() string { return string(e) }

func (s Search) check() error {
	switch {
	case s.School == "" || s.Number == "" || len(s.Number) > 64:
		return ErrSearch("a school and a pupil's number of 64 characters at most are needed")
	case s.To < s.From || s.To-s.From >= MaxSearchDays:
		return ErrSearch(fmt.Sprintf("the days run from the first to the last, %d at most", MaxSearchDays))
	}
	if err := CheckWhy(s.Reason, s.Ticket); err != nil {
		return err
	}
	if strings.Contains(s.Ticket, s.Number) {
		return ErrSearch("the ticket holds the pupil's number, and would stand in the audit chain")
	}
	return nil
}

// CheckWhy says why a reason and a ticket will not do for a look; nil: they do.
func CheckWhy(reason, number string) error {
	switch {
	case !slices.Contains(Reasons, reason):
		return ErrSearch("the reason is one of " + strings.Join(Reasons, ", "))
	case !ticket.Valid(number):
		return ErrSearch("a ticket is a number, such as SD-1234: what there is to tell is written down there")
	}
	return nil
}

// Search gives the attempts of one pupil, the oldest first (L-09). The look itself is an
// entry in the audit chain before anything is read: whose log, which days, why and by
// whom, and never for which number. Its errors are an [ErrSearch], or of the store.
func (l *Ledger) Search(ctx context.Context, s Search) ([]Attempt, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	act := Act{By: s.By, Verb: "log.search", Lines: []string{s.School, s.From.Time().Format("2006-01-02"), s.To.Time().Format("2006-01-02"), s.Reason, s.Ticket}}
	if err := l.Audit(ctx, act); err != nil {
		return nil, err
	}
	return l.between(ctx, s.School, s.From, s.To, s.Number)
}

// between gives the attempts of several days; a number chooses one pupil's. Days whose
// key is gone are past the school's term, and hold nothing any more.
func (l *Ledger) between(ctx context.Context, school string, from, to Day, number string) ([]Attempt, error) {
	days, err := l.daysOf(ctx, school, from, to)
	if err != nil {
		return nil, err
	}
	var out []Attempt
	for _, day := range days {
		of, err := l.Attempts(ctx, school, day, number)
		if errors.Is(err, keys.ErrForgotten) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, of...)
	}
	return out, nil
}

// daysOf gives the days on which a school's log has something, in their order.
func (l *Ledger) daysOf(ctx context.Context, school string, from, to Day) (days []Day, err error) {
	err = l.records.View(ctx, func(tx store.Tx) error {
		return tx.Query(`SELECT DISTINCT day FROM login_log WHERE school = $1 AND day >= $2 AND day <= $3 ORDER BY day`,
			[]any{school, int64(from), int64(to)}, func(scan func(...any) error) error {
				var day int64
				err := scan(&day)
				days = append(days, Day(day))
				return err
			})
	})
	return days, err
}
