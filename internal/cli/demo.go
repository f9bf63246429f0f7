package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"sluis/broker/flow"
	"sluis/broker/keys"
	"sluis/broker/trace"
	"sluis/internal/config"
	"sluis/internal/demo"
)

func runDemo(args []string, out, errs io.Writer) error {
	fs := flags("demo", "shows a whole login on this machine: the broker, an Entree-like and a SURFconext-like hub, invented pupils and an app.\nIt needs no internet, makes its keys anew at each start and leaves nothing behind.", errs)
	listen := fs.String("listen", "127.0.0.1:8080", "`address` and port of the broker; a loopback address. Hubs and app take free ports after it")
	own := fs.String("app", "", "`redirect URI` of an app of yours, which then logs in here as well; what it must know is printed")
	if ok, err := parse(fs, args); !ok {
		return err
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, os.Interrupt)
	d, err := startDemo(*listen, *own, slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		return err
	}
	d.welcome(out)
	select {
	case <-stop:
		fmt.Fprintln(out, "\nDe demo is gestopt. Er is niets bewaard.")
	case err = <-d.failed:
	}
	return errors.Join(err, d.close())
}

// demonstration is a running demo.
type demonstration struct {
	demo    *demo.Demo
	at      demo.Addresses
	node    *Node
	dir     string
	servers []*http.Server
	failed  chan error
	invited inviteAnswer // the demo's admin
}

func startDemo(listen, own string, logger *slog.Logger) (_ *demonstration, err error) {
	addr, err := netip.ParseAddrPort(listen)
	if err != nil || !addr.Addr().IsLoopback() {
		return nil, fmt.Errorf("demo: --listen %s is not an address and port of this machine alone, such as 127.0.0.1:8080; a demo with published passwords may not be reached from elsewhere", listen)
	}
	r := &demonstration{failed: make(chan error, 4)}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.close())
		}
	}()
	lns, err := listeners(addr)
	if err != nil {
		return nil, err
	}
	r.at = addresses(addr, lns)
	r.at.Own = own
	if r.dir, err = os.MkdirTemp("", "sluis-demo-"); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	if r.demo, err = demo.New(r.at, keys.NewHandle(), time.Now); err != nil {
		return nil, err
	}
	if err := r.broker(lns[0], logger); err != nil {
		return nil, err
	}
	if r.invited, err = r.node.inviter().do(context.Background(), inviteOrder{Name: "Demo", By: "operator demo"}); err != nil {
		return nil, err
	}
	hubs := r.demo.Hubs()
	r.serve(lns[1], hubs[r.at.Entree])
	r.serve(lns[2], hubs[r.at.SURFconext])
	r.serve(lns[3], r.demo.App())
	return r, nil
}

// listeners takes the asked port for the broker and the next free ones for the rest.
func listeners(addr netip.AddrPort) ([]net.Listener, error) {
	first, err := net.Listen("tcp", addr.String())
	if err != nil {
		return nil, fmt.Errorf("demo: %w; another --listen may be free", err)
	}
	lns := []net.Listener{first}
	port := first.Addr().(*net.TCPAddr).Port
	for len(lns) < 4 {
		port++
		ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil && port < first.Addr().(*net.TCPAddr).Port+50 {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("demo: no free port for hubs and app: %w", err)
		}
		lns = append(lns, ln)
	}
	return lns, nil
}

// addresses put the broker on localhost and the rest on 127.0.0.1: two sites, as
// they are in the field.
func addresses(addr netip.AddrPort, lns []net.Listener) demo.Addresses {
	at := func(host string, i int) string {
		return "http://" + net.JoinHostPort(host, strconv.Itoa(lns[i].Addr().(*net.TCPAddr).Port))
	}
	broker := "localhost"
	if addr.Addr() != netip.MustParseAddr("127.0.0.1") {
		broker = addr.Addr().String()
	}
	return demo.Addresses{Broker: at(broker, 0), Entree: at("127.0.0.1", 1), SURFconext: at("127.0.0.1", 2), App: at("127.0.0.1", 3)}
}

// broker runs the broker as `serve` does, from files, with the same checks.
func (r *demonstration) broker(ln net.Listener, logger *slog.Logger) error {
	path, err := r.demo.WriteConfiguration(r.dir, ln.Addr().String())
	if err != nil {
		return err
	}
	c := checks(time.Now, true)
	loaded, problems := config.Load(path, c)
	if problems.Refused() {
		return fmt.Errorf("demo: its own configuration is refused:\n%s", problems.Errors())
	}
	r.node, err = Start(NodeConfig{Loaded: loaded, Checks: c, Now: time.Now, Logger: logger, Caps: flow.DefaultCaps, Traces: trace.DefaultCaps, Demo: true})
	if err != nil {
		return err
	}
	for _, conn := range r.node.live.Snapshot().Connections() {
		doc, _ := r.node.hubs.spMetadata(conn.ID)
		if err := r.demo.AcceptBroker(conn.ID, doc); err != nil {
			return err
		}
	}
	r.serve(ln, r.node.Public)
	return nil
}

func (r *demonstration) serve(ln net.Listener, h http.Handler) {
	s := server(h, slog.New(slog.DiscardHandler))
	r.servers = append(r.servers, s)
	go func() {
		if err := s.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			r.failed <- err
		}
	}()
}

func (r *demonstration) close() error {
	var err error
	for _, s := range r.servers {
		err = errors.Join(err, s.Close())
	}
	if r.node != nil {
		err = errors.Join(err, r.node.Close())
	}
	if r.dir != "" {
		err = errors.Join(err, os.RemoveAll(r.dir))
	}
	return err
}

// welcome prints what contract 22 promises.
func (r *demonstration) welcome(out io.Writer) {
	fmt.Fprintf(out, `Sluis demo. Alles is verzonnen en draait alleen op deze computer.

  demo-app:   %s
  broker:     %s
  Entree:     %s   (nagebouwd)
  SURFconext: %s   (nagebouwd)

`, r.at.App, r.at.Broker, r.at.Entree, r.at.SURFconext)
	r.welcomeOwn(out)
	fmt.Fprint(out, "Open de demo-app, kies een school en log in:\n\n")
	for _, a := range r.demo.Accounts() {
		note := ""
		if a.Note != "" {
			note = "; " + a.Note
		}
		fmt.Fprintf(out, "  leerling: %s  wachtwoord: %s  (%s, %s%s)\n", a.Login, a.Password, a.School, a.Federation, note)
	}
	r.welcomeAdmin(out)
	fmt.Fprint(out, "\nStoppen: Ctrl+C\n")
}

// welcomeAdmin prints where somebody becomes an admin. An issuer that is an address has no
// security keys, so there nobody can.
func (r *demonstration) welcomeAdmin(out io.Writer) {
	if !strings.HasPrefix(r.at.Broker, "http://localhost:") {
		return
	}
	fmt.Fprintf(out, `
Beheren kan ook, met een beveiligingssleutel:

  beheer:     %s   (code, een kwartier geldig: %s)
`, r.invited.URL, r.invited.Code)
}

// welcomeOwn prints what a developer fills in at an app of their own.
func (r *demonstration) welcomeOwn(out io.Writer) {
	if r.at.Own == "" {
		return
	}
	fmt.Fprintf(out, `Jouw eigen app kan hier ook inloggen:

  issuer:        %s
  client_id:     %s
  client_secret: %s   (client_secret_basic; nieuw bij elke start)
  redirect_uri:  %s

`, r.at.Broker, demo.OwnID, r.demo.Secret(), r.at.Own)
}
