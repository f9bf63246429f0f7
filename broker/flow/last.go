package flow

import (
	"sync"
	"time"
)

// lastLogins remembers when a login last came through each connection, on this node and
// since it began: enough to see whether a hub is alive, and nothing of a person.
type lastLogins struct {
	mu sync.Mutex
	at map[string]time.Time
}

func (l *lastLogins) note(r result, now time.Time) {
	if r.ours() { // no hub was asked
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.at == nil {
		l.at = map[string]time.Time{}
	}
	l.at[r.Transaction.Connection] = now
}

// LastLogin gives when a login last came through a connection; zero: none did on this node
// since it began.
func (f *Flow) LastLogin(connection string) time.Time {
	f.last.mu.Lock()
	defer f.last.mu.Unlock()
	return f.last.at[connection]
}
