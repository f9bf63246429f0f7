package broker

import (
	"errors"

	"sluis/broker/admin"
	"sluis/broker/registry"
	"sluis/web"

	"github.com/gorilla/mux"
)

// pending is what waits for the approval of schools that the visitor may know of.
func (d *desk) pending(a *registry.App) *web.AdminPending {
	v := &web.AdminPending{Version: a.Contract.Version, Seen: admin.Seen(a.Contract)}
	own := d.v.Account.School
	for _, s := range a.Named {
		if s.Approves && a.Waits(s.ID) && d.v.Account.SeesSchoolOf(s.ID) {
			v.Schools = append(v.Schools, s.Name)
		}
		if s.ID == own && s.Approves {
			v.Mine, v.Served = d.v.May(admin.ApproveApps), a.Admits(s.ID)
		}
	}
	if own != "" && len(v.Schools) > 0 {
		var was *registry.App
		if a.Admits(own) {
			held := *a
			held.Contract = *a.At(own)
			was, v.Held = &held, held.Contract.Version
		}
		v.Lines = d.lines(registry.Contrast(was, a))
	}
	if len(v.Schools) == 0 && !v.Mine {
		return nil
	}
	return v
}

// approve has the contract hold at the visitor's own school. Of one that changed in the
// meantime, the page shows what it is now.
func (d *desk) approve() error {
	seen, err := d.field("seen")
	if err != nil {
		return err
	}
	err = d.desk.Approve(d.r.Context(), d.v, mux.Vars(d.r)["id"], seen)
	if err != nil && !errors.Is(err, admin.ErrMoved) {
		return err
	}
	return d.to(admin.PathApps + "/" + mux.Vars(d.r)["id"])
}

func (d *desk) stop() error {
	if err := d.desk.StopApp(d.r.Context(), d.v, mux.Vars(d.r)["id"]); err != nil {
		return err
	}
	return d.to(admin.PathApps + "/" + mux.Vars(d.r)["id"])
}
