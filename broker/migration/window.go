package migration

import (
	"encoding/json"
	"fmt"
	"time"

	"sluis/broker/keys"
)

// Stage is how far a window is.
type Stage string

// The stages of a window, in their order.
const (
	Planned Stage = "planned" // one person asked for it; it does nothing
	Open    Stage = "open"    // a second person agreed
	Closed  Stage = "closed"  // its links stay
	Undone  Stage = "undone"  // its links are gone
)

// Limits of a window.
const (
	MaxOpen     = 90 * 24 * time.Hour // from the agreement
	AgreeWithin = 7 * 24 * time.Hour  // of the plan
)

// Side is one end of a window: a school at a connection.
type Side struct {
	School     string `json:"s"`
	Connection string `json:"c"`
}

// Window is a while in which the pupils of one school may bring along who they were at
// another, or at the same one by another connection.
type Window struct {
	ID         string    `json:"-"`
	From       Side      `json:"f"`
	To         Side      `json:"t"`
	Reason     string    `json:"r"` // what the school asked for, with its reference
	PlannedBy  string    `json:"p"`
	AgreedBy   string    `json:"a,omitempty"`
	Stage      Stage     `json:"g"`
	Planned    time.Time `json:"d"`
	Until      time.Time `json:"u"`
	Code       [32]byte  `json:"k"` // digest of the code that the next step needs
	SelfLinked bool      `json:"l"` // pupils may link themselves; else only the school's file does
}

// IsOpen reports whether pupils can link themselves at a moment.
func (w Window) IsOpen(now time.Time) bool {
	return w.Stage == Open && now.Before(w.Until)
}

func (w Window) seal(ring *keys.Ring) ([]byte, error) {
	plain, err := json.Marshal(w)
	if err != nil {
		return nil, fmt.Errorf("migration: encode window: %w", err)
	}
	return ring.Seal("seal", "migration window "+w.ID, plain)
}

func openWindow(ring *keys.Ring, id string, box []byte) (Window, error) {
	var w Window
	plain, err := ring.Open("seal", "migration window "+id, box)
	if err == nil {
		err = json.Unmarshal(plain, &w)
	}
	if err != nil {
		return w, fmt.Errorf("migration: open window: %w", err)
	}
	w.ID = id
	return w, nil
}
