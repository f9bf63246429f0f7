package outbound

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// maxRedirects is within one host.
const maxRedirects = 3

// TimeLimit is what one fetch may take, from the name to the last byte: a document of
// 128 MiB needs some of it, and a server that dawdles gets no more.
const TimeLimit = time.Minute

// Config is what a Client is made of. The zero value will do.
type Config struct {
	// Private says which addresses of private networks may be called; nil: none but
	// what a loopback URL names itself.
	Private func(netip.Addr) bool
	// TimeLimit is in the place of [TimeLimit], where it is not 0.
	TimeLimit time.Duration
}

// Client fetches documents.
type Client struct {
	http    *http.Client
	private func(netip.Addr) bool
}

// New makes a Client.
func New(cfg Config) *Client {
	c := &Client{private: cfg.Private}
	if c.private == nil {
		c.private = func(netip.Addr) bool { return false }
	}
	limit := cmp.Or(cfg.TimeLimit, TimeLimit)
	c.http = &http.Client{
		Timeout:       limit,
		CheckRedirect: sameHost,
		Transport: &http.Transport{
			Proxy:                 nil, // an environment variable must not reroute a federation
			DialContext:           c.dial,
			TLSHandshakeTimeout:   limit / 3,
			ResponseHeaderTimeout: limit / 3,
			MaxIdleConns:          4,
			IdleConnTimeout:       time.Minute,
		},
	}
	return c
}

// Request is what is asked for.
type Request struct {
	URL    string // https, or http to a loopback host
	Accept string // media types; "" for any
	Limit  int64  // the most bytes that are read, unpacked; a longer answer is a fault
	Was    State  // makes the request conditional, where it is not zero
}

// State is what a server said of the document it gave (RFC 9110 §8.8).
type State struct{ ETag, Modified string }

// Answer is what came.
type Answer struct {
	State
	Same bool // the server says that nothing changed; nothing was read
}

// Fetch gets a document and lets take read it as it comes. An error of take is given
// back as it is; every other one is an [*Error].
func (c *Client) Fetch(ctx context.Context, r Request, take func(io.Reader) error) (Answer, error) {
	req, err := r.prepare(ctx)
	if err != nil {
		return Answer{}, err
	}
	res, err := c.http.Do(req)
	if err != nil {
		return Answer{}, unreached(err)
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusNotModified:
		return Answer{State: r.Was, Same: true}, nil
	case http.StatusOK:
	default:
		return Answer{}, fault(BadStatus, fmt.Errorf("%s answered %s", req.URL.Redacted(), res.Status))
	}
	body := &capped{in: res.Body, limit: r.Limit, left: r.Limit}
	err = take(body)
	switch {
	case body.err != nil: // whatever take made of it
		return Answer{}, body.err
	case err != nil:
		return Answer{}, err
	}
	return Answer{State: State{res.Header.Get("ETag"), res.Header.Get("Last-Modified")}}, nil
}

func (r Request) prepare(ctx context.Context) (*http.Request, error) {
	u, err := address(r.URL)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fault(BadAddress, err)
	}
	for name, v := range map[string]string{"Accept": r.Accept, "If-None-Match": r.Was.ETag, "If-Modified-Since": r.Was.Modified} {
		if v != "" {
			req.Header.Set(name, v)
		}
	}
	return req, nil
}

// address takes an address that may be called at all; where its name leads, dial sees.
func address(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fault(BadAddress, errors.New("not a URL"))
	}
	if u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		return nil, fault(BadAddress, fmt.Errorf("%s: only https, or http on this machine", u.Redacted()))
	}
	return u, nil
}

// sameHost lets a server redirect within itself and nowhere else.
func sameHost(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return fault(BadRedirect, errors.New("too many redirects"))
	}
	if req.URL.Host != via[0].URL.Host || req.URL.Scheme != via[0].URL.Scheme {
		return fault(BadRedirect, errors.New("redirect to another host"))
	}
	return nil
}

// dial resolves once and connects to that address: a name that resolves to a public
// address now and to a private one a moment later gains nothing.
func (c *Client) dial(ctx context.Context, network, hostport string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		return nil, err
	}
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	var d net.Dialer
	var refused error = fault(BadAddress, fmt.Errorf("%s has no address that may be called", host))
	for _, a := range addrs {
		a = a.Unmap()
		if !c.may(a, host) {
			continue
		}
		conn, err := d.DialContext(ctx, network, net.JoinHostPort(a.String(), port))
		if err == nil {
			return conn, nil
		}
		refused = err
	}
	return nil, refused
}

func (c *Client) may(a netip.Addr, host string) bool {
	if a.IsLoopback() {
		return loopback(host) || c.private(a)
	}
	if a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() || !a.IsGlobalUnicast() {
		return c.private(a)
	}
	return true
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}
