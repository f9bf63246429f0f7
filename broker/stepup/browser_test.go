package stepup

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// chrome is a page of a real Chromium, with virtual authenticators in place of keys.
type chrome struct {
	*bench
	t   *testing.T
	ctx context.Context
}

// newChrome starts Chromium on a page of the issuer, or skips by name; under CI=true a
// browser that is missing is a failure.
func newChrome(t *testing.T) *chrome {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal("chromium is not installed")
	} else if err != nil {
		t.Skip("chromium is not installed: no key was used in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:len(chromedp.DefaultExecAllocatorOptions):len(chromedp.DefaultExecAllocatorOptions)],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU)
	alloc, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(stop)
	c := &chrome{bench: newBench(t), t: t, ctx: ctx}
	c.Factors, err = New(Config{Records: c.db.Records(), State: c.db.State(), Ring: c.ring, Now: c.clock.Now, Issuer: c.serve(), Name: "Sluis"})
	if err != nil {
		t.Fatal(err)
	}
	c.visit(c.origin)
	call(c, webauthn.Enable, webauthn.EnableParams{})
	return c
}

// serve gives the origin of an empty page at localhost: an RP ID is a name.
func (c *chrome) serve() string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><title>t</title>"))
	}))
	c.t.Cleanup(s.Close)
	return strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
}

func (c *chrome) visit(url string) {
	c.t.Helper()
	if err := chromedp.Do(c.ctx, chromedp.Navigate(url)); err != nil {
		c.t.Fatal(err)
	}
}

func call[P, R any](c *chrome, command cdp.Command[P, R], params P) R {
	c.t.Helper()
	out, err := chromedp.Call(c.ctx, command, params)
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

// plug adds an authenticator.
func (c *chrome) plug(o webauthn.VirtualAuthenticatorOptions) webauthn.AuthenticatorID {
	c.t.Helper()
	o.Protocol, o.Ctap2version, o.HasResidentKey, o.HasUserVerification, o.AutomaticPresenceSimulation = "ctap2", "ctap2_1", true, true, true
	return call(c, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &o}).AuthenticatorID
}

// ask has the browser answer options; what it refuses itself comes back as its error's name.
func (c *chrome) ask(method, parse string, options json.RawMessage) []byte {
	c.t.Helper()
	script := `(async () => { try {
		const c = await navigator.credentials.` + method + `({publicKey: PublicKeyCredential.` + parse + `(` + string(options) + `)});
		return JSON.stringify(c.toJSON()) } catch (e) { return e.name } })()`
	out, err := chromedp.Run(c.ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		c.t.Fatal(err)
	}
	return []byte(out)
}

// enrolled is enrolling with the browser; loosen takes out of the options what would have
// the browser refuse before we do.
func (c *chrome) enrolled(p Policy, loosen func(string) string) (Factor, []byte, error) {
	c.t.Helper()
	options, err := c.BeginRegistration(c.ctx, anna, "anna@example.test", "sleutel", p)
	if err != nil {
		c.t.Fatal(err)
	}
	answer := c.ask("create", "parseCreationOptionsFromJSON", json.RawMessage(loosen(string(options))))
	f, err := c.FinishRegistration(c.ctx, anna, answer, p, c.note)
	return f, answer, err
}

func (c *chrome) proven(who Caller, loosen func(string) string) (Proof, []byte, error) {
	c.t.Helper()
	options, err := c.BeginAssertion(c.ctx, who, Policy{})
	if err != nil {
		c.t.Fatal(err)
	}
	answer := c.ask("get", "parseRequestOptionsFromJSON", json.RawMessage(loosen(string(options))))
	p, err := c.FinishAssertion(c.ctx, who, answer, Policy{}, c.note)
	return p, answer, err
}

func asIs(s string) string { return s }

// unasked makes the browser not insist on verification.
func unasked(s string) string {
	return strings.ReplaceAll(s, `"userVerification":"required"`, `"userVerification":"discouraged"`)
}

// The whole of it in a real browser: two keys, a login by name and one without, a key
// without verification, another origin of the same RP ID, a synced key, and a copy.
func TestBrowser(t *testing.T) {
	t.Parallel()
	c := newChrome(t)
	first := c.plug(webauthn.VirtualAuthenticatorOptions{Transport: "usb", IsUserVerified: true})
	one, _, err := c.enrolled(Policy{}, asIs)
	if err != nil || one.Synced {
		t.Fatalf("the first key: %+v, %v", one, err)
	}
	if _, answer, err := c.enrolled(Policy{}, asIs); err == nil || string(answer) != "InvalidStateError" {
		t.Errorf("the same key again: %s, %v", answer, err)
	}
	if p, answer, err := c.proven(anna, asIs); err != nil || p.Factor != one.ID {
		t.Errorf("by name: %+v, %s, %v", p, answer, err)
	}
	if p, answer, err := c.proven(Caller{Browser: "b"}, asIs); err != nil || p.Account != anna.Account {
		t.Errorf("without a name: %+v, %s, %v", p, answer, err)
	}
	call(c, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: first, IsUserVerified: false})
	if _, answer, err := c.proven(anna, asIs); err == nil || string(answer) != "NotAllowedError" {
		t.Errorf("the browser itself: %s, %v", answer, err)
	}
	if _, answer, err := c.proven(anna, unasked); !errors.Is(err, ErrUnverified) {
		t.Errorf("nobody verified: %s, %v", answer, err)
	}
	call(c, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: first, IsUserVerified: true})

	c.visit(c.serve())
	if _, answer, err := c.proven(anna, asIs); !errors.Is(err, ErrAnswer) || answer[0] != '{' {
		t.Errorf("another origin of the same RP ID: %s, %v", answer, err)
	}
	c.visit(c.origin)
	c.clone(first)
	if _, answer, err := c.proven(anna, asIs); !errors.Is(err, ErrClone) {
		t.Errorf("a copy: %s, %v", answer, err)
	}
	if have, err := c.List(c.ctx, anna.Account); err != nil || len(have) != 1 || have[0].Suspended != ByClone {
		t.Errorf("%+v, %v", have, err)
	}

	call(c, webauthn.RemoveVirtualAuthenticator, webauthn.RemoveVirtualAuthenticatorParams{AuthenticatorID: first})
	c.plug(webauthn.VirtualAuthenticatorOptions{Transport: "internal", IsUserVerified: true, DefaultBackupEligibility: true, DefaultBackupState: true})
	if _, answer, err := c.enrolled(Policy{NoSynced: true}, asIs); !errors.Is(err, ErrSynced) {
		t.Errorf("a synced key: %s, %v", answer, err)
	}
	if two, answer, err := c.enrolled(Policy{}, asIs); err != nil || !two.Synced || !two.BackedUp {
		t.Errorf("the second key: %+v, %s, %v", two, answer, err)
	}
	if _, answer, err := c.proven(anna, asIs); err != nil {
		t.Errorf("with the second key: %s, %v", answer, err)
	}
}

// clone puts the key back as it was when its counter began.
func (c *chrome) clone(id webauthn.AuthenticatorID) {
	c.t.Helper()
	keys := call(c, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: id}).Credentials
	if len(keys) != 1 {
		c.t.Fatalf("%d keys in the authenticator", len(keys))
	}
	call(c, webauthn.RemoveCredential, webauthn.RemoveCredentialParams{AuthenticatorID: id, CredentialID: keys[0].CredentialID})
	k := keys[0]
	// Spelled out: what the bindings add of newer extensions, Chromium takes as asked for.
	add := cdp.Command[map[string]any, cdp.Empty]{Method: webauthn.CommandAddCredential}
	call(c, add, map[string]any{"authenticatorId": id, "credential": map[string]any{"credentialId": k.CredentialID, "rpId": k.RpID,
		"isResidentCredential": true, "privateKey": k.PrivateKey, "userHandle": k.UserHandle, "signCount": 0}})
}
