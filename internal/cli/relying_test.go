package cli

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// relying is an app as an app builder would write it: code with PKCE, state and
// nonce; it keeps what it began by state, and shows what it got. Its way to the
// broker and back leads through two other sites.
type relying struct {
	s  *sites
	mu sync.Mutex
	by map[string]*attempt // by state
	id string              // the last ID token
}

// attempt is one login at the app.
type attempt struct {
	client, verifier, nonce string
	codes                   map[string]bool // that were brought, whatever became of them
	claims                  map[string]any
	refused                 string // the OAuth error, or what was wrong
}

func newRelying(s *sites) *relying { return &relying{s: s, by: map[string]*attempt{}} }

func (a *relying) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, isCallback := strings.CutPrefix(r.URL.Path, "/callback/")
	switch {
	case r.URL.Path == "/begin":
		a.begin(w, r)
	case isCallback:
		a.callback(w, r, id)
	case r.URL.Path == "/left":
		_, _ = io.WriteString(w, `<!doctype html><html lang="nl"><title>Weg</title><h1>Tot ziens</h1>`)
	case r.URL.Path == "/shown":
		a.show(w, r.FormValue("state"))
	default:
		http.NotFound(w, r)
	}
}

// begin starts a login of an app; further parameters go along.
func (a *relying) begin(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	client := q.Get("client_id")
	at := &attempt{client: client, verifier: rand.Text() + rand.Text(), nonce: rand.Text(), codes: map[string]bool{}}
	state := rand.Text()
	a.mu.Lock()
	a.by[state] = at
	a.mu.Unlock()
	sum := sha256.Sum256([]byte(at.verifier))
	for name, value := range map[string]string{"redirect_uri": callbackOf(client), "response_type": "code",
		"scope": "openid profile student_number class school role", "state": state, "nonce": at.nonce,
		"code_challenge": base64.RawURLEncoding.EncodeToString(sum[:]), "code_challenge_method": "S256"} {
		q.Set(name, value)
	}
	http.Redirect(w, r, through(a.s.issuer+"/oauth/authorize?"+q.Encode()), http.StatusSeeOther)
}

func callbackOf(client string) string { return "https://" + appHost + "/callback/" + client }

// callback takes query and form_post alike.
func (a *relying) callback(w http.ResponseWriter, r *http.Request, client string) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock() // one at a time: a double click redeems once
	at := a.by[r.Form.Get("state")]
	if at == nil || at.client != client || r.Form.Get("iss") != a.s.issuer {
		http.Error(w, "not an answer to a question of ours", http.StatusForbidden)
		return
	}
	switch code := r.Form.Get("code"); {
	case r.Form.Get("error") != "":
		at.refused = r.Form.Get("error")
	case at.codes[code]:
	default:
		at.codes[code] = true
		claims, err := a.redeem(at, code)
		if err != nil {
			at.refused = err.Error()
			break
		}
		at.claims, at.refused = claims, ""
	}
	http.Redirect(w, r, through("https://"+appHost+"/shown?state="+r.Form.Get("state")), http.StatusSeeOther)
}

// redeem gives the claims of the user info.
func (a *relying) redeem(at *attempt, code string) (map[string]any, error) {
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {callbackOf(at.client)}, "code_verifier": {at.verifier}}
	req, err := http.NewRequest(http.MethodPost, a.s.issuer+"/oauth/token", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(at.client, appSecret)
	var t tokens
	if err := a.call(req, &t); err != nil {
		return nil, err
	}
	a.id = t.IDToken
	body, err := base64.RawURLEncoding.DecodeString(strings.Split(t.IDToken+"..", ".")[1])
	if err != nil {
		return nil, err
	}
	var id struct{ Nonce, Sub string }
	if err := json.Unmarshal(body, &id); err != nil || id.Nonce != at.nonce {
		return nil, fmt.Errorf("the ID token is not ours: %w", err)
	}
	if req, err = http.NewRequest(http.MethodGet, a.s.issuer+"/oauth/userinfo", nil); err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+t.AccessToken)
	var claims map[string]any
	if err := a.call(req, &claims); err != nil {
		return nil, err
	}
	if claims["sub"] != id.Sub {
		return nil, fmt.Errorf("sub differs between ID token and user info")
	}
	return claims, nil
}

func (a *relying) call(req *http.Request, into any) error {
	res, err := a.s.transport.RoundTrip(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %d: %s", req.URL.Path, res.StatusCode, body)
	}
	return json.Unmarshal(body, into)
}

var appPage = template.Must(template.New("").Parse(`<!doctype html><html lang="nl"><title>App</title>
<main id="app" data-refused="{{.Refused}}">{{if .Refused}}<p>{{.Refused}}</p>{{else}}<h1>Welkom</h1><pre id="claims">{{.Claims}}</pre>{{end}}</main>`))

func (a *relying) show(w http.ResponseWriter, state string) {
	a.mu.Lock()
	at := a.by[state]
	a.mu.Unlock()
	if at == nil {
		http.Error(w, "unknown", http.StatusForbidden)
		return
	}
	claims, _ := json.Marshal(at.claims)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = appPage.Execute(w, struct{ Refused, Claims string }{at.refused, string(claims)})
}

// idToken gives the last one that the app got.
func (a *relying) idToken() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.id
}

// attempts gives the logins that began since it was last asked.
func (a *relying) attempts() []*attempt {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []*attempt
	for _, at := range a.by {
		out = append(out, at)
	}
	a.by = map[string]*attempt{}
	return out
}

// oneCodeEach fails the test where a login brought the app more than one code, or
// where fewer than want of them ended in claims. It ends the app's memory.
func (a *relying) oneCodeEach(t *testing.T, want int) {
	t.Helper()
	in := 0
	for _, at := range a.attempts() {
		if len(at.codes) > 1 {
			t.Errorf("a login at %s brought %d codes", at.client, len(at.codes))
		}
		if at.claims != nil {
			in++
		}
	}
	if in < want {
		t.Errorf("%d logins ended in the app, want %d", in, want)
	}
}

// poster is a page of another site that posts a form wherever its address says.
func poster(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	to := q.Get("to")
	q.Del("to")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprintf(w, `<!doctype html><html lang="nl"><title>Post</title><form id="f" method="post" action="%s">`, template.HTMLEscapeString(to))
	for name := range q {
		_, _ = fmt.Fprintf(w, `<input type="hidden" name="%s" value="%s">`, template.HTMLEscapeString(name), template.HTMLEscapeString(q.Get(name)))
	}
	_, _ = io.WriteString(w, `</form><script>HTMLFormElement.prototype.submit.call(document.getElementById("f"))</script>`)
}
