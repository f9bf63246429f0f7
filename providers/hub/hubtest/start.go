package hubtest

import (
	"net/http/httptest"
	"testing"

	"sluis/providers/hub"
)

// Start serves a hub on a loopback port until the test ends. BaseURL is filled in
// where it is empty.
func Start(tb testing.TB, c hub.Config) *hub.Hub {
	tb.Helper()
	server := httptest.NewUnstartedServer(nil)
	if c.BaseURL == "" {
		c.BaseURL = "http://" + server.Listener.Addr().String()
	}
	h, err := hub.New(c)
	if err != nil {
		server.Close()
		tb.Fatal(err)
	}
	server.Config.Handler = h.Handler()
	server.Start()
	tb.Cleanup(server.Close)
	return h
}
