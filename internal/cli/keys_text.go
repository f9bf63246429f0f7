package cli

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"sluis/broker/keys"
)

// write prints the keys for people: what each is for, where it stands, and what is to
// be done.
func (i inventory) write(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	last := ""
	for _, k := range i.Keys {
		owner := "Tokens for apps (JWKS)"
		if k.Connection != "" {
			owner = "Connection " + k.Connection + ": signs requests, decrypts answers"
		}
		if owner != last {
			fmt.Fprintf(w, "%s%s\n", map[bool]string{true: "\n"}[last != ""], owner)
			last = owner
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\n", k.Alg, k.Stage, dates(k))
		fmt.Fprintf(w, "  \tkid\t%s\n", k.KID)
		if k.Fingerprint != "" {
			fmt.Fprintf(w, "  \tSHA-256\t%s\n", k.Fingerprint)
			fmt.Fprintf(w, "  \tcertificate\tuntil %s\n", day(k.Expires))
		}
		if what := nextOf(k); what != "" {
			fmt.Fprintf(w, "  \tnext\t%s\n", what)
		}
	}
	fmt.Fprintln(w, "\nKeyring, under the master key: random keys that never change, since what was made with them must stay")
	for _, r := range i.Roots {
		fmt.Fprintf(w, "  %s\t%s\tsince %s\n", r.Purpose, purposeOf(r.Purpose), day(r.Made))
	}
	i.writeDue(w)
	return w.Flush()
}

func (i inventory) writeDue(w io.Writer) {
	near := 0
	for _, d := range i.Due {
		if d.near(i.At) {
			if near++; near == 1 {
				fmt.Fprintln(w, "\nTo be done")
			}
			fmt.Fprintf(w, "  %s\n", d.sentence(i.At))
		}
	}
	if near == 0 {
		fmt.Fprintf(w, "\nNothing ends within %d days.\n", shownDaysBefore)
	}
}

// dates tells the calendar of a key in a line.
func dates(k keys.Listed) string {
	s, used := "published "+day(k.Published), "signs from"
	if slices.Contains(keys.EncryptionAlgorithms(), k.Alg) {
		used = "encrypted to from"
	}
	for _, d := range []struct {
		what string
		at   time.Time
	}{{used, k.Used}, {"retires", k.Retired}, {"gone", k.Gone}} {
		if !d.at.IsZero() {
			s += ", " + d.what + " " + day(d.at)
		}
	}
	return s
}

// nextOf says whose move it is with a key; "": nobody's.
func nextOf(k keys.Listed) string {
	ready := k.Published.Add(keys.PublishedBefore)
	switch {
	case k.Connection == "":
		return ""
	case k.Stage == keys.StagePublished && !k.Used.IsZero():
		return "give the hub our metadata before " + day(k.Used) + ": from then on this key signs"
	case k.Stage == keys.StagePublished:
		return "give the hub our metadata; when it has loaded it, and from " + day(ready) + " on: sluis keys move --connection " + k.Connection
	case k.Stage == keys.StageRetired:
		return "nothing; it decrypts what is under way, and is removed by itself"
	}
	return ""
}

func purposeOf(p keys.Purpose) string {
	switch p {
	case "pairwise":
		return "the pseudonyms of pupils"
	case "index":
		return "how the books find a person"
	case "seal":
		return "what the records keep sealed"
	case "device":
		return "the device cookie"
	case "log":
		return "the login log's daily keys, the audit chain"
	case "form":
		return "what a browser carries for us"
	}
	return "codes and steps"
}
