package hub

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Bounds of what is kept of browsers.
const (
	maxSessions     = 4096
	sessionLifetime = 8 * time.Hour
)

// session is a browser that has logged in at its school: the next service provider
// gets an answer at once, with the instant of that login (federations §6).
type session struct {
	login         string
	authenticated time.Time
}

type sessions struct {
	mu       sync.Mutex
	byHandle map[string]session
	order    []string // oldest first
}

func (s *sessions) put(one session) (handle string) {
	handle = rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.order) >= maxSessions {
		delete(s.byHandle, s.order[0])
		s.order = s.order[1:]
	}
	s.byHandle[handle] = one
	s.order = append(s.order, handle)
	return handle
}

func (s *sessions) get(handle string, now time.Time) (session, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one, ok := s.byHandle[handle]
	return one, ok && now.Sub(one.authenticated) < sessionLifetime
}

func (s *sessions) end(handle string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byHandle, handle)
}

// cookieName differs per hub: browsers keep one jar for all ports of a host, and a
// demo runs both hubs on one.
func (h *Hub) cookieName() string {
	sum := sha256.Sum256([]byte(h.entityID))
	return "hub_" + hex.EncodeToString(sum[:4])
}

func (h *Hub) setCookie(w http.ResponseWriter, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: h.cookieName(), Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true,
		Secure: strings.HasPrefix(h.base, "https:"), SameSite: http.SameSiteLaxMode,
	})
}

// sessionOf gives the browser's session and the person in it.
func (h *Hub) sessionOf(r *http.Request) (session, Person, bool) {
	c, err := r.Cookie(h.cookieName())
	if err != nil {
		return session{}, Person{}, false
	}
	one, ok := h.sessions.get(c.Value, h.now())
	if !ok {
		return session{}, Person{}, false
	}
	p, ok := h.Person(one.login)
	return one, p, ok
}
