package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"sluis/broker/flow"
	"sluis/broker/trace"
	"sluis/internal/config"
)

// drain is how long requests under way may take after SIGTERM; contract 5 gives 20
// seconds in all.
const drain = 15 * time.Second

func serve(args []string, _, errs io.Writer) error {
	fs := flags("serve", "runs the broker until SIGTERM. SIGHUP, or a change of the registry's files, reloads the registry.", errs)
	path := fs.String("config", "./sluis.yaml", "the installation's `file`")
	if ok, err := parse(fs, args); !ok {
		return err
	}
	began := time.Now()
	c := checks(time.Now, false)
	loaded, problems := config.Load(*path, c)
	fmt.Fprint(errs, problems)
	if problems.Refused() {
		return shown{errors.New("refused")}
	}
	logger := slog.New(slog.NewJSONHandler(errs, nil))

	hangup, stop := make(chan os.Signal, 1), make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	signal.Notify(stop, syscall.SIGTERM, os.Interrupt)
	if os.Getenv("GOGC") == "" {
		// Measured with make bench: a tenth less CPU per login, for 6 MiB.
		debug.SetGCPercent(200)
	}
	node, err := Start(NodeConfig{Loaded: loaded, Checks: c, Now: time.Now, Logger: logger, Hangup: hangup, Caps: flow.DefaultCaps, Traces: trace.DefaultCaps})
	if err != nil {
		return err
	}
	defer func() {
		if err := node.Close(); err != nil {
			logger.Error("not closed in order", "error", err.Error())
		}
	}()
	return node.listen(loaded.Installation, stop, began)
}

// listen serves until a signal comes, then drains.
func (n *Node) listen(i config.Installation, stop <-chan os.Signal, began time.Time) error {
	public := server(n.Public, n.logger)
	public.RegisterOnShutdown(n.server.EndStreams)
	failed := make(chan error, 2)
	ln, err := net.Listen("tcp", i.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if i.TLS.CertFile != "" {
		ln = tls.NewListener(ln, handshake(i))
	}
	servers := []*http.Server{public}
	go func() { failed <- public.Serve(ln) }()
	if i.AdminListen != "" {
		admin := server(n.Health, n.logger)
		aln, err := net.Listen("tcp", i.AdminListen)
		if err != nil {
			return errors.Join(fmt.Errorf("admin_listen: %w", err), public.Close())
		}
		servers = append(servers, admin)
		go func() { failed <- admin.Serve(aln) }()
	}
	n.logger.Info("ready", "issuer", i.Issuer, "listen", ln.Addr().String(), "took_ms", time.Since(began).Milliseconds())
	select {
	case err = <-failed:
	case <-stop:
		n.logger.Info("draining")
		err = nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	for _, s := range servers {
		err = errors.Join(err, s.Shutdown(ctx))
	}
	return err
}

// server has a time-out for every phase: a client that dawdles holds nothing.
func server(h http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 20 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: 90 * time.Second, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(quiet{logger.Handler()}, slog.LevelDebug)}
}

// quiet drops net/http's own lines: they hold addresses (design §5.8).
type quiet struct{ slog.Handler }

// Enabled is always false.
func (quiet) Enabled(context.Context, slog.Level) bool { return false }

// handshake is how TLS is spoken here. A client's certificate is asked for and never
// required, and verified by whom it is for (RFC 8705 §2, §3): under the name that is kept
// for that, where there is one, since a browser that is asked shows people a choice.
func handshake(i config.Installation) *tls.Config {
	plain := &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: certificate(i.TLS)}
	if i.MTLS.Certificates != "tls" {
		return plain
	}
	asking := plain.Clone()
	asking.ClientAuth = tls.RequestClientCert
	u, err := url.Parse(i.MTLS.Origin)
	if err != nil || u.Hostname() == "" {
		return asking
	}
	plain.GetConfigForClient = func(h *tls.ClientHelloInfo) (*tls.Config, error) {
		if strings.EqualFold(h.ServerName, u.Hostname()) {
			return asking, nil
		}
		return nil, nil
	}
	return plain
}

// certificate reads the files anew at each handshake's need: a renewed certificate
// is used without a restart.
func certificate(t config.TLS) func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		c, err := tls.LoadX509KeyPair(t.CertFile, t.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("tls: %w", err)
		}
		return &c, nil
	}
}
