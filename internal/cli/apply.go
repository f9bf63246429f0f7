package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"sluis/broker/history"
	"sluis/broker/keys"
	"sluis/broker/ledger"
	"sluis/broker/registry"
	"sluis/broker/store"
	"sluis/internal/config"
)

// registryOrder is one wish about the registry.
type registryOrder struct {
	Act     string `json:"act"` // show, export, diff, apply, rollback
	Text    []byte `json:"text,omitempty"`
	Version int64  `json:"version,omitempty"`
	Against int64  `json:"against,omitempty"`
	Author  string `json:"author,omitempty"`
	Reason  string `json:"reason,omitempty"`
	By      string `json:"by"`
}

// registryAnswer says what was done, or shows what was asked for.
type registryAnswer struct {
	Done     []string       `json:"done,omitempty"`
	Text     []byte         `json:"text,omitempty"`
	Versions []versionShown `json:"versions,omitempty"`
}

// versionShown is a version as it is listed.
type versionShown struct {
	Number  int64     `json:"number"`
	At      time.Time `json:"at"`
	State   string    `json:"state"`
	Author  string    `json:"author"`
	Reason  string    `json:"reason"`
	Changes int       `json:"changes"`
}

// shownVersions is how many the list shows.
const shownVersions = 50

// do carries out an order. What is declined of a change is an entry too (design §5.8).
func (r *registrar) do(ctx context.Context, o registryOrder) (registryAnswer, error) {
	ctx = context.WithoutCancel(ctx) // a command that went away leaves nothing half done
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.live == nil {
		if err := r.catchUp(ctx); err != nil {
			return registryAnswer{}, err
		}
	}
	switch o.Act {
	case "show":
		return r.show(ctx)
	case "export":
		v, err := r.get(ctx, o.Version)
		return registryAnswer{Text: v.Text}, err
	case "diff":
		return r.diff(ctx, o)
	case "apply", "rollback", editing:
		done, err := r.change(ctx, o)
		if declined, ok := errors.AsType[keys.Declined](err); ok {
			err = errors.Join(declined, r.ledger.Audit(ctx, ledger.Act{By: o.By, Verb: "registry." + o.Act + ".declined"}))
		}
		return registryAnswer{Done: done}, err
	}
	return registryAnswer{}, keys.Declined("the running broker is of another version and does not know this act: restart it, and try again")
}

// catchUp takes notice of the file, as a start does: no broker runs that would have.
func (r *registrar) catchUp(ctx context.Context) error {
	loaded, problems := config.LoadRegistry(r.installation, r.checks)
	if problems.Refused() {
		return keys.Declined("the registry is refused:\n" + problems.Errors().String())
	}
	loaded, err := r.resume(ctx, loaded)
	if err != nil {
		return err
	}
	return r.begin(ctx, registry.Compile(loaded))
}

func (r *registrar) show(ctx context.Context) (out registryAnswer, err error) {
	list, err := r.book.List(ctx, shownVersions)
	for _, v := range list {
		out.Versions = append(out.Versions, versionShown{v.Number, v.At, v.State.String(), v.Author, v.Reason, len(v.Diff)})
	}
	return out, err
}

// get gives a version; 0 is the one in use.
func (r *registrar) get(ctx context.Context, number int64) (v history.Version, err error) {
	if number == 0 {
		v, err = r.book.Last(ctx)
	} else {
		v, err = r.book.Get(ctx, number)
	}
	if errors.Is(err, history.ErrNone) {
		err = keys.Declined("there is no such version; `sluis registry` lists them")
	}
	return v, err
}

// diff compares a version with the one in use, or a file, or another version.
func (r *registrar) diff(ctx context.Context, o registryOrder) (registryAnswer, error) {
	from, err := r.get(ctx, o.Version)
	if err != nil {
		return registryAnswer{}, err
	}
	var to registry.Listing
	if o.Text != nil {
		next, err := r.judge(o.Text)
		if err != nil {
			return registryAnswer{}, err
		}
		to = next.Listing()
	} else {
		v, err := r.get(ctx, o.Against)
		if err != nil {
			return registryAnswer{}, err
		}
		to = v.Listing
	}
	done := r.act(o.By, "", 0, registry.Compare(from.Listing, to)).Lines[1:]
	if len(done) == 0 {
		done = []string{"Nothing differs that means anything."}
	}
	return registryAnswer{Done: done}, nil
}

// judge is the whole of `sluis check` over a text in the place of the registry.
func (r *registrar) judge(text []byte) (*registry.Snapshot, error) {
	loaded, problems := config.JudgeRegistry(r.installation, r.checks, text)
	if problems.Refused() {
		return nil, keys.Declined("it is refused, and nothing has changed:\n" + strings.TrimSpace(problems.Errors().String()))
	}
	return registry.Compile(loaded), nil
}

// change makes a text the registry: judged, written down with its entry, put in place and
// in use, or not at all.
func (r *registrar) change(ctx context.Context, o registryOrder) ([]string, error) {
	last, v, note, err := r.draft(ctx, o)
	if err != nil {
		return nil, err
	}
	if v, err = r.prepare(ctx, last, v, note); err != nil {
		return nil, err
	}
	if err := r.use(ctx, last, v); err != nil {
		return nil, err
	}
	return append([]string{fmt.Sprintf("Version %d is in use.", v.Number)}, r.act(o.By, "", v.Number, registry.Compare(last.Listing, v.Listing)).Lines[1:]...), nil
}

// draft judges an order, and gives the version that it would make, behind which one, and the
// note of its entry. Nothing is written.
func (r *registrar) draft(ctx context.Context, o registryOrder) (last, v history.Version, note history.Note, err error) {
	if err = r.mine(); err == nil {
		err = o.signed()
	}
	if err != nil {
		return last, v, nil, err
	}
	reason := o.Reason
	if o.Act == "rollback" {
		back, err := r.get(ctx, o.Version)
		if err != nil {
			return last, v, nil, err
		}
		if back.State != history.Accepted {
			return last, v, nil, keys.Declined(fmt.Sprintf("version %d was never in use", back.Number))
		}
		o.Text, reason = back.Text, fmt.Sprintf("back to version %d: %s", back.Number, o.Reason)
	}
	next, err := r.judge(o.Text)
	if err != nil {
		return last, v, nil, err
	}
	if last, err = r.steady(ctx, o.Text); err != nil {
		return last, v, nil, err
	}
	changes := registry.Compare(last.Listing, next.Listing())
	v = history.Version{Author: o.Author, Reason: reason, Diff: spell(changes), Text: o.Text, Listing: next.Listing()}
	return last, v, r.alone(r.noting(o.By, "registry."+o.Act, changes)), nil
}

// steady gives the version in use, where the file holds it and text is another one.
func (r *registrar) steady(ctx context.Context, text []byte) (history.Version, error) {
	last, err := r.book.Last(ctx)
	if err != nil {
		return last, err
	}
	same, err := r.onDisk(last.Digest)
	switch {
	case err != nil:
		return last, err
	case !same:
		return last, keys.Declined(r.installation.Registry + " holds a change of another hand that is not in use: mend it or wait five seconds, and try again")
	case bytes.Equal(text, last.Text):
		return last, keys.Declined("it is the registry that is in use, byte for byte")
	}
	return last, nil
}

// alone makes a note that holds only where no other change is being put in use: of two that
// waited, one would undo the other.
func (r *registrar) alone(note history.Note) history.Note {
	return func(tx store.Tx, number int64) error {
		if err := history.Alone(tx, number); err != nil {
			return err
		}
		return note(tx, number)
	}
}

// prepare stages the file, so that a directory where nothing may be written is found before
// the version is written down.
func (r *registrar) prepare(ctx context.Context, last, v history.Version, note history.Note) (history.Version, error) {
	if err := r.stage(v.Text); err != nil {
		return v, keys.Declined("the registry's directory cannot be written in by this broker: " + err.Error())
	}
	v, err := r.book.Add(ctx, last.Number, v, note)
	if errors.Is(err, history.ErrMoved) {
		return v, keys.Declined("another registry came into use in the meantime: look at it, and try again")
	}
	return v, err
}

// use switches; where that fails, the file is what it was. A crash in it is finished by
// [registrar.resume].
func (r *registrar) use(ctx context.Context, last, v history.Version) error {
	err := r.place()
	switch {
	case err == nil && r.live != nil:
		err = r.live.Reload(ctx) // settles it, and warns
	case err == nil:
		var next *registry.Snapshot
		if next, err = r.judge(v.Text); err == nil {
			err = r.settle(ctx, v.Number, last, next)
		}
		r.warn(registry.Compare(last.Listing, v.Listing))
	}
	if err == nil {
		return nil
	}
	return errors.Join(fmt.Errorf("the registry could not be put in use, and the old one stays: %w", err),
		r.put(last.Text), r.fail(ctx, v.Number, "registry.apply.failed"))
}

// signed asks for who and why.
func (o *registryOrder) signed() error {
	for _, f := range []struct{ what, text string }{{"an author", o.Author}, {"a reason", o.Reason}} {
		if strings.TrimSpace(f.text) == "" || len(f.text) > 200 || strings.ContainsFunc(f.text, unicode.IsControl) {
			return keys.Declined(f.what + " is needed, of 200 characters at most on one line: whoever looks for this change wants to know it")
		}
	}
	if o.Author == byFile {
		return keys.Declined("an author is a person, or what a person uses")
	}
	return nil
}
