package history

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"sluis/broker/registry"
)

// State is how far a version came.
type State int64

// The states of a version.
const (
	Waiting  State = 0 // written down, not yet in use
	Accepted State = 1
	Failed   State = 2 // it could not be used, and never was
)

// String is the word of the list.
func (s State) String() string {
	switch s {
	case Waiting:
		return "waiting"
	case Accepted:
		return "accepted"
	case Failed:
		return "failed"
	}
	return "unknown"
}

// Version is one registry.
type Version struct {
	Number int64 // from 1
	At     time.Time
	State  State
	Digest [32]byte // SHA-256 of Text

	Author  string
	Reason  string
	Diff    []string // against the version before it, as it was told then
	Text    []byte   // the registry file; nil in a list
	Listing registry.Listing
}

// body is the sealed part.
type body struct {
	Author  string           `json:"author"`
	Reason  string           `json:"reason"`
	Diff    []string         `json:"diff,omitempty"`
	Text    []byte           `json:"text"`
	Listing registry.Listing `json:"listing"`
}

// maxBody is more than a version needs: a registry file is 8 MiB at most, and its text is
// base64 here.
const maxBody = 64 << 20

// pack makes it small: registries are text that repeats itself.
func pack(v Version) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	err := json.NewEncoder(z).Encode(body{v.Author, v.Reason, v.Diff, v.Text, v.Listing})
	if e := z.Close(); err == nil {
		err = e
	}
	if err != nil {
		return nil, fmt.Errorf("history: encode: %w", err)
	}
	return b.Bytes(), nil
}

func (v *Version) unpack(packed []byte) error {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return fmt.Errorf("history: decode: %w", err)
	}
	var b body
	if err := json.NewDecoder(io.LimitReader(z, maxBody)).Decode(&b); err != nil {
		return fmt.Errorf("history: decode: %w", err)
	}
	v.Author, v.Reason, v.Diff, v.Text, v.Listing = b.Author, b.Reason, b.Diff, b.Text, b.Listing
	return nil
}
