package conformance

// logoutModules are those of oidcc-rp-initiated-logout-certification-test-plan.
func logoutModules() []module {
	is := func(name string, whats ...string) module {
		m := module{name: name}
		for _, w := range whats {
			m.conditions = append(m.conditions, condition{what: w})
		}
		return m
	}
	const stays = "the browser is not sent to the registered address; a page of ours asks or says what is wrong"
	return []module{
		is("oidcc-rp-initiated-logout-discovery-endpoint-verification", "discovery has end_session_endpoint, at the issuer"),
		is("oidcc-rp-initiated-logout", "id_token_hint, post_logout_redirect_uri and state: the browser comes back with the state and nothing else", "prompt=none is an error then"),
		is("oidcc-rp-initiated-logout-bad-post-logout-redirect-uri", "an address that is not registered: "+stays),
		is("oidcc-rp-initiated-logout-modified-id-token-hint", "an id_token_hint of alg none: "+stays),
		is("oidcc-rp-initiated-logout-no-id-token-hint", "no id_token_hint: "+stays),
		is("oidcc-rp-initiated-logout-no-params", "no parameters: "+stays),
		is("oidcc-rp-initiated-logout-no-post-logout-redirect-uri", "no address to go to: a page says that the person is logged out, or asks"),
		is("oidcc-rp-initiated-logout-no-state", "no state: the browser comes back without one"),
		is("oidcc-rp-initiated-logout-only-state", "state alone: "+stays),
	}
}

// backchannelModules are those of the back-channel plan.
func backchannelModules() []module {
	return []module{
		{name: "oidcc-backchannel-logout-discovery-endpoint-verification", conditions: []condition{
			{what: "discovery has backchannel_logout_supported and backchannel_logout_session_supported, both true, and end_session_endpoint"}}},
		{name: "oidcc-backchannel-rp-initiated-logout", conditions: []condition{
			{what: "after a logout with id_token_hint the app's backchannel_logout_uri gets a POST of one logout_token"},
			{what: "it is signed by us, with iss, aud, iat, jti, one event, sub or sid as in the ID token, and no nonce"},
			{what: "the browser comes back with the state and nothing else"},
			{what: "prompt=none is an error then"}}},
	}
}
