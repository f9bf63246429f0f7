//go:build !unix

package sqlstore

import (
	"errors"
	"os"
)

// lock refuses: without a lock that dies with its process, two processes could share
// a directory and lose each other's writes.
func lock(string) (*os.File, error) {
	return nil, errors.New("store: the embedded stores need a Unix system")
}
