package cli

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"sluis/broker/admin"
	"sluis/broker/guard"
	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/broker/stepup"
	"sluis/broker/store"
	"sluis/internal/config"
)

// desk makes where admins come. An issuer that is an address has no security keys (WebAuthn
// L3 §5.1.3): its pages say so, and nobody comes in.
func (n *Node) desk(i *config.Installation, records store.Records, state store.State, ring *keys.Ring, snapshot func() *registry.Snapshot) (*admin.Desk, error) {
	var err error
	n.factors, err = stepup.New(stepup.Config{Records: records, State: state, Ring: ring, Now: n.now, Issuer: i.Issuer, Name: "Sluis"})
	if err != nil {
		return nil, err
	}
	makers, err := keyMakers(i.AdminKeys)
	if err != nil {
		return nil, err
	}
	return admin.New(admin.Config{Makers: makers, Records: records, State: state, Ring: ring, Ledger: n.ledger, Factors: n.factors, Blocks: n.blocks, Halts: n.halts,
		People: &guard.People{Records: records, Ring: ring, Now: n.now}, Federations: n.hubs, Now: n.now, Keeper: console{n.registrar}, Registry: snapshot, Kinds: admin.RegistryKinds(console{n.registrar}),
		School: func(id string) bool { _, ok := snapshot().School(id); return ok }, App: func(id string) bool { _, ok := snapshot().App(id); return ok }}), nil
}

// keyMakers reads which keys each role takes. What is wrong with it was said by check.
func keyMakers(all []config.AdminKeys) (map[admin.Role]admin.Makers, error) {
	out := map[admin.Role]admin.Makers{}
	for _, k := range all {
		m := admin.Makers{Roots: x509.NewCertPool()}
		for _, c := range k.Roots {
			m.Roots.AddCert(c)
		}
		for _, text := range k.Models {
			model, err := stepup.ParseAAGUID(text)
			if err != nil {
				return nil, err
			}
			m.Models = append(m.Models, model)
		}
		for _, r := range k.Roles {
			out[admin.Role(r)] = m
		}
	}
	return out, nil
}

// adminBorder is the same table of countries, with fewer of them (L-01).
func adminBorder(b guard.Border, g config.Guard) guard.Border {
	b.Countries = g.AdminCountries
	return b
}

const adminAbout = `makes the code by which an admin comes in.

  sluis admin invite --name "Iris de Groot"

The code is printed once, works once and for 15 minutes. Whoever types it at /admin/invite enrols two
factors, a security key first, and is a platform admin from then on. Later admins are invited by an
admin: once one has signed in this command refuses. With --emergency, where none of them can come in
any more, it does not; that is an alert in the log and stands in the audit chain as one. It works beside a running broker and without one; that you did it is an entry in the audit chain.`

// inviteOrder is the operator's wish for an admin.
type inviteOrder struct {
	Name      string `json:"name"`
	By        string `json:"by"`
	Emergency bool   `json:"emergency,omitempty"`
}

// inviteAnswer holds the code, which exists nowhere else.
type inviteAnswer struct {
	Code string    `json:"code"`
	URL  string    `json:"url"`
	Ends time.Time `json:"ends"`
}

func runAdmin(args []string, out, errs io.Writer) error {
	o, path := inviteOrder{By: whoAsks()}, ""
	fs := flags("admin", adminAbout, errs)
	if len(args) > 0 && args[0] == "invite" {
		args = args[1:]
	} else if len(args) > 0 && args[0] != "--help" && args[0] != "-h" {
		return fmt.Errorf("admin: %q is not invite", args[0])
	} else if len(args) == 0 {
		args = []string{"--help"}
	}
	fs.StringVar(&path, "config", "./sluis.yaml", "the installation's `file`")
	fs.StringVar(&o.Name, "name", "", "who is invited: the `name` that other admins see")
	fs.BoolVar(&o.Emergency, "emergency", false, "also while there is a platform admin; an alert")
	if ok, err := parse(fs, args); !ok {
		return err
	}
	if o.Name == "" {
		return errors.New("admin invite: --name is needed")
	}
	answer, err := operate(context.Background(), errs, path, "admin", o, func(n *Node, _ *custodian) func(context.Context, inviteOrder) (inviteAnswer, error) {
		return n.inviter().do
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Open %s and type this code, before %s:\n\n  %s\n\nIt works once, and is not shown again.\n", answer.URL, minute(answer.Ends), answer.Code)
	return err
}

// inviter carries out the operator's wish in the process that has the stores.
type inviter struct {
	desk   *admin.Desk
	issuer string
	logger *slog.Logger
}

func (n *Node) inviter() *inviter { return &inviter{n.admins, n.issuer, n.logger} }

func (i *inviter) do(ctx context.Context, o inviteOrder) (inviteAnswer, error) {
	code, ends, err := i.desk.OperatorInvites(ctx, admin.Wish{Name: o.Name, Role: admin.Platform}, o.By, o.Emergency)
	switch {
	case errors.Is(err, admin.ErrStanding):
		return inviteAnswer{}, keys.Declined("there is a platform admin, who invites others at " + i.issuer + admin.PathPeople + "; where nobody can come in any more: --emergency")
	case errors.Is(err, admin.ErrInput):
		return inviteAnswer{}, keys.Declined("a name is one line of at most 60 characters")
	case errors.Is(err, admin.ErrFull):
		return inviteAnswer{}, keys.Declined(fmt.Sprintf("%d invitations are open, and that is all there is room for: wait for some to end", admin.MaxAccounts))
	case err != nil:
		return inviteAnswer{}, err
	}
	if o.Emergency { // the operator's own word: it is an alert whoever there is
		i.logger.Warn("admin alert: a platform admin is invited from the machine itself, in an emergency")
	}
	return inviteAnswer{Code: code.Reveal(), URL: i.issuer + admin.PathInvite, Ends: ends}, nil
}
