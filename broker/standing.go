package broker

import (
	"net/http"
	"time"

	"sluis/broker/guard"
	"sluis/internal/refusal"
	"sluis/web"
)

func (s *Server) home(x *exchange) error {
	return x.html(http.StatusOK, web.Home{Frame: web.Frame{Path: "/"}})
}

func (s *Server) notFound(x *exchange) error {
	x.sprung()
	return refusal.New(refusal.NotFound, nil)
}

func (s *Server) privacy(x *exchange) error {
	v := web.Privacy{Frame: web.Frame{Path: web.PathPrivacy}}
	for _, c := range s.Registry().Schools() {
		v.Schools = append(v.Schools, web.LogTerm{School: c.Name, All: c.LogAll, Days: c.LogDays, Contact: c.Contact.Privacy})
	}
	return x.html(http.StatusOK, v)
}

func (s *Server) cookies(x *exchange) error {
	return x.html(http.StatusOK, web.Cookies{Frame: web.Frame{Path: web.PathCookies}, Rows: []web.CookieRow{
		{Name: s.cookieName(browserCookie), Use: "session"},
		{Name: s.cookieName(deviceCookie), Use: "device", Days: int(guard.DeviceLife / (24 * time.Hour))},
		{Name: s.cookieName(schoolCookie), Use: "school", Days: rememberSeconds / (24 * 3600)}}})
}

// checked is the day of the last accessibility check by hand (U-14).
var checked = time.Date(2026, time.November, 23, 0, 0, 0, 0, time.UTC)

func (s *Server) accessibility(x *exchange) error {
	return x.html(http.StatusOK, web.Accessibility{Frame: web.Frame{Path: web.PathAccessibility}, Date: checked})
}

func (s *Server) robots(x *exchange) error {
	x.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	x.write(http.StatusOK, []byte("User-agent: *\nDisallow: /\n"))
	return nil
}

// securityTxt is RFC 9116. Expires moves along, a little less than a year ahead.
func (s *Server) securityTxt(x *exchange) error {
	x.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	expires := s.Now().UTC().AddDate(0, 11, 0).Format(time.RFC3339)
	x.write(http.StatusOK, []byte("Contact: "+s.Issuer+"/privacy\nExpires: "+expires+
		"\nPreferred-Languages: nl, en\nCanonical: "+s.Issuer+"/.well-known/security.txt\n"))
	return nil
}

func (s *Server) asset(x *exchange) error {
	body, kind, etag, ok := s.Pages.Asset(x.r.URL.Path)
	if !ok {
		return refusal.New(refusal.NotFound, nil)
	}
	h := x.w.Header()
	h.Set("Content-Type", kind)
	h.Set("ETag", etag)
	h.Set("Cache-Control", "public, max-age=31536000, immutable") // the name holds the content's hash
	x.write(http.StatusOK, body)
	return nil
}
