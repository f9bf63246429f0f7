package hubtest

import (
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// jar is a cookie jar that knows SameSite, which net/http/cookiejar keeps and does
// not apply. Without it a login that reads its cookie at the assertion consumer
// service would pass here and fail in every browser.
type jar struct {
	jar *cookiejar.Jar

	mu     sync.Mutex
	strict map[string]http.SameSite // by host and name, what the cookie was set with
}

func newJar() *jar {
	j, _ := cookiejar.New(nil) // the error is for options that are not given
	return &jar{jar: j, strict: make(map[string]http.SameSite)}
}

func (j *jar) store(u *url.URL, cookies []*http.Cookie) {
	j.jar.SetCookies(u, cookies)
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, c := range cookies {
		j.strict[u.Hostname()+" "+c.Name] = c.SameSite
	}
}

// cookies gives what a browser sends along (RFC 6265bis §5.8.3): across sites a
// Lax cookie goes with a GET only, a Strict one never. A cookie without SameSite is
// Lax, as in Chromium, and without its two minutes of lenience.
func (j *jar) cookies(r Request) []*http.Cookie {
	all := j.jar.Cookies(r.URL)
	if r.From == nil || site(r.From) == site(r.URL) {
		return all
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.DeleteFunc(all, func(c *http.Cookie) bool {
		switch j.strict[r.URL.Hostname()+" "+c.Name] {
		case http.SameSiteNoneMode:
			return false
		case http.SameSiteStrictMode:
			return true
		}
		return r.Method != http.MethodGet && r.Method != ""
	})
}

// site is scheme and registrable domain; test hosts have two labels of it.
// Ports do not count: on one host everything is one site.
func site(u *url.URL) string {
	host := u.Hostname()
	if net.ParseIP(host) != nil {
		return u.Scheme + " " + host
	}
	labels := strings.Split(host, ".")
	if len(labels) > 2 {
		labels = labels[len(labels)-2:]
	}
	return u.Scheme + " " + strings.Join(labels, ".")
}

// relation is the value of Sec-Fetch-Site.
func relation(r Request) string {
	switch {
	case r.From == nil:
		return "none"
	case r.From.Scheme == r.URL.Scheme && r.From.Host == r.URL.Host:
		return "same-origin"
	case site(r.From) == site(r.URL):
		return "same-site"
	}
	return "cross-site"
}
