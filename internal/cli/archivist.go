package cli

import (
	"context"
	"errors"
	"time"

	"sluis/broker/keys"
	"sluis/broker/ledger"
	"sluis/broker/monitor"
	"sluis/broker/registry"
)

// archivist reads the schools' login logs, in the process that has the stores.
type archivist struct {
	ledger   *ledger.Ledger
	counts   *monitor.Monitor // of which only what was written is read
	registry func() *registry.Snapshot
	now      func() time.Time
}

func (n *Node) archivist(ring *keys.Ring) *archivist {
	counts := monitor.New(monitor.Config{Records: n.db.Records(), Ring: ring, Now: n.now, Logger: n.logger})
	return &archivist{n.ledger, counts, n.mover(ring).registry, n.now}
}

// logOrder is one look into a school's log. The days are written 2006-01-02.
type logOrder struct {
	Act    string `json:"act"` // week, search
	School string `json:"school"`
	Week   string `json:"week,omitempty"` // 2026-W48; "": the last whole one
	Number string `json:"number,omitempty"`
	From   string `json:"from,omitempty"`
	To     string `json:"to,omitempty"`
	Reason string `json:"reason,omitempty"`
	Ticket string `json:"ticket,omitempty"`
	By     string `json:"by"`
}

// logAnswer is what was found.
type logAnswer struct {
	Name   string      `json:"name"`    // of the school
	LogAll bool        `json:"log_all"` // else released logins are not in the log
	Week   ledger.Week `json:"week,omitzero"`
	Found  []seen      `json:"found,omitempty"`
}

// seen is an attempt as the list shows it.
type seen struct {
	At      time.Time `json:"at"`
	App     string    `json:"app"`
	Outcome string    `json:"outcome"`
}

func (a *archivist) do(ctx context.Context, o logOrder) (logAnswer, error) {
	s, ok := a.registry().School(o.School)
	if !ok {
		return logAnswer{}, keys.Declined("there is no school of that id in the registry")
	}
	out := logAnswer{Name: s.Name, LogAll: s.LogAll}
	var err error
	switch o.Act {
	case "week":
		out.Week, err = a.week(ctx, o)
	case "search":
		out.Found, err = a.search(ctx, o)
	default:
		err = keys.Declined("the running broker is of another version and does not know this act: restart it, and try again")
	}
	var why ledger.ErrSearch
	if errors.As(err, &why) {
		err = keys.Declined(why.Error())
	}
	return out, err
}

// week counts a week. Numbers of at most a few pupils are still numbers of a school as a
// whole: nothing in them says who, and no pupil can be chosen (P15).
func (a *archivist) week(ctx context.Context, o logOrder) (ledger.Week, error) {
	monday, ok := ledger.ParseWeek(o.Week, a.now())
	if !ok {
		return ledger.Week{}, keys.Declined("a week is written 2026-W48, and is one that the year has")
	}
	w, err := a.ledger.Week(ctx, o.School, monday)
	if err != nil {
		return w, err
	}
	return w, a.counts.Whence(ctx, &w)
}

func (a *archivist) search(ctx context.Context, o logOrder) ([]seen, error) {
	today := ledger.DayOf(a.now())
	from, err1 := readDay(o.From, today-6)
	to, err2 := readDay(o.To, today)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	found, err := a.ledger.Search(ctx, ledger.Search{School: o.School, Number: o.Number, From: from, To: to, Reason: o.Reason, Ticket: o.Ticket, By: o.By})
	if err != nil {
		return nil, err
	}
	out := []seen{}
	for _, f := range found {
		out = append(out, seen{time.Unix(f.At, 0).UTC(), f.App, f.Outcome})
	}
	return out, nil
}

func readDay(text string, usual ledger.Day) (ledger.Day, error) {
	if text == "" {
		return usual, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, keys.Declined("a day is written 2026-11-28")
	}
	return ledger.DayOf(t), nil
}
