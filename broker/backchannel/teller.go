package backchannel

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"net/url"
	"slices"
	"sync"
	"time"

	"sluis/broker/registry"
	"sluis/broker/session"
	"sluis/internal/metric"
	"sluis/internal/outbound"
)

// How it tells.
const (
	batch    = 100             // logins claimed at once
	atOnce   = 4               // batches of one app under way
	lease    = 2 * time.Minute // of a batch; what is left of it a little before comes back
	timeout  = 5 * time.Second // of one call
	interval = 2 * time.Second // between two looks at what is due
	sweeping = time.Minute
)

// delays are between the tries: six in a quarter of an hour. What has not been told
// then is given up; by that time the app's access tokens have ended anyway.
func delays() []time.Duration {
	return []time.Duration{5 * time.Second, 20 * time.Second, time.Minute, 4 * time.Minute, 10 * time.Minute}
}

// Config is what a Teller is made of. Every field but Outbound is required.
type Config struct {
	Sessions *session.Store
	Woken    <-chan struct{} // there may be somebody to tell
	Registry func() *registry.Snapshot
	Token    func(app *registry.App, subject, sid string) (string, error) // spells a logout token
	Outbound outbound.Config                                              // beside the networks that an app registered
	Now      func() time.Time
	Logger   *slog.Logger
	Metrics  *metric.Set
}

// Teller tells.
type Teller struct {
	Config
	calls *metric.Counter
	work  sync.WaitGroup

	mu   sync.Mutex
	busy map[string]int // batches under way, by app
}

// New makes a Teller.
func New(c Config) *Teller {
	return &Teller{Config: c, busy: map[string]int{}, calls: c.Metrics.Counter("sluis_backchannel_logouts_total",
		"Apps told of a logout, by what came of it: told, the fault of a try, or given_up.", "app", "outcome")}
}

// Run tells until ctx ends, and what it began has ended.
func (t *Teller) Run(ctx context.Context) {
	defer t.work.Wait()
	look, sweep := time.NewTicker(interval), time.NewTicker(sweeping)
	defer look.Stop()
	defer sweep.Stop()
	for {
		if err := t.round(ctx); err != nil && ctx.Err() == nil {
			t.Logger.Error("apps not told of logouts", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-t.Woken:
		case <-look.C:
		case <-sweep.C:
			if err := t.Sessions.Sweep(ctx); err != nil && ctx.Err() == nil {
				t.Logger.Error("sessions not swept", "error", err.Error())
			}
		}
	}
}

// round begins to tell everybody who is due, each app on its own: it waits for none.
func (t *Teller) round(ctx context.Context) error {
	for {
		due, err := t.Sessions.Claim(ctx, batch, lease)
		if err != nil {
			return err
		}
		byApp := map[string][]session.Due{}
		for _, d := range due {
			byApp[d.App] = append(byApp[d.App], d)
		}
		for id, of := range byApp {
			if !t.enter(id) {
				t.putOff(ctx, of)
				continue
			}
			t.work.Go(func() {
				defer t.leave(id)
				t.tell(ctx, id, of)
			})
		}
		if len(due) < batch {
			return nil
		}
	}
}

// enter lets so many batches of an app be under way and no more: one that dawdles takes
// a few goroutines of this node, whoever logs out there.
func (t *Teller) enter(app string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.busy[app] >= atOnce {
		return false
	}
	t.busy[app]++
	return true
}

func (t *Teller) leave(app string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.busy[app]--; t.busy[app] == 0 {
		delete(t.busy, app)
	}
}

// putOff leaves logins for a little later, as if nobody had tried.
func (t *Teller) putOff(ctx context.Context, due []session.Due) {
	for _, d := range due {
		t.note(t.Sessions.Postpone(ctx, d.ID, t.Now().Add(delays()[0]), d.Tries))
	}
}

// tell tells one app of all that is due. Once it cannot be reached the rest is put off
// untried: a server that is away is not waited for a hundred times.
func (t *Teller) tell(ctx context.Context, id string, due []session.Due) {
	app, ok := t.Registry().App(id)
	if !ok || app.BackchannelLogoutURI == "" {
		for _, d := range due {
			t.note(t.Sessions.Settle(ctx, d.ID))
		}
		return
	}
	client := outbound.New(t.road(app))
	leased, cancel := context.WithTimeout(ctx, lease-2*timeout)
	defer cancel()
	for i, d := range due {
		err := t.call(leased, client, app, d)
		if leased.Err() != nil {
			return // the lease ends, and somebody goes on
		}
		if err == nil {
			t.calls.Inc(id, "told")
			t.note(t.Sessions.Settle(ctx, d.ID))
			continue
		}
		t.failed(ctx, app, d, err)
		if away(err) {
			t.putOff(ctx, due[i+1:])
			return
		}
	}
}

// road lets an app be called in the private networks that its registration names.
func (t *Teller) road(app *registry.App) outbound.Config {
	c := t.Outbound
	if c.TimeLimit == 0 {
		c.TimeLimit = timeout
	}
	also := c.Private
	c.Private = func(a netip.Addr) bool {
		return slices.ContainsFunc(app.BackchannelNetworks, func(n netip.Prefix) bool { return n.Contains(a) }) || also != nil && also(a)
	}
	return c
}

// call posts a fresh logout token (§2.5). Each try has its own jti: an app that heard,
// and whose answer was lost, must not take the next one for a replay.
func (t *Teller) call(ctx context.Context, client *outbound.Client, app *registry.App, d session.Due) error {
	token, err := t.Token(app, d.Subject, d.SID)
	if err != nil {
		return err
	}
	return client.Post(ctx, outbound.Message{URL: app.BackchannelLogoutURI, Type: "application/x-www-form-urlencoded",
		Body: url.Values{"logout_token": {token}}.Encode()})
}

// failed puts a login off, or gives it up. The line names the app and the fault, and
// nothing of the login.
func (t *Teller) failed(ctx context.Context, app *registry.App, d session.Due, err error) {
	t.calls.Inc(app.ID, word(err))
	tries := d.Tries + 1
	if tries <= len(delays()) {
		t.note(t.Sessions.Postpone(ctx, d.ID, t.Now().Add(delays()[tries-1]), tries))
		return
	}
	t.calls.Inc(app.ID, "given_up")
	t.Logger.Warn("app not told of a logout", "app", app.ID, "tries", tries, "fault", word(err))
	t.note(t.Sessions.GiveUp(ctx, d.ID))
}

// note logs that the outcome of a call could not be written: it will be made again.
func (t *Teller) note(err error) {
	if err != nil {
		t.Logger.Error("outcome of a back-channel logout not written", "error", err.Error())
	}
}

// word is the fault of a call for logs and metrics.
func word(err error) string {
	if e, ok := errors.AsType[*outbound.Error](err); ok {
		return string(e.Fault)
	}
	return "internal"
}

func away(err error) bool {
	w := word(err)
	return w == string(outbound.Unreachable) || w == string(outbound.TooSlow)
}
