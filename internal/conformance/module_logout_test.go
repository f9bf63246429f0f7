package conformance

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// leftOf is where a browser goes that was logged out at an app.
func leftOf(client string) string { return "https://" + client + ".example.nl/left" }

// leaving opens the end_session_endpoint in the browser of the run. What stands for the
// ID token is put in from the run.
func leaving(changes ...change) func(*play) error {
	return func(p *play) error {
		p.asked = params{}.with(set("id_token_hint", p.raw), set("post_logout_redirect_uri", leftOf(p.client)), set("state", "tot ziens")).with(changes...)
		p.got, p.page = p.b.open(yara, p.issuer+"/oauth/logout?"+p.asked.encode())
		return nil
	}
}

// backWith holds that the browser came to the registered address with these parameters
// and no others.
func backWith(expect url.Values) func(*play) error {
	return func(p *play) error {
		u := p.page.Request.URL
		if p.got == nil || u.Scheme+"://"+u.Host+u.Path != leftOf(p.client) || p.got.Encode() != expect.Encode() {
			return fmt.Errorf("at %s with %v, status %d", u, p.got, p.page.Status)
		}
		return nil
	}
}

// stayedAt holds that the browser is at a page of ours, and that the person is logged in
// still or not.
func stayedAt(status int, words string) func(*play) error {
	return func(p *play) error {
		if p.got != nil || p.page.Status != status || !strings.Contains(string(p.page.Body), words) {
			return fmt.Errorf("%v, or a page with %d: %.600s", p.got, p.page.Status, p.page.Body)
		}
		return nil
	}
}

// loggedOut: a session that is over answers nobody.
var loggedOut = condition{what: "prompt=none is an error then", try: func(p *play) error {
	return together(asking(set("prompt", "none")), erring("login_required", "interaction_required"))(p)
}}

// loggedIn: the session is there as before.
var stillIn = condition{what: "nobody was logged out: the access token works", try: func(p *play) error { return informing(infoByGet)(p) }}

const (
	asksFirst = `data-action="logout"`
	wrongLeft = "SLUIS-1031"
	wrongHint = "SLUIS-1032"
)

// logoutModules are those of oidcc-rp-initiated-logout-certification-test-plan.
func logoutModules() []module {
	is := func(name string, conditions ...condition) module {
		return module{name: "oidcc-rp-initiated-logout" + name, conditions: slices.Concat(login(), exchange, conditions)}
	}
	stays := func(what string, status int, words string, changes ...change) []condition {
		return []condition{{what: what + ": a page of ours, and no redirect", try: together(leaving(changes...), stayedAt(status, words))}, stillIn}
	}
	return []module{
		{name: "oidcc-rp-initiated-logout-discovery-endpoint-verification", conditions: []condition{
			{what: "discovery has end_session_endpoint, at the issuer", try: together(discovered, listsTexts("end_session_endpoint"), endpointsAreOurs)}}},
		is("", condition{what: "id_token_hint, post_logout_redirect_uri and state: the browser comes back with the state and nothing else", try: together(leaving(), backWith(url.Values{"state": {"tot ziens"}}))}, loggedOut),
		is("-bad-post-logout-redirect-uri", stays("an address that is not registered", 400, wrongLeft, set("post_logout_redirect_uri", leftOf("portfolio")+"/elders"))...),
		is("-modified-id-token-hint", condition{what: "an id_token_hint of alg none: a page of ours, and no redirect", try: func(p *play) error {
			return together(leaving(set("id_token_hint", unsigned(`{"alg":"none"}`, p.id))), stayedAt(400, wrongHint))(p)
		}}, stillIn),
		is("-no-id-token-hint", stays("no id_token_hint", 400, wrongLeft, drop("id_token_hint"))...),
		is("-no-params", stays("no parameters: the person is asked", 200, asksFirst, drop("id_token_hint"), drop("post_logout_redirect_uri"), drop("state"))...),
		is("-no-post-logout-redirect-uri", condition{what: "no address to go to: a page says that it is done", try: together(leaving(drop("post_logout_redirect_uri")), stayedAt(200, "<h1"))}, loggedOut),
		is("-no-state", condition{what: "no state: the browser comes back without one", try: together(leaving(drop("state")), backWith(url.Values{}))}, loggedOut),
		is("-only-state", stays("state alone: the person is asked", 200, asksFirst, drop("id_token_hint"), drop("post_logout_redirect_uri"))...),
	}
}

// discovered reads the metadata.
func discovered(p *play) error {
	if p.info = p.get("/.well-known/openid-configuration"); p.info.status != http.StatusOK {
		return fmt.Errorf("%d", p.info.status)
	}
	return nil
}

// backchannelModules are those of the back-channel plan.
func backchannelModules() []module {
	return []module{
		{name: "oidcc-backchannel-logout-discovery-endpoint-verification", conditions: []condition{
			{what: "discovery has backchannel_logout_supported and backchannel_logout_session_supported, both true, and end_session_endpoint", try: together(discovered, listsTexts("end_session_endpoint"), func(p *play) error {
				if o := p.info.object(); o["backchannel_logout_supported"] != true || o["backchannel_logout_session_supported"] != true {
					return fmt.Errorf("%s", p.info.body)
				}
				return nil
			})}}},
		{name: "oidcc-backchannel-rp-initiated-logout", conditions: slices.Concat(login(), exchange, []condition{
			{what: "the browser comes back with the state and nothing else", try: together(leaving(), backWith(url.Values{"state": {"tot ziens"}}))},
			{what: "the app's backchannel_logout_uri gets a POST of one logout_token and nothing else", try: told},
			{what: "it verifies by a key of the JWKS, with iss, aud, iat and jti, one event, sub and sid as in the ID token, and no nonce", try: logoutTokenHolds},
			loggedOut})},
	}
}

// hearing is an app's back-channel endpoint: it hands on the forms that it gets.
func hearing(t *testing.T) (address string, heard chan url.Values) {
	heard = make(chan url.Values, 8)
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		form, err2 := url.ParseQuery(string(body))
		if err != nil || err2 != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != formType {
			form = nil
		}
		heard <- form
	})
	return serve(t, h) + "/backchannel", heard
}

func told(p *play) error {
	select {
	case form := <-p.heard:
		p.logout = form.Get("logout_token")
		if len(form) != 1 || len(form["logout_token"]) != 1 {
			return fmt.Errorf("%v", form)
		}
		return nil
	case <-time.After(time.Minute):
		return fmt.Errorf("nothing came")
	}
}

func logoutTokenHolds(p *play) error {
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(p.get("/oauth/jwks").body, &set); err != nil {
		return err
	}
	jws, err := jose.ParseSigned(p.logout, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return err
	}
	keys := set.Key(jws.Signatures[0].Header.KeyID)
	if len(keys) != 1 || jws.Signatures[0].Header.ExtraHeaders["typ"] != "logout+jwt" {
		return fmt.Errorf("header %v", jws.Signatures[0].Header)
	}
	payload, err := jws.Verify(keys[0])
	if err != nil {
		return err
	}
	var c map[string]any
	if err := json.Unmarshal(payload, &c); err != nil {
		return err
	}
	events, _ := c["events"].(map[string]any)
	_, isEvent := events["http://schemas.openid.net/event/backchannel-logout"].(map[string]any)
	iat, _ := c["iat"].(float64)
	_, nonce := c["nonce"]
	if c["iss"] != p.issuer || c["aud"] != p.client || iat == 0 || c["jti"] == "" || !isEvent || len(events) != 1 || nonce || c["sub"] != p.id["sub"] || c["sid"] != p.id["sid"] || c["sid"] == nil {
		return fmt.Errorf("%s beside %v", payload, p.id)
	}
	return nil
}

// leavingApps are the registry of the logout plans.
func leavingApps(on registration, backchannel string) string {
	return strings.Replace(plainApps(on), "    name: {nl: portfolio", "    post_logout_redirect_uris: [\""+leftOf("portfolio")+"\"]\n    backchannel_logout_uri: "+backchannel+"\n    name: {nl: portfolio", 1)
}

func playLogout(t *testing.T, modules []module) {
	t.Helper()
	for _, on := range []registration{strict, certification} {
		t.Run(string(on), func(t *testing.T) {
			address, heard := hearing(t)
			w := newWorld(t, leavingApps(on, address))
			for _, m := range modules {
				t.Run(m.name, func(t *testing.T) {
					p := w.newPlay(on, "portfolio", bySecret, plainly(on)...)
					p.heard = heard
					for len(heard) > 0 {
						<-heard
					}
					m.run(t, p)
				})
			}
		})
	}
}

// TestRPInitiatedLogoutOP plays oidcc-rp-initiated-logout-certification-test-plan.
func TestRPInitiatedLogoutOP(t *testing.T) { playLogout(t, logoutModules()) }

// TestBackChannelLogoutOP plays oidcc-backchannel-rp-initiated-logout-certification-test-plan.
func TestBackChannelLogoutOP(t *testing.T) { playLogout(t, backchannelModules()) }
