package conformance

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
)

// law is what holds for any request whatever: no fault of ours, and nobody is sent
// anywhere that nobody registered.
type law struct {
	issuer  string
	hubs    []string // where a hub takes requests
	clients []string // whose registered addresses are redirectOf and leftOf
}

func (w *world) law(clients ...string) law {
	return law{issuer: w.issuer, hubs: []string{w.hubOrigin}, clients: clients}
}

// supervisor is the one foreign address that our own pages name.
const supervisor = "https://autoriteitpersoonsgegevens.nl/"

// links gives the values of the attributes by which a page leads somewhere.
func links(page string) (out []string) {
	for _, attribute := range []string{` href="`, ` action="`, ` src="`, ` formaction="`, ` content="0;url=`} {
		for rest := page; ; {
			_, after, found := strings.Cut(rest, attribute)
			if !found {
				break
			}
			value, behind, _ := strings.Cut(after, `"`)
			out, rest = append(out, html.UnescapeString(value)), behind
		}
	}
	return out
}

// broken says which law an answer breaks; nil: none.
func (l law) broken(r *http.Request, a *httptest.ResponseRecorder) error {
	if a.Code >= 500 {
		return fmt.Errorf("%s %s: status %d: %.300s", r.Method, r.URL.Path, a.Code, a.Body)
	}
	if to := a.Header().Get("Location"); to != "" && !l.known(to) {
		return fmt.Errorf("%s %s: sent to %q", r.Method, r.URL.Path, to)
	}
	if to := a.Header().Get("Refresh"); to != "" {
		return fmt.Errorf("%s %s: Refresh: %q", r.Method, r.URL.Path, to)
	}
	kind := a.Header().Get("Content-Type")
	if strings.HasPrefix(kind, "text/html") {
		for _, to := range links(a.Body.String()) {
			if !l.known(to) {
				return fmt.Errorf("%s %s: a page that leads to %q", r.Method, r.URL.Path, to)
			}
		}
	}
	if kind == "application/json" && r.Method != http.MethodHead && !json.Valid(a.Body.Bytes()) {
		return fmt.Errorf("%s %s: no JSON: %.300s", r.Method, r.URL.Path, a.Body)
	}
	return nil
}

// known reports whether an address is one of ours, a hub's, or one that is registered.
func (l law) known(to string) bool {
	if strings.ContainsAny(to, "\r\n\t\\") {
		return false
	}
	if strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") || strings.HasPrefix(to, "#") || strings.HasPrefix(to, "?") {
		return true
	}
	u, err := url.Parse(to)
	if err != nil {
		return false
	}
	if to == supervisor {
		return true
	}
	if origin := u.Scheme + "://" + u.Host; origin == l.issuer || slices.Contains(l.hubs, origin) {
		return true
	}
	for _, c := range l.clients {
		for _, registered := range []string{redirectOf(c), leftOf(c)} {
			if rest, ok := strings.CutPrefix(to, registered); ok && (rest == "" || rest[0] == '?') {
				return true
			}
		}
	}
	return false
}
