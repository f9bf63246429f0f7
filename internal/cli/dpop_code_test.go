package cli

import (
	"net/http"
	"net/url"
	"testing"
)

// TestDPoPCode: a code is for the key that its request named, by dpop_jkt or by a proof
// where it was pushed (RFC 9449 §10, §10.1): whoever intercepts it needs the key too.
func TestDPoPCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	mine, other := w.newDPoPKey(), w.newDPoPKey()
	proved := func(k dpopKey) http.Header {
		h := basic("portfolio", appSecret)
		h["Dpop"] = []string{k.proof("POST", "/oauth/par", "", "")}
		return h
	}
	for name, at := range map[string]string{
		"dpop_jkt at authorize":    w.request("portfolio", portfolioURI, "dpop_jkt", mine.thumbprint()),
		"dpop_jkt, pushed":         w.pushedPortfolio("dpop_jkt", mine.thumbprint()),
		"a proof with the push":    w.push(pushForm("portfolio", portfolioURI), proved(mine)),
		"both, of one key, pushed": w.push(pushForm("portfolio", portfolioURI, "dpop_jkt", mine.thumbprint()), proved(mine)),
	} {
		code := w.newBrowser().login(at, "petteflat", "yara").Get("code")
		for how, proof := range map[string]string{"without a proof": "", "with another key": other.proof("POST", "/oauth/token", "", "")} {
			if a := w.redeemBound("portfolio", portfolioURI, appSecret, code, proof); a.StatusCode != http.StatusBadRequest || a.member(t, "error") != "invalid_grant" {
				t.Errorf("%s, %s: %d %s", name, how, a.StatusCode, a.body)
			}
		}
		if a := w.redeemBound("portfolio", portfolioURI, appSecret, code, mine.proof("POST", "/oauth/token", "", "")); a.StatusCode != http.StatusOK || a.member(t, "token_type") != "DPoP" {
			t.Errorf("%s, with its key: %d %s", name, a.StatusCode, a.body)
		}
	}
	for name, a := range map[string]*answer{
		"dpop_jkt of another key": w.post("/oauth/par", pushForm("portfolio", portfolioURI, "dpop_jkt", other.thumbprint()), proved(mine)),
		"two proofs": w.post("/oauth/par", pushForm("portfolio", portfolioURI), http.Header{"Authorization": basic("portfolio", appSecret)["Authorization"],
			"Dpop": {mine.proof("POST", "/oauth/par", "", ""), other.proof("POST", "/oauth/par", "", "")}}),
		"a proof for another endpoint": w.post("/oauth/par", pushForm("portfolio", portfolioURI), http.Header{"Authorization": basic("portfolio", appSecret)["Authorization"],
			"Dpop": {mine.proof("POST", "/oauth/token", "", "")}}),
	} {
		if a.StatusCode != http.StatusBadRequest || a.member(t, "error") != "invalid_dpop_proof" {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
		}
	}
	if a := w.newBrowser().get("/oauth/authorize?" + url.Values{"client_id": {"portfolio"}, "redirect_uri": {portfolioURI}, "dpop_jkt": {"x"}}.Encode()); a.StatusCode != http.StatusSeeOther {
		t.Errorf("a dpop_jkt that is none: %d", a.StatusCode)
	}
}
