package registry

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"sluis/claims"
)

// Diff tells what differs between two snapshots, one line per app, school and
// connection: "app portfolio added", "school petteflat changed: name, place". It
// names keys, never what stands there, but for the countries that a school opens: who reads
// the chain wants to know from where browsers could come, and until when. A change that gives pupils other subjects
// says so.
func Diff(old, new *Snapshot) (out []string) {
	for _, c := range Compare(old.Listing(), new.Listing()) {
		out = append(out, c.String())
	}
	return out
}

// fact is one key and what stands there, in a form that can be compared.
type fact struct{ key, value string }

// identity lists the keys that pairwise subjects hang on (design §4: never changed
// once live).
var identity = map[string]bool{
	"connection entity_id": true, "connection federation": true,
	"school connection": true, "app sector": true, "app connection": true,
}

// travelKey is the fact whose value is shown.
const travelKey = "travel"

func travelFact(s *School) string {
	if len(s.Travel) == 0 {
		return "none"
	}
	var open []string
	for _, t := range s.Travel {
		open = append(open, strings.Join(t.Countries, " ")+" until "+t.Until.UTC().Format(time.RFC3339))
	}
	return strings.Join(open, ", ")
}

func (m Metadata) fact() string {
	return join(string(m.Sum[:]), m.Entity, m.URL, string(m.Signing), m.Refresh.String())
}

// stepUpKey is a floor: with a lower one the app has more than was agreed.
const stepUpKey = "contract.step_up"

func (f Floor) fact() string { return fmt.Sprint(f.Class, f.Roles) }

func connectionFacts(c *Connection) []fact {
	return []fact{
		{"federation", string(c.Federation)},
		{"entity_id", c.EntityID},
		{"metadata", c.Metadata.fact()},
		{"idps_metadata", c.IdPs.fact()},
		{"attributes", join(c.Attributes...)},
		{"encryption", fmt.Sprint(c.Encryption)}, {"assurance", join(c.Assurance...)},
	}
}

func schoolFacts(s *School) []fact {
	var admit []string
	for _, a := range slices.Sorted(maps.Keys(s.Admit)) {
		admit = append(admit, a, string(s.Admit[a]))
	}
	return []fact{
		{"name", s.Name}, {"place", s.Place}, {"sector", s.Sector},
		{"connection", s.Connection.ID}, {"home_organisation", s.Organisation}, {"idp", s.IdP},
		{"contact", join(s.Contact.ICT, s.Contact.Privacy)},
		{"login_log", strconv.FormatBool(s.LogAll)}, {"log_retention_days", strconv.Itoa(s.LogDays)},
		{"reauthenticate", s.Reauthenticate}, {"approval", strconv.FormatBool(s.Approves)}, {"admit", join(admit...)}, {"second_factor", s.SecondFactor.fact()}, {travelKey, travelFact(s)},
	}
}

func appFacts(a *App) []fact {
	return append([]fact{
		{"name", join(a.Name.NL, a.Name.EN)}, {"supplier", a.Supplier}, {"profile", a.Profile.Name()},
		{"client_auth", join(a.ClientAuth.Method, string(a.ClientAuth.Secret.Reveal()), string(a.ClientAuth.Keys), string(a.ClientAuth.Certificates), fmt.Sprint(a.ClientAuth.Subject))},
		{"pkce", strconv.FormatBool(a.PKCEIfSent)}, {"par", strconv.FormatBool(a.PAR)},
		{"request_object", fmt.Sprint(a.RequestObjects, a.RequestObjectsOnly)},
		{"redirect_uris", join(a.RedirectURIs...)}, {"post_logout_redirect_uris", join(a.PostLogoutRedirectURIs...)},
		{"backchannel_logout_uri", a.BackchannelLogoutURI}, {"backchannel_logout_networks", fmt.Sprint(a.BackchannelNetworks)}, {"origins", join(a.Origins...)},
		{"initiate_login_uri", a.InitiateLoginURI}, {"privacy_url", a.PrivacyURL}, {"introspect", join(a.Introspect...)},
		{"id_token_alg", a.IDTokenAlg}, {"claims_in", strconv.FormatBool(a.ClaimsInIDToken)}, {"sector", a.Sector},
		{"session", fmt.Sprint(a.Session)}, {"connection", a.Connection},
		{"userinfo_alg", a.UserInfoAlg}, {"access_token", strconv.FormatBool(a.JWTAccessToken)}, {"audience", a.Audience},
		{"refresh", strconv.FormatBool(a.Refresh)}, {"dpop_bound_access_tokens", strconv.FormatBool(a.DPoPBound)}, {"tls_client_certificate_bound_access_tokens", strconv.FormatBool(a.CertificateBound)}, {"dpop_nonce", strconv.FormatBool(a.DPoPNonce)}, {"passive", strconv.FormatBool(a.Passive)}, {"requester_id", a.RequesterID},
	}, contractFacts(a)...)
}

func contractFacts(a *App) []fact {
	c := &a.Contract
	out := []fact{
		{"contract.version", strconv.Itoa(c.Version)}, {"contract.approved", c.Approved.String()},
		{"contract.basis", string(c.Basis)}, {"contract.inform", string(c.Inform)},
		{"contract.schools", join(a.schoolIDs()...)}, {"contract.roles", join(a.roles()...)}, {stepUpKey, a.StepUp.fact()},
	}
	for _, i := range claims.AllItems() {
		t := c.Terms[i]
		out = append(out, fact{"contract.release." + i.String(),
			join(strconv.FormatBool(c.Released.Has(i)), t.Purpose.NL, t.Purpose.EN, strconv.FormatBool(t.Optional))})
	}
	return out
}

// join gives a form in which different lists differ, whatever their values hold.
func join(list ...string) string {
	var b strings.Builder
	for _, v := range list {
		b.WriteString(strconv.Itoa(len(v)) + ":" + v)
	}
	return b.String()
}
