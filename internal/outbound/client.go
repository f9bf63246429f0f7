package outbound

import (
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

// Limits of one fetch.
const (
	timeLimit    = 20 * time.Second
	maxRedirects = 3
)

// Client fetches documents.
type Client struct {
	http    *http.Client
	private func(netip.Addr) bool
}

// New makes a Client. private says which addresses of private networks may be
// called; nil: none but what a loopback URL names itself.
func New(private func(netip.Addr) bool) *Client {
	if private == nil {
		private = func(netip.Addr) bool { return false }
	}
	c := &Client{private: private}
	c.http = &http.Client{
		Timeout:       timeLimit,
		CheckRedirect: sameHost,
		Transport: &http.Transport{
			Proxy:                 nil, // an environment variable must not reroute a federation
			DialContext:           c.dial,
			TLSHandshakeTimeout:   timeLimit / 2,
			ResponseHeaderTimeout: timeLimit / 2,
			MaxIdleConns:          4,
			IdleConnTimeout:       time.Minute,
		},
	}
	return c
}

// Document is what was fetched.
type Document struct {
	Body     []byte
	ETag     string
	Modified string
	Same     bool // the server says that nothing changed; Body is nil
}

// Fetch gets rawURL: https, or http to a loopback host. limit is the most bytes it
// will hold; a longer answer is an error, never a part. was makes the request
// conditional.
func (c *Client) Fetch(ctx context.Context, rawURL string, limit int64, was Document) (Document, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return Document{}, fmt.Errorf("outbound: url: %w", err)
	}
	if u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		return Document{}, fmt.Errorf("outbound: %s: only https, or http on this machine", u.Redacted())
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return Document{}, fmt.Errorf("outbound: request: %w", err)
	}
	if was.ETag != "" {
		req.Header.Set("If-None-Match", was.ETag)
	}
	if was.Modified != "" {
		req.Header.Set("If-Modified-Since", was.Modified)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return Document{}, fmt.Errorf("outbound: %w", err)
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusNotModified:
		was.Same, was.Body = true, nil
		return was, nil
	case http.StatusOK:
	default:
		return Document{}, fmt.Errorf("outbound: %s answered %s", u.Redacted(), res.Status)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err != nil {
		return Document{}, fmt.Errorf("outbound: read: %w", err)
	}
	if int64(len(body)) > limit {
		return Document{}, fmt.Errorf("outbound: %s is longer than %d bytes", u.Redacted(), limit)
	}
	return Document{Body: body, ETag: res.Header.Get("ETag"), Modified: res.Header.Get("Last-Modified")}, nil
}

// sameHost lets a server redirect within itself and nowhere else.
func sameHost(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return errors.New("too many redirects")
	}
	if req.URL.Host != via[0].URL.Host || req.URL.Scheme != via[0].URL.Scheme {
		return errors.New("redirect to another host")
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
	refused := fmt.Errorf("%s has no address that may be called", host)
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
