package op

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sluis/broker/grant"
	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/broker/store/sqlstore"
	"sluis/claims"
	"sluis/internal/config"
	"sluis/internal/metric"
	"sluis/internal/secret"
)

const (
	benchSecret   = "kR7vPq2LmX9sWt4bYn8cZd"
	benchRedirect = "https://portfolio.example.nl/callback"
	benchVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	benchRegistry = `connections:
  - {id: entree, federation: entree, entity_id: https://sluis.example.nl/saml/entree, metadata: {file: idp.xml}}
schools:
  - {id: petteflat, name: Petteflat College, sector: vo, connection: entree, home_organisation: 01AB, login_log: failed_only, log_retention_days: 183}
apps:
  - id: portfolio
    name: {nl: Portfolio, en: Portfolio}
    supplier: Voorbeeld B.V.
    profile: basic
    client_auth: {method: client_secret_basic, secret_file: portfolio.secret}
    redirect_uris: [` + benchRedirect + `]
    id_token_alg: ES256
    claims_in: id_token
    contract:
      version: 1
      basis: public_task
      inform: never
      schools: [petteflat]
      roles: [student]
      release:
        name: {purpose: {nl: Je naam staat bij je werk., en: Your name stands with your work.}}
        student_number: {purpose: {nl: Je werk hoort bij jou., en: Your work belongs to you.}}
`
)

// newProvider is a Provider over real stores, keys and a real registry.
func newProvider(t testing.TB) *Provider {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{"sluis.yaml": "issuer: https://sluis.example.nl\nlisten: 127.0.0.1:8080\ndata: ./data\nregistry: ./registry.yaml\n",
		"registry.yaml": benchRegistry, "idp.xml": "<a/>", "portfolio.secret": benchSecret} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	good := func(string) error { return nil }
	l, problems := config.Load(filepath.Join(dir, "sluis.yaml"), config.Checks{CountryTable: func(string) (time.Time, error) { return time.Now(), nil }, Metadata: func(io.Reader, string) ([]string, error) { return nil, nil }, ClientKeys: func(string, []byte) error { return nil },
		Profile: func(string) config.ProfileRules {
			return config.ProfileRules{ClientAuth: []string{"client_secret_basic", "client_secret_post", "private_key_jwt", "none"}, IDTokenAlgs: []string{"RS256", "PS256", "ES256", "EdDSA"}, PKCEIfSent: true, NamedLoopback: true}
		},

		GuardName: good, GuardText: good, Needed: func(string, []string) []string { return nil }, Canonical: func(string) string { return "" }, Now: time.Now})
	if problems.Refused() {
		t.Fatalf("refused:\n%s", problems.Errors())
	}
	db, err := sqlstore.OpenEmbedded(sqlstore.Config{Dir: t.TempDir(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	ring, err := keys.Open(context.Background(), keys.Config{Records: db.Records(), Master: secret.New(bytes.Repeat([]byte{7}, 32)), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	snap := registry.Compile(l)
	return New(Config{Issuer: "https://sluis.example.nl", Registry: func() *registry.Snapshot { return snap }, Grants: grant.New(db.State(), time.Now),
		Ring: ring, State: db.State(), Now: time.Now, Metrics: metric.New(), Blocked: func(context.Context, grant.Grant) (bool, error) { return false, nil }})
}

const benchChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" // S256 of benchVerifier (RFC 7636 appendix B)

func (p *Provider) hand(t testing.TB) string {
	t.Helper()
	code := keys.NewHandle()
	err := p.Grants.Hand(context.Background(), code, grant.Binding{App: "portfolio", RedirectURI: benchRedirect, Challenge: benchChallenge}, benchGrant())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func benchGrant() grant.Grant {
	return grant.Grant{App: "portfolio", School: "petteflat", Subject: "S", SID: "sid", Contract: 1, Scope: "openid profile student_number", Nonce: "n", Issued: time.Now(), AuthTime: time.Now(),
		Release: claims.Release{Items: claims.Items(0).With(claims.Name).With(claims.StudentNumber), Name: claims.FullName{Full: "Zoë Pükkelen", Given: "Zoë", Family: "Pükkelen"}, StudentNumber: "95312"}}
}

// redemption is the token request of a code.
func redemption(code string) Call {
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {benchRedirect}, "code_verifier": {benchVerifier}}
	return Call{ContentType: formType, Post: true, Authorization: []string{"Basic " + base64.StdEncoding.EncodeToString([]byte("portfolio:"+benchSecret))}, Body: form.Encode()}
}

var authorizeQuery = url.Values{"response_type": {"code"}, "client_id": {"portfolio"}, "redirect_uri": {benchRedirect}, "scope": {"openid profile student_number"},
	"state": {"af0ifjsldkj"}, "nonce": {"n-0S6_WzA2Mj"}, "code_challenge": {benchChallenge}, "code_challenge_method": {"S256"}, "login_hint": {"petteflat"}}.Encode()

// BenchmarkAuthorize is the reading of one authorization request.
func BenchmarkAuthorize(b *testing.B) {
	p := newProvider(b)
	b.ReportAllocs()
	for b.Loop() {
		if a := p.Authorize(b.Context(), authorizeQuery); a.Request == nil {
			b.Fatalf("refused: %+v", a)
		}
	}
}

// BenchmarkIDToken is the making of one ID token, by algorithm: nearly all of it is
// the signature.
func BenchmarkIDToken(b *testing.B) {
	p := newProvider(b)
	portfolio, ok := p.Registry().App("portfolio")
	if !ok {
		b.Fatal("no app")
	}
	g := benchGrant()
	for _, alg := range []string{"RS256", "PS256", "ES256", "EdDSA"} {
		b.Run(alg, func(b *testing.B) {
			app := *portfolio
			app.IDTokenAlg = alg
			access := keys.NewHandle()
			if _, err := p.idToken(&app, g, access); err != nil { // the key is made
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.idToken(&app, g, access); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkToken is one token request: client, code, ID token by ES256. A code that
// is handed out first is in it.
func BenchmarkToken(b *testing.B) {
	p := newProvider(b)
	b.ReportAllocs()
	for b.Loop() {
		if got := p.Token(context.Background(), redemption(p.hand(b))); got.Status != 200 {
			b.Fatalf("%d %s", got.Status, got.Body)
		}
	}
}

// BenchmarkUserInfo is one userinfo request.
func BenchmarkUserInfo(b *testing.B) {
	p := newProvider(b)
	got := p.Token(context.Background(), redemption(p.hand(b)))
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(got.Body, &answer); err != nil || got.Status != 200 {
		b.Fatalf("%d %s", got.Status, got.Body)
	}
	call := Call{Authorization: []string{"Bearer " + answer.Token}}
	b.ReportAllocs()
	for b.Loop() {
		if got := p.UserInfo(context.Background(), call); got.Status != 200 {
			b.Fatalf("%d %s", got.Status, got.Body)
		}
	}
}

// BenchmarkRefresh is one refresh: client, refresh token, ID token by ES256; with a JWT as
// access token a second signature.
func BenchmarkRefresh(b *testing.B) {
	for _, kind := range []string{"opaque", "jwt"} {
		b.Run(kind, func(b *testing.B) {
			p := newProvider(b)
			app, _ := p.Registry().App("portfolio")
			app.Refresh, app.JWTAccessToken = true, kind == "jwt"
			ctx := context.Background()
			h := held(b, p.Token(ctx, redemption(p.hand(b))))
			b.ReportAllocs()
			for b.Loop() {
				h = held(b, p.Token(ctx, asked("grant_type", "refresh_token", "refresh_token", h.RefreshToken)))
			}
		})
	}
}

// BenchmarkIntrospect is one introspection of an access token.
func BenchmarkIntrospect(b *testing.B) {
	p := newProvider(b)
	ctx := context.Background()
	c := asked("token", held(b, p.Token(ctx, redemption(p.hand(b)))).AccessToken)
	b.ReportAllocs()
	for b.Loop() {
		if res := p.Introspect(ctx, c); res.Status != 200 || len(res.Body) < 100 {
			b.Fatalf("%d %s", res.Status, res.Body)
		}
	}
}
