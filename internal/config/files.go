package config

import (
	"bytes"
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
	f, err := passStamped(path, func(io.Reader) error { return nil })
	if err != nil {
		return File{Path: path}
	}
	return f
}

// maxNamed caps the files that the configuration names and holds; maxPassed those
// that it only lets pass by: metadata of all the identity providers there are is
// some 100 MiB.
const (
	maxNamed  = 16 << 20
	maxPassed = 256 << 20
)

var errTooLarge = errors.New("is larger than 16 MiB")

func readStamped(path string) ([]byte, File, error) {
	var data []byte
	f, err := passStamped(path, func(r io.Reader) (err error) {
		if data, err = io.ReadAll(io.LimitReader(r, maxNamed+1)); err == nil && len(data) > maxNamed {
			err = errTooLarge
		}
		return err
	})
	if err != nil {
		return nil, File{Path: path}, err
	}
	return data, f, nil
}

// passStamped lets take read a file as it goes by, and stamps all of it.
func passStamped(path string, take func(io.Reader) error) (File, error) {
	f, err := os.Open(path)
	if err != nil {
		return File{Path: path}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return File{Path: path}, err
	}
	switch {
	case !info.Mode().IsRegular():
		return File{Path: path}, errors.New("is not a file")
	case info.Size() > maxPassed:
		return File{Path: path}, errors.New("is larger than 256 MiB")
	}
	h := sha256.New()
	in := io.TeeReader(f, h)
	if err := take(in); err != nil {
		return File{Path: path}, err
	}
	if _, err := io.Copy(io.Discard, in); err != nil {
		return File{Path: path}, err
	}
	out := File{Path: path, Size: info.Size(), ModTime: info.ModTime(), info: info}
	h.Sum(out.Sum[:0])
	return out, nil
}

// loading is one run of Load: the hooks, the files that were opened, the report.
type loading struct {
	checks Checks
	open   func(path string) ([]byte, File, error)                     // readStamped; fuzz tests have no disk
	pass   func(path string, take func(io.Reader) error) (File, error) // passStamped
	secret func(path string) (secret.Bytes, error)                     // secret.ReadFile
	rep    *report
	mtls   bool // the installation says from where certificates of clients come
	files  map[string]File
	order  []string
	text   []byte // of the registry
}

// read gives a file's content and notes its stamp; a failure is told in the words
// of an operator.
func (l *loading) read(path string) ([]byte, string) {
	data, stamp, err := l.open(path)
	l.note(path, stamp)
	return data, fileFault(err)
}

// passing lets judge read a file without holding it, and notes its stamp. The fault is
// the file's; what judge found it keeps itself.
func (l *loading) passing(path string, judge func(io.Reader)) (File, string) {
	seen := &inked{}
	stamp, err := l.pass(path, func(r io.Reader) error {
		seen.in = r
		judge(seen)
		_, err := io.Copy(io.Discard, seen)
		return err
	})
	l.note(path, stamp)
	fault := fileFault(err)
	if fault == "" && !seen.ink {
		fault = "is an empty file"
	}
	return stamp, fault
}

// inked notices whether anything but white space goes by.
type inked struct {
	in  io.Reader
	ink bool
}

func (i *inked) Read(p []byte) (int, error) {
	n, err := i.in.Read(p)
	i.ink = i.ink || len(bytes.TrimSpace(p[:n])) > 0
	return n, err
}

func (l *loading) note(path string, stamp File) {
	if _, known := l.files[path]; !known {
		l.order = append(l.order, path)
	}
	l.files[path] = stamp
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

// named reads the file that a key names.
func (s *section) named(key, path string) ([]byte, bool) {
	data, fault := s.r.load.read(path)
	if fault == "" && len(strings.TrimSpace(string(data))) == 0 {
		fault = "is an empty file"
	}
	return data, s.sound(key, fault)
}

// sound reports the fault of a named file. The problem shows the name, unless what
// stands there looks like the secret itself.
func (s *section) sound(key, fault string) bool {
	if fault == "" {
		return true
	}
	value := s.shown(key)
	if value == "" {
		fault += " (what stands here is not shown; it is the name of a file)"
	}
	s.wrong(key, value, fault)
	return false
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
