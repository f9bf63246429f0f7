package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"sluis/broker/migration"
)

const subjectsAbout = `keeps pupils the same persons for apps when their school merges, moves to a connection of its
own, or gives out new identifiers (docs/subjects.md).

  sluis subjects migrate show                  every move, how it stands and how many came along (also without "show")
  sluis subjects migrate plan --from-school A --to-school B --reason "..." --by NAME [--days 30] [--from-connection X]
                                               [--to-connection Y] [--file-only]
  sluis subjects migrate open --id ID --code CODE --by NAME        by a second person; pupils can then bring their account
  sluis subjects migrate link --id ID --file FILE --by NAME [--dry] by the school's file: old,new in each line
  sluis subjects migrate close --id ID --by NAME                   ends it; who was linked stays linked
  sluis subjects migrate undo --id ID --code CODE --by NAME        takes all its links back

It works beside a running broker and without one. Every step is an entry in the audit chain.`

func runSubjects(args []string, out, errs io.Writer) error {
	if len(args) == 0 || args[0] != "migrate" {
		fs := flags("subjects", subjectsAbout, errs)
		if ok, err := parse(fs, args); !ok {
			return err
		}
		fs.Usage()
		return shown{errors.New("no act")}
	}
	var o moveOrder
	o.Act, args = splitAct(args[1:])
	path, file, ok, err := o.parse(args, errs)
	if !ok {
		return err
	}
	if o.Act == "link" {
		if o.List, err = readList(file); err != nil {
			return err
		}
	}
	answer, err := operate(context.Background(), errs, path, "subjects", o, func(n *Node, c *custodian) func(context.Context, moveOrder) (moveList, error) {
		return n.mover(c.ring).do
	})
	if err != nil {
		return err
	}
	for _, line := range answer.Done {
		fmt.Fprintln(out, line)
	}
	if o.Act == "show" {
		return answer.write(out)
	}
	return nil
}

// parse reads the flags that the act knows; ok is false where nothing is to be done.
func (o *moveOrder) parse(args []string, errs io.Writer) (path, file string, ok bool, err error) {
	fs := flags("subjects migrate", subjectsAbout, errs)
	fs.StringVar(&path, "config", "./sluis.yaml", "the installation's `file`")
	need := map[string]*string{}
	ask := func(name, about string, at *string) { fs.StringVar(at, name, "", about); need[name] = at }
	switch o.Act {
	case "show":
	case "plan":
		ask("from-school", "`id` of the old school", &o.From.School)
		ask("to-school", "`id` of the new school; the same where only its connection or its identifiers changed", &o.To.School)
		ask("reason", "what the school asked for, and its reference, in `words`", &o.Reason)
		fs.StringVar(&o.From.Connection, "from-connection", "", "`id` of the connection that the old accounts log in by; absent: the school's")
		fs.StringVar(&o.To.Connection, "to-connection", "", "`id` of the connection that the new accounts log in by; absent: the school's")
		fs.IntVar(&o.Days, "days", 30, "how many `days` it is open from now, 90 at most")
		fs.BoolVar(&o.File, "file-only", false, "pupils are not asked; the school's file says who is who")
	case "open", "undo":
		ask("id", "the `id` of the move", &o.ID)
		ask("code", "the `code` that goes with this step", &o.Code)
	case "link":
		ask("id", "the `id` of the move", &o.ID)
		ask("file", "the school's `file`: old,new in each line", &file)
		fs.BoolVar(&o.Dry, "dry", false, "only look at the file")
	case "close":
		ask("id", "the `id` of the move", &o.ID)
	default:
		return "", "", false, fmt.Errorf("subjects migrate: %q is not one of show, plan, open, link, close, undo", o.Act)
	}
	if o.Act != "show" {
		ask("by", "your `name`, as the school knows you", &o.By)
	}
	if ok, err := parse(fs, args); !ok {
		return "", "", false, err
	}
	for name, at := range need {
		if strings.TrimSpace(*at) == "" {
			return "", "", false, fmt.Errorf("subjects migrate %s: --%s is needed", o.Act, name)
		}
	}
	return path, file, true, nil
}

// maxList is the largest file of a school, in bytes: 20,000 pupils fit many times.
const maxList = 8 << 20

func readList(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("subjects migrate link: %w", err)
	}
	raw, err := io.ReadAll(io.LimitReader(f, maxList+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return "", fmt.Errorf("subjects migrate link: %w", err)
	}
	if len(raw) > maxList {
		return "", errors.New("subjects migrate link: the file is larger than 8 MiB; split it")
	}
	return string(raw), nil
}

// write lists the moves.
func (l moveList) write(w io.Writer) error {
	if len(l.Moves) == 0 {
		_, err := fmt.Fprintln(w, "No school has moved.")
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tFROM\tTO\tSTAGE\tUNTIL\tCAME ALONG\tNEW\tPLANNED BY\tAGREED BY\tREASON")
	for _, m := range l.Moves {
		stage := string(m.Window.Stage)
		if m.Window.Stage == migration.Open && !m.Window.IsOpen(time.Now()) {
			stage = "ended"
		}
		fmt.Fprintf(t, "%s\t%s (%s)\t%s (%s)\t%s\t%s\t%d\t%d\t%s\t%s\t%s\n", m.ID, m.Window.From.School, m.Window.From.Connection, m.Window.To.School, m.Window.To.Connection,
			stage, minute(m.Window.Until), m.Linked, m.Strangers, m.Window.PlannedBy, m.Window.AgreedBy, m.Window.Reason)
	}
	return t.Flush()
}
