package conformance

import "net/http"

// methodNegatives: a listed endpoint answers another method with 405 and Allow,
// never with 404 (contract 18).
func methodNegatives() []negative {
	var all []negative
	for _, e := range []struct {
		path, method, clause string
		want                 want
	}{
		{"/oauth/token", http.MethodPut, "RFC 9110 15.5.6", allowing("OPTIONS, POST", asJSON)},
		{"/oauth/userinfo", http.MethodDelete, "RFC 9110 15.5.6", allowing("GET, HEAD, OPTIONS, POST", asJSON)},
		{"/oauth/authorize", http.MethodPut, "RFC 9110 15.5.6", allowing("GET, HEAD, POST", onPage)},
		{"/oauth/authorize", http.MethodOptions, "RFC 9700 2.1 no CORS", allowing("GET, HEAD, POST", onPage)},
		{"/oauth/jwks", http.MethodPost, "RFC 9110 15.5.6", allowing("GET, HEAD, OPTIONS", onPage)},
		{"/.well-known/openid-configuration", http.MethodPost, "OIDC Discovery 4.1 GET", allowing("GET, HEAD, OPTIONS", onPage)},
		{"/.well-known/oauth-authorization-server", http.MethodPost, "RFC 8414 3.1 GET", allowing("GET, HEAD, OPTIONS", onPage)},
	} {
		all = append(all, negative{at: e.method + " " + e.path, clause: e.clause, name: "a method that it has not", want: e.want, check: "broker.run: i < 0", call: func(*bench) call {
			return call{method: e.method, path: e.path}
		}})
	}
	return all
}

func allowing(methods string, by road) want {
	w := want{status: 405, by: by, header: map[string]string{"Allow": methods, "Access-Control-Allow-Origin": "", "Location": ""}}
	if w.error = "SLUIS-"; by == asJSON {
		w.error = "invalid_request"
	}
	return w
}
