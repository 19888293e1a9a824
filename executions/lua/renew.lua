-- renew: extend a session, and hear which of its attempts are no longer its own (cancelled, or given to others).
--
-- ARGV  1 session  2 ttl (ms)
-- returns {1, member of each lost attempt ...}, or {0} when the session has expired: it must not be used again
-- callers: executions/sessions.py
-- include: keys
-- include: execution
-- include: dispatch
-- include: sessions
local session = ARGV[1]
if not session_is_open(session) then return { 0 } end
local answer, key = { 1 }, key_of_session(session)
for _, member in ipairs(redis.call('SMEMBERS', key)) do
  local m = parse_member(member)
  local x = load(m.organization, m.execution)
  local node = x and read_node(x, m.node)
  local holds = node and x.status == 'running' and node.status == 'running'
    and node.attempt == m.attempt and node.session == session
  if not holds then answer[#answer + 1] = member end
end
redis.call('ZADD', SESSIONS, now_ms() + tonumber(ARGV[2]), session)
return answer
