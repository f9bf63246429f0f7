package outbound

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
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
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = z.Write(make([]byte, 1<<20))
			_ = z.Close()
		case "/cut":
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("half"))
		case "/slow":
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte("x"))
				_ = http.NewResponseController(w).Flush()
				time.Sleep(50 * time.Millisecond)
			}
		default:
			http.NotFound(w, r)
		}
	}))
	defer srv.Close()
	cases := []struct {
		name, url string
		limit     int64
		want      string // body, or part of the error
		fault     Fault
	}{
		{"a document", srv.URL + "/doc", 100, "document", ""},
		{"a redirect within the host", srv.URL + "/moved", 100, "document", ""},
		{"a redirect to another host", srv.URL + "/away", 100, "another host", BadRedirect},
		{"a redirect without end", srv.URL + "/loop", 100, "too many", BadRedirect},
		{"longer than the limit, never a part", srv.URL + "/doc", 7, "longer than 7", TooLarge},
		{"an error status", srv.URL + "/gone", 100, "404", BadStatus},
		{"unpacked beyond the limit", srv.URL + "/bomb", 1000, "longer than 1000", TooLarge},
		{"cut off", srv.URL + "/cut", 1000, "EOF", Unreachable},
		{"a byte now and then", srv.URL + "/slow", 1000, "", TooSlow},
		{"nobody there", "http://127.0.0.1:1/", 100, "refused", Unreachable},
		{"a private address behind a name", "https://10.0.0.1/", 100, "no address that may be called", BadAddress},
		{"http to a public host", "http://example.org/", 100, "only https", BadAddress},
		{"a file", "file:///etc/passwd", 100, "only https", BadAddress},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var body []byte
			answer, err := New(Config{TimeLimit: 3 * time.Second}).Fetch(t.Context(), Request{URL: c.url, Limit: c.limit}, func(r io.Reader) (err error) {
				body, err = io.ReadAll(r)
				return err
			})
			if c.fault != "" {
				e, ok := errors.AsType[*Error](err)
				if !ok || e.Fault != c.fault || !strings.Contains(err.Error(), c.want) {
					t.Fatalf("got %q, %v; want fault %s with %q", body, err, c.fault, c.want)
				}
				return
			}
			if err != nil || string(body) != c.want || answer.Same {
				t.Fatalf("got %q, %v", body, err)
			}
		})
	}
	t.Run("unchanged", func(t *testing.T) {
		was := State{ETag: `"1"`, Modified: "Thu, 01 Jan 2026 09:00:00 GMT"}
		got, err := New(Config{}).Fetch(t.Context(), Request{URL: srv.URL + "/doc", Limit: 100, Was: was}, func(io.Reader) error {
			t.Error("there is nothing to read")
			return nil
		})
		if err != nil || !got.Same || got.State != was {
			t.Fatalf("got %+v, %v", got, err)
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
		if got := New(Config{Private: registered}).may(netip.MustParseAddr(c.addr), c.host); got != c.want {
			t.Errorf("%s for %s: %v, want %v", c.addr, c.host, got, c.want)
		}
	}
}
