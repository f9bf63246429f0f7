package cli

import (
	_ "embed"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
)

// An app that is a page and nothing else stands on two origins: one that may call us
// from a browser, and one that is registered for redirects alone.
const (
	spaHost   = "spa.app.test"
	mutedHost = "muted.app.test"
)

//go:embed testdata/oidc-client-ts.html
var spaPage []byte

// spaApp is the registration of the page of docs/apps, with a second address.
func spaApp(t *testing.T) string {
	t.Helper()
	return registration(t, "oidc-client-ts.md", " redirect_uris: ["+docsApp+"/]", " redirect_uris: [https://"+spaHost+"/, https://"+mutedHost+"/]", docsApp, "https://"+spaHost)
}

// spaSite serves the page and the library from npm.
func spaSite(t *testing.T) http.Handler {
	t.Helper()
	library, err := os.ReadFile(npm(t, "oidc-client-ts", "dist", "browser", "oidc-client-ts.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	serve := func(media string, body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", media)
			_, _ = w.Write(body) // the browser may have left
		}
	}
	mux := http.NewServeMux()
	mux.Handle("/{$}", serve("text/html; charset=utf-8", spaPage))
	mux.Handle("/oidc-client-ts.js", serve("text/javascript", library))
	return mux
}

// oidc-client-ts as a public client: the page itself calls token and userinfo from
// its own origin, which a browser allows to a registered one alone (contract 20).
func browserPublicClient(t *testing.T, c *chromium) {
	site := spaSite(t)
	c.s.mu.Lock()
	c.s.hosts[spaHost], c.s.hosts[mutedHost] = site, site
	c.s.mu.Unlock()
	t.Run("registered origin", func(t *testing.T) {
		b := c.profile(t)
		b.spaLogin(spaHost + "/")
		var got struct {
			Name, Sub string
			Class     []string
			Number    *string `json:"student_number"`
		}
		if err := json.Unmarshal([]byte(b.spaOut("user ")), &got); err != nil {
			t.Fatal(err)
		}
		if got.Name != "Yara van den Heuvel" || len(got.Class) != 1 || got.Class[0] != "H2A" || got.Number != nil || got.Sub == "" {
			t.Errorf("the page got %+v", got)
		}
		if blocked := b.blocked(); blocked != "" {
			t.Error(blocked)
		}
		b.open("https://" + spaHost + "/") // the page opened anew knows who is there
		b.spaOut("user ")
		b.click("#logout")
		b.await(`location.host === "` + spaHost + `" && document.querySelector("#out").textContent === "nobody"`)
	})
	t.Run("bound to a key", func(t *testing.T) {
		b := c.profile(t)
		b.spaLogin(spaHost + "/?bound")
		var got struct {
			Name, Type string
			Stolen     int
		}
		if err := json.Unmarshal([]byte(b.spaOut("user ")), &got); err != nil {
			t.Fatal(err)
		}
		if got.Name != "Yara van den Heuvel" || got.Type != "DPoP" || got.Stolen != http.StatusUnauthorized {
			t.Errorf("the page got %+v", got)
		}
		if blocked := b.blocked(); blocked != "" {
			t.Error(blocked)
		}
	})
	t.Run("another origin", func(t *testing.T) {
		b := c.profile(t)
		b.open("https://" + mutedHost + "/")
		b.there("#login")
		b.click("#login")
		// Not even discovery is for a page that nobody registered.
		if out := b.spaOut("error "); !strings.Contains(out, "fetch") {
			t.Errorf("it was stopped by %q, not by the browser", out)
		}
	})
}

func (b *tab) spaLogin(address string) {
	b.t.Helper()
	b.open("https://" + address)
	b.there("#login")
	b.click("#login")
	b.pick("petteflat")
	b.signIn("petteflat", "yara")
}

// spaOut waits for what the page says, and gives it without its first word.
func (b *tab) spaOut(first string) string {
	b.t.Helper()
	b.await(`document.querySelector("#out") && /^(user|error) /.test(document.querySelector("#out").textContent)`)
	out := eval[string](b, `document.querySelector("#out").textContent`)
	rest, ok := strings.CutPrefix(out, first)
	if !ok {
		b.t.Fatalf("the page says %s", out)
	}
	return rest
}
