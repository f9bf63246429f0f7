package registry

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sluis/claims"
)

func TestCompile(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	app, ok := s.App("portfolio")
	if !ok {
		t.Fatal("no app portfolio")
	}
	zuid, _ := s.School("zuid")
	harderwijk, _ := s.School("harderwijk")
	for name, c := range map[string]struct{ got, want any }{
		"name":                     {app.Name, claims.Text{NL: "Portfolio", EN: "Folio"}},
		"sector is the id":         {app.Sector, "portfolio"},
		"pkce is required":         {app.RequiresPKCE(), true},
		"secret without line end":  {string(app.ClientAuth.Secret.Reveal()), "kR7vPq2LmX9sWt4bYn8cZd"},
		"algorithm":                {app.IDTokenAlg, "RS256"},
		"userinfo is JSON":         {app.UserInfoAlg, ""},
		"opaque tokens":            {app.JWTAccessToken, false},
		"no refresh":               {app.Refresh, false},
		"claims in userinfo":       {app.ClaimsInIDToken, false},
		"contract version":         {app.Contract.Version, 3},
		"contract day":             {app.Contract.Approved, time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)},
		"contract basis":           {app.Contract.Basis, claims.PublicTask},
		"contract inform":          {app.Contract.Inform, claims.EveryLogin},
		"roles in order":           {fmt.Sprint(app.Contract.Roles), "[staff student]"},
		"released":                 {app.Contract.Released, claims.ItemsOf(claims.Name, claims.Class)},
		"name is required":         {app.Contract.Terms[claims.Name].Optional, false},
		"class is optional":        {app.Contract.Terms[claims.Class].Optional, true},
		"purpose":                  {app.Contract.Terms[claims.Class].Purpose.EN, "You join your group."},
		"organisation in capitals": {zuid.Organisation, "01AB"},
		"organisation in small":    {harderwijk.Organisation, "uniharderwijk.nl"},
		"logged: failed only":      {zuid.LogAll, false},
		"retention by default":     {zuid.LogDays, 365},
		"admitted":                 {harderwijk.Admit["affiliate"], claims.Staff},
		"admits its school":        {app.Admits("zuid"), true},
		"admits no other school":   {app.Admits("nowhere"), false},
		"acs":                      {zuid.Connection.ACS, "https://login.example.nl/saml/entree/acs"},
		"encryption by default":    {zuid.Connection.Encryption, Encryption{Accepted: true}},
		"CBC through its last day": {harderwijk.Connection.Encryption.InsecureCBCUntil, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)},
		"origin":                   {s.Origin("https://portfolio.example.nl"), true},
		"origin of another":        {s.Origin("https://portfolio.example.nl.evil"), false},
		"redirects exactly":        {app.Redirects("https://portfolio.example.nl/callback"), true},
		"redirects nothing longer": {app.Redirects("https://portfolio.example.nl/callback/"), false},
		"introspects itself":       {app.MayIntrospect("portfolio"), true},
		"introspected by own":      {app.MayIntrospect("own"), true},
		"introspected by no other": {app.MayIntrospect("other"), false},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %v, want %v", name, c.got, c.want)
		}
	}
}

// The picker shows schools by name; diacritics and case do not count (contract 6).
func TestSchoolsAreInTheOrderOfTheirNames(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	app, _ := s.App("portfolio")
	for _, list := range [][]*School{s.Schools(), app.Schools} {
		var ids []string
		for _, c := range list {
			ids = append(ids, c.ID)
		}
		if want := []string{"elan", "harderwijk", "zuid"}; !slices.Equal(ids, want) {
			t.Errorf("got %v, want %v", ids, want)
		}
	}
}

// Contract 11: a school is bound to its connection; an app's own registration
// reaches the schools of its contract at the same federation, and no others.
func TestSchoolBy(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	for _, c := range []struct{ name, connection, organisation, want string }{
		{"its own connection", "entree", "01AB", "zuid"},
		{"another connection", "surfconext", "01AB", ""},
		{"own registration of an app", "entree-own", "01AB", "zuid"},
		{"not in that app's contract", "entree-own", "02CD", ""},
		{"another federation on the own registration", "entree-own", "uniharderwijk.nl", ""},
		{"lower case is not the normal form", "entree", "01ab", ""},
		{"nothing", "entree", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if school, ok := s.SchoolBy(c.connection, c.organisation); ok {
				got = school.ID
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestConnectionFor(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	zuid, _ := s.School("zuid")
	harderwijk, _ := s.School("harderwijk")
	for _, c := range []struct {
		app    string
		school *School
		want   string
	}{
		{"portfolio", zuid, "entree"}, {"portfolio", harderwijk, "surfconext"},
		{"own", zuid, "entree-own"}, {"own", harderwijk, "surfconext"},
	} {
		app, _ := s.App(c.app)
		if got := app.ConnectionFor(c.school).ID; got != c.want {
			t.Errorf("%s at %s goes by %s, want %s", c.app, c.school.ID, got, c.want)
		}
	}
}

// O-25: behaviour is asked of the profile; a name that nobody let through allows
// nothing.
func TestProfiles(t *testing.T) {
	t.Parallel()
	basic, nlgov, fapi2, other := ProfileOf("basic"), ProfileOf("nlgov"), ProfileOf("fapi2"), ProfileOf("fapi1")
	for name, c := range map[string]struct{ got, want any }{
		"basic: secrets":          {basic.AllowsSecrets(), true},
		"basic: public clients":   {basic.AllowsPublicClients(), true},
		"basic: amr":              {basic.AMR(), true},
		"basic: state and nonce":  {basic.RequiresStateAndNonce(), false},
		"basic: algorithms":       {fmt.Sprint(basic.IDTokenAlgs()), "[RS256 PS256 ES256 EdDSA]"},
		"nlgov: secrets":          {nlgov.AllowsSecrets(), false},
		"nlgov: public clients":   {nlgov.AllowsPublicClients(), false},
		"nlgov: pkce":             {nlgov.AllowsPKCEIfSent(), false},
		"nlgov: amr":              {nlgov.AMR(), false},
		"nlgov: nbf":              {nlgov.NotBefore(), true},
		"nlgov: state and nonce":  {nlgov.RequiresStateAndNonce(), true},
		"nlgov: algorithms":       {fmt.Sprint(nlgov.IDTokenAlgs()), "[RS256 PS256]"},
		"nlgov: assertion ES256":  {nlgov.ClientAlg("ES256"), false},
		"basic: assertion HS256":  {basic.ClientAlg("HS256"), false},
		"basic: assertion none":   {basic.ClientAlg("none"), false},
		"basic: pushing":          {basic.RequiresPAR(), false},
		"basic: sender":           {basic.RequiresSenderConstraint(), false},
		"basic: objects":          {basic.TakesRequestObjects(), false},
		"nlgov: pushing":          {nlgov.RequiresPAR(), false},
		"nlgov: objects":          {nlgov.TakesRequestObjects() && nlgov.OpensRequestObjects(), true},
		"nlgov: methods":          {fmt.Sprint(nlgov.ClientAuth()), "[private_key_jwt tls_client_auth]"},
		"fapi2: pushing":          {fapi2.RequiresPAR(), true},
		"fapi2: sender":           {fapi2.RequiresSenderConstraint(), true},
		"fapi2: secrets":          {fapi2.AllowsSecrets() || fapi2.AllowsPublicClients(), false},
		"fapi2: algorithms":       {fmt.Sprint(fapi2.IDTokenAlgs(), fapi2.ClientAlgs()), "[PS256 ES256 EdDSA] [PS256 ES256 EdDSA]"},
		"fapi2: pkce":             {fapi2.AllowsPKCEIfSent(), false},
		"fapi2: pushed life":      {fapi2.PushedLife() < 600*time.Second, true},
		"unknown: pushing":        {other.RequiresPAR() && other.RequiresSenderConstraint(), true},
		"unknown: secrets":        {other.AllowsSecrets(), false},
		"unknown: algorithms":     {len(other.IDTokenAlgs()), 0},
		"codes end in a minute":   {basic.CodeLife() <= time.Minute, true},
		"tokens end in 15":        {basic.AccessTokenLife() <= 15*time.Minute, true},
		"ID tokens end in 5":      {nlgov.IDTokenLife() <= 5*time.Minute, true},
		"basic: refresh rotates":  {basic.RotatesRefresh(), true},
		"basic: refresh by any":   {basic.BindsRefresh(), false},
		"basic: opaque":           {basic.JWTAccessTokens(), false},
		"nlgov: refresh rotates":  {nlgov.RotatesRefresh(), true},
		"nlgov: JWT":              {nlgov.JWTAccessTokens(), true},
		"fapi2: refresh lasts":    {fapi2.RotatesRefresh(), false},
		"fapi2: refresh is bound": {fapi2.BindsRefresh(), true},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %v, want %v", name, c.got, c.want)
		}
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Élan":                    "elan",
		"’t Hooge Land":           "t hooge land",
		"O.B.S. De Zeeën – Noord": "o b s de zeeen noord",
		"St.-Ĳsbrandus":           "st ijsbrandus",
		"Łódź/ŠKOLA ß":            "lodz skola ss",
		"e\u0301cole":             "ecole",
		"  ":                      "",
		"学校 1":                    "学校 1",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzFold: folding what was folded changes nothing, and what comes out can be
// compared byte for byte.
func FuzzFold(f *testing.F) {
	f.Add("’t Hooge Land") // an apostrophe
	f.Add("e\u0301\u0301") // stacked combining marks
	f.Add("\xff\xfe")      // no UTF-8
	f.Add("İstanbul Ǆ K")  // letters whose lower case is longer, or another letter
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if again := Fold(once); again != once {
			t.Errorf("Fold(%q) = %q, and again %q", s, once, again)
		}
		if strings.HasPrefix(once, " ") || strings.HasSuffix(once, " ") || strings.Contains(once, "  ") {
			t.Errorf("Fold(%q) = %q: spaces", s, once)
		}
	})
}

func BenchmarkCompile2000Schools(b *testing.B) {
	l := load(b, site(b, withSchools(2000)...))
	b.ReportAllocs()
	for b.Loop() {
		Compile(l)
	}
}

func BenchmarkSchoolBy(b *testing.B) {
	s := compiled(b, withSchools(2000)...)
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := s.SchoolBy("entree", "17CF"); !ok {
			b.Fatal("not found")
		}
	}
}

// What is asked per request allocates nothing.
func TestLookupsAllocateNothing(t *testing.T) {
	s := compiled(t)
	n := testing.AllocsPerRun(100, func() {
		app, _ := s.App("portfolio")
		school, _ := s.SchoolBy("entree", "01AB")
		if !app.Admits(school.ID) || !app.Redirects("https://portfolio.example.nl/callback") || app.ConnectionFor(school) == nil || app.Profile.RequiresStateAndNonce() {
			t.Fatal("wrong answer")
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestLookups(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	app, _ := s.App("own")
	if _, ok := app.School("elan"); ok {
		t.Error("a school of another app's contract is offered (contract 6)")
	}
	if c, ok := app.School("zuid"); !ok || c.Name != "Zuidcollege" {
		t.Error("its own school is not")
	}
	if c, ok := s.Connection("surfconext"); !ok || c.Federation != claims.SURFconext {
		t.Error("no connection surfconext")
	}
	if _, ok := s.Connection("nowhere"); ok {
		t.Error("a connection that is not there")
	}
	if len(s.Connections()) != 3 || s.Issuer() != "https://login.example.nl" || app.Public() || len(s.Files()) != 4 {
		t.Errorf("%d connections, issuer %s, %d files", len(s.Connections()), s.Issuer(), len(s.Files()))
	}
}

// The zero profile, and one that nobody let through, allow nothing.
func TestTheZeroProfile(t *testing.T) {
	t.Parallel()
	var p Profile
	if p.AllowsSecrets() || p.AllowsPublicClients() || p.AllowsPKCEIfSent() || len(p.IDTokenAlgs()) > 0 || len(p.ClientAlgs()) > 0 {
		t.Error("it allows something")
	}
}
