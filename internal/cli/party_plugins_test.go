package cli

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// plugin is what a plugin's source sends; the plugin itself does not run here.
type plugin struct {
	name      string
	page      string     // of docs/apps, which registers it
	client    string     // its client_id
	authorize url.Values // beside client_id, redirect_uri and state
	token     url.Values // beside the code, the client and its secret
	refused   string     // the error of the authorization request; "" for a login
}

const (
	wordpressRedirect = docsApp + "/wp-admin/admin-ajax.php?action=openid-connect-authorize"
	moodleRedirect    = docsApp + "/auth/oidc/"
)

// plugins: the WordPress plugin sends no nonce and repeats the scope at the token
// endpoint; Moodle's auth_oidc knows no PKCE; Moodle's own OAuth 2 neither.
var plugins = []plugin{
	{name: "WordPress with PKCE", page: "wordpress.md", client: "wordpress",
		authorize: url.Values{"redirect_uri": {wordpressRedirect}, "response_type": {"code"}, "scope": {"openid profile role"}, "code_challenge": {challenge}, "code_challenge_method": {"S256"}},
		token:     url.Values{"redirect_uri": {wordpressRedirect}, "scope": {"openid profile role"}, "code_verifier": {verifier}}},
	{name: "WordPress without PKCE", page: "wordpress.md", client: "wordpress", refused: "invalid_request",
		authorize: url.Values{"redirect_uri": {wordpressRedirect}, "response_type": {"code"}, "scope": {"openid profile role"}}},
	{name: "Moodle auth_oidc", page: "moodle.md", client: "moodle", authorize: moodleRequest("ISSUER"), token: url.Values{"redirect_uri": {moodleRedirect}}},
	{name: "Moodle auth_oidc, resource left as it was", page: "moodle.md", client: "moodle", refused: "invalid_target", authorize: moodleRequest("https://graph.microsoft.com")},
	{name: "Moodle OAuth 2", page: "moodle.md", client: "moodle", refused: "invalid_request",
		authorize: url.Values{"redirect_uri": {moodleRedirect}, "response_type": {"code"}, "scope": {"openid profile"}}},
}

// moodleRequest is what auth_oidc sends for a provider of type Other.
func moodleRequest(resource string) url.Values {
	return url.Values{"redirect_uri": {moodleRedirect}, "response_type": {"code"}, "response_mode": {"form_post"},
		"scope": {"openid profile student_number class"}, "nonce": {"N6747f0a1b2c3d"}, "resource": {resource}}
}

// What docs/apps says of plugins that do not run here: their requests are taken, or
// refused, as the pages say.
func TestPluginRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, registration(t, "wordpress.md")+registration(t, "moodle.md"))
	for _, p := range plugins {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			p.authorize.Set("client_id", p.client)
			p.authorize.Set("state", "d41d8cd98f00b204")
			if p.authorize.Get("resource") == "ISSUER" {
				p.authorize.Set("resource", w.issuer)
			}
			b := w.newBrowser()
			if p.refused != "" {
				a := b.get("/oauth/authorize?" + p.authorize.Encode())
				if got := p.answer(t, a); got.Get("error") != p.refused || got.Get("state") == "" {
					t.Errorf("refused with %v, want %s", got, p.refused)
				}
				return
			}
			p.finish(t, w, b, p.called(t, b))
		})
	}
}

// called walks the login, and gives what the plugin was called with.
func (p plugin) called(t *testing.T, b *browser) url.Values {
	t.Helper()
	a := b.arrive("/oauth/authorize?"+p.authorize.Encode(), "petteflat", "yara")
	if a.StatusCode == http.StatusOK {
		a = b.proceed(a)
	}
	return p.answer(t, a)
}

// answer reads it where it goes: the query of an address, or a form.
func (p plugin) answer(t *testing.T, a *answer) url.Values {
	t.Helper()
	if p.authorize.Get("response_mode") == "form_post" {
		if to := a.action(t); to != p.authorize.Get("redirect_uri") {
			t.Fatalf("the answer is posted to %s", to)
		}
		return a.hidden()
	}
	to := a.next(t)
	if !strings.HasPrefix(to, p.authorize.Get("redirect_uri")) {
		t.Fatalf("the answer goes to %s", to)
	}
	return mustQuery(t, to)
}

// finish redeems with the secret in the body, and asks userinfo by an empty POST.
func (p plugin) finish(t *testing.T, w *world, b *browser, called url.Values) {
	t.Helper()
	p.token.Set("grant_type", "authorization_code")
	p.token.Set("client_id", p.client)
	p.token.Set("client_secret", appSecret)
	p.token.Set("code", called.Get("code"))
	var got tokens
	decode(t, b.post("/oauth/token", p.token), &got)
	req, err := http.NewRequest(http.MethodPost, w.issuer+"/oauth/userinfo", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+got.AccessToken)
	var info struct{ Name, Sub string }
	decode(t, b.do(req), &info)
	if info.Name != "Yara van den Heuvel" || info.Sub == "" {
		t.Errorf("userinfo %+v", info)
	}
}

func decode(t *testing.T, a *answer, into any) {
	t.Helper()
	if a.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %d: %s", a.at.Path, a.StatusCode, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), into); err != nil {
		t.Fatal(err)
	}
}
