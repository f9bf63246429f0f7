package saml

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	randv2 "math/rand/v2"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sluis/internal/refusal"
	"sluis/providers"
	"sluis/providers/hub"
)

// attackerBox encrypts whatever an attacker likes to our public key, as anybody can.
func attackerBox(t testing.TB, plain []byte) string {
	t.Helper()
	key := make([]byte, 16)
	rand.Read(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := rsa.EncryptOAEPWithOptions(rand.Reader, &ourKey().PublicKey, key, &rsa.OAEPOptions{Hash: crypto.SHA1, MGFHash: crypto.SHA1})
	if err != nil {
		t.Fatal(err)
	}
	return boxOf(wrapped, gcm.Seal(nil, nil, plain, nil))
}

func boxOf(wrapped, data []byte) string {
	const enc = "http://www.w3.org/2001/04/xmlenc#"
	value := func(b []byte) string {
		return `<x:CipherData><x:CipherValue>` + base64.StdEncoding.EncodeToString(b) + `</x:CipherValue></x:CipherData>`
	}
	return `<saml:EncryptedAssertion xmlns:saml="` + nsAssertion + `"><x:EncryptedData xmlns:x="` + enc + `">` +
		`<x:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes128-gcm"/><d:KeyInfo xmlns:d="` + nsDsig + `"><x:EncryptedKey>` +
		`<x:EncryptionMethod Algorithm="` + enc + `rsa-oaep-mgf1p"/>` + value(wrapped) + `</x:EncryptedKey></d:KeyInfo>` + value(data) +
		`</x:EncryptedData></saml:EncryptedAssertion>`
}

// sealedMessage is a genuine encrypted message, and what was in it.
type sealedMessage struct {
	doc, box, plain string
	want            *providers.Identity
}

var boxText = regexp.MustCompile(`(?s)<saml:EncryptedAssertion.*</saml:EncryptedAssertion>`)

func sealedMessages(t *testing.T, l lockable) (list []sealedMessage) {
	t.Helper()
	for i, sign := range []hub.Coverage{hub.SignAssertion, hub.SignResponse, hub.SignBoth} {
		for _, what := range []string{"", "both"} {
			m := hub.Misbehaviour{Sign: sign, Encrypt: &hub.Encryption{What: what, Place: []string{"", "beside", "listed"}[i]}}
			doc, err := l.hub.XML(l.req, l.people[i], m)
			if err != nil {
				t.Fatal(err)
			}
			plain := hub.Misbehaviour{Sign: sign}
			inside, err := l.hub.XML(l.req, l.people[i], plain)
			if err != nil {
				t.Fatal(err)
			}
			q := l.q
			q.SAMLResponse = base64.StdEncoding.EncodeToString(doc)
			want, err := l.connection.Verify(q)
			if err != nil {
				t.Fatal(err)
			}
			text := string(inside)
			from, to := strings.Index(text, "<saml:Assertion"), strings.Index(text, "</saml:Assertion>")
			assertion := text[from:to] + "</saml:Assertion>"
			assertion = strings.Replace(assertion, "<saml:Assertion", `<saml:Assertion xmlns:saml="`+nsAssertion+`"`, 1)
			list = append(list, sealedMessage{string(doc), boxText.FindString(string(doc)), assertion, want})
		}
	}
	return list
}

// sealedMutations make mutants of an encrypted message. Who makes them has our public
// key, all messages that ever passed, and no hub's key.
var sealedMutations = map[string]func(t *testing.T, r *randv2.Rand, g, other sealedMessage) string{
	"octets": func(_ *testing.T, r *randv2.Rand, g, _ sealedMessage) string {
		b := []byte(g.doc)
		for range 1 + r.IntN(3) {
			b[r.IntN(len(b))] = "<>&\"'/:= \n!?;#xA+0"[r.IntN(18)]
		}
		return string(b)
	},
	"pieces": func(_ *testing.T, r *randv2.Rand, g, _ sealedMessage) string {
		parts := strings.SplitAfter(g.doc, ">")
		i, j := r.IntN(len(parts)), r.IntN(len(parts))
		switch r.IntN(3) {
		case 0:
			parts[i], parts[j] = parts[j], parts[i]
		case 1:
			parts[i] = ""
		default:
			parts[i] += parts[j]
		}
		return strings.Join(parts, "")
	},
	"another's box": func(_ *testing.T, _ *randv2.Rand, g, other sealedMessage) string {
		return strings.Replace(g.doc, g.box, other.box, 1)
	},
	"a box more": func(_ *testing.T, r *randv2.Rand, g, other sealedMessage) string {
		return strings.Replace(g.doc, g.box, []string{other.box + g.box, g.box + other.box, g.box + g.box}[r.IntN(3)], 1)
	},
	"wrapped box": func(_ *testing.T, r *randv2.Rand, g, other sealedMessage) string {
		w := []string{"samlp:Extensions", "saml:Advice", "saml:EncryptedAssertion"}[r.IntN(3)]
		return strings.Replace(g.doc, g.box, "<"+w+">"+g.box+"</"+w+">"+[]string{"", other.box}[r.IntN(2)], 1)
	},
	"parts of another's": func(_ *testing.T, r *randv2.Rand, g, other sealedMessage) string {
		part := regexp.MustCompile(`<xenc:CipherValue>[^<]*</xenc:CipherValue>`)
		mine, theirs := part.FindAllString(g.box, -1), part.FindAllString(other.box, -1)
		return strings.Replace(g.doc, mine[r.IntN(len(mine))], theirs[r.IntN(len(theirs))], 1)
	},
	"namespaces": func(_ *testing.T, r *randv2.Rand, g, _ sealedMessage) string {
		prefix := []string{"saml", "xs", "xsi", "xenc", "ds", "nieuw"}[r.IntN(6)]
		uri := []string{"urn:x", nsAssertion, nsProtocol, nsDsig}[r.IntN(4)]
		where := []string{"<saml:EncryptedAssertion", "<xenc:EncryptedData", "<samlp:Response"}[r.IntN(3)]
		return strings.Replace(g.doc, where, where+` xmlns:`+prefix+`="`+uri+`"`, 1)
	},
	"forged and encrypted": func(t *testing.T, r *randv2.Rand, g, _ sealedMessage) string {
		forged := regexp.MustCompile(`(<saml:(?:NameID|AttributeValue)[^>]*>)[^<]+`).ReplaceAllString(g.plain, "${1}"+hub.Evil)
		if r.IntN(2) == 0 {
			forged = regexp.MustCompile(`(?s)<ds:Signature.*?</ds:Signature>`).ReplaceAllString(forged, "")
		}
		return strings.Replace(g.doc, g.box, attackerBox(t, []byte(forged)), 1)
	},
	"wrapped and encrypted": func(t *testing.T, r *randv2.Rand, g, _ sealedMessage) string {
		evil := strings.Replace(regexp.MustCompile(`(?s)<ds:Signature.*?</ds:Signature>`).ReplaceAllString(g.plain, ""), ` ID="`, ` ID="_evil`, 1)
		inside := []string{g.plain + evil, evil + g.plain, strings.Replace(evil, "<saml:Subject>", "<saml:Advice>"+g.plain+"</saml:Advice><saml:Subject>", 1)}[r.IntN(3)]
		return strings.Replace(g.doc, g.box, attackerBox(t, []byte(inside)), 1)
	},
	"a plain one instead": func(_ *testing.T, r *randv2.Rand, g, other sealedMessage) string {
		return strings.Replace(g.doc, g.box, []string{other.plain, g.plain + g.box, g.box + other.plain}[r.IntN(3)], 1)
	},
	"random numbers": func(t *testing.T, r *randv2.Rand, g, _ sealedMessage) string {
		data := make([]byte, 64+r.IntN(64))
		rand.Read(data)
		key, err := rand.Int(rand.Reader, ourKey().N)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Replace(g.doc, g.box, boxOf(key.FillBytes(make([]byte, 256)), data), 1)
	},
}

// TestEncryptedLaw is the law of design §5.1 over encrypted messages: whatever is
// done to one on its way, it is refused or says exactly what the hub said, of the
// person it was about; or, where a whole message of another person was put in its
// place, exactly what that one said.
func TestEncryptedLaw(t *testing.T) {
	t.Parallel()
	total := 60 // of each class
	if n, err := strconv.Atoi(os.Getenv("SLUIS_MUTANTS")); err == nil {
		total = max(total, n/200)
	}
	l := encrypting(t, hub.Entree, func(c *Config) { c.Decrypters = []crypto.Decrypter{ourKey()} })
	list := sealedMessages(t, l)
	for class, mutate := range sealedMutations {
		refused, accepted := 0, 0
		for i := range total {
			r := randv2.New(randv2.NewPCG(uint64(i), 11))
			g, other := list[r.IntN(len(list))], list[r.IntN(len(list))]
			q := l.q
			q.SAMLResponse = base64.StdEncoding.EncodeToString([]byte(mutate(t, r, g, other)))
			got, err := l.connection.Verify(q)
			if err != nil {
				refused++
				if code := new(refusal.Error); !errors.As(err, &code) || code.Code == unmapped || got != nil {
					t.Errorf("%s %d: refused without a code of its own: %v", class, i, err)
				}
				continue
			}
			accepted++
			if !reflect.DeepEqual(got, g.want) && !reflect.DeepEqual(got, other.want) && !sameWithoutID(got, g.want) && !sameWithoutID(got, other.want) {
				t.Errorf("LAW BROKEN by %s %d: %+v", class, i, got)
			}
		}
		t.Logf("%-24s %5d refused %5d accepted", class, refused, accepted)
		if refused == 0 && class != "namespaces" {
			t.Errorf("no mutant of class %q was refused", class)
		}
	}
}

// sameWithoutID compares with an answer about the same person that was made apart.
func sameWithoutID(a, b *providers.Identity) bool {
	x, y := *a, *b
	x.Assertion, y.Assertion, x.Digest, y.Digest = "", "", [32]byte{}, [32]byte{}
	return reflect.DeepEqual(x, y)
}

// FuzzDecrypted encrypts whatever the fuzzer likes: an attacker's plaintext is a
// refusal, or the genuine assertion.
func FuzzDecrypted(f *testing.F) {
	c := surf(f)
	r := reply(f, c)
	a := r.at(f, "saml:Assertion")
	a.sign(f, surfKey())
	genuine := a.canonical()
	shell := r.canonical()
	from, to := strings.Index(shell, "<saml:Assertion"), strings.Index(shell, "</saml:Assertion>")+len("</saml:Assertion>")
	send := func(t testing.TB, plain []byte) (*providers.Identity, error) {
		doc := shell[:from] + attackerBox(t, plain) + shell[to:]
		return c.Verify(answer(t, c, base64.StdEncoding.EncodeToString([]byte(doc))))
	}
	want, err := send(f, []byte(genuine))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(genuine))
	f.Add(bytes.Replace([]byte(genuine), []byte("student"), []byte("employee"), 1)) // a changed value
	f.Add([]byte(genuine + genuine))                                                // two
	f.Add([]byte("<saml:Assertion xmlns:saml='" + nsAssertion + "'/>"))             // next to nothing
	f.Add([]byte(nil))                                                              // nothing
	f.Add([]byte("<!-- -->"))                                                       // what made another library panic (saml-notes §1)
	f.Fuzz(func(t *testing.T, plain []byte) {
		id, err := send(t, plain)
		holdToLaw(t, want, id, err)
	})
}
