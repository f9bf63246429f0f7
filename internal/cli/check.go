package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"sluis/internal/config"
	"sluis/internal/feed"
)

// flags makes a command's flag set, which explains itself and does not exit.
func flags(name, about string, out io.Writer) *flag.FlagSet {
	fs := flag.NewFlagSet("sluis "+name, flag.ContinueOnError)
	fs.SetOutput(out)
	fs.Usage = func() {
		fmt.Fprintf(out, "sluis %s: %s\n\n", name, about)
		fs.PrintDefaults()
	}
	return fs
}

// parse reads flags; false: help was asked for and given.
func parse(fs *flag.FlagSet, args []string) (bool, error) {
	err := fs.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return false, nil
	}
	if err != nil {
		return false, shown{err}
	}
	if fs.NArg() > 0 {
		return false, fmt.Errorf("%s takes no argument %q", fs.Name(), fs.Arg(0))
	}
	return true, nil
}

func check(args []string, out, errs io.Writer) error {
	fs := flags("check", "reads the configuration and says all that is wrong, without changing anything.\nExit 0: in order. Exit 1: every problem is named with file, line, path, value and what is allowed.", errs)
	path := fs.String("config", "./sluis.yaml", "the installation's `file`")
	offline := fs.Bool("offline", false, "leave the servers of stores alone: this machine cannot reach them")
	if ok, err := parse(fs, args); !ok {
		return err
	}
	loaded, problems := config.Load(*path, checks(time.Now, false))
	fmt.Fprint(errs, problems)
	if problems.Refused() {
		return shown{errors.New("refused")}
	}
	if !*offline {
		if err := examineStores(context.Background(), loaded.Installation, time.Now); err != nil {
			return err
		}
	}
	r := loaded.Registry
	fmt.Fprintf(out, "%s is in order: %s, %s, %s\n", *path, count(len(r.Connections), "connection"), count(len(r.Schools), "school"), count(len(r.Apps), "app"))
	for _, c := range r.Connections {
		copyAge(out, loaded.Installation, c.ID, c.Metadata)
		copyAge(out, loaded.Installation, c.ID+idpsFeed, c.IdPsMetadata)
	}
	return nil
}

// copyAge tells how old what was fetched is: check fetches nothing itself.
func copyAge(out io.Writer, i config.Installation, name string, m config.Metadata) {
	if m.Address() == "" {
		return
	}
	at, ok := feed.Confirmed(copiesOf(i), name)
	if !ok {
		fmt.Fprintf(out, "connection %s: its metadata has not been fetched yet\n", name)
		return
	}
	fmt.Fprintf(out, "connection %s: its metadata was last fetched or confirmed at %s\n", name, at.UTC().Format(time.RFC3339))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
