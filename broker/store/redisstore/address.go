package redisstore

import (
	"errors"
	"net"
	"net/netip"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// Address says where a Redis is, read from a URL:
//
//	redis://host:6379                           one server
//	redis:///run/redis/redis.sock               the same, by a socket of this machine
//	redis+sentinel://s1:26379,s2:26379/name     the master called name, and who watches it
//	redis+cluster://n1:6379,n2:6379             some nodes of a Cluster
//
// rediss in the place of redis speaks TLS. A user stands before the hosts, as in
// redis://sluis@host; a password never does. ?prefix=word keeps the keys of several
// installations apart; the default is sluis.
type Address struct {
	kind   kind
	hosts  []string // host:port; of one server by a socket: its path
	master string
	user   string
	prefix string
	tls    bool
}

type kind int

const (
	single kind = iota
	sentinel
	cluster
)

const (
	defaultPort         = "6379"
	defaultSentinelPort = "26379"
	defaultPrefix       = "sluis"
	maxURL              = 2000
	maxHosts            = 32
)

var (
	word   = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)
	prefix = regexp.MustCompile(`^[a-z0-9-]{1,32}$`)
)

// Parse reads an address. Its errors are sentences about "it", and show no part of
// the URL: somebody may have put a password there.
func Parse(url string) (Address, error) {
	a := Address{prefix: defaultPrefix}
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok || len(url) > maxURL {
		return Address{}, errors.New("is not a URL, such as redis://127.0.0.1:6379")
	}
	base, kindName, _ := strings.Cut(scheme, "+")
	if base != "redis" && base != "rediss" {
		return Address{}, errors.New("does not begin with redis:// or rediss://")
	}
	a.tls = base == "rediss"
	switch {
	case kindName == "sentinel":
		a.kind = sentinel
	case kindName == "cluster":
		a.kind = cluster
	case strings.Contains(scheme, "+"):
		return Address{}, errors.New("is of an unknown kind; there are redis://, redis+sentinel:// and redis+cluster://, and the same with rediss")
	}
	rest, query, asked := strings.Cut(rest, "?")
	if asked {
		value, ok := strings.CutPrefix(query, "prefix=")
		if !ok || !prefix.MatchString(value) {
			return Address{}, errors.New("has a query other than prefix=word, of small letters, digits and hyphens")
		}
		a.prefix = value
	}
	return a.place(rest)
}

// place reads user, hosts and path.
func (a Address) place(rest string) (Address, error) {
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		user := rest[:at]
		rest = rest[at+1:]
		switch {
		case strings.Contains(user, ":"):
			return Address{}, errors.New("holds a password; put it into a file and name that in state_password_file")
		case !word.MatchString(user):
			return Address{}, errors.New("has a user that is not one word")
		}
		a.user = user
	}
	hosts, where, slash := strings.Cut(rest, "/")
	switch {
	case hosts == "" && a.kind == single && where != "":
		return a.socket("/" + where)
	case a.kind == sentinel && !word.MatchString(where):
		return Address{}, errors.New("lacks the name of the master, as in redis+sentinel://host:26379/name")
	case a.kind == sentinel:
		a.master = where
	case slash && where != "":
		return Address{}, errors.New("ends in a path; sluis uses database 0, which is the only one of a Cluster")
	}
	for host := range strings.SplitSeq(hosts, ",") {
		h, err := a.host(host)
		if err != nil {
			return Address{}, err
		}
		a.hosts = append(a.hosts, h)
	}
	if a.kind == single && len(a.hosts) > 1 {
		return Address{}, errors.New("has several hosts; write redis+sentinel:// or redis+cluster://")
	}
	if len(a.hosts) > maxHosts {
		return Address{}, errors.New("has too many hosts; some of them are enough")
	}
	return a, nil
}

func (a Address) socket(file string) (Address, error) {
	if a.tls || path.Clean(file) != file || len(file) > 100 || strings.ContainsFunc(file, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return Address{}, errors.New("is not the path of a socket, such as redis:///run/redis/redis.sock")
	}
	a.hosts = []string{file}
	return a, nil
}

func (a Address) host(text string) (string, error) {
	fault := errors.New("has a host that is not name, name:port or [address]:port")
	name, port, err := net.SplitHostPort(text)
	if err != nil {
		name, port = strings.Trim(text, "[]"), defaultPort
		if a.kind == sentinel {
			port = defaultSentinelPort
		}
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return "", fault
	}
	if _, err := netip.ParseAddr(name); err != nil && !hostname(name) {
		return "", fault
	}
	return net.JoinHostPort(name, port), nil
}

func hostname(s string) bool {
	return s != "" && len(s) <= 253 && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '-' && r != '_'
	})
}

// Plain reports whether what is said there can be read on the way: it goes over a
// network, without TLS.
func (a Address) Plain() bool {
	if a.tls || a.unix() {
		return false
	}
	for _, h := range a.hosts {
		if !loopback(h) {
			return true
		}
	}
	return false
}

func (a Address) unix() bool { return len(a.hosts) == 1 && strings.HasPrefix(a.hosts[0], "/") }

func loopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
