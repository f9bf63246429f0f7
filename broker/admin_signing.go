package broker

import (
	"context"
	"net/http"

	"sluis/broker/admin"
	"sluis/broker/keys"
	"sluis/web"
)

// oldTable is from how many days on the table of countries is too old: networks move (L-02).
const oldTable = 90

// signingPage shows the installation's own keys, and what else somebody should look at now
// and then. It reads the whole audit chain: it is no page to be reloaded by itself.
func (d *desk) signingPage() error {
	s, err := d.desk.Signing(d.r.Context())
	if err != nil {
		return err
	}
	now := d.s.Now()
	v := web.AdminSigning{AdminFrame: d.frame("feds"), May: d.v.May(admin.ChangeFeds), Asked: queryValue(d.r, "asked") != "",
		Master: s.Master, Oldest: s.Oldest, Entries: int(s.Chain.Entries), Whole: s.Chain.Whole(), Now: now}
	if t := d.s.Border.Table; t != nil {
		v.Table, v.TableOld = t.Built(), days(now, t.Built()) > oldTable
	}
	for _, r := range s.Roots {
		v.Roots = append(v.Roots, web.RootKey{Purpose: string(r.Purpose), Made: r.Made})
	}
	v.Groups = d.keyGroups(s.Keys)
	return d.html(http.StatusOK, v)
}

// keyGroups puts the keys of one owner together, in the order in which they come.
func (d *desk) keyGroups(all []keys.Listed) (out []web.KeyGroup) {
	for _, k := range all {
		if len(out) == 0 || out[len(out)-1].Connection != k.Connection {
			out = append(out, web.KeyGroup{Connection: k.Connection})
		}
		g := &out[len(out)-1]
		row := web.SigningKey{FedKey: fedKey(k), MayDrop: admin.MayDrop(all, k)}
		switch {
		case k.Stage == keys.StagePublished:
			g.Waits = true
			g.Ready = k.Used.IsZero() && !d.s.Now().Before(k.Published.Add(keys.PublishedBefore))
		case k.Connection == "" && k.Stage == keys.StageInUse:
			row.MayRotate = !admin.Waits(all, k)
		}
		g.Keys = append(g.Keys, row)
	}
	return out
}

func (d *desk) signingRotate() error { return d.signingAct("alg", d.desk.RotateKey, "") }
func (d *desk) signingStage() error  { return d.signingAct("connection", d.desk.StageKey, "") }
func (d *desk) signingMove() error   { return d.signingAct("connection", d.desk.MoveKey, "") }
func (d *desk) signingDrop() error   { return d.signingAct("kid", d.desk.AskDropKey, "?asked=1") }

// signingAct carries out one act on what a field names.
func (d *desk) signingAct(field string, act func(context.Context, admin.Visitor, string) error, then string) error {
	what, err := d.field(field)
	if err != nil {
		return err
	}
	if err := act(d.r.Context(), d.v, what); err != nil {
		return err
	}
	return d.to(admin.PathSigning + then)
}
