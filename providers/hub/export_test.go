package hub

import "testing"

// What the tests of the outside need of the tests of the inside.
type (
	TestSP = testSP
	Ask    = ask
)

const (
	SPEntity = spEntity
	SPACS    = spACS
)

func NewTestSP() TestSP { return newTestSP() }

func (sp testSP) Registration() SP { return sp.registration() }

func (sp testSP) Redirect(to string, a Ask) string { return sp.redirect(to, a) }

// NewAsk is a request to a hub, with what is usual in it.
func NewAsk(h *Hub, relayState, extra, inner string) Ask {
	return ask{destination: h.SSO(), acs: spACS, relayState: relayState, extra: extra, inner: inner}
}

func KeyPair(i int) *signingKey { return testKeys()[i] }

func (k *signingKey) Use(c *Config) { c.Key, c.Certificate = k.private, k.der }

func Tool(t *testing.T, name string) string { return tool(t, name) }

const FormatPersistent = formatPersistent
