package refusal

import "fmt"

// Code is the number of a refusal, printed as "SLUIS-2107". A code is forever:
// help desks, runbooks and contract 8 rely on it. A code that is no longer used
// leaves a gap; its number is not given to another reason.
type Code int

// String gives the code as pages and logs show it.
func (c Code) String() string { return fmt.Sprintf("SLUIS-%04d", int(c)) }

// Before the hub: the app's request, the school picker, our own limits.
const (
	UnknownApp         Code = 1001 // the client_id is nobody's
	RedirectURI        Code = 1002 // absent, or not registered byte for byte (RFC 9700 §2.1, contract 16)
	DuplicateParameter Code = 1003 // client_id or redirect_uri twice: no way back can be trusted
	SchoolNotOffered   Code = 1005 // the chosen or hinted school is not in the app's contract (contract 6)
	TooManyLogins      Code = 1006 // the cap on logins that one address, or everybody, may begin (contract 5)
	RequestTooLarge    Code = 1007 // a body or query over its limit
	FormExpired        Code = 1008 // the sealed state in the picker's form is too old or not ours
	TooManyGuesses     Code = 1010 // three words of a trace, guessed at
	Country            Code = 1011 // the border lets no browser in from there (L-01), or from nowhere it knows (L-02)
	Blocked            Code = 1012 // its network or its device is kept out for a while (L-11, L-12)
	SchoolAbroad       Code = 1013 // the border lets browsers in from there for other schools than this one (L-04)
	TooManyRequests    Code = 1014 // beyond what one network or device may send to a route in a minute
	RequestObject      Code = 1016 // a signed request that nobody can vouch for, and no address beside it to tell the app
	RequestSpent       Code = 1017 // a pushed request, or one with a jti, that is unknown, expired, used, or another browser's (RFC 9126 §4)
	AppHasNoSchool     Code = 1009 // the app's contract names no school: niet, tenzij (M-04)
	LogoutURI          Code = 1031 // post_logout_redirect_uri without an app, or not registered byte for byte
	LogoutHint         Code = 1032 // id_token_hint is no ID token of ours, or another client's
)

// The hub's answer: SAML Web SSO profile and XML Signature, in no order that
// says anything about the order of the checks.
const (
	Unsolicited         Code = 2001 // no open request of ours (F-08)
	Replayed            Code = 2002 // the same answer again, outside the grace of contract 14 (F-07)
	MalformedXML        Code = 2003
	Signature           Code = 2004 // none, wrong, or not over what we read (F-06)
	SecondAssertion     Code = 2005
	Encrypted           Code = 2006 // an EncryptedAttribute, or anything encrypted where the connection takes none
	Issuer              Code = 2007
	Destination         Code = 2008
	Recipient           Code = 2009
	Audience            Code = 2010
	InResponseTo        Code = 2011
	Conditions          Code = 2012 // missing, twice, or with a condition we do not know
	Expired             Code = 2013 // beyond NotOnOrAfter and the skew (F-09)
	NotYetValid         Code = 2014
	SubjectConfirmation Code = 2015 // no bearer confirmation that fits
	AuthnStatement      Code = 2016
	AuthnTooOld         Code = 2017 // ForceAuthn was asked and the AuthnInstant is from before (contract 15)
	NameIDFormat        Code = 2018 // SURFconext must send a persistent NameID (contract 12)
	ElementInValue      Code = 2019 // an element where text must stand (contract 15)
	SAMLVersion         Code = 2020
	BeforeRestart       Code = 2021 // issued before the state store lost its memory (design §3)
	WrongAuthority      Code = 2022 // the last AuthenticatingAuthority is not the school's registered one
	AnswerTooLarge      Code = 2023
	AnswerForm          Code = 2024 // not a form, two SAMLResponse fields, or not base64
	WrongConnection     Code = 2025 // it came to another connection than the request went to
	NoAssertion         Code = 2026
	ForbiddenXML        Code = 2027 // doctype, comment, processing instruction or CDATA
	Algorithm           Code = 2028 // below SHA-256, RSA-2048, or not on the list
	SessionEnded        Code = 2029 // SessionNotOnOrAfter has passed
	Undecryptable       Code = 2040 // whatever is wrong with something encrypted: one code for all of it (F-10)
)

// The hub or the school said no: the status of the answer (federations §2.6).
const (
	StatusNoPassive      Code = 2030
	StatusNoAuthnContext Code = 2031
	StatusAuthnFailed    Code = 2032
	StatusRequestDenied  Code = 2033
	StatusOther          Code = 2034
	StatusProxyCount     Code = 2035
	AuthnTooWeak         Code = 2036 // the answer has a weaker context class than was asked for (F-19)
)

// What the school sent about the person.
const (
	AttributeConflict       Code = 2101 // two values of a single-valued attribute (contract 11)
	HomeOrganisationMissing Code = 2102
	TwoStudentCodes         Code = 2103 // two student codes of the own organisation
	UpstreamIDMissing       Code = 2104 // no uid (Entree) or no persistent NameID (SURFconext)
	NameMissing             Code = 2105
	StudentNumberMissing    Code = 2107
	ClassMissing            Code = 2108
	MalformedAttribute      Code = 2109
	SeveralMissing          Code = 2110 // more than one item; Error.Item lists them
)

// Admission: school, role and app.
const (
	UnknownSchool           Code = 2201
	SchoolOfOtherConnection Code = 2202 // a hub asserted a school that is not its own (F-12)
	AppNotAtSchool          Code = 2203 // the school has not approved the app (M-04)
	RoleNotAdmitted         Code = 2204 // affiliate, pre-student alone, or none (F-13)
	RoleNotInContract       Code = 2205
	AppStopped              Code = 2206
	OtherPerson             Code = 2207 // the app asked for one person, and another logged in (OpenID Connect Core 5.5.1)
)

// A school that moved, and the account of before.
const (
	AccountTaken Code = 2208 // it is another person's by now, or this person has another
	MoveOver     Code = 2209 // the time to bring it along is over
	AccountGone  Code = 2211 // somebody took this old account along to another school
	Halted       Code = 2212 // an admin threw a kill switch (L-22)
	NotOldSchool Code = 2210 // somebody logged in at another school than the old one
)

// The browser and its steps.
const (
	OtherBrowser     Code = 3001 // the browser that came back is not the one that began (design §5.2)
	StepExpired      Code = 3002
	StepUsed         Code = 3003 // its code has been redeemed: begin again at the app
	CrossOrigin      Code = 3005 // a form of ours, sent from elsewhere
	MethodNotAllowed Code = 3006
	StepMismatch     Code = 3007 // the step's verifier does not fit the transaction
	FactorWrong      Code = 3008 // a person's own key or code proves nothing (S-15)
	FactorLocked     Code = 3009 // too many wrong codes of one person, from this browser or from unknown ones (L-14)
	FactorNone       Code = 3010 // the app demands a factor, and the person has none that will do
	FactorInput      Code = 3011 // a form about one's own factors that cannot be carried out as it stands
)

// At the admins' pages.
const (
	AdminInvite     Code = 4001 // the code of an invitation is wrong, used or too old (S-02)
	AdminFactor     Code = 4002 // a key or a code proves nothing here (S-03, S-04)
	AdminThrottled  Code = 4003 // five wrong codes in a quarter of an hour (S-04)
	AdminForbidden  Code = 4004 // the role does not permit it
	AdminInput      Code = 4005 // a form that cannot be carried out as it stands
	AdminFew        Code = 4006 // two factors stay (S-06)
	AdminSelf       Code = 4007 // nobody changes their own role
	AdminOwnNetwork Code = 4008 // a block that would keep out whoever gives it (L-12)
	AdminSecond     Code = 4009 // another admin has to confirm it (G-03)
	AdminEarly      Code = 4010 // it was confirmed, and its waiting time is not over (S-14)
	AdminCheck      Code = 4015 // an admin tests one school, and logged in at another (F-20)

	AdminNotStaff    Code = 4021 // the school says that an admin is no staff there (S-16)
	AdminModel       Code = 4020 // a key that the role does not take: its maker, its model, or that it can be copied (S-09, S-11)
	AdminOtherPerson Code = 4022 // somebody else, or at another school, than the account is bound to (S-16)
)

// Faults on our side.
const (
	Internal         Code = 9001
	NotFound         Code = 9002
	StoreUnavailable Code = 9003
	Busy             Code = 9004
	HubUnavailable   Code = 9005 // no usable metadata of the federation: no login can begin there
)
