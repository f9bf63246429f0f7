package cli

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sluis/broker/store/storetest/servers"
	"sluis/providers/hub/hubtest"
)

// apacheConf is what an Apache of its own needs; the module's part stands on its page
// of docs/apps.
const apacheConf = `ServerRoot DIR
ServerName localhost
Listen 127.0.0.1:PORT
PidFile DIR/httpd.pid
DefaultRuntimeDir DIR
Mutex file:DIR
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
LoadModule include_module /usr/lib/apache2/modules/mod_include.so
LoadModule auth_openidc_module /usr/lib/apache2/modules/mod_auth_openidc.so
TypesConfig /etc/mime.types
ErrorLog DIR/error.log
LogLevel warn auth_openidc:info
DocumentRoot DIR/htdocs
USER
OIDCCacheType file
OIDCCacheDir DIR/cache
<Location /pupils>
  Options +Includes
  SetOutputFilter INCLUDES
</Location>
`

const pupilsPage = `<!doctype html><title>pupils</title><p>name=<!--#echo var="OIDC_CLAIM_name" encoding="none" -->;
<p>number=<!--#echo var="OIDC_CLAIM_student_number" -->;
<p>class=<!--#echo var="OIDC_CLAIM_class" -->;
<p>school=<!--#echo var="OIDC_CLAIM_school" -->;
<p>mail=<!--#echo var="OIDC_CLAIM_email" -->;
<p>sub=<!--#echo var="REMOTE_USER" -->;`

const apachePage = "mod_auth_openidc.md"

// startApache runs Apache with mod_auth_openidc, and gives the page it guards.
func startApache(t *testing.T, w *world, port int, secret string) string {
	t.Helper()
	needs(t, "mod_auth_openidc", "/usr/lib/apache2/modules/mod_auth_openidc.so")
	apache := needs(t, "Apache", "apache2", "/usr/sbin/apache2")
	user := ""
	if os.Getuid() == 0 {
		user = "User www-data\nGroup www-data"
	}
	conf := strings.NewReplacer("PORT", fmt.Sprint(port), "USER", user).Replace(apacheConf) +
		strings.NewReplacer(docsApp, loopback(port), docsIssuer, w.issuer, "SECRET", secret, "PASSPHRASE", "apache-of-the-test").Replace(recipe(t, apachePage, "apache"))
	dir := fill(t, map[string]string{"httpd.conf": conf, "htdocs/pupils/index.html": pupilsPage, "htdocs/bye.html": "<!doctype html><title>bye</title><p>Tot ziens", "cache/.keep": ""})
	// Its workers run as another user, and must reach what the test made.
	for _, d := range []string{filepath.Dir(dir), dir, filepath.Join(dir, "cache")} {
		if err := os.Chmod(d, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	run(t, fmt.Sprint("127.0.0.1:", port), exec.Command(apache, "-DFOREGROUND", "-f", filepath.Join(dir, "httpd.conf")))
	return loopback(port) + "/pupils/index.html"
}

// mod_auth_openidc is what a school's own web server would use.
func TestApacheLogsIn(t *testing.T) {
	t.Parallel()
	port := servers.FreePort(t)
	w := newWorld(t, registration(t, apachePage, docsApp, loopback(port)))
	address := startApache(t, w, port, appSecret)
	for login, want := range map[string][]string{
		"yara":   {"name=Yara van den Heuvel;", "number=2041187;", "class=H2A;", "school=(none);", "mail=(none);"},
		"lukasz": {"number=s1234567;", "class=(none);"},
	} {
		page := logIn(t, hubtest.New(), address, login, never)
		wantOK(t, page)
		for _, v := range want {
			if !strings.Contains(page.Text(), v) {
				t.Errorf("%s: Apache's page does not say %s:\n%s", login, v, page.Text())
			}
		}
		if strings.Contains(page.Text(), "sub=(none)") {
			t.Errorf("%s: Apache knows no sub", login)
		}
	}
}

// apacheAndAnother is a pupil at Apache, and what registers another app beside it.
func apacheAndAnother(t *testing.T) (w *world, address string, c *hubtest.Client) {
	t.Helper()
	port := servers.FreePort(t)
	w = newWorld(t, registration(t, apachePage, docsApp, loopback(port))+partyApp("go", goRedirect, secretSettings+"\n    post_logout_redirect_uris: ["+goRedirect+"/bye]"))
	address, c = startApache(t, w, port, appSecret), hubtest.New()
	wantOK(t, logIn(t, c, address, "yara", never))
	if !atApache(t, c, address) {
		t.Fatal("Apache does not remember who logged in")
	}
	return w, address, c
}

// atApache reports whether Apache lets a browser in without another login.
func atApache(t *testing.T, c *hubtest.Client, address string) bool {
	t.Helper()
	page, err := c.Get(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	return page.URL.String() == address && page.Status == http.StatusOK
}

// A log-out at Apache passes by the broker and comes back (OpenID Connect RP-Initiated
// Logout 1.0); the page is then shut, and the broker has no session left to end.
func TestApacheLogsOut(t *testing.T) {
	t.Parallel()
	_, address, c := apacheAndAnother(t)
	bye := strings.Replace(address, "/pupils/index.html", "/bye.html", 1)
	page, err := c.Get(t.Context(), strings.Replace(address, "/index.html", "/callback?logout=", 1)+url.QueryEscape(bye))
	if err != nil || page.URL.String() != bye || page.Status != http.StatusOK {
		t.Fatalf("the log-out ends at %s: %v", page.URL, err)
	}
	for _, k := range c.Cookies(page.URL) { // of every port of this host
		if k.Name == "sluis" {
			t.Error("the broker's cookie is left")
		}
	}
	if atApache(t, c, address) {
		t.Error("Apache lets in who logged out")
	}
}

// A log-out at another app reaches Apache by the back channel: the cookie that it let in
// a moment ago is worth nothing (OpenID Connect Back-Channel Logout 1.0). Somebody
// else's log-out reaches nobody.
func TestApacheIsToldOfALogout(t *testing.T) {
	t.Parallel()
	w, address, c := apacheAndAnother(t)
	leaveGo(t, w, hubtest.New(), "docent")
	time.Sleep(time.Second)
	if !atApache(t, c, address) {
		t.Fatal("somebody else's log-out ended this session")
	}
	leaveGo(t, w, c, "yara")
	for end := time.Now().Add(5 * time.Second); atApache(t, c, address); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("Apache lets in who logged out elsewhere")
		}
	}
}

// leaveGo logs a browser in at the other app, and out again by its ID token.
func leaveGo(t *testing.T, w *world, c *hubtest.Client, login string) {
	t.Helper()
	app, err := newGoApp(w.issuer, "go", appSecret)
	if err != nil {
		t.Fatal(err)
	}
	page := logIn(t, c, app.begin(), login, calledAt(goRedirect))
	token, _, err := app.finish(t.Context(), w.issuer, page.Request.URL.Query())
	if err != nil {
		t.Fatal(err)
	}
	var found struct {
		EndSession string `json:"end_session_endpoint"`
	}
	if err := app.provider.Claims(&found); err != nil {
		t.Fatal(err)
	}
	hint, _ := token.Extra("id_token").(string)
	q := url.Values{"id_token_hint": {hint}, "post_logout_redirect_uri": {goRedirect + "/bye"}, "state": {"weg"}}
	page = logIn(t, c, found.EndSession+"?"+q.Encode(), login, calledAt(goRedirect+"/bye"))
	if page.Request.URL.Query().Get("state") != "weg" {
		t.Fatalf("the log-out ends at %s", page.Request.URL)
	}
}

// With the wrong secret nobody gets in, and nothing of the person reaches the page.
func TestApacheWithTheWrongSecret(t *testing.T) {
	t.Parallel()
	port := servers.FreePort(t)
	w := newWorld(t, registration(t, apachePage, docsApp, loopback(port)))
	page := logIn(t, hubtest.New(), startApache(t, w, port, "een-ander-geheim-van-genoeg-lengte-987654"), "yara", never)
	if page.Status == http.StatusOK && strings.Contains(page.Text(), "number=") || strings.Contains(page.Text(), "2041187") {
		t.Errorf("%d: a wrong secret let somebody in:\n%s", page.Status, page.Text())
	}
}
