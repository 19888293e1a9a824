-- expire: a session that was not renewed in time loses its attempts; each is queued again or fails.
--
-- ARGV  1 session  2 budget of lost attempts per node  3 how many attempts a call may handle  4 '1': known to be dead
-- returns {attempts left to handle (call again), 1 when the session was over | 0 when it still has time}
-- callers: executions/clock.py (sweep)
-- include: keys
-- include: execution
-- include: dispatch
-- include: finish
-- include: lose
local session = ARGV[1]
local expires_at = redis.call('ZSCORE', SESSIONS, session)
if expires_at and ARGV[4] ~= '1' and tonumber(expires_at) > now_ms() then return { 0, 0 } end
-- Out of the list first: from here on the session can neither renew nor claim.
redis.call('ZREM', SESSIONS, session)
local left = lose_attempts_of(session, 'expired', true, tonumber(ARGV[2]), tonumber(ARGV[3]))
if left > 0 then redis.call('ZADD', SESSIONS, 0, session) end
return { left, 1 }
