package broker

import (
	"net/http"
	"strings"

	"sluis/broker/admin"
	"sluis/broker/guard"
	"sluis/web"
)

// stopPage shows the kill switches that were thrown, and throws one: what of is chosen
// already where a page of a school, an app or a connection leads here with its key.
func (d *desk) stopPage() error {
	v := web.AdminStop{AdminFrame: d.frame("feds"), May: d.v.May(admin.ChangeSwitch), Chosen: queryValue(d.r, "of"), Asked: queryValue(d.r, "asked") != "", Reasons: guard.Reasons}
	names := map[string]string{}
	add := func(kind, id, name string) {
		o := web.StopOption{Key: kind + ":" + id, Kind: kind, Name: name}
		names[o.Key] = name
		v.Options = append(v.Options, o)
	}
	snap := d.s.Registry()
	for _, a := range snap.Apps() {
		add(guard.HaltApp, a.ID, in(d.lang, a.Name))
	}
	for _, s := range snap.Schools() {
		add(guard.HaltSchool, s.ID, s.Name)
	}
	for _, c := range snap.Connections() {
		add(guard.HaltConnection, c.ID, federationNames[c.Federation]+" ("+c.ID+")")
	}
	for _, h := range d.desk.Halts.List() {
		name := names[h.Key()]
		if name == "" { // it is in the registry no more, and would be stopped if it came back
			name = h.ID
		}
		v.Stopped = append(v.Stopped, web.Stopped{Key: h.Key(), Kind: h.Kind, Name: name, By: h.By, Reason: h.Reason, Ticket: h.Ticket, Since: h.Since})
	}
	return d.html(http.StatusOK, v)
}

func (d *desk) stopThrow() error {
	f, err := d.fields("of", "reason", "ticket")
	if err != nil {
		return err
	}
	kind, id, _ := strings.Cut(f["of"], ":")
	if err := d.desk.Throw(d.r.Context(), d.v, guard.Halt{Kind: kind, ID: id, Reason: f["reason"], Ticket: strings.TrimSpace(f["ticket"])}); err != nil {
		return err
	}
	return d.to(admin.PathStop)
}

func (d *desk) stopUndo() error {
	key, err := d.field("of")
	if err != nil {
		return err
	}
	if err := d.desk.AskUndo(d.r.Context(), d.v, key); err != nil {
		return err
	}
	return d.to(admin.PathStop + "?asked=1")
}
