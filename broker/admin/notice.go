package admin

import (
	"slices"
	"time"
)

// NoticeKind says what happened to an account's access. The words stand in the records and
// never change.
type NoticeKind string

// The kinds.
const (
	ByCode       NoticeKind = "code"    // a recovery code opened a session (S-14)
	RecoverAsked NoticeKind = "ask"     // another admin asked to recover the account (S-14)
	Recovered    NoticeKind = "recover" // a code of two admins let its owner begin anew (S-14)
	NewDevice    NoticeKind = "device"  // a key was used in a browser that the account had not signed in with (L-19)
)

// MaxNotices is how many an account keeps.
const MaxNotices = 10

// Recent is how long a notice stands on the first page. Nobody can put it away sooner: who
// came in with somebody else's key or paper would.
const Recent = 14 * 24 * time.Hour

// Notice is something that the owner of an account should know of.
type Notice struct {
	Kind NoticeKind `json:"k"`
	At   int64      `json:"a"` // Unix seconds
}

func (a *Account) tell(kind NoticeKind, at time.Time) {
	a.Notices = slices.Insert(a.Notices, 0, Notice{kind, at.Unix()})
	a.Notices = a.Notices[:min(len(a.Notices), MaxNotices)]
}

// Recently gives the notices that are younger than [Recent].
func (a Account) Recently(now time.Time) []Notice {
	old := now.Add(-Recent).Unix()
	return slices.DeleteFunc(slices.Clone(a.Notices), func(n Notice) bool { return n.At <= old })
}
