package broker

import (
	"errors"
	"net/url"
	"strings"
)

// answerPost is what a hub makes the browser post to an assertion consumer service
// (saml-bindings §3.5.4).
type answerPost struct{ response, relay string }

var errPost = errors.New("broker: post is not one SAMLResponse with at most one RelayState")

// parsePost reads the two fields of a post and passes over others, as a form parser
// would: names may be escaped, order is free, a field that stands twice is refused
// (contract 15). It is not [url.ParseQuery], which takes an escaped Response of
// 11 KB byte by byte: that was a fortieth of the CPU of a login.
func parsePost(body string) (answerPost, error) {
	var p answerPost
	var seenResponse, seenRelay bool
	for pair := range strings.SplitSeq(body, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil || strings.Contains(pair, ";") {
			return answerPost{}, errPost
		}
		into, seen := &p.response, &seenResponse
		switch name {
		case "SAMLResponse":
		case "RelayState":
			into, seen = &p.relay, &seenRelay
		default:
			continue
		}
		v, ok := unescapeForm(value)
		if !ok || *seen {
			return answerPost{}, errPost
		}
		*into, *seen = v, true
	}
	if !seenResponse {
		return answerPost{}, errPost
	}
	return p, nil
}

// unescapeForm takes off the escapes of application/x-www-form-urlencoded, copying
// what lies between two of them in one piece.
func unescapeForm(s string) (string, bool) {
	if !strings.ContainsAny(s, "%+") {
		return s, true
	}
	b := make([]byte, 0, len(s))
	for {
		i := strings.IndexByte(s, '%')
		plain := s
		if i >= 0 {
			plain = s[:i]
		}
		from := len(b)
		b = append(b, plain...)
		for j := from; j < len(b); j++ {
			if b[j] == '+' {
				b[j] = ' '
			}
		}
		if i < 0 {
			return string(b), true
		}
		if len(s) < i+3 {
			return "", false
		}
		high, low := hexDigit(s[i+1]), hexDigit(s[i+2])
		if high > 15 || low > 15 {
			return "", false
		}
		b = append(b, high<<4|low)
		s = s[i+3:]
	}
}

// hexDigit gives 16 and more for what is none.
func hexDigit(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10
	}
	return 16
}
