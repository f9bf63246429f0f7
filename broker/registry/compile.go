package registry

import (
	"cmp"
	"slices"

	"sluis/claims"
	"sluis/internal/config"
)

// Compile makes the snapshot of a configuration that was not refused.
func Compile(l *config.Loaded) *Snapshot {
	g := l.Registry
	s := &Snapshot{
		issuer:         l.Installation.Issuer,
		appByID:        make(map[string]*App, len(g.Apps)),
		schoolByID:     make(map[string]*School, len(g.Schools)),
		connectionByID: make(map[string]*Connection, len(g.Connections)),
		byOrganisation: make(map[home]*School, len(g.Schools)),
		origins:        map[string]bool{},
		files:          l.Files,
		text:           l.Text,
	}
	for i := range g.Connections {
		c := compileConnection(&g.Connections[i], s.issuer)
		s.connections = append(s.connections, c)
		s.connectionByID[c.ID] = c
	}
	all := make([]School, len(g.Schools))
	s.schools = make([]*School, len(g.Schools))
	for i := range g.Schools {
		c := &all[i]
		compileSchool(c, &g.Schools[i], s.connectionByID)
		s.schools[i] = c
		s.schoolByID[c.ID] = c
		s.byOrganisation[home{c.Connection.ID, c.Organisation}] = c
		if len(c.Travel) > 0 {
			s.travelling = append(s.travelling, c)
		}
	}
	slices.SortFunc(s.schools, byName)
	rank := make(map[*School]int, len(s.schools))
	for i, c := range s.schools {
		rank[c] = i
	}
	for i := range g.Apps {
		a := s.compileApp(&g.Apps[i], rank)
		s.apps = append(s.apps, a)
		s.appByID[a.ID] = a
	}
	return s
}

// byName orders schools as a person looks for them: without regard to case and
// diacritics, then by name, then by id, so that the order is the same each time.
func byName(a, b *School) int {
	return cmp.Or(cmp.Compare(a.Folded, b.Folded), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
}

func compileConnection(c *config.Connection, issuer string) *Connection {
	encryption := Encryption{Accepted: c.Encryption.Answers == "accept"}
	if last := c.Encryption.InsecureCBCUntil; !last.IsZero() {
		encryption.InsecureCBCUntil = last.AddDate(0, 0, 1) // the last day counts
	}
	return &Connection{
		ID:         c.ID,
		Federation: claims.Federation(c.Federation),
		EntityID:   c.EntityID,
		ACS:        issuer + "/saml/" + c.ID + "/acs",
		Attributes: c.Attributes,
		Assurance:  c.Assurance,
		Encryption: encryption,
		Metadata:   compileMetadata(c.Metadata),
		IdPs:       compileMetadata(c.IdPsMetadata),
	}
}

func compileMetadata(m config.Metadata) Metadata {
	return Metadata{File: m.File, Sum: m.Sum, URL: m.Address(), Entity: m.Entity, Signing: m.Signing, Refresh: m.Refresh}
}

func compileSchool(out *School, c *config.School, connections map[string]*Connection) {
	*out = School{
		ID: c.ID, Name: c.Name, Place: c.Place, Sector: c.Sector,
		Connection:     connections[c.Connection],
		Organisation:   c.HomeOrganisation,
		IdP:            c.IdP,
		Contact:        Contact{ICT: c.Contact.ICT, Privacy: c.Contact.Privacy},
		LogAll:         c.LoginLog == "all",
		LogDays:        c.LogRetentionDays,
		Reauthenticate: c.Reauthenticate,
		Approves:       c.Approval == "required",
		Folded:         Fold(c.Name),
	}
	if c.Place != "" {
		out.Folded += " " + Fold(c.Place)
	}
	out.SecondFactor = compileFloor(c.SecondFactor)
	for _, t := range c.Travel {
		out.Travel = append(out.Travel, Travel{Countries: t.Countries, Until: t.Until.AddDate(0, 0, 1)}) // the last day counts
	}
	if len(c.Admit) > 0 {
		out.Admit = make(map[string]claims.Role, len(c.Admit))
		for affiliation, role := range c.Admit {
			out.Admit[affiliation] = claims.Role(role)
		}
	}
}

func (s *Snapshot) compileApp(c *config.App, rank map[*School]int) *App {
	a := &App{
		ID: c.ID, Name: claims.Text(c.Name), Supplier: c.Supplier, Profile: ProfileOf(c.Profile),
		ClientAuth: ClientAuth{Method: c.ClientAuth.Method, Secret: c.ClientAuth.Secret, Keys: c.ClientAuth.JWKS, Certificates: c.ClientAuth.Certificates,
			Subject: CertificateSubject{DN: c.ClientAuth.SubjectDN, DNS: c.ClientAuth.SANDNS, URI: c.ClientAuth.SANURI, IP: c.ClientAuth.SANIP, Email: c.ClientAuth.SANEmail}},
		PKCEIfSent:             c.PKCE == "if_sent",
		PAR:                    c.PAR == "required",
		RequestObjects:         c.RequestObject == "allowed" || c.RequestObject == "required",
		RequestObjectsOnly:     c.RequestObject == "required",
		RedirectURIs:           c.RedirectURIs,
		PostLogoutRedirectURIs: c.PostLogoutRedirectURIs,
		BackchannelLogoutURI:   c.BackchannelLogoutURI,
		BackchannelNetworks:    c.BackchannelNetworks,
		Origins:                c.Origins,
		InitiateLoginURI:       c.InitiateLoginURI,
		PrivacyURL:             c.PrivacyURL,
		Introspect:             c.Introspect,
		IDTokenAlg:             c.IDTokenAlg,
		UserInfoAlg:            c.UserInfoAlg,
		JWTAccessToken:         c.AccessToken == "jwt",
		Audience:               c.Audience,
		Refresh:                c.Refresh == "on",
		ClaimsInIDToken:        c.ClaimsIn == "id_token",
		Sector:                 c.Sector,
		Session:                Session(c.Session),
		Contract:               compileContract(&c.Contract),
		StepUp:                 compileFloor(c.Contract.StepUp),
		Named:                  make([]*School, 0, len(c.Contract.Schools)),
		Passive:                c.Passive,
		DPoPBound:              c.DPoPBound,
		CertificateBound:       c.CertificateBound,
		DPoPNonce:              c.DPoPNonce,
		RequesterID:            c.RequesterID,
		Connection:             c.Connection,
		own:                    s.connectionByID[c.Connection],
		admitted:               make(map[string]*School, len(c.Contract.Schools)),
		redirects:              make(map[string]bool, len(c.RedirectURIs)),
	}
	for _, id := range c.Contract.Schools {
		school := s.schoolByID[id]
		a.Named = append(a.Named, school)
		a.admitted[id] = school
		via := a.ConnectionFor(school)
		s.byOrganisation[home{via.ID, school.Organisation}] = school
		for _, item := range a.Contract.Released.List() {
			via.Needs = via.Needs.With(item)
		}
	}
	slices.SortFunc(a.Named, func(x, y *School) int { return rank[x] - rank[y] })
	a.Schools = a.Named
	for _, u := range c.RedirectURIs {
		a.redirects[u] = true
	}
	for _, o := range c.Origins {
		s.origins[o] = true
	}
	return a
}

func compileFloor(c config.SecondFactor) Floor {
	f := Floor{Class: c.ACR}
	for _, r := range c.Roles {
		f.Roles = append(f.Roles, claims.Role(r))
	}
	return f
}

func compileContract(c *config.Contract) claims.Contract {
	out := claims.Contract{
		Version:  c.Version,
		Basis:    claims.Basis(c.Basis),
		Inform:   claims.Inform(c.Inform),
		Approved: c.Approved,
	}
	for _, r := range c.Roles {
		out.Roles = append(out.Roles, claims.Role(r))
	}
	for _, t := range []struct {
		item claims.Item
		term *config.Term
	}{
		{claims.Name, c.Release.Name}, {claims.StudentNumber, c.Release.StudentNumber}, {claims.Class, c.Release.Class},
		{claims.School, c.Release.School}, {claims.RoleItem, c.Release.Role},
	} {
		if t.term != nil {
			out.Released = out.Released.With(t.item)
			out.Terms[t.item] = claims.Term{Purpose: claims.Text(t.term.Purpose), Optional: t.term.Optional}
		}
	}
	return out
}
