package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"sluis/internal/config"
	"sluis/internal/selftest"
	"sluis/providers/saml/attack"
)

// The two rounds of a selftest.
const (
	onInstallation = "installation"
	onRehearsal    = "rehearsal"
)

func runSelftest(args []string, out, errs io.Writer) error {
	fs := flags("selftest", `attacks this installation with messages that must be refused, and reports what came of each (D-06).
First the running broker, at its own listen address, with all that needs no key of a federation; then the same binary and
the same registry on a free loopback port, with an empty data directory and test hubs whose keys are made at that moment,
with everything. No login is finished. Exit 1: an attack succeeded, an honest message was refused, or nothing answered.`, errs)
	path := fs.String("config", "./sluis.yaml", "the installation's `file`")
	asJSON := fs.Bool("json", false, "write the report as JSON")
	only := fs.String("only", "", "run one `round` alone: installation or rehearsal")
	if ok, err := parse(fs, args); !ok {
		return err
	}
	if *only != "" && *only != onInstallation && *only != onRehearsal {
		return fmt.Errorf("selftest: --only %s is neither %s nor %s", *only, onInstallation, onRehearsal)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	report, err := selftestReport(ctx, *path, *only, errs)
	if err != nil {
		return err
	}
	if *asJSON {
		if err := report.JSON(out); err != nil {
			return err
		}
	} else {
		report.Text(out)
	}
	if why := report.Failed(); why != "" {
		return fmt.Errorf("selftest: %s", why)
	}
	return nil
}

// selftestReport runs the rounds. Progress and problems of the configuration go to errs.
func selftestReport(ctx context.Context, path, only string, errs io.Writer) (*selftest.Report, error) {
	c := checks(time.Now, false)
	loaded, problems := config.Load(path, c)
	fmt.Fprint(errs, problems)
	if problems.Refused() {
		return nil, shown{errors.New("refused")}
	}
	all, err := attack.Cases()
	if err != nil {
		return nil, err
	}
	digest, err := configurationDigest(path, loaded.Installation.Registry)
	if err != nil {
		return nil, err
	}
	report := &selftest.Report{At: time.Now(), Version: version(), Configuration: digest}
	if only != onRehearsal {
		part := selftest.Part{Title: "the running installation, " + loaded.Installation.Listen}
		stages, err := installationStages(loaded)
		if err != nil {
			return nil, err
		}
		if err := part.Run(ctx, stages, all, selftest.Keyless, errs); err != nil {
			return nil, err
		}
		part.Left = append(part.Left, "all that needs a signature of the federation: its key is not ours; the rehearsal runs it")
		report.Parts = append(report.Parts, part)
	}
	if only != onInstallation {
		part, err := rehearsed(ctx, loaded, c, all, errs)
		if err != nil {
			return nil, err
		}
		report.Parts = append(report.Parts, part)
	}
	return report, nil
}

// rehearsed runs everything against a broker of our own.
func rehearsed(ctx context.Context, loaded *config.Loaded, c config.Checks, all []attack.Case, errs io.Writer) (part selftest.Part, err error) {
	r, err := rehearse(ctx, *loaded, c)
	if err != nil {
		return part, err
	}
	defer func() { err = errors.Join(err, r.close()) }()
	part.Title = "a rehearsal with test hubs, " + r.origin
	every := func(*attack.Case) bool { return true }
	return part, part.Run(ctx, r.stages, all, every, errs)
}

// configurationDigest names the configuration that a report is about.
func configurationDigest(paths ...string) (string, error) {
	h := sha256.New()
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			return "", fmt.Errorf("selftest: %w", err)
		}
		fmt.Fprintf(h, "%d\n", len(b))
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
