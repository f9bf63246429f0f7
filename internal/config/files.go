package config

import (
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sluis/internal/secret"
)

// File is one file the configuration was read from, as it was at that moment: what
// a watcher compares with. A file that was missing has a zero Sum.
type File struct {
	Path    string
	Size    int64
	ModTime time.Time
	Sum     [sha256.Size]byte

	info fs.FileInfo
}

// Touched reports, at the price of one stat, whether the file may differ from what
// was read: another size or time, another file under the name, gone, or come.
func (f File) Touched() bool {
	info, err := os.Stat(f.Path)
	if err != nil || f.info == nil {
		return (err == nil) != (f.info != nil)
	}
	return info.Size() != f.Size || !info.ModTime().Equal(f.ModTime) || !os.SameFile(info, f.info)
}

// Stamp reads a file's present state; what cannot be read has a zero Sum.
func Stamp(path string) File {
	data, f, err := readStamped(path)
	if err != nil || data == nil {
		return File{Path: path}
	}
	return f
}

// maxNamed caps the files that the configuration names. The largest is metadata
// of all connected identity providers, some 5 MiB.
const maxNamed = 16 << 20

var errTooLarge = errors.New("is larger than 16 MiB")

func readStamped(path string) ([]byte, File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, File{Path: path}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, File{Path: path}, err
	}
	if !info.Mode().IsRegular() {
		return nil, File{Path: path}, errors.New("is not a file")
	}
	data, err := io.ReadAll(io.LimitReader(f, maxNamed+1))
	if err != nil {
		return nil, File{Path: path}, err
	}
	if len(data) > maxNamed {
		return nil, File{Path: path}, errTooLarge
	}
	return data, File{Path: path, Size: info.Size(), ModTime: info.ModTime(), Sum: sha256.Sum256(data), info: info}, nil
}

// loading is one run of Load: the hooks, the files that were opened, the report.
type loading struct {
	checks Checks
	open   func(path string) ([]byte, File, error) // readStamped; fuzz tests have no disk
	secret func(path string) (secret.Bytes, error) // secret.ReadFile
	rep    *report
	files  map[string]File
	order  []string
}

// read gives a file's content and notes its stamp; a failure is told in the words
// of an operator.
func (l *loading) read(path string) ([]byte, string) {
	data, stamp, err := l.open(path)
	if _, known := l.files[path]; !known {
		l.order = append(l.order, path)
	}
	l.files[path] = stamp
	return data, fileFault(err)
}

func fileFault(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, fs.ErrNotExist):
		return "cannot be read: no such file"
	case errors.Is(err, fs.ErrPermission):
		return "cannot be read: this user may not open it"
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		return "cannot be read: " + p.Err.Error()
	}
	return err.Error()
}

// resolve makes a path relative to the file that names it (contract 1).
func (r *reader) resolve(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(r.dir, path)
}

// named reads the file that a key names. The problem shows the name, unless what
// stands there looks like the secret itself.
func (s *section) named(key, path string) ([]byte, bool) {
	data, fault := s.r.load.read(path)
	if fault == "" && len(strings.TrimSpace(string(data))) == 0 {
		fault = "is an empty file"
	}
	if fault != "" {
		value := s.shown(key)
		if value == "" {
			fault += " (what stands here is not shown; it is the name of a file)"
		}
		s.wrong(key, value, fault)
		return nil, false
	}
	return data, true
}

// shown gives what stands at a file key for a message. A secret pasted where its
// file belongs must not travel on to a log: a word that is long and has no dot
// and no leading slash is not shown.
func (s *section) shown(key string) string {
	n := s.find(key)
	if n == nil {
		return ""
	}
	v := n.value
	if len(v) >= 20 && !strings.Contains(v, ".") && !strings.HasPrefix(v, "/") || strings.ContainsAny(v, "\n\r") {
		return ""
	}
	return v
}

// filename gives the text of a key that names a file.
func (s *section) filename(key string) string {
	n := s.take(key)
	if n == nil {
		return ""
	}
	if n.is != isText || strings.ContainsFunc(n.value, unprintable) {
		s.wrong(key, "", "is not the name of a file")
		return ""
	}
	return n.value
}

// hidden gives the text of a key whose value may hold a password.
func (s *section) hidden(key string) string {
	n := s.take(key)
	if n == nil {
		return ""
	}
	if n.is != isText {
		s.wrong(key, "", "is not a text")
		return ""
	}
	return n.value
}

// networks gives a list of networks. A bare address and one with bits beyond the
// prefix are refused: both have been read as more than was meant.
func (s *section) networks(key string) []netip.Prefix {
	var out []netip.Prefix
	for i, v := range s.list(key) {
		p, err := netip.ParsePrefix(v)
		switch {
		case v == "":
		case err != nil:
			s.wrongAt(key, i, v, "is not a network, such as 10.0.0.0/8 or ::1/128")
		case p != p.Masked():
			s.wrongAt(key, i, v, "has bits beyond its prefix; the network is "+p.Masked().String())
		case p.Addr().Is4In6():
			s.wrongAt(key, i, v, "is an IPv4 network in IPv6 form; write the IPv4 network")
		default:
			out = append(out, p)
		}
	}
	return out
}
