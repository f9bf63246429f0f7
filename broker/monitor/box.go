package monitor

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"sluis/broker/store"
	"sluis/internal/refusal"
)

// Boxes are numbered, by the ten minutes in which they were written: a number is taken from
// a counter that all nodes share, and a counter has an end.
const window = 10 * time.Minute

func windowOf(t time.Time) int64 { return t.Unix() / int64(window/time.Second) }

func counterKey(w int64) store.Key { return store.KeyOf("monitor counter", strconv.FormatInt(w, 10)) }

// place is where a box stands.
type place struct{ window, number int64 }

func (p place) label() string {
	return strconv.FormatInt(p.window, 36) + "-" + strconv.FormatInt(p.number, 36)
}

func (p place) key() store.Key { return store.KeyOf("monitor box", p.label()) }

// box is what one node noted in half a second.
type box struct {
	Nonce  string `json:"n"` // tells it from another one of the same number
	Rows   []kept `json:"r"`
	Missed int    `json:"m,omitempty"`
}

// kept is a row as the state has it.
type kept struct {
	At      int64        `json:"t"` // Unix milliseconds
	School  string       `json:"s,omitempty"`
	App     string       `json:"a,omitempty"`
	Code    refusal.Code `json:"c,omitempty"`
	Words   string       `json:"w,omitempty"`
	Address netip.Addr   `json:"i,omitzero"` // of a login that went well, the network's first
	Country string       `json:"l,omitempty"`
	Device  bool         `json:"d,omitempty"`
}

// truncated drops what nobody may ask for.
func truncated(a netip.Addr) netip.Addr { return NetworkOf(a).Addr() }

func (k kept) row(p place, i int) Row {
	return Row{ID: p.name(i), At: time.UnixMilli(k.At), School: k.School, App: k.App, Code: k.Code, Words: k.Words,
		Network: NetworkOf(k.Address), Country: k.Country, Device: k.Device}
}

// write puts what was gathered into a box of the shared state. What cannot be written is
// told as missed with the next one.
func (m *Monitor) write(ctx context.Context) error {
	rows, missed := m.gathered.take()
	if len(rows) == 0 && missed == 0 {
		return nil
	}
	b := box{Nonce: rand.Text(), Missed: missed}
	for _, n := range rows {
		k := kept{At: n.at.UnixMilli(), School: n.School, App: n.App, Code: n.Code, Words: n.Words, Address: n.Address, Device: n.Device}
		if n.Address.IsValid() {
			k.Country = m.Country(n.Address)
		}
		b.Rows = append(b.Rows, k)
	}
	m.gathered.whence(b.Rows)
	p, err := m.put(ctx, b)
	if err != nil {
		m.gathered.mu.Lock()
		m.gathered.missed += len(rows) + missed
		m.gathered.mu.Unlock()
		return err
	}
	m.followed.own[p] = true // what is known here is not read back
	m.show(p, b)
	return nil
}

// maxTries is how many numbers are tried, at steps that grow. One that is taken says that the
// counter was lost and began anew (decision 0017): boxes of before are still there.
const maxTries = 12

// counterLife is longer than a box of its window can be read.
const counterLife = Life + 2*window

func (m *Monitor) put(ctx context.Context, b box) (p place, err error) {
	plain, err := json.Marshal(b)
	if err != nil {
		return p, fmt.Errorf("monitor: encode: %w", err)
	}
	p.window = windowOf(m.Now())
	for try := range maxTries {
		if p.number, err = m.State.Add(ctx, counterKey(p.window), 1<<try, counterLife); err != nil {
			return p, fmt.Errorf("monitor: number a box: %w", err)
		}
		sealed, err := m.Ring.Seal("seal", "monitor "+p.label(), plain)
		if err != nil {
			return p, fmt.Errorf("monitor: seal: %w", err)
		}
		if err = m.State.Create(ctx, p.key(), sealed, Life); err == nil || !errors.Is(err, store.ErrExists) {
			return p, err
		}
	}
	return p, errors.New("monitor: no free number for a box")
}

// open reads a box; store.ErrNotFound: it is not there yet, or not any more.
func (m *Monitor) open(ctx context.Context, p place) (b box, err error) {
	v, err := m.State.Get(ctx, p.key())
	if err != nil {
		return b, err
	}
	plain, err := m.Ring.Open("seal", "monitor "+p.label(), v.Data)
	if err != nil {
		return b, fmt.Errorf("monitor: open: %w", err)
	}
	if err := json.Unmarshal(plain, &b); err != nil {
		return b, fmt.Errorf("monitor: decode: %w", err)
	}
	return b, nil
}

// ErrGone says that there is no such row, or not any more.
var ErrGone = errors.New("monitor: no such attempt")

// maxID is longer than the name of any row.
const maxID = 40

// name is that of a row of the box.
func (p place) name(i int) string { return p.label() + "-" + strconv.Itoa(i) }

// parseID reads what name wrote, and nothing else.
func parseID(id string) (p place, i int, ok bool) {
	parts := strings.Split(id, "-")
	if len(id) > maxID || len(parts) != 3 {
		return place{}, 0, false
	}
	w, err1 := strconv.ParseInt(parts[0], 36, 64)
	n, err2 := strconv.ParseInt(parts[1], 36, 64)
	at, err3 := strconv.ParseUint(parts[2], 10, 16)
	p = place{w, n}
	return p, int(at), errors.Join(err1, err2, err3) == nil && p.name(int(at)) == id
}

// Find gives a row by its name, on whatever node it was noted, and the address that its
// login came from: invalid where the login went well, since none is kept then. Whoever may
// see the row may not yet see the address.
func (m *Monitor) Find(ctx context.Context, id string) (Row, netip.Addr, error) {
	p, i, ok := parseID(id)
	if !ok {
		return Row{}, netip.Addr{}, ErrGone
	}
	b, err := m.open(ctx, p)
	if errors.Is(err, store.ErrNotFound) || err == nil && i >= len(b.Rows) {
		return Row{}, netip.Addr{}, ErrGone
	}
	if err != nil {
		return Row{}, netip.Addr{}, err
	}
	k := b.Rows[i]
	if k.Code == 0 {
		return k.row(p, i), netip.Addr{}, nil
	}
	return k.row(p, i), k.Address, nil
}

// Gone reports whether an error says that a row is not there.
func Gone(err error) bool { return errors.Is(err, ErrGone) }
