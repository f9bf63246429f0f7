package redisstore

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// oldest is the oldest Redis that is taken: since 7.0 a script's clock stands still
// while it runs, and its effects are what replicas get. Valkey tells the Redis that
// it is compatible with.
const oldest = 7

// facts is what a server tells of itself by INFO, which needs no right to read its
// configuration.
type facts struct {
	version  string
	role     string
	lineage  string // master_replid: of the history of its data
	policy   string
	mode     string // standalone, cluster, sentinel
	guarded  bool   // it stops taking writes when no replica follows
	onDisk   bool   // it has an append-only file
	replicas int
}

// readFacts reads the answer to INFO.
func readFacts(info string) facts {
	var f facts
	for line := range strings.Lines(info) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok {
			continue
		}
		switch name {
		case "redis_version":
			f.version = value
		case "role":
			f.role = value
		case "master_replid":
			f.lineage = value
		case "maxmemory_policy":
			f.policy = value
		case "redis_mode":
			f.mode = value
		case "min_slaves_good_slaves":
			f.guarded = true
		case "aof_enabled":
			f.onDisk = value == "1"
		case "connected_slaves":
			f.replicas, _ = strconv.Atoi(value) // a warning hangs on it, no more
		}
	}
	return f
}

// unfit says why a server cannot keep the promises; nil: it can.
func (a Address) unfit(f facts) error {
	major, _, _ := strings.Cut(f.version, ".")
	n, err := strconv.Atoi(major)
	switch {
	case f.mode == "sentinel":
		return errors.New("the server is a Sentinel: write redis+sentinel:// in stores.state")
	case err != nil || f.lineage == "" || f.role == "" || f.policy == "":
		return errors.New("the server tells nothing of itself: its user needs +info, and a proxy must pass INFO on")
	case n < oldest:
		return fmt.Errorf("the server is version %s; sluis needs Redis %d.0 or Valkey 7.2, or later", shown(f.version), oldest)
	case f.policy != "noeviction":
		return fmt.Errorf("the server forgets by itself when its memory is full (maxmemory-policy %s), and replay marks with the rest: set maxmemory-policy noeviction", shown(f.policy))
	case f.mode == "cluster" && a.kind != cluster:
		return errors.New("the server is a node of a Cluster: write redis+cluster:// in stores.state")
	case f.mode != "cluster" && a.kind == cluster:
		return errors.New("the server is no node of a Cluster: write redis:// or redis+sentinel:// in stores.state")
	case f.role != "master" && a.kind != cluster:
		return errors.New("the server is a replica: name the master, or its Sentinels with redis+sentinel://")
	case a.kind == sentinel && !f.guarded:
		return errors.New("the server would go on taking writes after the Sentinels have replaced it, and an answer could be used on both sides: set min-replicas-to-write 1 and a min-replicas-max-lag below the Sentinels' down-after-milliseconds, on every server")
	}
	return nil
}

// shown keeps what a server tells on one line of a log.
func shown(s string) string { return strconv.QuoteToASCII(s[:min(len(s), 40)]) }
