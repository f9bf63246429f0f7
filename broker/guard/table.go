package guard

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"time"

	"github.com/oschwald/maxminddb-golang/v2"
)

// maxTable is the largest table that is taken, in bytes; the usual ones have 5 to 20 million.
const maxTable = 256 << 20

// Table says in which country an address is used. It is safe for concurrent use.
type Table struct{ source }

// source is a table of either form: an operator's MMDB file, or what is in the binary.
type source interface {
	country(a netip.Addr) string // of an address that is not mapped; "": unknown
	made() time.Time
}

// OpenTable reads an MMDB file of either layout: country.iso_code, as MaxMind and
// DB-IP write it, or country_code. "" gives the table in the binary. A file that is
// damaged, or that knows no countries, is an error.
func OpenTable(path string) (*Table, error) {
	if path == "" {
		p, err := openPacked(inBinary)
		if err != nil {
			return nil, err
		}
		return &Table{p}, nil
	}
	raw, err := readTable(path)
	if err != nil {
		return nil, err
	}
	db, err := maxminddb.OpenBytes(raw)
	if err != nil {
		return nil, fmt.Errorf("is not an MMDB file: %w", err)
	}
	m := mmdbFile{db}
	return &Table{m}, m.judge()
}

// mmdbFile is a MaxMind DB (file format 2.0).
type mmdbFile struct{ db *maxminddb.Reader }

func (m mmdbFile) country(a netip.Addr) string { return code(m.db.Lookup(a)) }
func (m mmdbFile) made() time.Time             { return m.db.Metadata.BuildTime() }

func readTable(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(f, maxTable+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if len(raw) > maxTable {
		return nil, fmt.Errorf("is larger than %d bytes", maxTable)
	}
	return raw, nil
}

// judge walks through the whole of a table: a download that was cut off, or a table
// of cities' names alone, must be found now and not when it refuses a school. The
// library's own Verify also demands a description, which tables in use do not have.
func (m mmdbFile) judge() error {
	known := 0
	for result := range m.db.Networks() {
		if err := result.Err(); err != nil {
			return fmt.Errorf("is damaged: %w", err)
		}
		if code(result) != "" {
			known++
		}
	}
	if known == 0 {
		return errors.New("names no country: neither country.iso_code nor country_code is in it")
	}
	return nil
}

// Built is when the table was made, by its own word.
func (t *Table) Built() time.Time { return t.made() }

// Country gives the ISO 3166-1 code of two capitals, or "" where the table knows none:
// private and reserved networks have no country. An IPv4 address that is written as
// IPv6 is the IPv4 address.
func (t *Table) Country(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return t.country(a.Unmap().WithZone(""))
}

func code(r maxminddb.Result) string {
	for _, path := range [][]any{{"country", "iso_code"}, {"country_code"}} {
		var c string
		if r.DecodePath(&c, path...) == nil && len(c) == 2 && capital(c[0]) && capital(c[1]) {
			return c
		}
	}
	return ""
}

func capital(b byte) bool { return 'A' <= b && b <= 'Z' }
