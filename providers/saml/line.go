package saml

// Line is where answers wait to be decrypted: a few at once, a few more after them,
// and the rest is told that it is busy. Anybody with a login open can have us use our
// private keys, and without a line he would have all processors for it; with one, the
// logins of hubs that do not encrypt go on beside it. Nobody waits for longer than
// the line is: each turn is a handful of private-key operations.
type Line struct{ places, turns chan struct{} }

// NewLine makes a line for all connections of a process: turns at once, and places
// in all, those included.
func NewLine(turns, places int) *Line {
	return &Line{places: make(chan struct{}, places), turns: make(chan struct{}, turns)}
}

// enter waits for a turn; ok is false where there is no place to wait. Who got one
// must leave.
func (l *Line) enter() (leave func(), ok bool) {
	select {
	case l.places <- struct{}{}:
	default:
		return nil, false
	}
	l.turns <- struct{}{}
	return func() { <-l.turns; <-l.places }, true
}
