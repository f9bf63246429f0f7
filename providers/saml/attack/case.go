package attack

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"sluis/internal/refusal"
)

//go:embed testdata/attacks/*.txt
var files embed.FS

// Case is one message, or one way of bringing a message, with what must come of it.
type Case struct {
	Name   string // unique; kebab case
	File   string // where it is written
	Source string // where the attack is known from
	// Expect is the refusal. Zero: an honest message, which must be accepted; without
	// those a build that refuses everything would pass.
	Expect refusal.Code
	// Checks are what stands between the message and a login: the first refuses it;
	// with that one switched off the second does, and so on. With all of them off the
	// message is accepted, or the reader breaks down. Words of the check's own error.
	Checks []string
	Place  string // where in the message the fault is

	Federation string // "surfconext" (also where absent) or "entree"
	Sign       string // "assertion" (also where absent), "response", "both", "none"
	Key        string // "hub" (also where absent), "foreign", "other-hub", "weak"
	Hash       string // of the signature: "sha256" (also where absent), "sha1", "hmac-certificate", "hmac-key"
	Digest     string // "sha256" (also where absent), "sha1"
	ForceAuthn bool   // the request asked for a new login
	Horizon    bool   // the state store began anew a minute ago
	// Play names what the browser does with it; empty: it posts the form. Those cases
	// need HTTP.
	Play string
	// At says where it can be tried: "" everywhere, "message" only against a connection
	// (its clock must stand still), "http" only against a whole system.
	At string

	steps []step
}

// Everything stands as the second of a case's checks where the message is nothing that a
// reader could take: without the first check all the others refuse it.
const Everything = "everything behind it"

// step is one line of a recipe.
type step struct{ phase, op, args string }

// The phases of a recipe, in the order in which a message comes about.
const (
	beforeSigning = "before" // the tree, before anything is signed
	inSignature   = "info"   // each ds:Signature, before its value is computed
	afterSigning  = "after"  // the tree, signatures in place
	onBytes       = "bytes"  // the XML as text
	onForm        = "form"   // the base64 of the form field
)

// Cases reads the corpus, generators unfolded, in order of file and line.
func Cases() ([]Case, error) {
	names, err := fs.Glob(files, "testdata/attacks/*.txt")
	if err != nil {
		return nil, fmt.Errorf("attack: %w", err)
	}
	var all []Case
	seen := map[string]string{}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("attack: %w", err)
		}
		short := strings.TrimPrefix(name, "testdata/attacks/")
		list, err := parse(short, string(text))
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			if other, twice := seen[c.Name]; twice {
				return nil, fmt.Errorf("attack: %s: %s stands in %s too", short, c.Name, other)
			}
			seen[c.Name] = short
		}
		all = append(all, list...)
	}
	return all, nil
}

// parse reads one file: blocks apart by a line of dashes, each with header lines,
// then recipe lines under the name of a phase. Lines beginning with # are remarks.
func parse(file, text string) ([]Case, error) {
	var all []Case
	for n, block := range strings.Split(text, "\n---\n") {
		header, steps, err := readBlock(block)
		if err != nil {
			return nil, fmt.Errorf("attack: %s: block %d: %w", file, n+1, err)
		}
		for _, one := range unfold(header) {
			c, err := newCase(one, steps)
			if err != nil {
				return nil, fmt.Errorf("attack: %s: %s: %w", file, one["name"], err)
			}
			c.File = file
			all = append(all, c)
		}
	}
	return all, nil
}

func readBlock(block string) (header map[string]string, steps []step, err error) {
	header = map[string]string{}
	phase := ""
	for line := range strings.Lines(block) {
		line = strings.TrimRight(line, "\n ")
		word, rest, _ := strings.Cut(strings.TrimLeft(line, " "), " ")
		switch {
		case word == "" || word[0] == '#':
		case line[0] == ' ' && phase == "":
			return nil, nil, fmt.Errorf("line %q stands under no phase", line)
		case line[0] == ' ':
			steps = append(steps, step{phase, word, rest})
		case slices.Contains([]string{beforeSigning, inSignature, afterSigning, onBytes, onForm}, strings.TrimSuffix(word, ":")):
			phase = strings.TrimSuffix(word, ":")
		default:
			key := strings.TrimSuffix(word, ":")
			if _, twice := header[key]; twice {
				if key != "also" {
					return nil, nil, fmt.Errorf("%s stands twice", key)
				}
				rest = header[key] + "\n" + strings.TrimSpace(rest)
			}
			header[key] = strings.TrimSpace(rest)
		}
	}
	return header, steps, nil
}

// unfold is the generator: a header with alternatives, "a | b", becomes one case for
// each; the others and the recipe name the one as {place} and so on.
func unfold(header map[string]string) []map[string]string {
	out := []map[string]string{header}
	for _, key := range []string{"place", "sign", "value", "federation"} {
		alternatives := strings.Split(header[key], " | ")
		if len(alternatives) < 2 {
			continue
		}
		var next []map[string]string
		for _, h := range out {
			for _, a := range alternatives {
				one := maps.Clone(h)
				one[key] = strings.TrimSpace(a)
				one["name"] += "-" + slug(a)
				next = append(next, one)
			}
		}
		out = next
	}
	return out
}

// slug is an alternative as a part of a name.
func slug(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(words[max(0, len(words)-4):], "-")
}

func newCase(h map[string]string, steps []step) (Case, error) {
	c := Case{Name: h["name"], Source: h["source"], Place: h["place"], Federation: h["federation"], Sign: h["sign"],
		Key: h["key"], Hash: h["hash"], Digest: h["digest"], ForceAuthn: h["force-authn"] == "yes", Horizon: h["horizon"] == "yes",
		Play: h["play"], At: h["at"]}
	c.Place = strings.ReplaceAll(c.Place, "{value}", h["value"])
	fill := strings.NewReplacer("{place}", c.Place, "{value}", h["value"])
	for _, s := range steps {
		c.steps = append(c.steps, step{s.phase, s.op, fill.Replace(s.args)})
	}
	for key := range h {
		if !slices.Contains(headers, key) {
			return c, fmt.Errorf("header %q is not known", key)
		}
	}
	for key, allowed := range choices {
		if !slices.Contains(strings.Fields(allowed), h[key]) && h[key] != "" {
			return c, fmt.Errorf("%s: %q is none of %s", key, h[key], allowed)
		}
	}
	if c.Name == "" || c.Source == "" {
		return c, fmt.Errorf("a case needs a name and a source")
	}
	for _, check := range append([]string{h["check"]}, strings.Split(h["also"], "\n")...) {
		if check != "" {
			c.Checks = append(c.Checks, check)
		}
	}
	var ok bool
	c.Expect, ok = expected(h["expect"])
	if !ok || (c.Expect != 0) != (len(c.Checks) > 0) {
		return c, fmt.Errorf("expect: %q is neither accepted (without check) nor the name of a refusal (with check)", h["expect"])
	}
	return c, nil
}

var headers = []string{"name", "source", "expect", "check", "also", "place", "value", "federation", "sign", "key", "hash", "digest",
	"force-authn", "horizon", "play", "at"}

var choices = map[string]string{
	"federation": "surfconext entree", "sign": "assertion response both none", "key": "hub foreign other-hub weak",
	"hash": "sha256 sha1 hmac-certificate hmac-key", "digest": "sha256 sha1", "force-authn": "yes", "horizon": "yes", "at": "message http",
}

// expected finds a refusal by the name in its table.
func expected(name string) (refusal.Code, bool) {
	e, ok := refusal.Named(name)
	return e.Code, ok || name == "accepted"
}
