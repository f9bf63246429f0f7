package metadata

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// maxURL caps an SSO address: the signed request is put behind it in one URL.
const maxURL = 2048

// CheckEndpoint admits an address that browsers are sent to with a message: https,
// or http on this machine (contract 2). The error completes "it …". A javascript: or data: address in metadata was CVE-2023-45683; a fragment
// would swallow the request that is put behind it; user and password would travel
// in it.
func CheckEndpoint(location string) error {
	if len(location) > maxURL {
		return fmt.Errorf("it is longer than %d bytes", maxURL)
	}
	for i := range len(location) {
		if c := location[i]; c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' || c == '\\' {
			return errors.New("it holds a character that no URL has")
		}
	}
	u, err := url.Parse(location)
	if err != nil {
		return errors.New("it is no URL")
	}
	switch {
	case u.Opaque != "" || u.Host == "" || u.Hostname() == "":
		return errors.New("it has no host")
	case u.User != nil:
		return errors.New("it holds a user name")
	case u.Fragment != "" || location[len(location)-1] == '#':
		return errors.New("it has a fragment")
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return nil
	}
	return errors.New("it is not https")
}

// loopback knows the names that never leave this machine (RFC 6761 §6.3).
func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && a.IsLoopback()
}
