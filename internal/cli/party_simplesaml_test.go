package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sluis/broker/store/storetest/servers"
	"sluis/providers/hub"
	"sluis/providers/hub/hubtest"
)

// SimpleSAMLphp in the place of a hub: other people's XML, other people's signatures
// and other people's reading of our metadata.

const phpConfig = `<?php
$config = [
  'baseurlpath' => 'http://127.0.0.1:PORT/',
  'certdir' => 'DIR/cert/', 'loggingdir' => 'DIR/log/', 'datadir' => 'DIR/data/', 'tempdir' => 'DIR/tmp', 'metadatadir' => 'DIR/metadata/',
  'secretsalt' => 'salt-of-the-test', 'auth.adminpassword' => 'nobody-logs-in-here', 'timezone' => 'UTC',
  'technicalcontact_name' => 'Test', 'technicalcontact_email' => 'test@example.org',
  'enable.saml20-idp' => true, 'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
  'admin.protectmetadata' => false, 'admin.checkforupdates' => false,
  'logging.handler' => 'file', 'logging.logfile' => 'ssp.log', 'showerrors' => true,
  'session.cookie.secure' => false, 'session.cookie.samesite' => null, 'session.phpsession.savepath' => 'DIR/sessions',
  'store.type' => 'phpsession', 'language.available' => ['en', 'nl'], 'language.default' => 'en',
  'metadata.sources' => array_merge([['type' => 'flatfile']], file_exists('DIR/sp.xml') ? [['type' => 'xml', 'file' => 'DIR/sp.xml']] : []),
  'authproc.idp' => [], 'authproc.sp' => [],
];
`

const phpHosted = `<?php
$metadata['http://127.0.0.1:PORT/idp'] = [
  'host' => '__DEFAULT__', 'privatekey' => 'idp.key', 'certificate' => 'idp.crt', 'auth' => 'school',
  'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'attributes.NameFormat' => 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
  'saml20.sign.assertion' => true, 'saml20.sign.response' => SIGNRESPONSE,
  'validate.authnrequest' => true,
  NAMEID
];
`

// simpleSAML is one SimpleSAMLphp with one school behind it.
type simpleSAML struct {
	dir, base string
}

// idpStyle is how it stands in for a hub.
type idpStyle struct {
	attributes   string // PHP: of the person who logs in
	nameID       string // PHP: of the hosted identity provider
	signResponse bool
}

var entreeStyle = idpStyle{
	attributes: `'uid' => ['ab12cd@petteflat'], 'givenName' => ['Zoë'], 'nlEduPersonTussenvoegsels' => ['van der'], 'sn' => ['Łukasz'],
    'eduPersonAffiliation' => ['student'], 'nlEduPersonHomeOrganizationId' => ['01AB'], 'nlEduPersonProfileId' => ['77001@petteflat'],
    'nlEduPersonUnit' => ['H3B'], 'mail' => ['zoe@petteflat.example']`,
	signResponse: true,
}

var surfStyle = idpStyle{
	attributes: `'urn:mace:dir:attribute-def:uid' => ['s55'], 'urn:mace:dir:attribute-def:displayName' => ['Zoë van der Łukasz'],
    'urn:mace:dir:attribute-def:givenName' => ['Zoë'], 'urn:mace:dir:attribute-def:sn' => ['van der Łukasz'],
    'urn:mace:dir:attribute-def:eduPersonAffiliation' => ['student', 'member'],
    'urn:mace:terena.org:attribute-def:schacHomeOrganization' => ['uniharderwijk.example'],
    'urn:schac:attribute-def:schacPersonalUniqueCode' => ['urn:schac:personalUniqueCode:nl:local:uniharderwijk.example:studentid:55001'],
    'urn:mace:dir:attribute-def:mail' => ['zoe@uniharderwijk.example']`,
	nameID: `'NameIDFormat' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  'authproc' => [3 => ['class' => 'saml:PersistentNameID', 'attribute' => 'urn:mace:dir:attribute-def:uid']],`,
}

func startSimpleSAML(t *testing.T, style idpStyle) *simpleSAML {
	t.Helper()
	const home = "/usr/share/simplesamlphp/www"
	needs(t, "SimpleSAMLphp", home)
	php := needs(t, "PHP", "php")
	port := servers.FreePort(t)
	fixed := strings.NewReplacer("PORT", fmt.Sprint(port), "NAMEID", style.nameID, "SIGNRESPONSE", fmt.Sprint(style.signResponse))
	dir := fill(t, map[string]string{
		"config/config.php": fixed.Replace(phpConfig),
		"config/authsources.php": "<?php\n$config = ['school' => ['exampleauth:UserPass', 'zoe:zoe-wachtwoord' => [\n    " +
			style.attributes + "\n]]];\n",
		"metadata/saml20-idp-hosted.php": fixed.Replace(phpHosted),
		"log/.keep":                      "", "data/.keep": "", "tmp/.keep": "", "sessions/.keep": "", "cert/.keep": "",
	})
	openssl := exec.Command(needs(t, "openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=school",
		"-keyout", filepath.Join(dir, "cert/idp.key"), "-out", filepath.Join(dir, "cert/idp.crt"))
	if out, err := openssl.CombinedOutput(); err != nil {
		t.Fatalf("openssl: %v\n%s", err, out)
	}
	address := fmt.Sprint("127.0.0.1:", port)
	cmd := exec.Command(php, "-d", "session.save_path="+filepath.Join(dir, "sessions"), "-d", "opcache.enable=0", "-d", "display_errors=0",
		"-S", address, "-t", home)
	cmd.Env = append(cmd.Environ(), "SIMPLESAMLPHP_CONFIG_DIR="+filepath.Join(dir, "config"))
	run(t, address, cmd)
	return &simpleSAML{dir: dir, base: "http://" + address}
}

func (s *simpleSAML) metadata(t *testing.T) string {
	t.Helper()
	res, err := http.Get(s.base + "/saml2/idp/metadata.php")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("SimpleSAMLphp's metadata: %d, %v\n%s", res.StatusCode, err, b)
	}
	return string(b)
}

// behind puts the broker behind two SimpleSAMLphps in the place of the hubs.
func behind(t *testing.T, entree, surf *simpleSAML) *world {
	t.Helper()
	w := newWorld(t, worldApps)
	w.stop()
	w.write("entree.xml", entree.metadata(t))
	w.write("surfconext.xml", surf.metadata(t))
	w.start()
	for id, s := range map[string]*simpleSAML{"entree": entree, "surfconext": surf} {
		doc, _ := w.node.hubs.spMetadata(id)
		w.writeAt(filepath.Join(s.dir, "sp.xml"), string(doc))
	}
	return w
}

// zoe is the one account at SimpleSAMLphp.
func zoe(school string) hub.Person {
	return hub.Person{Login: "zoe", Password: "zoe-wachtwoord", School: school}
}

// counting counts how often the school has asked for a password.
func counting(c *hubtest.Client) (asked *int) {
	asked = new(int)
	c.Hop = func(ctx context.Context, _ int, r hubtest.Request, do hubtest.Do) (*hubtest.Page, error) {
		if r.Field("password") != "" {
			*asked++
		}
		return do(ctx, r)
	}
	return asked
}

func TestSimpleSAMLphpInTheHubsPlace(t *testing.T) {
	t.Parallel()
	w := behind(t, startSimpleSAML(t, entreeStyle), startSimpleSAML(t, surfStyle))
	for _, c := range []struct {
		school string
		want   map[string]any
	}{
		{"petteflat", map[string]any{"name": "Zoë van der Łukasz", "given_name": "Zoë", "family_name": "van der Łukasz",
			"student_number": "77001", "class": []any{"H3B"}, "school": "petteflat"}},
		{"harderwijk", map[string]any{"name": "Zoë van der Łukasz", "given_name": "Zoë", "family_name": "van der Łukasz",
			"student_number": "55001", "school": "harderwijk"}},
	} {
		t.Run(c.school, func(t *testing.T) {
			client := hubtest.New()
			asked := counting(client)
			for round, extra := range [][]string{nil, {"prompt", "login"}} {
				page, err := client.Login(context.Background(), w.issuer+w.request("portfolio", portfolioURI, extra...), zoe(c.school), atCallback)
				if err != nil {
					t.Fatal(err)
				}
				code := page.Request.URL.Query().Get("code")
				if code == "" {
					t.Fatalf("no code, but %s (%d):\n%s", page.URL, page.Status, page.Text())
				}
				tok, _ := w.tokens("portfolio", portfolioURI, code)
				info := w.info(tok.AccessToken)
				delete(info, "sub")
				if !equalJSON(info, c.want) {
					t.Errorf("userinfo %v, want %v", info, c.want)
				}
				// ForceAuthn is understood: the school asks again though it has a session.
				if *asked != round+1 {
					t.Errorf("after login %d the school has asked %d times", round+1, *asked)
				}
			}
		})
	}
}

func atCallback(u *url.URL) bool { return strings.HasPrefix(u.String(), portfolioURI) }

// What the real identity provider signs with another key is refused by name, and a
// wrong password never comes near us.
func TestSimpleSAMLphpRefused(t *testing.T) {
	t.Parallel()
	entree, surf := startSimpleSAML(t, entreeStyle), startSimpleSAML(t, surfStyle)
	w := behind(t, entree, surf)
	start := w.issuer + w.request("portfolio", portfolioURI)

	who := zoe("petteflat")
	who.Password = "iets-anders"
	page, err := hubtest.New().Login(context.Background(), start, who, atCallback)
	if err == nil || !strings.HasPrefix(page.URL.String(), entree.base) {
		t.Errorf("a wrong password led to %s, %v", page.URL, err)
	}

	openssl := exec.Command("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=other",
		"-keyout", filepath.Join(entree.dir, "cert/idp.key"), "-out", filepath.Join(entree.dir, "cert/idp.crt"))
	if out, err := openssl.CombinedOutput(); err != nil {
		t.Fatalf("openssl: %v\n%s", err, out)
	}
	page, err = hubtest.New().Login(context.Background(), start, zoe("petteflat"), atCallback)
	if err != nil {
		t.Fatal(err)
	}
	if page.Status != http.StatusBadRequest || !strings.HasPrefix(page.URL.String(), w.issuer) || !strings.Contains(page.Text(), "SLUIS-2004") {
		t.Errorf("another key led to %d at %s:\n%s", page.Status, page.URL, page.Text())
	}
}
