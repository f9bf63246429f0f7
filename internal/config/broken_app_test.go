package config

// edits: file, old text, new text (see site); want: what check prints.
var appCases = []brokenCase{
	{
		name:  "id with a control character, escaped",
		edits: []string{"registry.yaml", "  - id: portfolio", "  - id: \"port\\e[2Jfolio\""},
		want: []string{
			`registry.yaml:27: apps[port\x1b[2Jfolio].id: "port\x1b[2Jfolio" holds a line break or a control character`,
		},
	},
	{
		name:  "supplier without end",
		edits: []string{"registry.yaml", "    supplier: Voorbeeld B.V.\n    profile: basic", "    supplier: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n    profile: basic"},
		want: []string{
			`registry.yaml:29: apps[portfolio].supplier: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…" is longer than 200 characters`,
		},
	},
	{
		name:  "id with a colon",
		edits: []string{"registry.yaml", "  - id: portfolio", "  - id: port:folio"},
		want: []string{
			`registry.yaml:27: apps[port:folio].id: "port:folio" is not an id: letters, digits, dots, hyphens and underscores, at most 128, beginning with a letter or digit`,
		},
	},
	{
		name:  "id twice",
		edits: []string{"registry.yaml", "  - id: keyed", "  - id: portfolio"},
		want: []string{
			`registry.yaml:45: apps[portfolio].id: "portfolio" is the id of another one in this list; an id stands for one thing`,
		},
	},
	{
		name:  "id that may never be asked for",
		edits: []string{"registry.yaml", "  - id: keyed", "  - id: bsn-lezer"},
		want: []string{
			`registry.yaml:45: apps[bsn-lezer].id: "bsn-lezer" names a national number`,
		},
	},
	{
		name:  "name in one language",
		edits: []string{"registry.yaml", "name: {nl: Portfolio, en: Portfolio}", "name: {nl: Portfolio}"},
		want: []string{
			`registry.yaml:28: apps[portfolio].name.en: is missing; it is the English text`,
		},
	},
	{
		name:  "name as one text",
		edits: []string{"registry.yaml", "name: {nl: Portfolio, en: Portfolio}", "name: Portfolio"},
		want: []string{
			`registry.yaml:28: apps[portfolio].name: is a text, not a mapping (key: value)`,
		},
	},
	{
		name:  "profile missing",
		edits: []string{"registry.yaml", "    profile: basic\n", ""},
		want: []string{
			`registry.yaml:27: apps[portfolio].profile: is missing; it is one of basic, nlgov, fapi2`,
		},
	},
	{
		name:  "profile unknown",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: oidc\n"},
		want: []string{
			`registry.yaml:30: apps[portfolio].profile: "oidc" is not one of basic, nlgov, fapi2`,
		},
	},
	{
		name:  "a secret under fapi2",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: fapi2\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].client_auth.method: "client_secret_basic" is not allowed under fapi2; private_key_jwt`,
		},
	},
	{
		name:  "RS256 under fapi2",
		edits: []string{"registry.yaml", "    profile: nlgov\n", "    profile: fapi2\n    id_token_alg: RS256\n"},
		want: []string{
			`registry.yaml:49: apps[keyed].id_token_alg: "RS256" is not allowed under fapi2; PS256, ES256 or EdDSA`,
		},
	},
	{
		name:  "plain requests under fapi2",
		edits: []string{"registry.yaml", "    profile: nlgov\n", "    profile: fapi2\n    par: allowed\n"},
		want: []string{
			`registry.yaml:49: apps[keyed].par: "allowed" is not allowed under fapi2, where every request is pushed; required, or leave it out`,
		},
	},
	{
		name:  "pkce if_sent under fapi2",
		edits: []string{"registry.yaml", "    profile: nlgov\n", "    profile: fapi2\n    pkce: if_sent\n"},
		want: []string{
			`registry.yaml:49: apps[keyed].pkce: "if_sent" is for a confidential client of profile basic only; leave it out, PKCE is then required`,
		},
	},
	{
		name:  "a public client that must push",
		edits: []string{"registry.yaml", "    client_auth: {method: client_secret_basic, secret_file: portfolio.secret}", "    client_auth: {method: none}\n    par: required"},
		want: []string{
			`registry.yaml:32: apps[portfolio].par: "required" is not for a public client: a request is kept only for a client that proves who it is`,
		},
	},
	{
		name:  "par with another word",
		edits: []string{"registry.yaml", "    profile: nlgov\n", "    profile: nlgov\n    par: optional\n"},
		want: []string{
			`registry.yaml:49: apps[keyed].par: "optional" is not one of required, allowed`,
		},
	},
	{
		name:  "request objects without keys",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    request_object: allowed\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].request_object: "allowed" needs the app's public keys: client_auth: {method: private_key_jwt, jwks_file: …}`,
		},
	},
	{
		name:  "request_object with another word",
		edits: []string{"registry.yaml", "    profile: nlgov\n", "    profile: nlgov\n    request_object: signed\n"},
		want: []string{
			`registry.yaml:49: apps[keyed].request_object: "signed" is not one of refused, allowed, required`,
		},
	},
	{
		name:  "a secret under nlgov",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: nlgov\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].client_auth.method: "client_secret_basic" is not allowed under nlgov; private_key_jwt`,
		},
	},
	{
		name:  "a public client under nlgov",
		edits: []string{"registry.yaml", "    profile: basic\n    client_auth: {method: client_secret_basic, secret_file: portfolio.secret}", "    profile: nlgov\n    client_auth: {method: none}"},
		want: []string{
			`registry.yaml:31: apps[portfolio].client_auth.method: "none" is not allowed under nlgov; private_key_jwt`,
		},
	},
	{
		name:  "ES256 under nlgov",
		edits: []string{"registry.yaml", "    profile: nlgov\n", "    profile: nlgov\n    id_token_alg: ES256\n"},
		want: []string{
			`registry.yaml:49: apps[keyed].id_token_alg: "ES256" is not allowed under nlgov; RS256 or PS256`,
		},
	},
	{
		name:  "redirect_uris missing",
		edits: []string{"registry.yaml", "    redirect_uris: [https://portfolio.example.nl/callback]\n", ""},
		want: []string{
			`registry.yaml:27: apps[portfolio].redirect_uris: is missing; it is a list of addresses where answers may go`,
		},
	},
	{
		name:  "redirect_uris empty",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: []"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris: is empty; an app has at least one address where answers may go`,
		},
	},
	{
		name:  "redirect URI with a fragment",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [\"https://portfolio.example.nl/callback#x\"]"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris[1]: "https://portfolio.example.nl/callback#x" holds a fragment (#)`,
		},
	},
	{
		name:  "redirect URI with an empty fragment",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [\"https://portfolio.example.nl/callback#\"]"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris[1]: "https://portfolio.example.nl/callback#" holds a fragment (#)`,
		},
	},
	{
		name:  "redirect URI with a wildcard host",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [\"https://*.example.nl/callback\"]"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris[1]: "https://*.example.nl/callback" holds a wildcard (*); every address is written out and compared byte for byte`,
		},
	},
	{
		name:  "redirect URI with a wildcard path",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [\"https://portfolio.example.nl/*\"]"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris[1]: "https://portfolio.example.nl/*" holds a wildcard (*); every address is written out and compared byte for byte`,
		},
	},
	{
		name:  "redirect URI http",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [http://portfolio.example.nl/callback]"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris[1]: "http://portfolio.example.nl/callback" is http; that is allowed for loopback hosts only (127.0.0.0/8, ::1, localhost, *.localhost), write https`,
		},
	},
	{
		name:  "redirect URI relative",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [/callback]"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris[1]: "/callback" is not an https address`,
		},
	},
	{
		name:  "redirect URI of a private scheme",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [nl.example.portfolio:/callback]"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris[1]: "nl.example.portfolio:/callback" has the scheme nl.example.portfolio; https, or http on a loopback host`,
		},
	},
	{
		name:  "redirect URI of a script",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [\"javascript:alert(1)\"]"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris[1]: "javascript:alert(1)" has the scheme javascript; https, or http on a loopback host`,
		},
	},
	{
		name:  "redirect URI with userinfo, which is not shown",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [https://a:hunter2@portfolio.example.nl/callback]"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris[1]: holds a user name or password`,
		},
	},
	{
		name:  "redirect URI with a backslash",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [\"https://portfolio.example.nl\\\\@evil.example/\"]"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris[1]: holds a character that an address cannot hold; percent-encode it`,
		},
	},
	{
		name:  "redirect URI with a line break",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [\"https://portfolio.example.nl/\\ncallback\"]"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris[1]: "https://portfolio.example.nl/\ncallback" holds a line break or a control character`,
		},
	},
	{
		name:  "redirect URI with a parameter of the answer",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [\"https://portfolio.example.nl/callback?state=1\"]"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris[1]: "https://portfolio.example.nl/callback?state=1" has the parameter state in its query, which belongs to the answer`,
		},
	},
	{
		name:  "redirect URI twice",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [https://portfolio.example.nl/callback, https://portfolio.example.nl/callback]"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris[2]: "https://portfolio.example.nl/callback" stands in this list twice`,
		},
	},
	{
		name:  "redirect URI in capitals of scheme",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [\"HTTPS://portfolio.example.nl/callback\"]"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris[1]: "HTTPS://portfolio.example.nl/callback" has a scheme in capitals; write it in lower case`,
		},
	},
	{
		name:  "redirect URI with an address gone wrong",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [https://10.0.0.300/callback]"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris[1]: "https://10.0.0.300/callback" has no host that can be reached, such as app.example.nl`,
		},
	},
	{
		name:  "post-logout URI http",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [https://portfolio.example.nl/callback]\n    post_logout_redirect_uris: [http://portfolio.example.nl/]"},
		want: []string{
			`registry.yaml:33: apps[portfolio].post_logout_redirect_uris[1]: "http://portfolio.example.nl/" is http; that is allowed for loopback hosts only (127.0.0.0/8, ::1, localhost, *.localhost), write https`,
		},
	},
	{
		name:  "back-channel URI http",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [https://portfolio.example.nl/callback]\n    backchannel_logout_uri: http://portfolio.example.nl/"},
		want: []string{
			`registry.yaml:33: apps[portfolio].backchannel_logout_uri: "http://portfolio.example.nl/" is http; that is allowed for loopback hosts only (127.0.0.0/8, ::1, localhost, *.localhost), write https`,
		},
	},
	{
		name:  "origin with a path",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [https://portfolio.example.nl/callback]\n    origins: [https://portfolio.example.nl/]"},
		want: []string{
			`registry.yaml:33: apps[portfolio].origins[1]: "https://portfolio.example.nl/" ends in a slash; an origin is scheme, host and port only`,
		},
	},
	{
		name:  "origin of everyone",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [https://portfolio.example.nl/callback]\n    origins: [\"*\"]"},
		want: []string{
			`registry.yaml:33: apps[portfolio].origins[1]: "*" is not an https address`,
		},
	},
	{
		name:  "privacy statement of a script",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [https://portfolio.example.nl/callback]\n    privacy_url: \"javascript:alert(1)\""},
		want: []string{
			`registry.yaml:33: apps[portfolio].privacy_url: "javascript:alert(1)" is not an https address`,
		},
	},
	{
		name:  "start of a login relative",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [https://portfolio.example.nl/callback]\n    initiate_login_uri: /login"},
		want: []string{
			`registry.yaml:33: apps[portfolio].initiate_login_uri: "/login" is not an https address`,
		},
	},
	{
		name:  "tokens of no kind",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [https://portfolio.example.nl/callback]\n    userinfo_alg: HS256\n    access_token: paseto\n    refresh: always"},
		want: []string{
			`registry.yaml:33: apps[portfolio].userinfo_alg: "HS256" is not one of RS256, PS256, ES256, EdDSA`,
			`registry.yaml:34: apps[portfolio].access_token: "paseto" is not one of opaque, jwt`,
			`registry.yaml:35: apps[portfolio].refresh: "always" is not one of off, on`,
		},
	},
	{
		name:  "audience of an opaque token",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [https://portfolio.example.nl/callback]\n    audience: https://api.example.nl"},
		want: []string{
			`registry.yaml:33: apps[portfolio].audience: "https://api.example.nl" belongs to access_token: jwt; an opaque token names nobody it is for`,
		},
	},
	{
		name:  "audience relative",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [https://portfolio.example.nl/callback]\n    access_token: jwt\n    audience: portfolio"},
		want: []string{
			`registry.yaml:34: apps[portfolio].audience: "portfolio" is not an absolute URI without fragment, of at most 1024 characters`,
		},
	},
	{
		name:  "userinfo under nlgov",
		edits: []string{"registry.yaml", "redirect_uris: [https://keyed.example.nl/callback]", "redirect_uris: [https://keyed.example.nl/callback]\n    userinfo_alg: ES256"},
		want: []string{
			`registry.yaml:51: apps[keyed].userinfo_alg: "ES256" is not allowed under nlgov; RS256 or PS256`,
		},
	},
	{
		name:  "introspect unknown",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [https://portfolio.example.nl/callback]\n    introspect: [keyd]"},
		want: []string{
			`registry.yaml:33: apps[portfolio].introspect[1]: "keyd" is not the id of an app; did you mean keyed?`,
		},
	},
	{
		name:  "introspect by a public client",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: [https://portfolio.example.nl/callback]\n    introspect: [open]", "registry.yaml", "  - id: keyed", "  - id: open\n    name: {nl: Open, en: Open}\n    supplier: Voorbeeld B.V.\n    profile: basic\n    client_auth: {method: none}\n    redirect_uris: [https://open.example.nl/callback]\n    contract: {version: 1, basis: public_task, schools: [petteflat], roles: [student], release: {}}\n  - id: keyed"},
		want: []string{
			`registry.yaml:33: apps[portfolio].introspect[1]: "open" is a public client; introspection needs client authentication`,
		},
	},
	{
		name:  "method unknown",
		edits: []string{"registry.yaml", "client_auth: {method: client_secret_basic, secret_file: portfolio.secret}", "client_auth: {method: client_secret_jwt, secret_file: portfolio.secret}"},
		want: []string{
			`registry.yaml:31: apps[portfolio].client_auth.method: "client_secret_jwt" is not one of client_secret_basic, client_secret_post, private_key_jwt, tls_client_auth, self_signed_tls_client_auth, none`,
		},
	},
	{
		name:  "client_auth missing",
		edits: []string{"registry.yaml", "    client_auth: {method: client_secret_basic, secret_file: portfolio.secret}\n", ""},
		want: []string{
			`registry.yaml:27: apps[portfolio].client_auth: is missing; it is how the app proves who it is: {method: one of client_secret_basic, client_secret_post, private_key_jwt, tls_client_auth, self_signed_tls_client_auth, none}`,
		},
	},
	{
		name:  "secret method without a file",
		edits: []string{"registry.yaml", "client_auth: {method: client_secret_basic, secret_file: portfolio.secret}", "client_auth: {method: client_secret_post}"},
		want: []string{
			`registry.yaml:31: apps[portfolio].client_auth.secret_file: is missing; it is the file with the secret`,
		},
	},
	{
		name:  "secret of a public client",
		edits: []string{"registry.yaml", "client_auth: {method: client_secret_basic, secret_file: portfolio.secret}", "client_auth: {method: none, secret_file: portfolio.secret}"},
		want: []string{
			`registry.yaml:31: apps[portfolio].client_auth.secret_file: does not belong to method none`,
		},
	},
	{
		name:  "keys of a secret method",
		edits: []string{"registry.yaml", "client_auth: {method: client_secret_basic, secret_file: portfolio.secret}", "client_auth: {method: client_secret_basic, secret_file: portfolio.secret, jwks_file: keyed.jwks}"},
		want: []string{
			`registry.yaml:31: apps[portfolio].client_auth.jwks_file: "keyed.jwks" does not belong to method client_secret_basic`,
		},
	},
	{
		name:  "secret in the file itself, not shown",
		edits: []string{"registry.yaml", "client_auth: {method: client_secret_basic, secret_file: portfolio.secret}", "client_auth: {method: client_secret_basic, secret: hunter2hunter2hunter2h}"},
		want: []string{
			`registry.yaml:31: apps[portfolio].client_auth.secret: is not a key here; known are method, secret_file, jwks_file, certificate_file, ca_file, subject_dn, san_dns, san_uri, san_ip, san_email`,
			`registry.yaml:31: apps[portfolio].client_auth.secret_file: is missing; it is the file with the secret`,
		},
	},
	{
		name:  "secret where its file belongs, not shown",
		edits: []string{"registry.yaml", "client_auth: {method: client_secret_basic, secret_file: portfolio.secret}", "client_auth: {method: client_secret_basic, secret_file: hunter2hunter2hunter2h}"},
		want: []string{
			`registry.yaml:31: apps[portfolio].client_auth.secret_file: cannot be read: no such file (what stands here is not shown; it is the name of a file)`,
		},
	},
	{
		name:  "secret file missing",
		edits: []string{"portfolio.secret", "", "-"},
		want: []string{
			`registry.yaml:31: apps[portfolio].client_auth.secret_file: "portfolio.secret" cannot be read: no such file`,
		},
	},
	{
		name:  "secret file empty",
		edits: []string{"portfolio.secret", "", ""},
		want: []string{
			`registry.yaml:31: apps[portfolio].client_auth.secret_file: "portfolio.secret" is an empty file`,
		},
	},
	{
		name:  "secret file of a line break",
		edits: []string{"portfolio.secret", "", "\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].client_auth.secret_file: "portfolio.secret" is an empty file`,
		},
	},
	{
		name:  "secret of 21 characters",
		edits: []string{"portfolio.secret", "", "kR7vPq2LmX9sWt4bYn8cZ\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].client_auth.secret_file: "portfolio.secret" holds a secret of 21 characters; at least 22 random ones (128 bits), as openssl rand -base64 32 makes`,
		},
	},
	{
		name:  "secret of one character",
		edits: []string{"portfolio.secret", "", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].client_auth.secret_file: "portfolio.secret" holds a secret of few different characters; let openssl rand -base64 32 make it`,
		},
	},
	{
		name:  "secret of two lines",
		edits: []string{"portfolio.secret", "", "kR7vPq2LmX9sWt4bYn8cZd\n\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].client_auth.secret_file: "portfolio.secret" holds a line break or a character beyond ASCII; a secret is printable ASCII on one line`,
		},
	},
	{
		name:  "private_key_jwt without keys",
		edits: []string{"registry.yaml", "{method: private_key_jwt, jwks_file: keyed.jwks}", "{method: private_key_jwt}"},
		want: []string{
			`registry.yaml:49: apps[keyed].client_auth.jwks_file: is missing; it is the file with the app's public keys, a JWK Set`,
		},
	},
	{
		name:  "keys missing",
		edits: []string{"keyed.jwks", "", "-"},
		want: []string{
			`registry.yaml:49: apps[keyed].client_auth.jwks_file: "keyed.jwks" cannot be read: no such file`,
		},
	},
	{
		name:  "keys that the hook refuses",
		edits: []string{"keyed.jwks", "", "{\"keys\":[{\"d\":\"hunter2\"}]}"},
		want: []string{
			`registry.yaml:49: apps[keyed].client_auth.jwks_file: "keyed.jwks" is not a JWK Set that can be used: it holds a private key`,
		},
	},
	{
		name:  "requester that is no entityID",
		edits: []string{"registry.yaml", "    profile: nlgov\n", "    profile: nlgov\n    requester_id: portfolio\n"},
		want: []string{
			`registry.yaml:49: apps[keyed].requester_id: "portfolio" is not an absolute URI of at most 1024 characters, as an entityID is`,
		},
	},
	{
		name:  "keys that the profile cannot use",
		edits: []string{"keyed.jwks", "", `{"keys":[{"kty":"EC"}]}`},
		want: []string{
			`registry.yaml:49: apps[keyed].client_auth.jwks_file: "keyed.jwks" is not a JWK Set that can be used: no key that nlgov allows`,
		},
	},
	{
		name:  "pkce if_sent of a public client",
		edits: []string{"registry.yaml", "client_auth: {method: client_secret_basic, secret_file: portfolio.secret}", "client_auth: {method: none}\n    pkce: if_sent"},
		want: []string{
			`registry.yaml:32: apps[portfolio].pkce: "if_sent" is for a confidential client of profile basic only; leave it out, PKCE is then required`,
		},
	},
	{
		name:  "pkce if_sent under nlgov",
		edits: []string{"registry.yaml", "    profile: nlgov\n", "    profile: nlgov\n    pkce: if_sent\n"},
		want: []string{
			`registry.yaml:49: apps[keyed].pkce: "if_sent" is for a confidential client of profile basic only; leave it out, PKCE is then required`,
		},
	},
	{
		name:  "pkce switched off",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    pkce: off\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].pkce: "off" is not one of required, if_sent`,
		},
	},
	{
		name:  "algorithm none",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    id_token_alg: none\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].id_token_alg: "none" is not one of RS256, PS256, ES256, EdDSA`,
		},
	},
	{
		name:  "algorithm with a shared key",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    id_token_alg: HS256\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].id_token_alg: "HS256" is not one of RS256, PS256, ES256, EdDSA`,
		},
	},
	{
		name:  "claims elsewhere",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    claims_in: both\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].claims_in: "both" is not one of userinfo, id_token`,
		},
	},
	{
		name:  "sector with a space",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    sector: a b\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].sector: "a b" is not a sector: letters, digits, dots, hyphens and underscores, at most 128`,
		},
	},
	{
		name:  "single sign-on of another kind",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    session: {sso: school}\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].session.sso: "school" is not one of off, app, all`,
		},
	},
	{
		name:  "networks of no back-channel URI",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    backchannel_logout_networks: [10.20.0.0/16]\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].backchannel_logout_networks[1]: "10.20.0.0/16" is for a backchannel_logout_uri, and the app has none`,
		},
	},
	{
		name:  "networks that are not private",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    backchannel_logout_uri: https://a.nl/b\n    backchannel_logout_networks: [10.20.0.0/16, 192.0.2.0/24, 127.0.0.0/8, 10.0.0.0/7, 169.254.0.0/16, \"fc00::/7\"]\n"},
		want: []string{
			`registry.yaml:32: apps[portfolio].backchannel_logout_networks[2]: "192.0.2.0/24" is no private network (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7); public addresses need no leave`,
			`registry.yaml:32: apps[portfolio].backchannel_logout_networks[3]: "127.0.0.0/8" is no private network (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7); public addresses need no leave`,
			`registry.yaml:32: apps[portfolio].backchannel_logout_networks[4]: "10.0.0.0/7" is no private network (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7); public addresses need no leave`,
			`registry.yaml:32: apps[portfolio].backchannel_logout_networks[5]: "169.254.0.0/16" is no private network (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7); public addresses need no leave`,
		},
	},
	{
		name:  "back-channel network that is none",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    backchannel_logout_uri: https://a.nl/b\n    backchannel_logout_networks: [10.20.0.1]\n"},
		want: []string{
			`registry.yaml:32: apps[portfolio].backchannel_logout_networks[1]: "10.20.0.1" is not a network, such as 10.0.0.0/8 or ::1/128`,
		},
	},
	{
		name:  "session without an end",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    session: {idle: 1h, absolute: 48h}\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].session.absolute: "48h" is not a time from 1m to 24h, such as 30m or 6h`,
		},
	},
	{
		name:  "session idle longer than absolute",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    session: {idle: 2h, absolute: 1h}\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].session.idle: "2h" is not a time from 1m to 1h, such as 30m or 6h`,
		},
	},
	{
		name:  "connection unknown",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    connection: entree-portfolio\n"},
		want: []string{
			`registry.yaml:31: apps[portfolio].connection: "entree-portfolio" is not the id of a connection; known are entree, surfconext`,
		},
	},
}
