package broker

import (
	"net/http"
	"strings"
)

// Health answers on admin_listen, for machines alone. ready says why no login can
// begin; nil is ready. Lines tell, below the ok of /healthz and the ready of /readyz,
// how what a login hangs on stands.
func (s *Server) Health(ready func() error, lines func() []string) http.Handler {
	report := func(word string) string { return strings.Join(append([]string{word}, lines()...), "\n") + "\n" }
	m := http.NewServeMux()
	m.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, report("ok")) })
	m.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if err := ready(); err != nil {
			plain(w, http.StatusServiceUnavailable, err.Error()+"\n")
			return
		}
		plain(w, http.StatusOK, report("ready"))
	})
	m.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		if err := s.Metrics.WriteText(w); err != nil {
			s.Logger.Warn("metrics not written", "error", err.Error())
		}
	})
	return m
}

func plain(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}
