package outbound

import (
	"errors"
	"fmt"
	"io"
	"net"
)

// Fault is why a fetch failed, in a word for logs and metrics.
type Fault string

// The faults of a fetch.
const (
	BadAddress  Fault = "address"     // not https, or a network that may not be called
	BadRedirect Fault = "redirect"    // to another host, or without end
	BadStatus   Fault = "status"      // not one that means yes
	Unreachable Fault = "unreachable" // no name, no connection, no trusted certificate, or cut off
	TooSlow     Fault = "timeout"
	TooLarge    Fault = "too-large"
)

// Error is every error of this package.
type Error struct {
	Fault Fault
	err   error
}

func (e *Error) Error() string { return "outbound: " + e.err.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.err }

func fault(f Fault, err error) *Error { return &Error{f, err} }

// unreached sorts what net/http says; a fault of ours that is inside stays.
func unreached(err error) error {
	if own, ok := errors.AsType[*Error](err); ok {
		return fault(own.Fault, own.err)
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return fault(TooSlow, err)
	}
	return fault(Unreachable, err)
}

// capped reads at most limit bytes, and tells a document that is longer from one that
// has ended: half a document must never pass for one.
type capped struct {
	in          io.Reader
	limit, left int64
	err         error // of the road; nil at the end
}

// Read gives an [*Error] where the document is too long or the road is cut.
func (c *capped) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1]
	}
	n, err := c.in.Read(p)
	if c.left -= int64(n); c.left < 0 {
		c.err = fault(TooLarge, fmt.Errorf("longer than %d bytes", c.limit))
		return 0, c.err
	}
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = unreached(err)
		return n, c.err
	}
	return n, err
}
