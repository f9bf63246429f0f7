package op

import (
	"runtime"
	"sync"
	"weak"

	"sluis/broker/registry"
)

// perApp keeps what was parsed of an app's registration for as long as that registration
// is in use: a reload makes new ones, and what belonged to the old goes with it.
type perApp[T any] struct{ m sync.Map } // weak.Pointer[registry.App] → T

// of gives what parse makes of an app; an error is not kept.
func (c *perApp[T]) of(app *registry.App, parse func(*registry.App) (T, error)) (T, error) {
	key := weak.Make(app)
	if v, ok := c.m.Load(key); ok {
		return v.(T), nil
	}
	v, err := parse(app)
	if err != nil {
		return v, err
	}
	if _, had := c.m.LoadOrStore(key, v); !had {
		runtime.AddCleanup(app, func(key weak.Pointer[registry.App]) { c.m.Delete(key) }, key)
	}
	return v, nil
}
