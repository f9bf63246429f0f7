package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sluis/broker/flow"
	"sluis/broker/keys"
	"sluis/broker/ledger"
	"sluis/broker/migration"
	"sluis/broker/registry"
)

// mover does what is asked of schools that move, in the process that has the stores.
type mover struct {
	book     *migration.Book
	ledger   *ledger.Ledger
	registry func() *registry.Snapshot
	ring     *keys.Ring
	now      func() time.Time
}

func (n *Node) mover(ring *keys.Ring) *mover {
	snapshot := func() *registry.Snapshot { return n.compiled }
	if n.live != nil {
		snapshot = n.live.Snapshot
	}
	return &mover{n.moves, n.ledger, snapshot, ring, n.now}
}

// moveOrder is one wish.
type moveOrder struct {
	Act    string         `json:"act"` // show, plan, open, link, close, undo
	From   migration.Side `json:"from,omitzero"`
	To     migration.Side `json:"to,omitzero"`
	Reason string         `json:"reason,omitempty"`
	Days   int            `json:"days,omitempty"`
	File   bool           `json:"file_only,omitempty"` // only the school's file links, no pupil
	ID     string         `json:"id,omitempty"`
	Code   string         `json:"code,omitempty"`
	By     string         `json:"by"`
	List   string         `json:"list,omitempty"` // the school's file: old,new in each line
	Dry    bool           `json:"dry,omitempty"`
}

// moveList answers.
type moveList struct {
	Done  []string `json:"done,omitempty"`
	Moves []move   `json:"moves"`
}

// move is a window as the list shows it.
type move struct {
	ID                string
	Window            migration.Window
	Linked, Strangers int64
}

func (m *mover) do(ctx context.Context, o moveOrder) (moveList, error) {
	done, err := m.act(ctx, o)
	if err != nil {
		return moveList{}, declined(err)
	}
	out := moveList{Done: done}
	if err := m.book.Refresh(ctx); err != nil {
		return out, err
	}
	for _, w := range m.book.Windows() {
		linked, strangers, err := m.book.Count(ctx, w.ID)
		if err != nil {
			return out, err
		}
		id := w.ID
		w.Code = [32]byte{}
		out.Moves = append(out.Moves, move{id, w, linked, strangers})
	}
	return out, nil
}

func (m *mover) act(ctx context.Context, o moveOrder) ([]string, error) {
	note := migration.Note(m.ledger.Noting(o.By))
	switch o.Act {
	case "show":
		return nil, nil
	case "plan":
		return m.plan(ctx, o, note)
	case "open":
		w, code, err := m.book.Agree(ctx, o.ID, o.Code, o.By, note)
		if err != nil {
			return nil, err
		}
		return []string{"Open until " + minute(w.Until) + ". " + m.whatNow(w),
			"Code to undo it: " + code + "  (keep it; it is shown this once, and without it the links stay)"}, nil
	case "link":
		return m.link(ctx, o, note)
	case "close":
		if _, err := m.book.Close(ctx, o.ID, o.By, note); err != nil {
			return nil, err
		}
		return []string{"Closed. Who was linked stays linked."}, nil
	case "undo":
		_, n, err := m.book.Undo(ctx, o.ID, o.Code, o.By, note)
		if err != nil {
			return nil, err
		}
		return []string{fmt.Sprintf("Undone: %d pupils are new persons for apps from their next login on.", n)}, nil
	}
	return nil, keys.Declined("the running broker is of another version and does not know this act: restart it, and try again")
}

func (m *mover) plan(ctx context.Context, o moveOrder, note migration.Note) ([]string, error) {
	w := migration.Window{From: o.From, To: o.To, Reason: o.Reason, PlannedBy: o.By, SelfLinked: !o.File, Until: m.now().Add(time.Duration(o.Days) * 24 * time.Hour)}
	if fault := m.fault(&w, o.Days); fault != "" {
		return nil, keys.Declined(fault)
	}
	w, code, err := m.book.Plan(ctx, w, note)
	if err != nil {
		return nil, err
	}
	return []string{
		fmt.Sprintf("Planned as %s: from %s (%s) to %s (%s), until %s. Nothing happens yet.", w.ID, w.From.School, w.From.Connection, w.To.School, w.To.Connection, minute(w.Until)),
		"A second person opens it within 7 days: sluis subjects migrate open --id " + w.ID + " --code CODE --by NAME",
		"Code for that person: " + code + "  (it is shown this once; hand it over yourself)"}, nil
}

// fault says in a sentence what is wrong with a plan; it fills in connections that were
// left out.
func (m *mover) fault(w *migration.Window, days int) string {
	snap := m.registry()
	from, ok := snap.School(w.From.School)
	if !ok {
		return fmt.Sprintf("%q is no school of the registry; the old school must stay in it for as long as its pupils come along", w.From.School)
	}
	to, ok := snap.School(w.To.School)
	if !ok {
		return fmt.Sprintf("%q is no school of the registry", w.To.School)
	}
	for _, side := range []struct {
		at     *migration.Side
		school *registry.School
	}{{&w.From, from}, {&w.To, to}} {
		if side.at.Connection == "" {
			side.at.Connection = side.school.Connection.ID
		}
		c, ok := snap.Connection(side.at.Connection)
		if !ok {
			return fmt.Sprintf("%q is no connection of the registry", side.at.Connection)
		}
		if c.Federation != side.school.Connection.Federation {
			return fmt.Sprintf("%s is at %s, and %s is a connection to %s", side.school.ID, side.school.Connection.Federation, c.ID, c.Federation)
		}
	}
	switch {
	case w.From == w.To && w.SelfLinked:
		return "both sides are the same, so no pupil could show an old account; where only identifiers changed, the school's file links: add --file-only"
	case days < 1 || time.Duration(days)*24*time.Hour > migration.MaxOpen:
		return "a window is open for a day at least and 90 days at most"
	case strings.TrimSpace(w.PlannedBy) == "" || len(w.PlannedBy) > 100:
		return "who are you? --by is needed, as the school knows you"
	case strings.TrimSpace(w.Reason) == "" || len(w.Reason) > 200:
		return "a reason is needed, with the reference of the school's request, of 200 characters at most"
	}
	return ""
}

func (m *mover) whatNow(w migration.Window) string {
	if w.SelfLinked {
		return "Pupils who log in at " + w.To.School + " are asked for their old account."
	}
	return "Give the school's file: sluis subjects migrate link --id " + w.ID + " --file FILE --by NAME"
}

// maxPupils bounds one file.
const maxPupils = 20000

// link takes the school's file: who somebody was and is for the hub. The lines are read,
// turned into digests and subjects, and forgotten.
func (m *mover) link(ctx context.Context, o moveOrder, note migration.Note) ([]string, error) {
	w, ok := m.book.ByID(o.ID)
	if !ok {
		return nil, migration.ErrNoWindow
	}
	if samePlanner(w, o.By) {
		return nil, migration.ErrSameEyes
	}
	pairs, err := m.pairs(w, o.List)
	if err != nil {
		return nil, err
	}
	if o.Dry {
		return []string{fmt.Sprintf("%d pupils stand in the file, each once. Nothing was done.", len(pairs))}, nil
	}
	made, err := m.book.Link(ctx, w.ID, false, pairs, note)
	if err != nil {
		return nil, err
	}
	return []string{fmt.Sprintf("Linked %d pupils; %d were linked already. Delete the file.", made, len(pairs)-made)}, nil
}

func samePlanner(w migration.Window, by string) bool {
	return strings.EqualFold(strings.TrimSpace(w.PlannedBy), strings.TrimSpace(by))
}

func (m *mover) pairs(w migration.Window, list string) ([]migration.Pair, error) {
	snap := m.registry()
	from, ok1 := snap.School(w.From.School)
	to, ok2 := snap.School(w.To.School)
	if !ok1 || !ok2 {
		return nil, keys.Declined("one of the two schools is in no registry any more")
	}
	var out []migration.Pair
	old, fresh := map[string]int{}, map[string]int{}
	lines := bufio.NewScanner(strings.NewReader(strings.TrimPrefix(list, "\ufeff")))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || n == 1 && strings.EqualFold(line, "old,new") {
			continue
		}
		a, b, ok := strings.Cut(line, ",")
		a, b = strings.TrimSpace(a), strings.TrimSpace(b)
		switch {
		case !ok || a == "" || b == "" || strings.ContainsAny(b, ",;\"") || len(line) > 600:
			return nil, keys.Declined(fmt.Sprintf("line %d is not old,new: two identifiers with a comma between them", n))
		case old[a] > 0:
			return nil, keys.Declined(fmt.Sprintf("lines %d and %d have the same old identifier", old[a], n))
		case fresh[b] > 0:
			return nil, keys.Declined(fmt.Sprintf("lines %d and %d have the same new identifier", fresh[b], n))
		case len(out) == maxPupils:
			return nil, keys.Declined(fmt.Sprintf("more than %d lines; split the file", maxPupils))
		}
		old[a], fresh[b] = n, n
		was := migration.Identity{Federation: string(from.Connection.Federation), School: from.ID, UpstreamID: a}
		out = append(out, migration.Pair{Old: was, Fresh: migration.Identity{Federation: string(to.Connection.Federation), School: to.ID, UpstreamID: b},
			Subjects: flow.SubjectsOf(m.ring, snap, was)})
	}
	if err := lines.Err(); err != nil {
		return nil, keys.Declined("the file has a line that is too long")
	}
	if len(out) == 0 {
		return nil, keys.Declined("the file has no lines")
	}
	return slices.Clip(out), nil
}

// declined turns what the book declines into a sentence for who asked.
func declined(err error) error {
	for _, known := range []struct {
		err  error
		says string
	}{
		{migration.ErrNoWindow, "there is no move of that id; `sluis subjects migrate` lists them"},
		{migration.ErrStage, "that cannot be done with it now: look at its stage with `sluis subjects migrate`; a plan must be opened within 7 days"},
		{migration.ErrCode, "that is not the code of this move"},
		{migration.ErrSameEyes, "a second person must do this: whoever planned it cannot"},
		{migration.ErrOverlap, "a move between these two is planned or open already"},
		{migration.ErrClosed, "the move is not open"},
		{migration.ErrTaken, "nothing was linked: one of the old identifiers belongs to another pupil already, or one of the new ones has another"},
		{migration.ErrSame, "nothing was linked: a line has the same pupil twice, old and new are one"},
	} {
		if errors.Is(err, known.err) {
			return keys.Declined(known.says)
		}
	}
	return err
}
