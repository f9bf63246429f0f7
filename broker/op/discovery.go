package op

import (
	"encoding/json"
	"slices"
	"sync"

	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/claims"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// document is OpenID Connect Discovery 1.0 §3 and RFC 8414 in one: both addresses
// answer the same. It lists what is there and nothing else; the two request flags
// are explicit, since request_uri_parameter_supported is true where it is left out.
type document struct {
	Issuer              string   `json:"issuer"`
	Authorization       string   `json:"authorization_endpoint"`
	Token               string   `json:"token_endpoint"`
	PAR                 string   `json:"pushed_authorization_request_endpoint,omitempty"`
	UserInfo            string   `json:"userinfo_endpoint"`
	Introspection       string   `json:"introspection_endpoint"`
	Revocation          string   `json:"revocation_endpoint"`
	JWKS                string   `json:"jwks_uri"`
	Scopes              []string `json:"scopes_supported"`
	ResponseTypes       []string `json:"response_types_supported"`
	ResponseModes       []string `json:"response_modes_supported"`
	GrantTypes          []string `json:"grant_types_supported"`
	SubjectTypes        []string `json:"subject_types_supported"`
	IDTokenAlgs         []string `json:"id_token_signing_alg_values_supported"`
	ClientAuth          []string `json:"token_endpoint_auth_methods_supported"`
	ClientAuthAlgs      []string `json:"token_endpoint_auth_signing_alg_values_supported,omitempty"`
	IntrospectAuth      []string `json:"introspection_endpoint_auth_methods_supported,omitempty"`
	IntrospectAuthAlgs  []string `json:"introspection_endpoint_auth_signing_alg_values_supported,omitempty"`
	RevokeAuth          []string `json:"revocation_endpoint_auth_methods_supported,omitempty"`
	RevokeAuthAlgs      []string `json:"revocation_endpoint_auth_signing_alg_values_supported,omitempty"`
	UserInfoAlgs        []string `json:"userinfo_signing_alg_values_supported,omitempty"`
	ProofAlgs           []string `json:"dpop_signing_alg_values_supported,omitempty"`
	ChallengeMethods    []string `json:"code_challenge_methods_supported"`
	Claims              []string `json:"claims_supported"`
	ClaimTypes          []string `json:"claim_types_supported"`
	UILocales           []string `json:"ui_locales_supported"`
	ACRs                []string `json:"acr_values_supported,omitempty"`
	Prompts             []string `json:"prompt_values_supported"`
	ClaimsParameter     bool     `json:"claims_parameter_supported"`
	RequestParameter    bool     `json:"request_parameter_supported"`
	RequestURIParameter bool     `json:"request_uri_parameter_supported"` // of addresses of the app's own; PAR is beside it (RFC 9126 §5)
	RequirePAR          bool     `json:"require_pushed_authorization_requests"`
	RequireObject       bool     `json:"require_signed_request_object"`
	ObjectAlgs          []string `json:"request_object_signing_alg_values_supported,omitempty"`
	ObjectKeyAlgs       []string `json:"request_object_encryption_alg_values_supported,omitempty"`
	ObjectEncs          []string `json:"request_object_encryption_enc_values_supported,omitempty"`
	IssuerInResponse    bool     `json:"authorization_response_iss_parameter_supported"`
	EndSession          string   `json:"end_session_endpoint"`
	BackchannelLogout   bool     `json:"backchannel_logout_supported"`
	CertificateBound    bool     `json:"tls_client_certificate_bound_access_tokens,omitempty"`
	Aliases             *aliases `json:"mtls_endpoint_aliases,omitempty"`
	BackchannelSession  bool     `json:"backchannel_logout_session_supported"`
}

// discoveryCache keeps the encoded document of one snapshot of the registry.
type discoveryCache struct {
	mu   sync.Mutex
	snap *registry.Snapshot
	body []byte
}

// Discovery gives the metadata document.
func (p *Provider) Discovery() JSON {
	snap := p.Registry()
	p.discovery.mu.Lock()
	defer p.discovery.mu.Unlock()
	if p.discovery.snap != snap {
		body, err := json.Marshal(p.describe(snap))
		if err != nil {
			return failJSON(500, string(oidc.ServerError), "")
		}
		p.discovery.snap, p.discovery.body = snap, body
	}
	return JSON{Status: 200, Body: p.discovery.body}
}

// JWKS gives the public keys that ID tokens verify under.
func (p *Provider) JWKS() JSON { return JSON{Status: 200, Body: p.Ring.JWKS()} }

func (p *Provider) describe(snap *registry.Snapshot) document {
	d := document{
		Issuer:           p.Issuer,
		Authorization:    p.Issuer + "/oauth/authorize",
		Token:            p.Issuer + "/oauth/token",
		UserInfo:         p.Issuer + "/oauth/userinfo",
		Introspection:    p.Issuer + "/oauth/introspect",
		Revocation:       p.Issuer + "/oauth/revoke",
		JWKS:             p.Issuer + "/oauth/jwks",
		EndSession:       p.Issuer + "/oauth/logout",
		Scopes:           []string{oidc.ScopeOpenID},
		ResponseTypes:    []string{string(oidc.ResponseTypeCode)},
		ResponseModes:    []string{"query", "form_post"},
		GrantTypes:       []string{string(oidc.GrantTypeCode)},
		SubjectTypes:     []string{"pairwise"},
		ProofAlgs:        proofAlgs(snap.Apps()...),
		ChallengeMethods: []string{string(oidc.CodeChallengeMethodS256)},
		ClaimTypes:       []string{"normal"},
		UILocales:        []string{"nl", "en"},
		Prompts:          []string{oidc.PromptNone, oidc.PromptLogin, oidc.PromptConsent, oidc.PromptSelectAccount},
		ClaimsParameter:  true,
		IssuerInResponse: true,

		BackchannelLogout:  true,
		BackchannelSession: true,
	}
	for _, k := range itemOfScope {
		d.Scopes = append(d.Scopes, k.scope)
	}
	d.Claims = []string{"iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "sid", "given_name", "family_name"}
	for _, i := range claims.AllItems() {
		d.Claims = append(d.Claims, i.String())
	}
	d.ACRs = append(d.ACRs, p.Flow.Classes()...)
	if slices.ContainsFunc(snap.Apps(), func(a *registry.App) bool { return a.Profile.AMR() }) {
		d.Claims = append(d.Claims, "amr")
	}
	for _, c := range snap.Connections() {
		for _, class := range c.Assurance {
			if !slices.Contains(d.ACRs, class) {
				d.ACRs = append(d.ACRs, class)
			}
		}
	}
	d.IDTokenAlgs, d.ClientAuth, d.ClientAuthAlgs = inUse(snap)
	p.describeRequests(&d, snap)
	p.describeCertificates(&d, snap)
	d.tokens(snap)
	return d
}

// describeRequests tells how requests may come, and must (RFC 9126 §5, RFC 9101 §10.5):
// the two flags hold for every app or are false.
func (p *Provider) describeRequests(d *document, snap *registry.Snapshot) {
	d.RequirePAR, d.RequireObject = len(snap.Apps()) > 0, len(snap.Apps()) > 0
	for _, app := range snap.Apps() {
		if !app.Public() {
			d.PAR = p.Issuer + "/oauth/par"
		}
		d.RequirePAR = d.RequirePAR && app.PAR
		d.RequireObject = d.RequireObject && app.RequestObjectsOnly
		if !app.RequestObjects {
			continue
		}
		d.RequestParameter = true
		for _, alg := range app.Profile.ClientAlgs() {
			if !slices.Contains(d.ObjectAlgs, alg) {
				d.ObjectAlgs = append(d.ObjectAlgs, alg)
			}
		}
		if app.Profile.OpensRequestObjects() {
			d.ObjectKeyAlgs, d.ObjectEncs = keys.EncryptionAlgorithms(), keys.ContentEncryption()
		}
	}
	slices.Sort(d.ObjectAlgs)
}

// tokens says what becomes of tokens after they were issued. Endpoints for questions about
// them take every way of client authentication but none.
func (d *document) tokens(snap *registry.Snapshot) {
	for _, app := range snap.Apps() {
		if app.Refresh && !slices.Contains(d.GrantTypes, string(oidc.GrantTypeRefreshToken)) {
			d.GrantTypes = append(d.GrantTypes, string(oidc.GrantTypeRefreshToken))
		}
		if app.UserInfoAlg != "" && !slices.Contains(d.UserInfoAlgs, app.UserInfoAlg) {
			d.UserInfoAlgs = append(d.UserInfoAlgs, app.UserInfoAlg)
		}
	}
	slices.Sort(d.UserInfoAlgs)
	for _, method := range d.ClientAuth {
		if method != string(oidc.AuthMethodNone) {
			d.RevokeAuth = append(d.RevokeAuth, method)
		}
	}
	d.IntrospectAuth, d.IntrospectAuthAlgs, d.RevokeAuthAlgs = d.RevokeAuth, d.ClientAuthAlgs, d.ClientAuthAlgs
}

// inUse tells what is registered: RS256 always, since every client must be able to
// count on it (OpenID Connect Core 15.1).
func inUse(snap *registry.Snapshot) (algs, methods, assertionAlgs []string) {
	algs = []string{"RS256"}
	for _, app := range snap.Apps() {
		if !slices.Contains(algs, app.IDTokenAlg) {
			algs = append(algs, app.IDTokenAlg)
		}
		if app.ClientAuth.Method == "private_key_jwt" {
			for _, alg := range app.Profile.ClientAlgs() {
				if !slices.Contains(assertionAlgs, alg) {
					assertionAlgs = append(assertionAlgs, alg)
				}
			}
		}
		if !slices.Contains(methods, app.ClientAuth.Method) {
			methods = append(methods, app.ClientAuth.Method)
		}
	}
	slices.Sort(algs)
	slices.Sort(methods)
	slices.Sort(assertionAlgs)
	return algs, methods, assertionAlgs
}
