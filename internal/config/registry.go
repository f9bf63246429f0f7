package config

import (
	"net/netip"
	"time"

	"sluis/internal/secret"
)

// Registry is registry.yaml: who may log in where, and what goes to whom. It is
// read at start and again on change, whole or not at all (contract 4).
type Registry struct {
	Connections []Connection `yaml:"connections" need:"yes" doc:"Our side of each registration at a federation (a koppeling, an SP registration)."`
	Schools     []School     `yaml:"schools" need:"yes" doc:"The schools that may log in."`
	Apps        []App        `yaml:"apps" need:"yes" doc:"The apps, each with its contract."`
}

// Connection is one registration of ours at one federation.
type Connection struct {
	ID           string     `yaml:"id" need:"yes" example:"entree" doc:"Its name here; part of /saml/{connection}/metadata and /saml/{connection}/acs. Lower-case letters, digits and hyphens, at most 63."`
	Federation   string     `yaml:"federation" need:"yes" allowed:"entree, surfconext" doc:"Whose vocabulary and rules hold."`
	EntityID     string     `yaml:"entity_id" need:"yes" example:"https://login.example.nl/saml/entree" doc:"Our entityID there. Never change it once live: the identifiers of pupils hang on it."`
	Metadata     Metadata   `yaml:"metadata" need:"yes" doc:"The federation's own metadata: where its login is, and its keys."`
	IdPsMetadata Metadata   `yaml:"idps_metadata" doc:"Metadata of the schools' own logins behind SURFconext, as {file: …} or {url: …, signing_cert_file: …}. Where set, a login is refused in which a school's login speaks for an organisation that is none of its scopes (shibmd:Scope). Absent: the federation's word is taken."`
	Encryption   Encryption `yaml:"encryption" doc:"What becomes of answers that the federation encrypts. Neither Entree nor SURFconext does so today."`
	Attributes   []string   `yaml:"attributes" doc:"The attributes this registration asks of the federation, pinned; check names what contracts need beyond them, and surplus. Absent: our metadata names none, and nothing is compared."`
	Assurance    []string   `yaml:"assurance" example:"[http://surfconext.nl/assurance/loa2, http://surfconext.nl/assurance/loa3]" doc:"Authentication context classes that this registration can ask for, the weakest first: who reaches one has reached those before it. Apps ask for them by acr_values. Absent: none can be asked."`

	at *section
}

// Metadata says where a federation's metadata comes from: a file, or a URL or query
// service with the certificate of who signs it.
type Metadata struct {
	File            string        `yaml:"file" example:"entree-idp.xml" doc:"A metadata file: of one entity, or an aggregate. It may lack validUntil; expired, it is refused."`
	URL             string        `yaml:"url" example:"https://metadata.surfconext.nl/idp-metadata.xml" doc:"Where signed metadata is fetched, of one entity or an aggregate; instead of file. It must say validUntil, at most 28 days ahead."`
	MDQ             string        `yaml:"mdq" example:"https://mdq.example.nl/entities/" doc:"The base of a metadata query service, to which the entityID is added; instead of url."`
	MDQID           string        `yaml:"mdq_id" default:"entity" allowed:"entity, sha1" doc:"How the query service is asked: by the entityID itself, percent-encoded, or by {sha1} and its digest."`
	Entity          string        `yaml:"entity" example:"https://engine.surfconext.nl/authentication/idp/metadata" doc:"The federation's own entityID. Needed with mdq, and where the document describes several entities."`
	SigningCertFile string        `yaml:"signing_cert_file" doc:"The certificate, PEM, that fetched metadata must be signed with: not the one that signs logins. Needed with url and mdq."`
	Refresh         time.Duration `yaml:"refresh" default:"6h" doc:"How often it is fetched at least: from 5m to 24h. The document's cacheDuration and validUntil make it more often."`

	Sum     [32]byte `yaml:"-"` // SHA-256 of what File held; zero where it was not read
	Signing []byte   `yaml:"-"` // what SigningCertFile holds
}

// Encryption is what becomes of an answer that the federation encrypted to us.
type Encryption struct {
	Answers          string    `yaml:"answers" default:"accept" allowed:"accept, refuse" doc:"accept: our metadata offers a certificate to encrypt to, and an assertion or NameID that comes encrypted (AES-GCM under RSA-OAEP) is decrypted. refuse: no certificate, and no such answer."`
	InsecureCBCUntil time.Time `yaml:"insecure_cbc_until" example:"2026-12-31" doc:"The last day, in UTC and at most a year ahead, on which AES-CBC is taken too, for a federation that has nothing better: only where the Response around it is signed. A day that is past is refused, so that the line does not stay."`
}

// School is one school at one federation. A school in two federations is two.
type School struct {
	ID               string            `yaml:"id" need:"yes" example:"petteflat" doc:"Its name here, which apps get as the claim school. Never change it once live: the subjects of pupils hang on it. Lower-case letters, digits and hyphens, at most 63."`
	Name             string            `yaml:"name" need:"yes" example:"Petteflat College" doc:"The name that people choose by."`
	Sector           string            `yaml:"sector" need:"yes" allowed:"po, vo, mbo, ho" doc:"Primary, secondary, vocational or higher education."`
	Connection       string            `yaml:"connection" need:"yes" example:"entree" doc:"The id of the connection its people come through."`
	HomeOrganisation string            `yaml:"home_organisation" need:"yes" example:"01AB" doc:"What the federation calls it: for entree the BRIN of four characters, for surfconext its schacHomeOrganization. One school of a connection has it."`
	Place            string            `yaml:"place" example:"Delft" doc:"Town, for the search of the school picker."`
	IdP              string            `yaml:"idp" example:"https://idp.petteflat.nl/" doc:"The entityID of the school's own login. Where set, the last AuthenticatingAuthority must equal it."`
	Contact          Contact           `yaml:"contact" doc:"Whom error pages and /privacy name."`
	LoginLog         string            `yaml:"login_log" default:"failed_only" allowed:"all, failed_only" doc:"Which attempts are logged."`
	LogRetentionDays int               `yaml:"log_retention_days" default:"365" doc:"How long an attempt is kept, 183 to 365 days."`
	Reauthenticate   string            `yaml:"reauthenticate" allowed:"always, shared_device, never" doc:"Whether people must log in anew at the school each time: always; shared_device, on devices used by more than one; or never, not even the question whether the right person sits there. Absent: the school's session is taken, and where it was, a page asks."`
	SecondFactor     SecondFactor      `yaml:"second_factor" doc:"Whom of this school every app lets in only after a second factor. A contract can ask for more, and never for less."`
	Approval         string            `yaml:"approval" default:"none" allowed:"none, required" doc:"Whether this school approves contracts itself. required: what makes a contract wider (an item, a role, a purpose, a new app) waits until its privacy officer approves it at /admin/apps; until then the last approved contract holds here. What makes one narrower holds at once. none: the file holds, at once."`
	Travel           []Travel          `yaml:"travel" doc:"Countries outside guard.countries from which people of this school may log in for a while, as during a journey. Browsers from there get the login of this school and of nobody else."`
	Admit            map[string]string `yaml:"admit" example:"{affiliate: staff}" doc:"Affiliations that are no student and no staff, and the role in which they may log in all the same: affiliate, pre-student, alum, member, library-walk-in, or none for who has no affiliation; each student or staff."`

	at *section
}

// SecondFactor is a floor: whose login wants more than the school's, at least.
type SecondFactor struct {
	Roles []string `yaml:"roles" need:"yes" allowed:"student, staff" doc:"Whose login."`
	ACR   string   `yaml:"acr" need:"yes" allowed:"https://refeds.org/profile/mfa, urn:sluis:acr:phishing-resistant" doc:"What is wanted: a security key or a code of an app, which people enrol at /me, or the hub's own word for it; or a security key alone."`
}

// Travel opens countries for one school until a day.
type Travel struct {
	Countries []string  `yaml:"countries" need:"yes" example:"[ES, FR]" doc:"ISO 3166-1 codes of two capitals, at most 10."`
	Until     time.Time `yaml:"until" need:"yes" example:"2026-10-02" doc:"The last day, in UTC and at most 30 days ahead. It ends by itself; a line that is past is warned of until it is taken out."`

	at *section
}

// Contact is whom a person can turn to: an e-mail address, a telephone number or a
// page, as the school writes it.
type Contact struct {
	ICT     string `yaml:"ict" doc:"The school's help desk."`
	Privacy string `yaml:"privacy" doc:"The school's privacy officer."`
}

// App is one OpenID Connect client with its contract.
type App struct {
	ID                     string         `yaml:"id" need:"yes" example:"portfolio" doc:"The client_id: letters, digits, dots, hyphens and underscores, at most 128."`
	Name                   Text           `yaml:"name" need:"yes" doc:"The app's name as pupils know it."`
	Supplier               string         `yaml:"supplier" need:"yes" example:"Voorbeeld B.V." doc:"Who makes it."`
	Profile                string         `yaml:"profile" need:"yes" allowed:"basic, nlgov, fapi2" doc:"The security profile. basic: what ordinary apps can do. nlgov: NL GOV Assurance profile for OpenID Connect; private_key_jwt only, signed and encrypted request objects are taken. fapi2: FAPI 2.0 Security Profile; private_key_jwt only, every request is pushed, every token is bound to its sender."`
	ClientAuth             ClientAuth     `yaml:"client_auth" need:"yes" doc:"How the app proves who it is at the token endpoint."`
	PKCE                   string         `yaml:"pkce" default:"required" allowed:"required, if_sent" doc:"PKCE with S256. if_sent is for a confidential client of profile basic that cannot; its requests then need a nonce."`
	PAR                    string         `yaml:"par" default:"allowed; required under fapi2" allowed:"required, allowed" doc:"Pushed authorization requests (RFC 9126): whether every request of this app must be pushed first, or may be. A public client cannot push."`
	RequestObject          string         `yaml:"request_object" default:"refused; allowed under nlgov" allowed:"refused, allowed, required" doc:"Signed request objects by value (RFC 9101), at the authorization endpoint and in what is pushed. They verify under the keys of client_auth.jwks_file. required: a request without one is refused."`
	DPoPBound              bool           `yaml:"dpop_bound_access_tokens" default:"false; true under fapi2" doc:"Whether every token of this app is bound to a key of its own by DPoP (RFC 9449): a token request without a proof is refused, and a stolen token is worth nothing without the key. An app that sends proofs gets bound tokens in any case."`
	CertificateBound       bool           `yaml:"tls_client_certificate_bound_access_tokens" default:"false" doc:"Whether every token of this app is bound to the certificate that it shows in TLS at the token endpoint (RFC 8705 section 3). Needs mtls in the installation's file."`
	DPoPNonce              bool           `yaml:"dpop_nonce" default:"false" doc:"Whether its proofs must hold a nonce of ours (RFC 9449 section 8), so that none can be made in advance. The app must know use_dpop_nonce: its first request is answered with that and the header DPoP-Nonce."`
	RedirectURIs           []string       `yaml:"redirect_uris" need:"yes" doc:"Where answers may go: https, or http on a loopback host. Compared byte for byte."`
	PostLogoutRedirectURIs []string       `yaml:"post_logout_redirect_uris" doc:"Where a browser may go after logging out."`
	BackchannelLogoutURI   string         `yaml:"backchannel_logout_uri" doc:"Where the app is told of a logout (OpenID Connect Back-Channel Logout 1.0): https, or http on a loopback host."`
	BackchannelNetworks    []netip.Prefix `yaml:"backchannel_logout_networks" example:"[10.20.0.0/16]" doc:"Private networks in which backchannel_logout_uri may lie. Without it the broker calls public addresses only, whatever the name resolves to."`
	Origins                []string       `yaml:"origins" example:"[https://app.example.nl]" doc:"Origins of the app's own browser code that may call the token and userinfo endpoints (CORS)."`
	InitiateLoginURI       string         `yaml:"initiate_login_uri" doc:"Where a login at the app begins (OpenID Connect Core 4). The page after a login that was used already leads there, with iss and the login_hint that the app gave."`
	PrivacyURL             string         `yaml:"privacy_url" doc:"The app's privacy statement."`
	Introspect             []string       `yaml:"introspect" doc:"Other apps that may introspect this app's tokens, by client_id."`
	IDTokenAlg             string         `yaml:"id_token_alg" default:"RS256; PS256 under fapi2" allowed:"RS256, PS256, ES256, EdDSA" doc:"How ID tokens are signed. nlgov: RS256 or PS256. fapi2: PS256, ES256 or EdDSA."`
	UserInfoAlg            string         `yaml:"userinfo_alg" allowed:"RS256, PS256, ES256, EdDSA" doc:"How the answer of the userinfo endpoint is signed: a JWT with iss and aud. Absent: it is plain JSON. nlgov: RS256 or PS256."`
	AccessToken            string         `yaml:"access_token" default:"jwt under nlgov, else opaque" allowed:"opaque, jwt" doc:"What an access token is: a random text, or a JWT of RFC 9068, signed with id_token_alg and without a claim about the person. Either can be revoked; who checks a JWT by its signature alone learns of that when it expires, after 15 minutes at most."`
	Audience               string         `yaml:"audience" default:"the issuer" example:"https://api.portfolio.example.nl" doc:"Whom an access token that is a JWT is for (aud): the absolute URI of the app's own API. The userinfo endpoint takes the token all the same."`
	Refresh                string         `yaml:"refresh" default:"off" allowed:"off, on" doc:"Whether the app gets a refresh token: for new tokens without the pupil, up to 24 hours after the login and as long as it is used every 6 hours. What was released is kept, sealed, for as long. The scope offline_access is not needed and changes nothing."`
	ClaimsIn               string         `yaml:"claims_in" default:"userinfo" allowed:"userinfo, id_token" doc:"Where claims about the person stand. id_token means both places."`
	Sector                 string         `yaml:"sector" default:"the app's id" doc:"The sector of the pairwise subject: apps with one sector see the same sub. Never change it once live."`
	Session                Session        `yaml:"session" doc:"Whether a session here may answer instead of the school."`
	Passive                bool           `yaml:"passive" default:"false" doc:"Whether prompt=none with a login_hint is passed on to the federation as IsPassive: the app may learn, without anybody seeing it, that somebody is logged in at the school. Off: prompt=none is always answered with login_required."`
	RequesterID            string         `yaml:"requester_id" example:"https://portfolio.example.nl/saml" doc:"The app's own entityID at SURFconext, where SURF has made this registration a trusted proxy: SURFconext then applies that app's rules too. Absent: none is sent."`
	Connection             string         `yaml:"connection" example:"entree-portfolio" doc:"This app's own registration at a federation, where it has one. Its pupils then have other subjects than through the schools' connection."`
	Contract               Contract       `yaml:"contract" need:"yes" doc:"What the app gets, about whom, and why. Without a contract nobody logs in."`

	at *section
}

// Text is one text in both languages.
type Text struct {
	NL string `yaml:"nl" need:"yes" doc:"Dutch."`
	EN string `yaml:"en" need:"yes" doc:"English."`
}

// ClientAuth is how an app proves who it is.
type ClientAuth struct {
	Method          string `yaml:"method" need:"yes" allowed:"client_secret_basic, client_secret_post, private_key_jwt, tls_client_auth, self_signed_tls_client_auth, none" doc:"The one method that is accepted. none is a public client."`
	SecretFile      string `yaml:"secret_file" doc:"The file with the secret, of at least 128 bits: 22 random characters or more. A final line break is not part of it. For the two secret methods, which nlgov and fapi2 refuse."`
	CertificateFile string `yaml:"certificate_file" doc:"The app's certificates, PEM: those it has and those it will have. For self_signed_tls_client_auth."`
	CAFile          string `yaml:"ca_file" doc:"The certificates of who issues the app's, PEM. For tls_client_auth, with exactly one of the five keys that say for whom the certificate is."`
	SubjectDN       string `yaml:"subject_dn" example:"CN=app.example.nl,O=Voorbeeld,C=NL" doc:"Its subject as RFC 4514 writes it (openssl x509 -noout -subject -nameopt RFC2253); compared with case and spaces."`
	SANDNS          string `yaml:"san_dns" example:"app.example.nl" doc:"A dNSName that it has."`
	SANURI          string `yaml:"san_uri" doc:"A uniformResourceIdentifier that it has."`
	SANIP           string `yaml:"san_ip" doc:"An iPAddress that it has."`
	SANEmail        string `yaml:"san_email" doc:"An rfc822Name that it has."`
	JWKSFile        string `yaml:"jwks_file" doc:"The app's public keys, a JWK Set. For private_key_jwt."`

	Secret       secret.Bytes `yaml:"-"` // what SecretFile holds
	JWKS         []byte       `yaml:"-"` // what JWKSFile holds
	Certificates []byte       `yaml:"-"` // what CertificateFile or CAFile holds
}

// Session is whether a session of ours may answer instead of the school.
type Session struct {
	SSO      string        `yaml:"sso" default:"off" allowed:"off, app, all" doc:"Whether a session may answer a request instead of the school. off: every login goes to the school. app: a login at this app answers the app's own later requests. all: so does a login at any other app with all. Never for a school with reauthenticate: always or shared_device, never for more than the school sent at that login, and what the information page asks is asked as ever."`
	Idle     time.Duration `yaml:"idle" default:"30m" doc:"After how long without use a session answers no more: from 1m to absolute."`
	Absolute time.Duration `yaml:"absolute" default:"8h" doc:"After how long it ends in any case: at most 24h. So long a logout reaches this app."`
}

// Contract is the agreement of an app with its schools.
type Contract struct {
	Version  int          `yaml:"version" need:"yes" example:"1" doc:"Goes up with each change; whoever was informed under another version is informed anew."`
	Approved time.Time    `yaml:"approved" example:"2026-09-01" doc:"The day on which the schools approved it; shown where present."`
	Basis    string       `yaml:"basis" need:"yes" allowed:"public_task, consent" doc:"The legal basis. This version refuses consent where a school of po, vo or mbo is in the contract."`
	Inform   string       `yaml:"inform" default:"first_login" allowed:"first_login, every_login, never" doc:"When the page with what goes to the app is shown. never is for public_task only."`
	Schools  []string     `yaml:"schools" need:"yes" doc:"The schools it holds for, by id."`
	Roles    []string     `yaml:"roles" need:"yes" allowed:"student, staff" doc:"Who may log in. Who is both gets the first."`
	StepUp   SecondFactor `yaml:"step_up" doc:"Whom this app lets in only after a second factor, whether it asks for one or not."`
	Release  Release      `yaml:"release" need:"yes" doc:"What goes to the app, each with its purpose. {} releases nothing: the app knows pupils by a pseudonym."`
}

// Release is the ceiling: there is no sixth item. Nil means not released.
type Release struct {
	Name          *Term `yaml:"name" doc:"Name, given name and family name."`
	StudentNumber *Term `yaml:"student_number" doc:"Student number; pupils only."`
	Class         *Term `yaml:"class" doc:"Class or classes; pupils only."`
	School        *Term `yaml:"school" doc:"The school's id."`
	Role          *Term `yaml:"role" doc:"student or staff."`
}

// Term is what a contract says of one item.
type Term struct {
	Purpose  Text `yaml:"purpose" need:"yes" doc:"Why the app needs it, as a pupil reads it."`
	Optional bool `yaml:"optional" default:"false" doc:"The school need not send it, and the pupil may switch it off."`
}

// Items lists the released items by their keys, in the order of the ceiling.
func (r Release) Items() []string {
	out := make([]string, 0, 5)
	for _, t := range r.terms() {
		if t.term != nil {
			out = append(out, t.key)
		}
	}
	return out
}

type namedTerm struct {
	key  string
	term *Term
}

func (r Release) terms() [5]namedTerm {
	return [5]namedTerm{{"name", r.Name}, {"student_number", r.StudentNumber}, {"class", r.Class}, {"school", r.School}, {"role", r.Role}}
}
