package saml

import (
	"encoding/base64"
	"runtime"
	"strings"
	"testing"

	"sluis/internal/refusal"
	"sluis/providers/saml/xmlsec"
)

// TestVerifyIsBounded: a message of the largest size, as densely written as it can
// be, costs at most 16 MiB, whether it is accepted, refused late or refused at
// once (F-11). It counts what is allocated in all, not what is live. It is not
// parallel: the count is of the whole process.
func TestVerifyIsBounded(t *testing.T) {
	c := surf(t)
	const limit = 16 << 20
	padded := func(unit *el) string {
		r := reply(t, c)
		s := r.at(t, "saml:Assertion", "saml:AttributeStatement")
		room := xmlsec.MaxBytes - len(r.canonical()) - 4096 // for the signature
		for n := room / len(unit.canonical()); n > 0; n-- {
			s.kids = append(s.kids, unit)
		}
		return style{assertion: true}.sign(t, r, surfKey())
	}
	for _, tc := range []struct {
		name, form string
		want       refusal.Code
	}{
		{"one long value", padded(attribute("x", strings.Repeat("y", 230<<10))), 0},
		{"as many attributes as fit", padded(attribute("x")), refusal.AnswerTooLarge},
		{"elements that do not belong there", padded(&el{name: "saml:A"}), refusal.MalformedXML},
		{"text only", base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", xmlsec.MaxBytes))), refusal.MalformedXML},
		{"open tags only", base64.StdEncoding.EncodeToString([]byte(strings.Repeat("<a>", xmlsec.MaxBytes/3))), refusal.AnswerTooLarge},
	} {
		q := answer(t, c, tc.form)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		id, err := c.Verify(q)
		runtime.ReadMemStats(&after)
		if tc.want == 0 && err != nil {
			t.Errorf("%s: %v", tc.name, err)
		} else if tc.want != 0 {
			wantRefusal(t, id, err, tc.want)
		}
		if cost := after.TotalAlloc - before.TotalAlloc; cost > limit {
			t.Errorf("%s: %d KiB of memory, and %d are allowed", tc.name, cost>>10, limit>>10)
		}
	}
}

// TestRedirectIsShort: every browser and proxy takes a URL of 2,000 bytes, and not
// all take longer ones.
func TestRedirectIsShort(t *testing.T) {
	t.Parallel()
	q := question()
	q.ForceAuthn, q.IdP, q.RelayState = true, "https://idp.petteflatcollege.example.nl/simplesaml/saml2/idp/metadata.php", strings.Repeat("r", maxRelayState)
	started, err := surf(t).Start(q)
	if err != nil {
		t.Fatal(err)
	}
	if len(started.URL) > 2000 {
		t.Errorf("the URL of a request is %d bytes", len(started.URL))
	}
}
