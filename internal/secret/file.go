package secret

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// maxFile caps a secret file; the largest thing in one is a PEM key chain.
const maxFile = 64 << 10

// ReadFile reads a secret from a file, without its one final newline (\n or
// \r\n): editors and `echo` put one there, and nothing else is trimmed (contract
// 1). An empty secret and a file over 64 KiB are errors.
func ReadFile(path string) (Bytes, error) {
	f, err := os.Open(path)
	if err != nil {
		return Bytes{}, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return Bytes{}, fmt.Errorf("read secret: %w", err)
	}
	if len(b) > maxFile {
		return Bytes{}, fmt.Errorf("read secret: %s is larger than %d bytes", path, maxFile)
	}
	if n := len(b); n > 0 && b[n-1] == '\n' {
		b = b[:n-1]
		if n := len(b); n > 0 && b[n-1] == '\r' {
			b = b[:n-1]
		}
	}
	if len(b) == 0 {
		return Bytes{}, fmt.Errorf("read secret: %s: %w", path, ErrEmpty)
	}
	return New(b), nil
}

// ErrEmpty is the error of [ReadFile] for a file that holds nothing, or a newline alone.
var ErrEmpty = errors.New("the file is empty")
