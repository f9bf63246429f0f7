package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

// Main runs a command and gives the exit code: 0 done, 1 refused or failed, 2 not a
// command.
func Main(args []string, out, errs io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(errs, usage)
		return 2
	}
	var err error
	switch name, rest := args[0], args[1:]; name {
	case "serve":
		err = serve(rest, out, errs)
	case "check":
		err = check(rest, out, errs)
	case "keys":
		err = runKeys(rest, out, errs)
	case "blocks":
		err = runBlocks(rest, out, errs)
	case "log":
		err = runLog(rest, os.Stdin, out, errs)
	case "registry":
		err = runRegistry(rest, out, errs)
	case "audit":
		err = runAudit(rest, out, errs)
	case "admin":
		err = runAdmin(rest, out, errs)
	case "subjects":
		err = runSubjects(rest, out, errs)
	case "demo":
		err = runDemo(rest, out, errs)
	case "explain":
		err = runExplain(rest, os.Stdin, out, errs)
	case "selftest":
		err = runSelftest(rest, out, errs)
	case "version", "--version":
		fmt.Fprintln(out, "sluis", version())
	case "help", "--help", "-h":
		fmt.Fprint(out, usage)
	default:
		fmt.Fprintf(errs, "sluis: %q is not a command; `sluis help` lists them\n", name)
		return 2
	}
	return exit(err, errs)
}

const usage = `sluis lets pupils log in at their own school, and gives apps what was agreed.

  sluis demo      try it: broker, two hubs, twelve pupils and an app, on this machine alone
  sluis check     read sluis.yaml and registry.yaml and say all that is wrong
  sluis serve     run the broker
  sluis keys      show the keys, and exchange them without losing a login
  sluis blocks    show who is kept from the door; block a network, or let one in again
  sluis log       a school's logins: the week in numbers, or one pupil's, by number and with a reason
  sluis registry  show, compare, apply and take back versions of registry.yaml
  sluis audit     say whether the chain of what was done here is whole
  sluis admin     invite the first admin
  sluis subjects  keep pupils the same persons for apps when their school moves
  sluis explain   what would become of a captured answer, app by app
  sluis selftest  attack this installation, and report what came of it
  sluis version   which build this is

Each command explains itself: sluis serve --help
`

// shown marks an error whose text the person has seen already.
type shown struct{ error }

func exit(err error, errs io.Writer) int {
	if err == nil {
		return 0
	}
	if _, told := errors.AsType[shown](err); !told {
		fmt.Fprintf(errs, "sluis: %v\n", err)
	}
	return 1
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown build)"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			v += " " + s.Value[:12]
		}
	}
	return v + " " + info.GoVersion
}
