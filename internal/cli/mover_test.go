package cli

import (
	"errors"
	"strings"
	"testing"

	"sluis/broker/keys"
	"sluis/broker/migration"
)

// FuzzSchoolFile: a file is people, each once on either side, or a sentence about a line
// that shows nothing of it.
func FuzzSchoolFile(f *testing.F) {
	w := newWorld(f, worldApps, moving)
	m := w.node.mover(w.node.hubs.ring)
	for _, seed := range []string{"", "old,new\na,b\n", "a,b\nc,d", "\ufeffold,new\r\na@x, b@y\r\n", "a,b,c", "a\n", "a,a\nb,b", strings.Repeat("x", 70000), "a,b\na,c", "a,b\n\n\nc,b"} {
		f.Add(seed)
	}
	window := migration.Window{From: migration.Side{School: "oud", Connection: "entree"}, To: migration.Side{School: "petteflat", Connection: "entree"}}
	f.Fuzz(func(t *testing.T, list string) {
		pairs, err := m.pairs(window, list)
		if err != nil {
			if _, ok := errors.AsType[keys.Declined](err); !ok || len(err.Error()) > 200 || len(pairs) > 0 {
				t.Errorf("%v beside %d people", err, len(pairs))
			}
			return
		}
		old, fresh := map[string]bool{}, map[string]bool{}
		for _, p := range pairs {
			if p.Old.UpstreamID == "" || p.Fresh.UpstreamID == "" || old[p.Old.UpstreamID] || fresh[p.Fresh.UpstreamID] || len(p.Subjects) == 0 {
				t.Fatalf("%+v", p)
			}
			old[p.Old.UpstreamID], fresh[p.Fresh.UpstreamID] = true, true
		}
	})
}
