package flow

import (
	"log/slog"
	"time"

	"sluis/broker/grant"
	"sluis/broker/guard"
	"sluis/broker/keys"
	"sluis/broker/ledger"
	"sluis/broker/migration"
	"sluis/broker/registry"
	"sluis/broker/session"
	"sluis/broker/stepup"
	"sluis/broker/store"
	"sluis/internal/metric"
	"sluis/providers"
)

// Lifetimes. A pupil may sit at the school's own pages for a long time; an answer
// that has been received is repeated for the same browser for five minutes
// (design §5.2, contract 14).
const (
	TransactionLife = 60 * time.Minute
	RepeatLife      = 5 * time.Minute
	answeredLife    = TransactionLife + 5*time.Minute
	skew            = 180 * time.Second // contract 15: older than this before our question is old
)

// Config is what a Flow is made of. Every field is required.
type Config struct {
	State    store.State
	Ring     *keys.Ring
	Grants   *grant.Store
	Sessions *session.Store
	Ledger   *ledger.Ledger
	Moves    *migration.Book // schools that moved, and who their pupils were before
	People   *guard.People   // who logged in with which device
	Factors  *stepup.Factors // that people enrolled themselves
	Registry func() *registry.Snapshot
	Provider func(connection string) (providers.Provider, bool)
	MaySpeak MaySpeak
	Halted   func(app, school, connection string) bool // somebody threw a kill switch (L-22)
	Now      func() time.Time
	Logger   *slog.Logger
	Metrics  *metric.Set
	Caps     Caps
}

// Flow runs logins. It holds no login itself: what is under way is in forms and
// in the short-lived state, so that any node can take the next step.
type Flow struct {
	Config
	lockout  *guard.Lockout // stands before the codes of people's own factors (L-14)
	begins   *limiter
	leaves   *limiter
	outcomes *metric.Counter
	surplus  *metric.Counter
	logouts  *metric.Counter
	last     lastLogins
}

// New makes a Flow.
func New(c Config) *Flow {
	return &Flow{Config: c, lockout: &guard.Lockout{People: c.People, State: c.State, Limits: guard.DefaultGuesses}, begins: newLimiter(c.Caps, c.Now), leaves: newLimiter(c.Caps, c.Now),
		outcomes: c.Metrics.Counter("sluis_logins_total", "Logins by outcome: released, declined, or the name of a refusal.", "outcome"),
		logouts:  c.Metrics.Counter("sluis_logouts_total", "Logouts by what they ended: session, everywhere, or nothing that was open.", "ended"),
		surplus:  c.Metrics.Counter("sluis_surplus_attributes_total", "Answers in which an attribute arrived that no contract of the connection needs.", "connection", "attribute")}
}
