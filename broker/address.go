package broker

import (
	"net/http"
	"net/netip"
	"strings"
)

// address gives the browser's address. A proxy is believed only where it is listed
// (L-03): the right-most address that no listed proxy can vouch for is the client.
func (s *Server) address(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	at := ap.Addr().Unmap()
	if !s.trusts(at) {
		return at
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return at // whoever wrote this, it is not to be believed further
		}
		if at = hop.Unmap(); !s.trusts(at) {
			return at
		}
	}
	return at
}

func (s *Server) trusts(a netip.Addr) bool {
	for _, p := range s.TrustedProxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
