package redisstore

import (
	"context"
	"crypto/sha1" //nolint:gosec // how Redis names a script (EVALSHA); nothing trusts it
	"encoding/hex"
	"errors"

	"github.com/redis/go-redis/v9"
)

// script is a Lua script. Redis runs nothing else while it runs one.
type script struct{ text, sha string }

func newScript(text string) script {
	sum := sha1.Sum([]byte(text)) //nolint:gosec // see above
	return script{text, hex.EncodeToString(sum[:])}
}

// scripts are those of the operations. ARGV[1] is now in each.
var (
	// create: ARGV new entry, sweep. 1: done; 0: something lives there.
	createScript = newScript(`
local head = redis.call('GETRANGE', KEYS[1], 0, 29)
if #head == 30 and tonumber(string.sub(head, 18, 30)) > tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`)

	// swap: ARGV new entry, sweep, old version. 1: done; 0: nothing lives there; 2: it
	// has another version; an entry: the mark that stands there.
	swapScript = newScript(`
local head = redis.call('GETRANGE', KEYS[1], 0, 29)
if #head < 30 or tonumber(string.sub(head, 18, 30)) <= tonumber(ARGV[1]) then return 0 end
if string.sub(head, 1, 1) == 'm' then return redis.call('GET', KEYS[1]) end
if string.sub(head, 2, 17) ~= ARGV[4] then return 2 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`)

	// take: ARGV new entry, sweep. 0: nothing lives there; an entry: what stood there,
	// a value that was taken by this call, or the mark that stays.
	takeScript = newScript(`
local old = redis.call('GET', KEYS[1])
if not old or #old < 30 or tonumber(string.sub(old, 18, 30)) <= tonumber(ARGV[1]) then return 0 end
if string.sub(old, 1, 1) == 'v' then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return old`)

	// add: ARGV expires, sweep, step. The sum, as text: Lua's numbers end at 2⁵³.
	addScript = newScript(`
local ends = redis.call('HGET', KEYS[1], 'e')
if not ends or tonumber(ends) <= tonumber(ARGV[1]) then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'e', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
redis.call('HINCRBY', KEYS[1], 'n', ARGV[4])
return redis.call('HGET', KEYS[1], 'n')`)
)

// once is a command that is never sent again after it may have arrived.
type once struct{ *redis.Cmd }

// NoRetry is asked by go-redis.
func (once) NoRetry() bool { return true }

// processor is what sends a command.
type processor interface {
	Process(ctx context.Context, cmd redis.Cmder) error
}

// run runs a script on one key. That a server does not know the script (it was
// restarted) is an answer before anything ran.
func (c script) run(ctx context.Context, p processor, key string, args ...any) (any, error) {
	send := func(verb, script string) (any, error) {
		cmd := redis.NewCmd(ctx, append([]any{verb, script, 1, key}, args...)...)
		err := p.Process(ctx, once{cmd})
		return cmd.Val(), err
	}
	out, err := send("evalsha", c.sha)
	if errors.Is(err, redis.ErrNoScript) || redis.HasErrorPrefix(err, "NOSCRIPT") {
		out, err = send("eval", c.text)
	}
	return out, err
}
