package op

import "encoding/json"

// Header is one header of a JSON answer beyond those that every answer has.
type Header struct{ Name, Value string }

// JSON is the answer of an endpoint that apps call themselves. Package broker adds
// no-store.
type JSON struct {
	Status  int
	Type    string // the media type; "" for application/json
	Headers []Header
	Body    []byte
}

// oauthError is RFC 6749 §5.2.
type oauthError struct {
	Error       string `json:"error"`
	Description string `json:"error_description,omitempty"`
}

func failJSON(status int, code, description string, headers ...Header) JSON {
	body, err := json.Marshal(oauthError{code, description})
	if err != nil { // two strings always encode
		body = []byte(`{"error":"server_error"}`)
	}
	return JSON{Status: status, Headers: headers, Body: body}
}
