package control

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestDoor(t *testing.T) {
	t.Parallel()
	for name, deep := range map[string]string{"a short path": "d", "a path longer than a socket's address": strings.Repeat("diep/", 40)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := filepath.Join(t.TempDir(), deep)
			if _, err := Client(data); !errors.Is(err, ErrNobody) {
				t.Fatalf("nothing is there: %v", err)
			}
			for run := range 2 { // the second finds what a killed process left
				ask(t, data)
				if run == 0 {
					leave(t, data)
					if _, err := Client(data); !errors.Is(err, ErrNobody) {
						t.Fatalf("nobody listens: %v", err)
					}
				}
			}
			if _, err := Client(data); !errors.Is(err, ErrNobody) {
				t.Errorf("after the end: %v", err)
			}
			if info, err := os.Stat(filepath.Join(data, folder)); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("mode %v, %v", info.Mode(), err)
			}
		})
	}
}

func ask(t *testing.T, data string) {
	t.Helper()
	ln, err := Listen(data)
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "at ", r.URL.Path) })}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(ln) }()
	c, err := Client(data)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://broker/keys", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); string(body) != "at /keys" || err != nil {
		t.Errorf("%q, %v", body, err)
	}
	if err := srv.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		t.Error(err)
	}
}

// leave puts a socket there whose process was killed.
func leave(t *testing.T, data string) {
	t.Helper()
	ln, err := Listen(data)
	if err != nil {
		t.Fatal(err)
	}
	d, ok := ln.(*door)
	if !ok {
		t.Fatalf("%T", ln)
	}
	if u, ok := d.Listener.(interface{ SetUnlinkOnClose(bool) }); ok {
		u.SetUnlinkOnClose(false)
	}
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(filepath.Join(data, folder, socket)); err != nil {
		t.Fatalf("nothing was left: %v", err)
	}
}
