package postgres

import (
	"errors"
	"net"
	"net/netip"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// Address says where a database is, read from a URL:
//
//	postgres://sluis@db.example.nl:5432/sluis        one server
//	postgres://sluis@a,b:5433/sluis                  the one of them that takes writes
//	postgres://sluis@/sluis?host=/run/postgresql     by a socket of this machine
type Address struct {
	hosts    []string // names or addresses; one path for a socket
	ports    []string
	user     string
	database string
}

const (
	defaultPort = "5432"
	maxURL      = 2000
	maxHosts    = 16
)

var word = regexp.MustCompile(`^[A-Za-z0-9._-]{1,63}$`)

// Parse reads an address. Its errors are sentences about "it", and show no part of
// the URL: somebody may have put a password there.
func Parse(url string) (Address, error) {
	rest, ok := strings.CutPrefix(url, "postgres://")
	if !ok {
		rest, ok = strings.CutPrefix(url, "postgresql://")
	}
	if !ok || len(url) > maxURL {
		return Address{}, errors.New("is not a URL, such as postgres://sluis@127.0.0.1:5432/sluis")
	}
	var a Address
	rest, query, _ := strings.Cut(rest, "?")
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		a.user, rest = rest[:at], rest[at+1:]
	}
	hosts, database, _ := strings.Cut(rest, "/")
	a.database = database
	switch {
	case strings.Contains(a.user, ":"):
		return Address{}, errors.New("holds a password; put it into a file and name that in records_password_file")
	case !word.MatchString(a.user):
		return Address{}, errors.New("lacks its user, one word before @, as in postgres://sluis@127.0.0.1/sluis")
	case !word.MatchString(a.database):
		return Address{}, errors.New("lacks its database, one word after the host, as in postgres://sluis@127.0.0.1/sluis")
	case hosts == "":
		return a.socket(query)
	case query != "":
		return Address{}, errors.New("has a query; TLS and time-outs are chosen by sluis")
	}
	return a.network(hosts)
}

func (a Address) network(hosts string) (Address, error) {
	for text := range strings.SplitSeq(hosts, ",") {
		name, port, err := net.SplitHostPort(text)
		if err != nil {
			name, port = strings.Trim(text, "[]"), defaultPort
		}
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || !hostname(name) {
			return Address{}, errors.New("has a host that is not name, name:port or [address]:port")
		}
		a.hosts, a.ports = append(a.hosts, name), append(a.ports, port)
	}
	if len(a.hosts) > maxHosts {
		return Address{}, errors.New("has too many hosts")
	}
	return a, nil
}

func (a Address) socket(query string) (Address, error) {
	dir, port := "", defaultPort
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		switch name {
		case "host":
			dir = value
		case "port":
			port = value
		default:
			return Address{}, errors.New("has neither a host nor ?host=/directory of the socket")
		}
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 || !path.IsAbs(dir) || path.Clean(dir) != dir || len(dir) > 90 || strings.ContainsFunc(dir, func(r rune) bool { return r <= ' ' || r > '~' || r == ',' || r == '\'' || r == '\\' }) {
		return Address{}, errors.New("has neither a host nor ?host=/directory of the socket")
	}
	a.hosts, a.ports = []string{dir}, []string{port}
	return a, nil
}

func hostname(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return !strings.Contains(s, "%")
	}
	return s != "" && len(s) <= 253 && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '-' && r != '_'
	})
}

// Local reports whether nothing of it leaves this machine. Anything else speaks TLS,
// unless the operator says otherwise.
func (a Address) Local() bool {
	for _, h := range a.hosts {
		ip, err := netip.ParseAddr(h)
		if h != "localhost" && !path.IsAbs(h) && (err != nil || !ip.IsLoopback()) {
			return false
		}
	}
	return true
}
