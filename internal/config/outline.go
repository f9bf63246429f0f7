package config

import "crypto/sha256"

// OutlineRegistry reads an older text of the registry for what it says: the files that it
// names are not looked at, which may be gone by now, and nothing is judged but that it has
// its keys and that what it refers to stands in it. It is for looking back, never for use.
func OutlineRegistry(i Installation, c Checks, text []byte) (*Loaded, Problems) {
	l := newLoading(c)
	l.open = func(path string) ([]byte, File, error) {
		return text, File{Path: path, Size: int64(len(text)), Sum: sha256.Sum256(text)}, nil
	}
	out := &Loaded{Installation: i, Text: text}
	r, s := l.document(i.Registry, nil, "")
	if s == nil {
		return out, l.rep.sorted()
	}
	out.Registry = r.registry(s)
	r.checkReferences(&out.Registry)
	out.forget()
	return out, l.rep.sorted()
}

// checkReferences holds that schools have a connection and contracts schools.
func (r *reader) checkReferences(g *Registry) {
	connections, schools := map[string]bool{}, map[string]bool{}
	for i := range g.Connections {
		connections[g.Connections[i].ID] = true
	}
	for i := range g.Schools {
		s := &g.Schools[i]
		schools[s.ID] = true
		if !connections[s.Connection] {
			s.at.wrong("connection", s.Connection, "is not the id of a connection")
		}
	}
	for i := range g.Apps {
		a := &g.Apps[i]
		for _, id := range a.Contract.Schools {
			if !schools[id] {
				a.at.wrong("contract", id, "is not the id of a school")
			}
		}
	}
}
