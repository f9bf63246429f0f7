package op

import (
	"context"
	"runtime"
	"time"

	"sluis/broker/flow"
	"sluis/broker/grant"
	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/broker/store"
	"sluis/internal/metric"
)

// Config is what a Provider is made of. Every field is required.
type Config struct {
	Issuer     string // an origin, without a final slash
	MTLSOrigin string // where clients are asked for a certificate; "" where the issuer does or nothing does
	Registry   func() *registry.Snapshot
	Grants     *grant.Store
	Flow       *flow.Flow // keeps pushed requests
	Ring       *keys.Ring
	State      store.State // marks of used client assertions
	Now        func() time.Time
	// Blocked says whether the person of a grant is blocked; the guard will know. An error
	// refuses for the moment. It is asked at every use of a grant, and must be cheap.
	Blocked func(context.Context, grant.Grant) (bool, error)
	Metrics *metric.Set
}

// Provider answers the protocol endpoints.
type Provider struct {
	Config
	discovery    discoveryCache
	clients      perApp[*keys.ClientKeys]
	certificates perApp[*keys.ClientCertificates]
	failures     throttle
	opening      chan struct{} // a place for each request object that is being decrypted
	reused       *metric.Counter
}

// New makes a Provider.
func New(c Config) *Provider {
	return &Provider{Config: c, opening: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)), reused: c.Metrics.Counter("sluis_tokens_reused_total",
		"Codes and refresh tokens that were used again: all that came of them was ended. A stolen one shows here first.", "app", "kind")}
}
