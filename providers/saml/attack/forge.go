package attack

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // what is forged here is there to be refused
	"crypto/sha256"
	"crypto/x509"
	"embed"
	"encoding/base64"
	"fmt"
	"hash"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed testdata/messages/*.txt
var messages embed.FS

// Scene is the login that a message answers.
type Scene struct {
	Hub, Us, ACS string // entityID of the hub, ours, and where the answer goes
	OtherHub     string // entityID of the hub of another connection of ours
	OtherACS     string // where that one's answers go
	Request      string // ID of our AuthnRequest
	Federation   string // "surfconext" or "entree"
	Organisation string // home organisation of the school that was chosen
	OtherSchool  string // home organisation of a school of the other hub
	Authority    string // the school's identity provider
	Now          time.Time
	Keys         *Keys
}

// XML makes the message of a case.
func (c *Case) XML(s Scene) (string, error) {
	out, err := c.forge(s)
	if err != nil {
		return "", fmt.Errorf("attack: %s: %w", c.Name, err)
	}
	return out, nil
}

// Form makes the SAMLResponse field of a case.
func (c *Case) Form(s Scene) (string, error) {
	out, err := c.XML(s)
	if err != nil {
		return "", err
	}
	out = base64.StdEncoding.EncodeToString([]byte(out))
	k := &kitchen{scene: s}
	for _, step := range c.steps {
		if step.phase == onForm {
			if out, err = k.rewrite(out, step); err != nil {
				return "", fmt.Errorf("attack: %s: %w", c.Name, err)
			}
		}
	}
	return out, nil
}

func (c *Case) forge(s Scene) (string, error) {
	template, err := messages.ReadFile("testdata/messages/" + s.Federation + ".txt")
	if err != nil {
		return "", err
	}
	roots, err := fragment(s.fill(betweenLines.ReplaceAllString(string(template), "")))
	if err != nil {
		return "", err
	}
	k := &kitchen{scene: s, root: roots[0], kept: map[string]*node{}}
	if err := c.cook(k, beforeSigning); err != nil {
		return "", err
	}
	if c.Sign != "none" && c.Sign != "response" {
		if err := c.seal(k, "Assertion"); err != nil {
			return "", err
		}
	}
	if c.Sign == "both" || c.Sign == "response" {
		if err := c.seal(k, "Response"); err != nil {
			return "", err
		}
	}
	if err := c.cook(k, afterSigning); err != nil {
		return "", err
	}
	out := k.root.source()
	for _, step := range c.steps {
		if step.phase == onBytes {
			if out, err = k.rewrite(out, step); err != nil {
				return "", err
			}
		}
	}
	return out, nil
}

var betweenLines = regexp.MustCompile(`\n\s*`)

func (c *Case) cook(k *kitchen, phase string) error {
	for _, s := range c.steps {
		if s.phase == phase {
			if err := k.change(s); err != nil {
				return fmt.Errorf("%s %s %s: %w", s.phase, s.op, s.args, err)
			}
		}
	}
	return nil
}

const (
	nsDsig = "http://www.w3.org/2000/09/xmldsig#"
	nsExc  = "http://www.w3.org/2001/10/xml-exc-c14n#"
	more   = "http://www.w3.org/2001/04/xmldsig-more#"
	xenc   = "http://www.w3.org/2001/04/xmlenc#"
)

// seal puts an enveloped signature behind the Issuer of an element.
func (c *Case) seal(k *kitchen, path string) error {
	el, _, err := k.root.find(path)
	if err != nil {
		return err
	}
	digest, digestURI := sha256.New(), xenc+"sha256"
	if c.Digest == "sha1" {
		digest, digestURI = sha1.New(), nsDsig+"sha1"
	}
	alg := func(tag, uri string) string { return `<ds:` + tag + ` Algorithm="` + uri + `"></ds:` + tag + `>` }
	pieces, err := fragment(`<ds:Signature xmlns:ds="` + nsDsig + `"><ds:SignedInfo>` + alg("CanonicalizationMethod", nsExc) + alg("SignatureMethod", c.method()) +
		`<ds:Reference URI="#` + el.attr("ID") + `"><ds:Transforms>` + alg("Transform", nsDsig+"enveloped-signature") + alg("Transform", nsExc) + `</ds:Transforms>` +
		alg("DigestMethod", digestURI) + `<ds:DigestValue>` + sum64(digest, el.canonical()) + `</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue>x</ds:SignatureValue></ds:Signature>`)
	if err != nil {
		return err
	}
	inner := &kitchen{scene: k.scene, root: pieces[0], kept: k.kept}
	if err := c.cook(inner, inSignature); err != nil {
		return err
	}
	info, _, err := inner.root.find("SignedInfo")
	if err != nil {
		return err
	}
	canonical := strings.Replace(info.canonical(), "<ds:SignedInfo", `<ds:SignedInfo xmlns:ds="`+nsDsig+`"`, 1)
	value, err := c.signature(k.scene.Keys, canonical)
	if err != nil {
		return err
	}
	at, _, err := inner.root.find("SignatureValue")
	if err != nil {
		return err
	}
	at.kids = []*node{{kind: words, text: value}}
	where := slices.IndexFunc(el.kids, func(n *node) bool { return n.kind == element && n.local() == "Issuer" })
	el.kids = slices.Insert(el.kids, where+1, inner.root)
	return nil
}

func sum64(h hash.Hash, s string) string {
	h.Write([]byte(s))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

func (c *Case) method() string {
	switch c.Hash {
	case "sha1":
		return nsDsig + "rsa-sha1"
	case "hmac-certificate", "hmac-key":
		return more + "hmac-sha256"
	}
	return more + "rsa-sha256"
}

// signature signs a canonical SignedInfo. With HMAC the secret is what anybody may
// know: the certificate or the key that the hub publishes (CVE-2021-21239 and kin).
func (c *Case) signature(keys *Keys, info string) (string, error) {
	switch c.Hash {
	case "hmac-certificate":
		return sum64(hmac.New(sha256.New, keys.Hub.Certificate), info), nil
	case "hmac-key":
		der, err := x509.MarshalPKIXPublicKey(keys.Hub.Private.Public())
		if err != nil {
			return "", err
		}
		return sum64(hmac.New(sha256.New, der), info), nil
	}
	key := keys.named(c.Key).Private
	sum, algorithm := sha256.Sum256([]byte(info)), crypto.SHA256
	digest := sum[:]
	if c.Hash == "sha1" {
		short := sha1.Sum([]byte(info)) //nolint:gosec // see above
		digest, algorithm = short[:], crypto.SHA1
	}
	b, err := rsa.SignPKCS1v15(rand.Reader, key, algorithm, digest)
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(b), nil
}

var instants = regexp.MustCompile(`\{now([+-]\d+)?\}`)

// fill writes the scene's values in the place of names in braces; {now+181} is a
// time, in seconds from now.
func (s Scene) fill(text string) string {
	if !strings.ContainsAny(text, "{\\") {
		return text
	}
	text = strings.NewReplacer("{hub}", s.Hub, "{us}", s.Us, "{acs}", s.ACS, "{other-hub}", s.OtherHub, "{other-acs}", s.OtherACS,
		"{request}", s.Request, "{organisation}", s.Organisation, "{other-school}", s.OtherSchool, "{authority}", s.Authority,
		"{evil}", Evil, `\n`, "\n", `\t`, "\t", `\r`, "\r", `\x01`, "\x01",
		"{certificate}", base64.StdEncoding.EncodeToString(s.Keys.Hub.Certificate),
		"{foreign-certificate}", base64.StdEncoding.EncodeToString(s.Keys.Foreign.Certificate),
		"{sha256-of-nothing}", sum64(sha256.New(), "")).Replace(text)
	text = instants.ReplaceAllStringFunc(text, func(m string) string {
		seconds, err := strconv.Atoi("0" + strings.TrimLeft(m[len("{now"):len(m)-1], "+-"))
		if err != nil {
			return m
		}
		if strings.Contains(m, "-") {
			seconds = -seconds
		}
		return s.Now.UTC().Add(time.Duration(seconds) * time.Second).Format(time.RFC3339)
	})
	return unrepeat(text)
}
