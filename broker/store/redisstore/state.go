package redisstore

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"sluis/broker/store"
)

var _ store.State = (*Store)(nil)

// Get reads with a plain GET: one key is one instant.
func (s *Store) Get(ctx context.Context, key store.Key) (store.Value, error) {
	if err := s.able(ctx); err != nil {
		return store.Value{}, err
	}
	name, _ := s.names(key)
	raw, err := s.client.Get(ctx, name).Result()
	if errors.Is(err, redis.Nil) {
		return store.Value{}, store.ErrNotFound
	}
	if err != nil {
		return store.Value{}, s.said(err)
	}
	return s.read(raw)
}

// Create is [store.State].
func (s *Store) Create(ctx context.Context, key store.Key, data []byte, ttl time.Duration) error {
	out, err := s.write(ctx, createScript, key, isValue, newVersion(), data, ttl)
	if err != nil {
		return err
	}
	if out == int64(0) {
		return store.ErrExists
	}
	return nil
}

// Swap is [store.State].
func (s *Store) Swap(ctx context.Context, key store.Key, old uint64, data []byte, ttl time.Duration) (uint64, error) {
	next := newVersion()
	out, err := s.write(ctx, swapScript, key, isValue, next, data, ttl, fmt.Sprintf("%016x", old))
	if err != nil {
		return 0, err
	}
	switch out := out.(type) {
	case string: // a mark; it may have expired by our clock meanwhile
		_, err := s.read(out)
		return 0, err
	case int64:
		switch out {
		case 0:
			return 0, store.ErrNotFound
		case 2:
			return 0, store.ErrConflict
		}
	}
	return strconv.ParseUint(next, 16, 64)
}

// Take is [store.State].
func (s *Store) Take(ctx context.Context, key store.Key, mark []byte, ttl time.Duration) ([]byte, error) {
	out, err := s.write(ctx, takeScript, key, isMark, newVersion(), mark, ttl)
	if err != nil {
		return nil, err
	}
	old, ok := out.(string)
	switch {
	case !ok:
		return nil, store.ErrNotFound
	case old[0] == isMark:
		return nil, &store.TakenError{Mark: []byte(old[headSize:])}
	case old[0] == isValue: // it was live when the script ran, and now it is ours
		return []byte(old[headSize:]), nil
	}
	return nil, errForeign
}

// write runs a script that puts an entry under a key.
func (s *Store) write(ctx context.Context, c script, key store.Key, kind byte, version string, data []byte, ttl time.Duration, more ...any) (any, error) {
	if err := checkData(data); err != nil {
		return nil, err
	}
	l, err := s.life(ttl)
	if err != nil {
		return nil, err
	}
	if err := s.able(ctx); err != nil {
		return nil, err
	}
	name, _ := s.names(key)
	out, err := c.run(ctx, s.client, name, append([]any{l.now, entry(kind, version, l, data), l.sweep}, more...)...)
	return out, s.said(err)
}

// Add is [store.State].
func (s *Store) Add(ctx context.Context, key store.Key, n int64, ttl time.Duration) (int64, error) {
	if err := checkStep(n); err != nil {
		return 0, err
	}
	l, err := s.life(ttl)
	if err != nil {
		return 0, err
	}
	if err := s.able(ctx); err != nil {
		return 0, err
	}
	_, name := s.names(key)
	if n == 0 {
		return s.count(ctx, name)
	}
	out, err := addScript.run(ctx, s.client, name, l.now, l.expires, l.sweep, n)
	if err != nil {
		return 0, s.said(err)
	}
	text, _ := out.(string)
	return strconv.ParseInt(text, 10, 64)
}

func (s *Store) count(ctx context.Context, name string) (int64, error) {
	fields, err := s.client.HMGet(ctx, name, "e", "n").Result()
	if err != nil {
		return 0, s.said(err)
	}
	ends, ok1 := fields[0].(string)
	sum, ok2 := fields[1].(string)
	if !ok1 || !ok2 {
		return 0, nil
	}
	expires, err := strconv.ParseInt(ends, 10, 64)
	if err != nil || s.now().UnixMilli() >= expires {
		return 0, err
	}
	return strconv.ParseInt(sum, 10, 64)
}

// Delete is [store.State].
func (s *Store) Delete(ctx context.Context, key store.Key) error {
	if err := s.able(ctx); err != nil {
		return err
	}
	value, counter := s.names(key)
	cmd := redis.NewCmd(ctx, "del", value, counter)
	return s.said(s.client.Process(ctx, once{cmd}))
}

// able says why nothing can be done.
func (s *Store) able(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.Ready()
}

// said marks an error as one of Redis; no value is in them. Where a Cluster's server did
// not answer, another one may have its slots by now.
func (s *Store) said(err error) error {
	if err == nil {
		return nil
	}
	if _, answered := errors.AsType[redis.Error](err); !answered {
		if c, ok := s.client.(*redis.ClusterClient); ok {
			c.ReloadState(context.Background())
		}
	}
	return fmt.Errorf("store: redis: %w", err)
}
