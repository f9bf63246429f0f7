package cli

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// Guessing at a client's secret slows down who guesses, at that client alone; the
// app works on from elsewhere (design §5.9, L-14 in spirit).
func TestGuessingASecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, func(w *world) { w.settings = "trusted_proxies: [127.0.0.0/8]\n" })
	call := func(client, secret, address string) *answer {
		form := url.Values{"grant_type": {"authorization_code"}, "code": {"x"}, "redirect_uri": {portfolioURI}, "code_verifier": {verifier}}
		req, err := http.NewRequest(http.MethodPost, w.issuer+"/oauth/token", strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("X-Forwarded-For", address)
		req.SetBasicAuth(client, secret)
		return w.newBrowser().do(req)
	}
	const guesser = "198.51.100.7"
	for n := range 100 {
		if a := call("portfolio", "geraden", guesser); a.StatusCode != http.StatusUnauthorized || a.Header.Get("WWW-Authenticate") == "" {
			t.Fatalf("guess %d is answered %d", n+1, a.StatusCode)
		}
	}
	for _, secret := range []string{"geraden", appSecret} { // it must not be told that it guessed right
		if a := call("portfolio", secret, guesser); a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" || !strings.Contains(a.body, "temporarily_unavailable") {
			t.Errorf("after 100 failures: %d %s", a.StatusCode, a.body)
		}
	}
	for name, a := range map[string]*answer{
		"the app from elsewhere":        call("portfolio", appSecret, "198.51.100.8"),
		"another app from that address": call("stil", appSecret, guesser),
	} {
		if a.StatusCode != http.StatusBadRequest || !strings.Contains(a.body, "invalid_grant") {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
		}
	}
	w.clock.advance(5*time.Minute + time.Second)
	if a := call("portfolio", appSecret, guesser); a.StatusCode != http.StatusBadRequest {
		t.Errorf("five minutes later: %d %s", a.StatusCode, a.body)
	}
}
