package config

// Stores says where state (short-lived) and records (lasting) are kept: both in the data
// directory, for one machine, or both on servers, for several. One of each is refused:
// records that several nodes share ask for state that they share, or an answer could be
// used once at each node.
type Stores struct {
	Records             string `yaml:"records" default:"embedded" example:"postgres://sluis@db.example.nl:5432/sluis" doc:"Keys, consents, login log, release ledger, audit. embedded: SQLite in the data directory. Or a PostgreSQL by its URL, without a password; several hosts with commas between, the one that takes writes is used; a socket as postgres://sluis@/sluis?host=/run/postgresql."`
	RecordsPasswordFile string `yaml:"records_password_file" doc:"The password of the PostgreSQL user."`
	RecordsCAFile       string `yaml:"records_ca_file" default:"those of the system" doc:"Who signs the server's certificate, PEM."`
	State               string `yaml:"state" default:"embedded" example:"rediss://sluis@redis.example.nl:6379" doc:"Logins under way, tokens, replay marks. embedded: in the data directory. Or a Redis by its URL, without a password: redis://host, redis+sentinel://host,host/name, redis+cluster://host,host; rediss speaks TLS; ?prefix=word tells installations apart."`
	StatePasswordFile   string `yaml:"state_password_file" doc:"The password of the Redis user."`
	StateCAFile         string `yaml:"state_ca_file" default:"those of the system" doc:"Who signs the servers' certificates, PEM."`
	SentinelPassword    string `yaml:"sentinel_password_file" doc:"The password of the Sentinels themselves, where they have one."`
	InsecurePlaintext   bool   `yaml:"insecure_plaintext" default:"false" doc:"Allows servers of the network without TLS: passwords and handles can then be read on the way. Addresses of this machine need no TLS."`
}

const embedded = "embedded"

// Shared reports whether several nodes may run on these stores.
func (s Stores) Shared() bool { return s.Records != embedded && s.Records != "" }

func (r *reader) stores(t *section) Stores {
	s := Stores{Records: t.hidden("records"), State: t.hidden("state"), InsecurePlaintext: t.flag("insecure_plaintext")}
	for _, f := range s.files() {
		*f.path = r.resolve(t.filename(f.key))
	}
	t.done()
	return s
}

// storeFile is a key that names a file.
type storeFile struct {
	key  string
	path *string
	cert bool // it holds certificates, and no secret
}

func (s *Stores) files() []storeFile {
	return []storeFile{
		{"records_password_file", &s.RecordsPasswordFile, false}, {"records_ca_file", &s.RecordsCAFile, true},
		{"state_password_file", &s.StatePasswordFile, false}, {"state_ca_file", &s.StateCAFile, true},
		{"sentinel_password_file", &s.SentinelPassword, false},
	}
}

func (r *reader) checkStores(i *Installation) {
	st := &i.Stores
	if st.Records == "" {
		st.Records = embedded
	}
	if st.State == "" {
		st.State = embedded
	}
	s := i.at.within("stores")
	if s == nil {
		return
	}
	s.checkStoreFiles(st)
	if st.Shared() != (st.State != embedded) {
		s.wrong("state", "", "and records go together: both embedded, on one machine, or both on servers, on several")
	}
	s.checkStoreURL("records", st.Records, st.InsecurePlaintext, r.load.checks.RecordsURL)
	s.checkStoreURL("state", st.State, st.InsecurePlaintext, r.load.checks.StateURL)
}

func (s *section) checkStoreFiles(st *Stores) {
	for _, f := range st.files() {
		switch {
		case *f.path == "":
		case st.Records == embedded && st.State == embedded:
			s.wrong(f.key, s.shown(f.key), "stands beside embedded stores, which need none")
		default:
			data, ok := s.named(f.key, *f.path)
			if _, err := certificates(data); ok && f.cert && err != nil {
				s.wrong(f.key, s.shown(f.key), err.Error())
			}
		}
	}
}

func (s *section) checkStoreURL(key, url string, insecure bool, judge func(url string) (plain bool, err error)) {
	if url == embedded {
		return
	}
	plain, err := judge(url)
	switch {
	case err != nil:
		s.wrong(key, "", err.Error()+" (the value is not shown, it may hold a password)")
	case plain && !insecure:
		s.wrong(key, "", "goes over a network without TLS; use TLS, or, where nobody else is on that network, set insecure_plaintext")
	case plain:
		s.warn(key, "", "goes over a network without TLS: who listens there reads passwords and handles")
	}
}
