-- open_session: a worker process gets the right to claim, for `ttl` ms at a time.
--
-- ARGV  1 session (host.pid.nonce: never used twice)  2 ttl (ms)
-- returns {expires_at (server ms)}
-- callers: executions/sessions.py
-- include: keys
-- include: execution
local expires_at = now_ms() + tonumber(ARGV[2])
redis.call('ZADD', SESSIONS, expires_at, ARGV[1])
return { expires_at }
