package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
)

const registryAbout = `shows the versions of registry.yaml, compares them, applies another one and takes it back.

  sluis registry show                                             the newest versions (also without "show")
  sluis registry export [--version N] [--out FILE]                a version byte for byte; without --version the one in use
  sluis registry diff --file FILE                                 what FILE would change, and whether check refuses it
  sluis registry diff --version N [--against M]                   what lies between two versions; without --against the one in use
  sluis registry apply --file FILE --author A --reason "..."      make FILE the registry
  sluis registry rollback --version N --author A --reason "..."   make version N the registry again

apply and rollback pass all of "sluis check", act whole or not at all, and are an entry in the audit chain.
They write registry.yaml itself. Where sluis.yaml says registry: {file: ...}, they refuse: change the file
where it is kept. It works beside a running broker and without one. See docs/registry.md.`

func runRegistry(args []string, out, errs io.Writer) error {
	o := registryOrder{By: whoAsks()}
	o.Act, args = splitAct(args)
	f, ok, err := o.parse(args, errs)
	if !ok {
		return err
	}
	answer, err := operate(context.Background(), errs, f.config, "registry", o, func(n *Node, _ *custodian) func(context.Context, registryOrder) (registryAnswer, error) {
		return n.registrar.do
	})
	switch {
	case err != nil:
		return err
	case o.Act == "show":
		return answer.write(out)
	case o.Act == "export" && f.out != "":
		return os.WriteFile(f.out, answer.Text, 0o600)
	case o.Act == "export":
		_, err = out.Write(answer.Text)
		return err
	}
	for _, line := range answer.Done {
		fmt.Fprintln(out, line)
	}
	return nil
}

// registryFiles are the files of a command.
type registryFiles struct{ config, in, out string }

// parse reads the flags that the act knows; ok is false where nothing is to be done.
func (o *registryOrder) parse(args []string, errs io.Writer) (f registryFiles, ok bool, err error) {
	fs := flags("registry", registryAbout, errs)
	fs.StringVar(&f.config, "config", "./sluis.yaml", "the installation's `file`")
	signed := func() {
		fs.StringVar(&o.Author, "author", "", "who decided it, a `name`")
		fs.StringVar(&o.Reason, "reason", "", "why, in `words`")
	}
	switch o.Act {
	case "show":
	case "export":
		fs.Int64Var(&o.Version, "version", 0, "the `number` of the version; without it the one in use")
		fs.StringVar(&f.out, "out", "", "the `file` to write; without it, it is printed")
	case "diff":
		fs.StringVar(&f.in, "file", "", "a `file` to compare with the registry in use")
		fs.Int64Var(&o.Version, "version", 0, "the `number` of the older version")
		fs.Int64Var(&o.Against, "against", 0, "the `number` of the newer version; without it the one in use")
	case "apply":
		fs.StringVar(&f.in, "file", "", "the new registry, a `file`; paths in it are relative to the registry's place")
		signed()
	case "rollback":
		fs.Int64Var(&o.Version, "version", 0, "the `number` of the version")
		signed()
	default:
		return f, false, fmt.Errorf("registry: %q is not one of show, export, diff, apply, rollback", o.Act)
	}
	if ok, err := parse(fs, args); !ok {
		return f, false, err
	}
	switch {
	case o.Act == "diff" && (f.in == "") == (o.Version == 0):
		return f, false, errors.New("registry diff: either --file or --version is needed")
	case o.Act == "apply" && f.in == "":
		return f, false, errors.New("registry apply: --file is needed")
	case o.Act == "rollback" && o.Version < 1:
		return f, false, errors.New("registry rollback: --version is needed")
	}
	if f.in != "" {
		o.Text, err = readRegistry(f.in)
	}
	return f, err == nil, err
}

// readRegistry reads a file of the size that a registry may have.
func readRegistry(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxList+1))
	switch err = errors.Join(err, f.Close()); {
	case err != nil:
		return nil, fmt.Errorf("registry: %w", err)
	case len(text) > maxList:
		return nil, fmt.Errorf("registry: %s is larger than a registry may be, 8 MiB", path)
	}
	return text, nil
}

// write lists the versions as an operator reads them.
func (a registryAnswer) write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "VERSION\tWHEN\tSTATE\tCHANGES\tAUTHOR\tREASON")
	for _, v := range a.Versions {
		fmt.Fprintf(t, "%d\t%s\t%s\t%d\t%s\t%s\n", v.Number, minute(v.At), v.State, v.Changes, v.Author, v.Reason)
	}
	return t.Flush()
}
