-- claim: a worker's session takes a queued attempt. Wins once; the same session asking again gets the same answer.
--
-- ARGV  1 organization  2 execution  3 epoch  4 node  5 attempt  6 session  7 class  8 plan hash
--       9... nodes whose outputs it reads ('' is the input of the execution)
-- returns {'claimed', meta, started_at, output of each asked node ('' when it has none)}
--         {'stale'}       another attempt is current, or the execution has ended: drop the message
--         {'no_session'}  the session is unknown or expired: open a new one and ask again
--         {'closed'}      no epoch
-- callers: executions/engine.py for run_node
-- include: keys
-- include: execution
-- include: dispatch
-- include: sessions
local epoch, attempt, session, class = ARGV[3], tonumber(ARGV[5]), ARGV[6], ARGV[7]
local member = table.concat({ ARGV[1], ARGV[2], ARGV[4], ARGV[5], class, epoch, ARGV[8] }, '|')

if not redis.call('GET', EPOCH) then return { 'closed' } end
if not session_is_open(session) then return { 'no_session' } end
local x = load(ARGV[1], ARGV[2])
local node = x and x.status == 'running' and x.epoch == epoch and read_node(x, ARGV[4])
local is_current = node and node.attempt == attempt
if not is_current or not (node.status == 'queued' or (node.status == 'running' and node.session == session)) then
  redis.call('ZREM', key_of_dispatched(class), member)
  return { 'stale' }
end

local info = redis.call('HMGET', x.key, 'meta', 'started')
local answer = { 'claimed', info[1], info[2] }
for i = 9, #ARGV do
  answer[#answer + 1] = redis.call('HGET', x.outputs, ARGV[i]) or ''
end
if node.status == 'running' then return answer end

node.status, node.session = 'running', session
emit(x, 'node_started', node_fields(node) .. ',"session":"' .. session .. '"')
redis.call('ZREM', key_of_dispatched(class), member)
redis.call('SADD', key_of_session(session), member)
write_node(x, node)
save(x)
return answer
