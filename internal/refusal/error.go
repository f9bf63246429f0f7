package refusal

import "errors"

// Error is a refusal on its way to a page or an OAuth error.
//
// Two Errors with the same Code are equal to [errors.Is], whatever their causes.
// An Error is never changed after it was made; it may be shared.
type Error struct {
	Code Code
	// Item names what the text is about: "name", "student_number" or "class", or
	// several of them with commas between. Never a value.
	Item  string
	cause error
}

// New makes a refusal. The cause goes to the log and nowhere else, so it may name
// elements, limits and ids of ours, but no attribute value, address or handle.
// It may be nil.
func New(c Code, cause error) *Error { return &Error{Code: c, cause: cause} }

// About gives the same refusal about an item (F-14). See [Error.Item].
func (e *Error) About(item string) *Error {
	about := *e
	about.Item = item
	return &about
}

// Error gives the line for the log: "SLUIS-2107 student-number-missing: cause".
func (e *Error) Error() string {
	s := e.Code.String() + " " + Lookup(e.Code).Name
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is a refusal with the same code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t != nil && t.Code == e.Code
}

// Of finds the refusal in err. An error that holds none is a fault of ours: it
// becomes [Internal] with err as its cause, so that an error nobody thought of
// shows a reference and no internals. Of(nil) is nil.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	if found, ok := errors.AsType[*Error](err); ok && found != nil {
		return found
	}
	return New(Internal, err)
}
