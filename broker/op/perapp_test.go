package op

import (
	"errors"
	"runtime"
	"testing"
	"time"

	"sluis/broker/registry"
)

// TestPerApp: parsed once for each registration, never kept when it failed, and gone with
// the registration: a reload each minute would else be a leak.
func TestPerApp(t *testing.T) {
	t.Parallel()
	var c perApp[*int]
	n := 0
	parse := func(*registry.App) (*int, error) { n++; return &n, nil }
	kept := &registry.App{ID: "kept"}
	for range 3 {
		if _, err := c.of(kept, parse); err != nil || n != 1 {
			t.Fatalf("parsed %d times: %v", n, err)
		}
	}
	fails := func(*registry.App) (*int, error) { return nil, errors.New("no") }
	if _, err := c.of(&registry.App{ID: "wrong"}, fails); err == nil {
		t.Error("a failure is none")
	}
	for range 100 {
		if _, err := c.of(&registry.App{ID: "of a registry that was replaced"}, parse); err != nil {
			t.Fatal(err)
		}
	}
	length := func() (n int) {
		c.m.Range(func(any, any) bool { n++; return true })
		return n
	}
	for late := time.Now().Add(10 * time.Second); length() > 1; <-time.After(time.Millisecond) {
		if runtime.GC(); time.Now().After(late) {
			t.Fatalf("%d are kept of one registration", length())
		}
	}
	runtime.KeepAlive(kept)
}
