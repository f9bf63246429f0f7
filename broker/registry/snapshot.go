package registry

import (
	"slices"
	"time"

	"sluis/internal/config"
)

// Snapshot is the registry as it is at one moment. It is never changed; a reload
// makes another one.
type Snapshot struct {
	issuer         string
	apps           []*App
	schools        []*School
	travelling     []*School // those of schools that opened a country, be it over or not
	connections    []*Connection
	appByID        map[string]*App
	schoolByID     map[string]*School
	connectionByID map[string]*Connection
	byOrganisation map[home]*School
	origins        map[string]bool
	files          []config.File
	text           []byte
}

// home is what an assertion says of where someone belongs.
type home struct{ connection, organisation string }

// Issuer is the one public origin.
func (s *Snapshot) Issuer() string { return s.issuer }

// App gives an app by its client_id.
func (s *Snapshot) App(id string) (*App, bool) {
	a, ok := s.appByID[id]
	return a, ok
}

// School gives a school by its id.
func (s *Snapshot) School(id string) (*School, bool) {
	c, ok := s.schoolByID[id]
	return c, ok
}

// Connection gives a connection by its id.
func (s *Snapshot) Connection(id string) (*Connection, bool) {
	c, ok := s.connectionByID[id]
	return c, ok
}

// Apps lists the apps in the order of the file.
func (s *Snapshot) Apps() []*App { return s.apps }

// Schools lists the schools in the order of their names.
func (s *Snapshot) Schools() []*School { return s.schools }

// Connections lists the connections in the order of the file.
func (s *Snapshot) Connections() []*Connection { return s.connections }

// Opens reports whether some school has opened a country that the border keeps out: the
// door asks it before it knows who comes (L-04).
func (s *Snapshot) Opens(country string, now time.Time) bool {
	return slices.ContainsFunc(s.travelling, func(c *School) bool { return c.Opens(country, now) })
}

// SchoolBy gives the school that a federation means: organisation is in the normal
// form of claims (BRIN of four in upper case, schacHomeOrganization in lower
// case). A school of another connection is not found (contract 11); on an app's own
// connection the schools of the contracts that use it are.
func (s *Snapshot) SchoolBy(connectionID, organisation string) (*School, bool) {
	c, ok := s.byOrganisation[home{connectionID, organisation}]
	return c, ok
}

// Origin reports whether some app registered the origin (contract 20: whose it is
// the endpoint asks the app).
func (s *Snapshot) Origin(origin string) bool { return s.origins[origin] }

// Files lists the files it was read from, as they were then.
func (s *Snapshot) Files() []config.File { return s.files }

// Text is the registry file, byte for byte as it was read; nobody may write in it.
func (s *Snapshot) Text() []byte { return s.text }

// OpensRequestObjects reports whether an app may encrypt its request objects to us.
func (s *Snapshot) OpensRequestObjects() bool {
	return slices.ContainsFunc(s.apps, func(a *App) bool { return a.RequestObjects && a.Profile.OpensRequestObjects() })
}
