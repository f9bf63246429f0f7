package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sluis/broker/admin"
	"sluis/broker/history"
	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/broker/store"
	"sluis/claims"
	"sluis/internal/config"
)

// The console changes the registry by the road of `sluis registry apply`: the same file, the
// same checks, the same versions (decision 0019). What differs is where the text comes from.

// editing is the act of the console.
const editing = "edit"

// ready is a change that waits for the transaction of its confirmation.
type ready struct {
	last   history.Version
	sealed history.Sealed
	next   history.Version // with its number, once written
	note   history.Note
	lines  []string
}

// Locked implements admin.Keeper.
func (c console) Locked() string {
	switch {
	case c.r.installation.RegistryKept:
		return "kept"
	case c.r.installation.Stores.Shared():
		return "machines"
	case c.r.mine() != nil:
		return "link"
	}
	return ""
}

// orderOf gives the order that a change comes down to.
func (c console) orderOf(ctx context.Context, x admin.Change, author, by string) (registryOrder, error) {
	o := registryOrder{Act: editing, Author: author, Reason: x.Reason + " " + x.Ticket, By: by}
	if x.Back > 0 {
		back, err := c.r.get(ctx, x.Back)
		switch {
		case err != nil:
			return o, err
		case back.State != history.Accepted:
			return o, keys.Declined(fmt.Sprintf("version %d was never in use", back.Number))
		}
		o.Text, o.Reason = back.Text, fmt.Sprintf("back to version %d: %s", back.Number, o.Reason)
		return o, nil
	}
	last, err := c.r.book.Last(ctx)
	if err != nil {
		return o, err
	}
	o.Text, err = config.EditRegistry(last.Text, editsOf(c.r.live.Snapshot(), x))
	if err != nil {
		err = keys.Declined("the registry is written there in a way that only a person with an editor changes: change the file by hand, or with sluis registry apply")
	}
	return o, err
}

// refused puts what a command would say in the form of the console.
func refused(err error) error {
	if why, ok := errors.AsType[keys.Declined](err); ok {
		return admin.Refused{Why: string(why)}
	}
	return err
}

// Plan implements admin.Keeper.
func (c console) Plan(ctx context.Context, x admin.Change) ([]registry.Change, error) {
	c.r.mu.Lock()
	defer c.r.mu.Unlock()
	if err := c.r.mine(); err != nil {
		return nil, refused(err)
	}
	o, err := c.orderOf(ctx, x, "", "")
	if err != nil {
		return nil, refused(err)
	}
	next, err := c.r.judge(o.Text)
	if err != nil {
		return nil, refused(err)
	}
	last, err := c.r.book.Last(ctx)
	if err != nil {
		return nil, err
	}
	return registry.Compare(last.Listing, next.Listing()), nil
}

// Change implements admin.Keeper.
func (c console) Change(ctx context.Context, x admin.Change, author, by string) error {
	c.r.mu.Lock()
	o, err := c.orderOf(ctx, x, author, by)
	c.r.mu.Unlock()
	if err == nil {
		_, err = c.r.do(ctx, o)
	}
	return refused(err)
}

// Ready implements admin.Keeper.
func (c console) Ready(ctx context.Context, id string, x admin.Change, author, by string) error {
	c.r.mu.Lock()
	defer c.r.mu.Unlock()
	o, err := c.orderOf(ctx, x, author, by)
	if err != nil {
		return refused(err)
	}
	last, v, note, err := c.r.draft(ctx, o)
	if err != nil {
		return refused(err)
	}
	sealed, err := c.r.book.Seal(v)
	if err != nil {
		return err
	}
	if len(c.r.ready) >= admin.MaxProposals { // of those that came to nothing
		c.r.ready = nil
	}
	if c.r.ready == nil {
		c.r.ready = map[string]ready{}
	}
	c.r.ready[id] = ready{last: last, sealed: sealed, next: v, note: note, lines: v.Diff}
	return nil
}

// Write implements admin.Keeper.
func (c console) Write(tx store.Tx, id string) ([]string, error) {
	if !c.r.mu.TryLock() { // a transaction waits for nobody
		return nil, admin.ErrMoved
	}
	defer c.r.mu.Unlock()
	x, ok := c.r.ready[id]
	if !ok {
		return nil, admin.ErrMoved
	}
	v, err := c.r.book.Write(tx, x.last.Number, x.sealed, x.note)
	if errors.Is(err, history.ErrMoved) {
		err = admin.ErrMoved
	}
	x.next.Number = v.Number
	c.r.ready[id] = x
	return append([]string{fmt.Sprint("version ", v.Number)}, x.lines...), err
}

// Use implements admin.Keeper.
func (c console) Use(ctx context.Context, id string) error {
	c.r.mu.Lock()
	defer c.r.mu.Unlock()
	x, ok := c.r.ready[id]
	if !ok {
		return nil
	}
	delete(c.r.ready, id)
	if err := c.r.stage(x.next.Text); err != nil {
		return err
	}
	return refused(c.r.use(context.WithoutCancel(ctx), x.last, x.next))
}

// editsOf gives what a change writes where in the text. What stays as it is is not written.
func editsOf(now *registry.Snapshot, x admin.Change) []config.Edit {
	if x.Policy != nil {
		s, ok := now.School(x.School)
		if !ok {
			return nil
		}
		return policyEdits(s, *x.Policy)
	}
	a, ok := now.App(x.App)
	if !ok {
		return nil
	}
	return termsEdits(a, *x.Terms)
}

func policyEdits(s *registry.School, p admin.Policy) (out []config.Edit) {
	set := func(key string, differs bool, to config.Value) {
		if differs {
			out = append(out, config.Edit{List: "schools", ID: s.ID, Keys: []string{key}, To: to})
		}
	}
	set("login_log", (p.LoginLog == "all") != s.LogAll, config.TextValue(p.LoginLog))
	set("log_retention_days", p.LogDays != s.LogDays, config.NumberValue(p.LogDays))
	set("reauthenticate", p.Reauthenticate != s.Reauthenticate, maybe(p.Reauthenticate))
	set("approval", (p.Approval == "required") != s.Approves, config.TextValue(p.Approval))
	set("second_factor", p.Factor != s.SecondFactor.Class || !sameRoles(p.FactorRoles, s.SecondFactor.Roles), floorValue(p))
	contact := config.MapValue(config.Pair{Key: "ict", To: maybe(p.ICT)}, config.Pair{Key: "privacy", To: maybe(p.Privacy)})
	if p.ICT == "" && p.Privacy == "" {
		contact = config.Value{}
	}
	set("contact", p.ICT != s.Contact.ICT || p.Privacy != s.Contact.Privacy, contact)
	var journeys []config.Value
	same := len(p.Travel) == len(s.Travel)
	for i, j := range p.Travel {
		journeys = append(journeys, config.MapValue(config.Pair{Key: "countries", To: config.TextsValue(j.Countries...)}, config.Pair{Key: "until", To: config.DayValue(j.Until)}))
		same = same && slices.Equal(j.Countries, s.Travel[i].Countries) && j.Until == s.Travel[i].Until.AddDate(0, 0, -1).Format("2006-01-02")
	}
	travel := config.ListValue(journeys...)
	if len(journeys) == 0 {
		travel = config.Value{}
	}
	set("travel", !same, travel)
	return out
}

// sameRoles compares without regard to order.
func sameRoles(one []string, other []claims.Role) bool {
	var names []string
	for _, r := range other {
		names = append(names, string(r))
	}
	return slices.Equal(sorted(one), sorted(names))
}

func floorValue(p admin.Policy) config.Value {
	if p.Factor == "" {
		return config.Value{}
	}
	return config.MapValue(config.Pair{Key: "roles", To: config.TextsValue(p.FactorRoles...)}, config.Pair{Key: "acr", To: config.TextValue(p.Factor)})
}

func maybe(s string) config.Value {
	if s == "" {
		return config.Value{}
	}
	return config.TextValue(s)
}

// termsEdits counts the contract's version up where the contract changes, and takes out the
// day on which the old one was approved.
func termsEdits(a *registry.App, t admin.Terms) (out []config.Edit) {
	set := func(to config.Value, keys ...string) {
		out = append(out, config.Edit{List: "apps", ID: a.ID, Keys: keys, To: to})
	}
	if !slices.Equal(t.Redirects, a.RedirectURIs) {
		set(config.TextsValue(t.Redirects...), "redirect_uris")
	}
	var roles, schools []string
	for _, r := range a.Contract.Roles {
		roles = append(roles, string(r))
	}
	for _, s := range a.Named {
		schools = append(schools, s.ID)
	}
	changed := false
	if !slices.Equal(t.Roles, roles) {
		changed = true
		set(config.TextsValue(t.Roles...), "contract", "roles")
	}
	if !slices.Equal(sorted(t.Schools), sorted(schools)) {
		changed = true
		set(config.TextsValue(t.Schools...), "contract", "schools")
	}
	if !sameItems(a, t.Items) {
		changed = true
		set(releaseValue(t.Items), "contract", "release")
	}
	if changed {
		set(config.NumberValue(a.Contract.Version+1), "contract", "version")
		set(config.Value{}, "contract", "approved")
	}
	return out
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

func sameItems(a *registry.App, items []admin.Item) bool {
	var had claims.Items
	for _, i := range items {
		item, ok := claims.ParseItem(i.Item)
		if !ok || !a.Contract.Released.Has(item) || a.Contract.Terms[item] != (claims.Term{Purpose: claims.Text{NL: i.NL, EN: i.EN}, Optional: i.Optional}) {
			return false
		}
		had = had.With(item)
	}
	return had == a.Contract.Released
}

func releaseValue(items []admin.Item) config.Value {
	var out []config.Pair
	for _, i := range items {
		optional := config.Value{}
		if i.Optional {
			optional = config.TruthValue(true)
		}
		purpose := config.MapValue(config.Pair{Key: "nl", To: config.TextValue(strings.TrimSpace(i.NL))}, config.Pair{Key: "en", To: config.TextValue(strings.TrimSpace(i.EN))})
		out = append(out, config.Pair{Key: i.Item, To: config.MapValue(config.Pair{Key: "purpose", To: purpose}, config.Pair{Key: "optional", To: optional})})
	}
	return config.MapValue(out...)
}
