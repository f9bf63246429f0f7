package op

import (
	"time"

	"sluis/broker/flow"
	"sluis/broker/grant"
	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/broker/store"
)

// Config is what a Provider is made of. Every field is required.
type Config struct {
	Issuer   string // an origin, without a final slash
	Registry func() *registry.Snapshot
	Grants   *grant.Store
	Flow     *flow.Flow // keeps pushed requests
	Ring     *keys.Ring
	State    store.State // marks of used client assertions
	Now      func() time.Time
}

// Provider answers the protocol endpoints.
type Provider struct {
	Config
	discovery discoveryCache
	clients   clientKeyCache
	failures  throttle
}

// New makes a Provider.
func New(c Config) *Provider { return &Provider{Config: c} }
