package cli

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

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
		strings.NewReplacer(docsApp, loopback(port), docsIssuer, w.issuer, "SECRET", secret, "PASSPHRASE", "apache-of-the-test").Replace(recipe(t, apachePage, "apache", 0))
	dir := fill(t, map[string]string{"httpd.conf": conf, "htdocs/pupils/index.html": pupilsPage, "cache/.keep": ""})
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
	port := freePort(t)
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

// With the wrong secret nobody gets in, and nothing of the person reaches the page.
func TestApacheWithTheWrongSecret(t *testing.T) {
	t.Parallel()
	port := freePort(t)
	w := newWorld(t, registration(t, apachePage, docsApp, loopback(port)))
	page := logIn(t, hubtest.New(), startApache(t, w, port, "een-ander-geheim-van-genoeg-lengte-987654"), "yara", never)
	if page.Status == http.StatusOK && strings.Contains(page.Text(), "number=") || strings.Contains(page.Text(), "2041187") {
		t.Errorf("%d: a wrong secret let somebody in:\n%s", page.Status, page.Text())
	}
}
