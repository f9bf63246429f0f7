package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"

	"sluis/broker/store"
)

// OpenRecords opens a driver over an empty place of its own. again opens the same place
// beside it, as another node would, or, where one process alone may have it, gives the
// same driver. Both are ended by t.Cleanup.
type OpenRecords func(t *testing.T) (r store.Records, again func() store.Records)

// books is what one check of Records works with.
type books struct {
	ctx   context.Context
	r     store.Records
	again func() store.Records
}

// Records runs the suite over a driver of [store.Records].
func Records(t *testing.T, open OpenRecords) {
	for _, c := range []struct {
		name string
		run  func(*books) error
	}{
		{"columns and arguments", columns},
		{"an error undoes", errorUndoes},
		{"a panic undoes", panicUndoes},
		{"unique columns", unique},
		{"an error spends", errorSpends},
		{"an error of row does not", rowErrorSpendsNot},
		{"rows inside rows", nestedRows},
		{"a view reads only", viewReadsOnly},
		{"a view is one moment", viewIsOneMoment},
		{"a view sees what returned", viewSees},
		{"ended context", recordsEndedContext},
		{"a transaction ends with its function", txEnds},
		{"race: updates one after another", updatesInTurn},
		{"race: one fails, the others stay", failuresApart},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, again := open(t)
			b := &books{context.Background(), r, again}
			if err := b.exec(`CREATE TABLE book (n BIGINT PRIMARY KEY, t TEXT NOT NULL, b BYTEA, UNIQUE (t))`); err != nil {
				t.Fatal(err)
			}
			if err := c.run(b); err != nil {
				t.Error(err)
			}
		})
	}
}

func (b *books) exec(sql string, args ...any) error {
	return b.r.Update(b.ctx, func(tx store.Tx) error {
		_, err := tx.Exec(sql, args...)
		return err
	})
}

func (b *books) insert(tx store.Tx, n int) error {
	_, err := tx.Exec(`INSERT INTO book (n, t) VALUES ($1, $2)`, n, "t"+strconv.Itoa(n))
	return err
}

// numbers gives column n of a transaction.
func numbers(tx store.Tx) (out []int, err error) {
	err = tx.Query(`SELECT n FROM book ORDER BY n`, nil, func(scan func(...any) error) error {
		out = append(out, 0)
		return scan(&out[len(out)-1])
	})
	return out, err
}

func (b *books) want(what string, r store.Records, want ...int) error {
	var got []int
	err := r.View(b.ctx, func(tx store.Tx) (err error) {
		got, err = numbers(tx)
		return err
	})
	if err != nil || !slices.Equal(got, want) {
		return fmt.Errorf("%s: %v, %w; want %v", what, got, err, want)
	}
	return nil
}

func columns(b *books) error {
	type row struct {
		n int64
		t string
		b []byte
	}
	rows := []row{{1 << 62, "żółw ' \" $1 ?", []byte{0, 255, '\''}}, {-5, "", []byte{}}, {0, "nil", nil}}
	return b.r.Update(b.ctx, func(tx store.Tx) error {
		for _, r := range rows {
			if n, err := tx.Exec(`INSERT INTO book (n, t, b) VALUES ($1, $2, $3)`, r.n, r.t, r.b); err != nil || n != 1 {
				return fmt.Errorf("insert: %d rows, %w", n, err)
			}
		}
		for _, want := range rows {
			var got row
			err := tx.Query(`SELECT n, t, b FROM book WHERE n = $1`, []any{want.n}, func(scan func(...any) error) error { return scan(&got.n, &got.t, &got.b) })
			if err != nil || got.n != want.n || got.t != want.t || !bytes.Equal(got.b, want.b) || (got.b == nil) != (want.b == nil) {
				return fmt.Errorf("%v reads as %v, %w", want, got, err)
			}
		}
		n, err := tx.Exec(`INSERT INTO book (n, t) VALUES ($1, $2) ON CONFLICT (n) DO NOTHING`, 0, "other")
		if err != nil || n != 0 {
			return fmt.Errorf("ON CONFLICT DO NOTHING: %d rows, %w", n, err)
		}
		n, err = tx.Exec(`INSERT INTO book (n, t) VALUES ($1, $2) ON CONFLICT (n) DO UPDATE SET t = excluded.t`, 0, "other")
		if err != nil || n != 1 {
			return fmt.Errorf("ON CONFLICT DO UPDATE: %d rows, %w", n, err)
		}
		if n, err = tx.Exec(`UPDATE book SET b = NULL WHERE n < $1`, 10); err != nil || n != 2 {
			return fmt.Errorf("UPDATE: %d rows, %w", n, err)
		}
		gone := ""
		if err := tx.Query(`DELETE FROM book WHERE n = $1 RETURNING t`, []any{-5}, func(scan func(...any) error) error { return scan(&gone) }); err != nil {
			return err
		}
		left, err := numbers(tx)
		if err != nil || len(left) != 2 {
			return fmt.Errorf("its own writes: %v, %w", left, err)
		}
		return nil
	})
}

var errOwn = errors.New("the function's own")

func errorUndoes(b *books) error {
	if err := b.r.Update(b.ctx, func(tx store.Tx) error { return errors.Join(b.insert(tx, 1), errOwn) }); !errors.Is(err, errOwn) {
		return fmt.Errorf("the error comes back as %w", err)
	}
	return b.want("after it", b.r)
}

func panicUndoes(b *books) error {
	func() {
		defer func() { _ = recover() }()
		_ = b.r.Update(b.ctx, func(tx store.Tx) error {
			if err := b.insert(tx, 1); err != nil {
				return err
			}
			panic("its own fault")
		})
	}()
	if err := b.want("after a panic", b.r); err != nil {
		return err
	}
	if err := b.r.Update(b.ctx, func(tx store.Tx) error { return b.insert(tx, 2) }); err != nil {
		return err
	}
	return b.want("the next one", b.r, 2)
}

func unique(b *books) error {
	if err := b.r.Update(b.ctx, func(tx store.Tx) error { return b.insert(tx, 1) }); err != nil {
		return err
	}
	for _, again := range []func(tx store.Tx) error{
		func(tx store.Tx) error { return b.insert(tx, 1) },
		func(tx store.Tx) error {
			_, err := tx.Exec(`INSERT INTO book (n, t) VALUES ($1, $2)`, 2, "t1")
			return err
		},
		func(tx store.Tx) error {
			return tx.Query(`INSERT INTO book (n, t) VALUES ($1, $2) RETURNING n`, []any{2, "t1"}, func(func(...any) error) error { return nil })
		},
	} {
		if err := b.r.Update(b.ctx, again); !errors.Is(err, store.ErrExists) {
			return fmt.Errorf("a unique column that is hit: %w", err)
		}
	}
	err := b.r.Update(b.ctx, func(tx store.Tx) error {
		_, err := tx.Exec(`INSERT INTO book (n, t) VALUES ($1, $2)`, 2, nil)
		return err
	})
	if err == nil || errors.Is(err, store.ErrExists) {
		return fmt.Errorf("another constraint: %w", err)
	}
	return b.want("after refusals", b.r, 1)
}

func errorSpends(b *books) error {
	for name, spoil := range map[string]func(tx store.Tx) error{
		"a unique column": func(tx store.Tx) error { _ = b.insert(tx, 1); return b.insert(tx, 1) },
		"no such table":   func(tx store.Tx) error { _, err := tx.Exec(`DELETE FROM nowhere`); return err },
		"an argument":     func(tx store.Tx) error { _, err := tx.Exec(`DELETE FROM book WHERE n = $1`, 1.5); return err },
	} {
		var later error
		err := b.r.Update(b.ctx, func(tx store.Tx) error {
			if spoil(tx) == nil {
				return errOwn
			}
			later = b.insert(tx, 7)
			return nil // it forgot to look
		})
		if err == nil || errors.Is(err, errOwn) || later == nil {
			return fmt.Errorf("%s: then %w, and the update: %w", name, later, err)
		}
	}
	return b.want("after three spent ones", b.r)
}

func rowErrorSpendsNot(b *books) error {
	err := b.r.Update(b.ctx, func(tx store.Tx) error {
		for n := range 3 {
			if err := b.insert(tx, n); err != nil {
				return err
			}
		}
		seen := 0
		stop := tx.Query(`SELECT n FROM book`, nil, func(func(...any) error) error { seen++; return errOwn })
		if !errors.Is(stop, errOwn) || seen != 1 {
			return fmt.Errorf("an error of row: %w after %d rows", stop, seen)
		}
		for what, dest := range map[string][]any{"too few": {}, "NULL into an int": {new(int)}, "an unknown type": {new(bool)}} {
			if err := tx.Query(`SELECT b FROM book LIMIT 1`, nil, func(scan func(...any) error) error { return scan(dest...) }); err == nil {
				return fmt.Errorf("scan of %s succeeds", what)
			}
		}
		return b.insert(tx, 3)
	})
	return errors.Join(err, b.want("after it", b.r, 0, 1, 2, 3))
}

func nestedRows(b *books) error {
	return b.r.Update(b.ctx, func(tx store.Tx) error {
		for n := range 4 {
			if err := b.insert(tx, n); err != nil {
				return err
			}
		}
		pairs := 0
		err := tx.Query(`SELECT n FROM book ORDER BY n`, nil, func(scan func(...any) error) error {
			inner, err := numbers(tx)
			pairs += len(inner)
			return err
		})
		if err == nil && pairs != 16 {
			err = fmt.Errorf("%d pairs", pairs)
		}
		return err
	})
}

func viewReadsOnly(b *books) error {
	if err := b.r.View(b.ctx, func(tx store.Tx) error { return b.insert(tx, 1) }); err == nil {
		return errors.New("a View writes")
	}
	return b.want("after it", b.again())
}

func viewIsOneMoment(b *books) error {
	return b.r.View(b.ctx, func(tx store.Tx) error {
		before, err := numbers(tx)
		if err != nil {
			return err
		}
		if err := b.r.Update(b.ctx, func(tx store.Tx) error { return b.insert(tx, 1) }); err != nil {
			return err
		}
		after, err := numbers(tx)
		if err == nil && len(after) != len(before) {
			err = errors.New("a View sees what came after its beginning")
		}
		return err
	})
}

func viewSees(b *books) error {
	other := b.again()
	for n := range 20 {
		if err := b.r.Update(b.ctx, func(tx store.Tx) error { return b.insert(tx, n) }); err != nil {
			return err
		}
		var got []int
		err := other.View(b.ctx, func(tx store.Tx) (err error) {
			got, err = numbers(tx)
			return err
		})
		if err != nil || len(got) != n+1 {
			return fmt.Errorf("after %d updates a View sees %d rows, %w", n+1, len(got), err)
		}
	}
	return nil
}

func recordsEndedContext(b *books) error {
	ctx, cancel := context.WithCancel(b.ctx)
	cancel()
	ran := false
	fn := func(store.Tx) error { ran = true; return nil }
	if err := b.r.Update(ctx, fn); !errors.Is(err, context.Canceled) {
		return fmt.Errorf("an update with an ended context: %w", err)
	}
	if err := b.r.View(ctx, fn); !errors.Is(err, context.Canceled) {
		return fmt.Errorf("a view with an ended context: %w", err)
	}
	if ran {
		return errors.New("the function ran")
	}
	return nil
}

func txEnds(b *books) error {
	var kept store.Tx
	for _, run := range []func(context.Context, func(store.Tx) error) error{b.r.Update, b.r.View} {
		if err := run(b.ctx, func(tx store.Tx) error { kept = tx; return nil }); err != nil {
			return err
		}
		if err := b.insert(kept, 1); err == nil {
			return errors.New("a transaction can be used after its function")
		}
	}
	return b.want("after it", b.r)
}

// Many add one by reading and writing, on two nodes: a lost update would show.
func updatesInTurn(b *books) error {
	if err := b.exec(`INSERT INTO book (n, t) VALUES (0, 'sum')`); err != nil {
		return err
	}
	nodes := []store.Records{b.r, b.again()}
	err := together(racers, func(i int) error {
		return nodes[i%2].Update(b.ctx, func(tx store.Tx) error {
			n := 0
			if err := tx.Query(`SELECT n FROM book`, nil, func(scan func(...any) error) error { return scan(&n) }); err != nil {
				return err
			}
			_, err := tx.Exec(`UPDATE book SET n = $1`, n+1)
			return err
		})
	})
	return errors.Join(err, b.want("the sum", b.r, racers))
}

// Updates that share a commit are not touched by one that fails (the contract).
func failuresApart(b *books) error {
	nodes := []store.Records{b.r, b.again()}
	var kept atomic.Int32
	err := together(racers, func(i int) error {
		err := nodes[i%2].Update(b.ctx, func(tx store.Tx) error {
			if i%5 == 1 { // before it did anything
				return errOwn
			}
			if err := b.insert(tx, i); err != nil {
				return err
			}
			switch i % 5 {
			case 2:
				return errOwn
			case 3:
				_ = b.insert(tx, i) // spent
			}
			return nil
		})
		if err == nil {
			kept.Add(1)
		}
		if bad := i%5 >= 1 && i%5 <= 3; bad != (err != nil) {
			return fmt.Errorf("update %d: %w", i, err)
		}
		return nil
	})
	var want []int
	for i := range racers {
		if i%5 == 0 || i%5 == 4 {
			want = append(want, i)
		}
	}
	return errors.Join(err, b.want("what stayed", b.r, want...))
}
