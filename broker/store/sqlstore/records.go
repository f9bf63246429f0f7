package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"sluis/broker/store"
)

// records is [store.Records] over one SQL database. One goroutine, the writer, owns
// the connection that writes. It opens a transaction, lends it to each waiting
// Update in turn, and commits once for all of them: while one commit is being
// synced, the next Updates gather.
//
// An Update's function runs in its caller's own goroutine, with the writer standing
// still, so that a panic or a t.FailNow in it ends the caller and not the writer.
type records struct {
	queue     chan *update
	truncates chan chan error
	closing   chan struct{}
	done      chan struct{} // the writer has ended
	once      sync.Once
	w         *writer
	views     chan viewer
}

// connection is what writes: one connection to a database. None of its errors says
// that the database is gone for good: begin connects anew where it must.
type connection interface {
	begin() error    // opens a transaction that no other writer of the database is in
	mark() error     // sets a place in it to go back to
	undo() error     // goes back there
	keep() error     // forgets the place
	commit() error   // nil: everything is on disk
	rollback() error // ends the transaction; it may have ended already
	within() bool    // the transaction is there: the database has not rolled it back by itself
	tx() transaction
	tidy() error // removes what was overwritten from the files, as far as the database can
	close() error
}

// viewer is a connection that reads.
type viewer interface {
	view(ctx context.Context, fn func(store.Tx) error) error
	close() error
}

// transaction is a Tx that knows whether it is spent.
type transaction interface {
	store.Tx
	spent() error // what spent it
	end()         // every later call is an error
}

var _ store.Records = (*records)(nil)

// maxBatch bounds how many Updates share a commit.
const maxBatch = 64

// update is one Update on its way through the writer.
type update struct {
	claimed atomic.Bool     // by the writer, or by a caller who gave up
	turn    chan connection // the writer lends the transaction
	ended   chan error      // fn is through: nil keeps what it wrote
	result  chan error      // of the commit
}

func (r *records) Update(ctx context.Context, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	u := &update{turn: make(chan connection), ended: make(chan error), result: make(chan error, 1)}
	select {
	case r.queue <- u:
	case <-ctx.Done():
		return ctx.Err()
	case <-r.closing:
		return errClosed
	}
	var s connection
	select {
	case s = <-u.turn:
	case err := <-u.result: // the transaction could not be opened
		return err
	case <-ctx.Done():
		if u.claimed.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		// The writer holds out the transaction at this moment; it must be taken.
		select {
		case s = <-u.turn:
		case err := <-u.result:
			return err
		}
	}
	if err := u.run(s, fn); err != nil {
		return err
	}
	return <-u.result
}

// errAborted ends an update whose function did not return.
var errAborted = errors.New("store: update did not return")

// run calls fn and hands the transaction back, also when fn panics or ends its
// goroutine.
func (u *update) run(s connection, fn func(store.Tx) error) error {
	err := errAborted
	t := s.tx()
	defer func() {
		t.end()
		u.ended <- err
	}()
	if err = fn(t); err == nil {
		err = t.spent()
	}
	return err
}

func (r *records) View(ctx context.Context, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var s viewer
	select {
	case s = <-r.views:
	case <-ctx.Done():
		return ctx.Err()
	case <-r.closing:
		return errClosed
	}
	defer func() { r.views <- s }()
	return s.view(ctx, fn)
}

// writer is the goroutine that owns the connection.
type writer struct {
	s connection
	r *records
}

func (w *writer) loop() {
	defer close(w.r.done)
	for {
		select {
		case u := <-w.r.queue:
			w.batch(u)
		case result := <-w.r.truncates:
			result <- w.s.tidy()
		case <-w.r.closing:
			return
		}
	}
}

// batch runs u, and whoever waits by then, in one transaction.
func (w *writer) batch(u *update) {
	if err := w.s.begin(); err != nil {
		u.fail(err)
		return
	}
	var kept []*update
	for n := 0; u != nil; n++ {
		err, lost := w.lend(u)
		if err == nil {
			kept = append(kept, u)
		}
		if lost != nil {
			w.lose(kept, lost)
			return
		}
		if u = nil; n+1 < maxBatch {
			select {
			case u = <-w.r.queue:
			default:
			}
		}
	}
	if err := w.s.commit(); err != nil {
		w.lose(kept, err)
		return
	}
	for _, u := range kept {
		u.result <- nil
	}
}

// lend gives the transaction to one update. err: the update's own, and undone. lost:
// the whole transaction is beyond use.
func (w *writer) lend(u *update) (err, lost error) {
	if !u.claimed.CompareAndSwap(false, true) {
		return context.Canceled, nil // its caller has gone
	}
	if lost := w.s.mark(); lost != nil {
		u.result <- lost
		return lost, lost
	}
	u.turn <- w.s
	err = <-u.ended
	// After a full disk SQLite has rolled everything back by itself: the updates
	// before this one are gone too and must not be reported as kept.
	if !w.s.within() {
		lost = errors.New("store: the database rolled the transaction back")
		if err == nil {
			u.result <- lost
		}
		return lost, lost
	}
	if err != nil {
		if lost := w.s.undo(); lost != nil {
			return err, lost
		}
	}
	if lost = w.s.keep(); lost != nil && err == nil {
		u.result <- lost
		err = lost
	}
	return err, lost
}

// lose ends a transaction that cannot be committed.
func (w *writer) lose(kept []*update, cause error) {
	if w.s.within() {
		cause = errors.Join(cause, w.s.rollback())
	}
	for _, u := range kept {
		u.result <- fmt.Errorf("store: commit: %w", cause)
	}
}

// fail ends an update whose turn never came.
func (u *update) fail(err error) {
	if u.claimed.CompareAndSwap(false, true) {
		u.result <- err
	}
}

// newRecords takes over the connections.
func newRecords(w connection, views []viewer) *records {
	r := &records{
		queue: make(chan *update), truncates: make(chan chan error),
		closing: make(chan struct{}), done: make(chan struct{}), views: make(chan viewer, len(views)),
	}
	for _, c := range views {
		r.views <- c
	}
	r.w = &writer{s: w, r: r}
	go r.w.loop()
	return r
}

// viewers is how many views may run at once.
func viewers() int { return max(2, runtime.GOMAXPROCS(0)) }

// tidy removes what was overwritten (a log key that was moved on) from the files.
func (r *records) tidy(ctx context.Context) error {
	result := make(chan error, 1)
	select {
	case r.truncates <- result:
		return <-result
	case <-ctx.Done():
		return ctx.Err()
	case <-r.closing:
		return errClosed
	}
}

// close lets the Updates and Views that have begun end.
func (r *records) close() error {
	var err error
	r.once.Do(func() {
		close(r.closing)
		<-r.done
		for range cap(r.views) {
			s := <-r.views
			err = errors.Join(err, s.close())
		}
		err = errors.Join(err, r.w.s.close())
	})
	return err
}
