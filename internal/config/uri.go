package config

import (
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// Addresses are judged as strings first: what url.Parse forgives (a space, a
// backslash, a control character) a browser may read as something else.
func parseURI(v string) (*url.URL, string) {
	switch {
	case strings.ContainsFunc(v, func(c rune) bool { return c <= ' ' || c >= 0x7f || c == '\\' || c == '"' || c == '<' || c == '>' }):
		return nil, "holds a character that an address cannot hold; percent-encode it"
	case len(v) > maxURI:
		return nil, "is longer than " + strconv.Itoa(maxURI) + " characters"
	}
	u, err := url.Parse(v)
	if err != nil {
		return nil, "is not an address"
	}
	if u.Scheme != "" && !strings.HasPrefix(v, u.Scheme+":") {
		return nil, "has a scheme in capitals; write it in lower case"
	}
	return u, ""
}

const maxURI = 2048

// checkWeb gives what is wrong with an address that a browser or this machine will
// go to: absolute, https or loopback http, no userinfo, no fragment.
func checkWeb(v string) (*url.URL, string) {
	u, fault := parseURI(v)
	switch {
	case fault != "":
		return nil, fault
	case u.Scheme != "https" && u.Scheme != "http" || u.Opaque != "":
		return nil, "is not an https address"
	case u.Host == "" || !goodHost(u):
		return nil, "has no host that can be reached, such as app.example.nl"
	case u.User != nil:
		return nil, "holds a user name or password"
	case strings.Contains(v, "#"):
		return nil, "holds a fragment (#)"
	case u.Scheme == "http" && !Loopback(u.Hostname()):
		return nil, "is http; that is allowed for loopback hosts only (127.0.0.0/8, ::1, localhost, *.localhost), write https"
	}
	return u, ""
}

// checkOrigin gives what is wrong with an origin: scheme, host, port, nothing else,
// in the form in which browsers send it.
func checkOrigin(v string) (*url.URL, string) {
	u, fault := checkWeb(v)
	switch {
	case fault != "":
		return nil, fault
	case u.RawQuery != "" || u.ForceQuery:
		return nil, "has a query; an origin is scheme, host and port only"
	case u.Path == "/":
		return nil, "ends in a slash; an origin is scheme, host and port only"
	case u.Path != "":
		return nil, "has a path; an origin is scheme, host and port only"
	case u.Host != strings.ToLower(u.Host):
		return nil, "has a host in capitals; write it in lower case, as browsers do"
	case u.Scheme == "https" && u.Port() == "443" || u.Scheme == "http" && u.Port() == "80":
		return nil, "names the usual port; leave it out, as browsers do"
	case strings.HasSuffix(u.Host, ":"):
		return nil, "ends in a colon"
	}
	return u, ""
}

var label = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$`)

// goodHost takes a DNS name or an address, with a port from 1 to 65535 or none.
func goodHost(u *url.URL) bool {
	if p := u.Port(); p != "" {
		if n, err := strconv.Atoi(p); err != nil || n < 1 || n > 65535 {
			return false
		}
	}
	h := u.Hostname()
	if a, err := netip.ParseAddr(h); err == nil {
		return a.Zone() == ""
	}
	return domain(h)
}

// domain reports whether h is a name of the DNS, a single label included. A last
// label of digits alone is an address gone wrong (WHATWG URL, host parsing).
func domain(h string) bool {
	if h == "" || len(h) > 253 {
		return false
	}
	labels := strings.Split(h, ".")
	for _, l := range labels {
		if !label.MatchString(l) {
			return false
		}
	}
	return strings.Trim(labels[len(labels)-1], "0123456789") != ""
}

// Loopback reports whether a host can only be this machine: 127.0.0.0/8, ::1,
// localhost and names under it (RFC 6761 §6.3).
func Loopback(host string) bool {
	h := strings.ToLower(host)
	if a, err := netip.ParseAddr(h); err == nil {
		return a.Unmap().IsLoopback()
	}
	return h == "localhost" || strings.HasSuffix(h, ".localhost")
}

// checkListen gives what is wrong with an address to listen on.
func checkListen(v string) string {
	host, port, ok := cutPort(v)
	if !ok {
		return "is not host:port, such as 127.0.0.1:8080"
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 || port != strconv.Itoa(n) {
		return "has no port from 1 to 65535"
	}
	if _, err := netip.ParseAddr(host); err != nil && host != "" && !domain(host) {
		return "has no address or host name before its port"
	}
	return ""
}

func cutPort(v string) (host, port string, ok bool) {
	i := strings.LastIndexByte(v, ':')
	if i < 0 {
		return "", "", false
	}
	host, port = v[:i], v[i+1:]
	if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		return host[1 : len(host)-1], port, true
	}
	return host, port, !strings.Contains(host, ":")
}
