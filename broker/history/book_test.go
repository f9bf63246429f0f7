package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/broker/store"
	"sluis/broker/store/sqlstore"
	"sluis/internal/secret"
)

func newBook(t *testing.T) *Book {
	t.Helper()
	db, err := sqlstore.OpenEmbedded(sqlstore.Config{Dir: t.TempDir(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	now := func() time.Time { return time.Unix(1_790_000_000, 0) }
	ring, err := keys.Open(context.Background(), keys.Config{Records: db.Records(), Master: secret.New(bytes.Repeat([]byte{7}, 32)), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return New(db.Records(), ring, now)
}

func silent(store.Tx, int64) error { return nil }

func (b *Book) add(t *testing.T, base int64, text string, s State) Version {
	t.Helper()
	v, err := b.Add(context.Background(), base, Version{Author: "A", Reason: "because", State: s, Diff: []string{"app a added"}, Text: []byte(text),
		Listing: registry.Listing{{Kind: "app", ID: "a", Facts: []registry.Fact{{Key: "name", Digest: "1"}}}}}, silent)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestVersions(t *testing.T) {
	t.Parallel()
	b, ctx := newBook(t), context.Background()
	if _, err := b.Last(ctx); !errors.Is(err, ErrNone) {
		t.Errorf("an empty book has a last version: %v", err)
	}
	b.add(t, 0, "one\n", Accepted)
	waiting := b.add(t, 1, "two\r\n# \xc3\xa9\n", Waiting)
	if last, err := b.Last(ctx); err != nil || last.Number != 1 {
		t.Errorf("last %d, %v: a waiting version is not in use", last.Number, err)
	}
	if err := b.Settle(ctx, waiting.Number, Failed, nil); err != nil {
		t.Fatal(err)
	}
	if err := b.Settle(ctx, waiting.Number, Accepted, nil); err != nil {
		t.Fatal(err)
	}
	if v, err := b.Get(ctx, 2); err != nil || v.State != Failed || !bytes.Equal(v.Text, waiting.Text) || v.Author != "A" || v.Reason != "because" || fmt.Sprint(v.Listing) != fmt.Sprint(waiting.Listing) || v.Digest != waiting.Digest {
		t.Errorf("version %+v, %v: failed stays failed, and what is read is what was written", v, err)
	}
	if v := b.add(t, 1, "three", Accepted); v.Number != 3 {
		t.Errorf("number %d after a failed one", v.Number)
	}
	if list, err := b.List(ctx, 2); err != nil || len(list) != 2 || list[0].Number != 3 || list[0].Text != nil {
		t.Errorf("list %+v, %v", list, err)
	}
	if _, err := b.Get(ctx, 9); !errors.Is(err, ErrNone) {
		t.Errorf("version 9: %v", err)
	}
}

// Of many that build on the same version one is written; one whose entry cannot be written
// is not.
func TestOneOfMany(t *testing.T) {
	t.Parallel()
	b, ctx := newBook(t), context.Background()
	b.add(t, 0, "one", Accepted)
	var wg sync.WaitGroup
	won := make(chan int64, 16)
	for range 16 {
		wg.Go(func() {
			v, err := b.Add(ctx, 1, Version{State: Accepted, Text: []byte("two")}, silent)
			switch {
			case err == nil:
				won <- v.Number
			case !errors.Is(err, ErrMoved):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(won) != 1 {
		t.Errorf("%d versions behind the first", len(won))
	}
	down := errors.New("no entry")
	if _, err := b.Add(ctx, 2, Version{State: Accepted}, func(store.Tx, int64) error { return down }); !errors.Is(err, down) {
		t.Errorf("a version without its entry: %v", err)
	}
	if last, err := b.Last(ctx); err != nil || last.Number != 2 {
		t.Errorf("last %d, %v", last.Number, err)
	}
}

// The oldest go when there are too many.
func TestOldestGo(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	for n := range int64(Kept + 2) {
		b.add(t, n, "x", Accepted)
	}
	if _, err := b.Get(context.Background(), 2); !errors.Is(err, ErrNone) {
		t.Errorf("version 2: %v", err)
	}
	if _, err := b.Get(context.Background(), 3); err != nil {
		t.Error(err)
	}
}

// A body that somebody else made is an error and no more.
func FuzzUnpack(f *testing.F) {
	packed, err := pack(Version{Author: "A", Text: []byte("one")})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Add([]byte("{}"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		var v Version
		_ = v.unpack(b) // only that it ends
	})
}
