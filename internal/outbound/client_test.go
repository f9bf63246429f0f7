package outbound

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func TestFetch(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("stolen")) }))
	defer other.Close()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/doc":
			if r.Header.Get("If-None-Match") == `"1"` {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			w.Header().Set("ETag", `"1"`)
			_, _ = w.Write([]byte("document"))
		case "/moved":
			http.Redirect(w, r, "/doc", http.StatusFound)
		case "/away":
			http.Redirect(w, r, other.URL, http.StatusFound)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	defer srv.Close()
	cases := []struct {
		name, url string
		limit     int64
		want      string // body, or part of the error
		fails     bool
	}{
		{"a document", srv.URL + "/doc", 100, "document", false},
		{"a redirect within the host", srv.URL + "/moved", 100, "document", false},
		{"a redirect to another host", srv.URL + "/away", 100, "another host", true},
		{"a redirect without end", srv.URL + "/loop", 100, "too many", true},
		{"longer than the limit, never a part", srv.URL + "/doc", 7, "longer than 7", true},
		{"an error status", srv.URL + "/gone", 100, "404", true},
		{"http to a public host", "http://example.org/", 100, "only https", true},
		{"a file", "file:///etc/passwd", 100, "only https", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d, err := New(nil).Fetch(t.Context(), c.url, c.limit, Document{})
			if c.fails {
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Fatalf("got %q, %v; want an error with %q", d.Body, err, c.want)
				}
				return
			}
			if err != nil || string(d.Body) != c.want {
				t.Fatalf("got %q, %v", d.Body, err)
			}
		})
	}
	t.Run("unchanged", func(t *testing.T) {
		d, err := New(nil).Fetch(t.Context(), srv.URL+"/doc", 100, Document{ETag: `"1"`})
		if err != nil || !d.Same || d.Body != nil {
			t.Fatalf("got %+v, %v", d, err)
		}
	})
}

func TestWhichAddresses(t *testing.T) {
	t.Parallel()
	registered := func(a netip.Addr) bool { return a == netip.MustParseAddr("10.0.0.7") }
	for _, c := range []struct {
		addr, host string
		want       bool
	}{
		{"192.0.2.1", "hub.example", true},
		{"127.0.0.1", "localhost", true},
		{"127.0.0.1", "hub.example", false}, // rebinding
		{"::1", "hub.example", false},
		{"10.0.0.7", "hub.example", true},
		{"10.0.0.8", "hub.example", false},
		{"169.254.169.254", "hub.example", false}, // cloud metadata
		{"fd00::1", "hub.example", false},
		{"0.0.0.0", "hub.example", false},
		{"224.0.0.1", "hub.example", false},
	} {
		if got := New(registered).may(netip.MustParseAddr(c.addr), c.host); got != c.want {
			t.Errorf("%s for %s: %v, want %v", c.addr, c.host, got, c.want)
		}
	}
}
