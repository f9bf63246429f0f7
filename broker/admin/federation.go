package admin

import (
	"context"
	"time"

	"sluis/broker/keys"
	"sluis/broker/ledger"
)

// fedActions are those of federations, test logins, our own keys and kill switches.
func fedActions() []Action {
	return []Action{
		{Name: "check", Method: "GET", Path: PathCheck, Needs: TestLogin},
		{Name: "check.begin", Method: "POST", Path: PathCheck, Needs: TestLogin, Sensitive: true, Verb: "check.begin"},
		{Name: "check.result", Method: "GET", Path: PathCheck + "/result", Needs: TestLogin},
		{Name: "stop", Method: "GET", Path: PathStop, Needs: SeeSwitches},
		{Name: "stop.throw", Method: "POST", Path: PathStop, Needs: ChangeSwitch, Sensitive: true, Verb: "switch.throw"},
		{Name: "stop.undo", Method: "POST", Path: PathStop + "/undo", Needs: ChangeSwitch, Sensitive: true, Verb: "second.ask"},

		{Name: "signing", Method: "GET", Path: PathSigning, Needs: SeeFeds},
		{Name: "signing.rotate", Method: "POST", Path: PathSigning + "/rotate", Needs: ChangeFeds, Sensitive: true, Verb: "keys.rotate"},
		{Name: "signing.stage", Method: "POST", Path: PathSigning + "/stage", Needs: ChangeFeds, Sensitive: true, Verb: "keys.stage"},
		{Name: "signing.move", Method: "POST", Path: PathSigning + "/move", Needs: ChangeFeds, Sensitive: true, Verb: "keys.move"},
		{Name: "signing.drop", Method: "POST", Path: PathSigning + "/drop", Needs: ChangeFeds, Sensitive: true, Verb: "second.ask"},

		{Name: "feds", Method: "GET", Path: PathFeds, Needs: SeeFeds},
		{Name: "feds.one", Method: "GET", Path: PathFeds + "/{connection}", Needs: SeeFeds},
		{Name: "feds.refresh", Method: "POST", Path: PathFeds + "/{connection}/refresh", Needs: ChangeFeds, Sensitive: true, Verb: "feds.refresh"},
	}
}

// Federations is what the desk may know of the registry's connections, and ask of them.
type Federations interface {
	// Standing gives each connection, in the registry's order.
	Standing(ctx context.Context) ([]Federation, error)
	// Refresh gets the hub's metadata anew, and comes back when that is done or ctx ends.
	// How it went is in Standing. It is false where there is no such connection.
	Refresh(ctx context.Context, connection string) bool
	// Turn takes our keys of a connection as the records have them now.
	Turn(ctx context.Context, connection string)
}

// Federation is how one connection stands on this node.
type Federation struct {
	ID          string
	Federation  string // entree or surfconext
	EntityID    string // ours
	MetadataURL string // ours, for the hub to load
	ACS         string
	Hub         string // the hub's entityID; "" while there is no metadata
	Usable      bool   // logins can begin
	Sources     []Source
	// Certificates are those of the hub's signing keys.
	Certificates []Certificate
}

// Source is where metadata comes from, and how that goes.
type Source struct {
	Schools    bool   // it tells of the schools behind the hub
	From       string // a URL, or a file
	Fetched    bool   // from a URL, so that it has an age
	Usable     bool
	Confirmed  time.Time // when it was last given or confirmed; zero: never
	ValidUntil time.Time // zero: without end
	Failed     time.Time // the last fetch that failed, of this process; zero: none
	Due        time.Time
	Failures   int    // since it was last confirmed
	Cause      string // of the last of them, in a word
}

// Certificate is what is told of a hub's certificate. What is trusted is the key in it.
type Certificate struct {
	Fingerprint string // SHA-256, hex
	End         time.Time
}

// Feds gives how the connections stand.
func (d *Desk) Feds(ctx context.Context) ([]Federation, error) { return d.Federations.Standing(ctx) }

// Fed gives one of them, and our own keys of it. ErrUnknown: there is no such connection.
func (d *Desk) Fed(ctx context.Context, id string) (Federation, Calendar, error) {
	all, err := d.Feds(ctx)
	if err != nil {
		return Federation{}, Calendar{}, err
	}
	for _, f := range all {
		if f.ID == id {
			own, _, err := d.Calendars(ctx)
			return f, own[id], err
		}
	}
	return Federation{}, Calendar{}, ErrUnknown
}

// RefreshFed gets the metadata of a connection anew. The entry is written before anything
// is asked of another server.
func (d *Desk) RefreshFed(ctx context.Context, v Visitor, id string) error {
	if _, _, err := d.Fed(ctx, id); err != nil {
		return err
	}
	if err := d.Ledger.Audit(ctx, ledger.Act{By: "admin " + v.Account.ID, Verb: "feds.refresh", Lines: []string{"connection " + id}}); err != nil {
		return err
	}
	within, cancel := context.WithTimeout(ctx, refreshWait)
	defer cancel()
	if !d.Federations.Refresh(within, id) {
		return ErrUnknown
	}
	return nil
}

// refreshWait is how long an admin looks at a page that loads. A fetch that takes longer
// goes on without them.
const refreshWait = 5 * time.Second

// Ends gives the day on which the first thing of a connection ends that somebody must be
// ready for, and which it is: "hub" a certificate of the hub, "own" the one of our key that
// signs, "metadata" what the hub published and we read from a file. Fetched metadata renews
// itself, unless that fails; then it counts too. Zero: nothing ends.
func (f Federation) Ends(c Calendar) (kind string, end time.Time) {
	note := func(k string, t time.Time) {
		if !t.IsZero() && (end.IsZero() || t.Before(end)) {
			kind, end = k, t
		}
	}
	for _, x := range f.Certificates {
		note("hub", x.End)
	}
	for _, k := range c.Keys {
		if k.Stage == keys.StageInUse {
			note("own", k.Expires)
		}
	}
	for _, s := range f.Sources {
		if !s.Fetched || s.Failures > 0 {
			note("metadata", s.ValidUntil)
		}
	}
	return kind, end
}
