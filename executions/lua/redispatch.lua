-- redispatch: push again the messages that were popped and never claimed (lost with a dying worker or a broken
-- connection). A list is first in, first out: whatever was pushed before the oldest message still in it is gone.
--
-- ARGV  1 class  2 least age (ms) of a push to be looked at  3 how many a call may handle
-- returns {pushed again, dropped because no longer queued}
-- callers: executions/clock.py (sweep)
-- include: keys
-- include: execution
-- include: dispatch
local class, limit = ARGV[1], tonumber(ARGV[3])
local before = now_ms() - tonumber(ARGV[2])
local oldest = redis.call('LINDEX', key_of_queue(class), -1)
if oldest then
  before = math.min(before, tonumber(string.match(oldest, '"dispatched_at":%s*(%d+)') or '0') - 1)
end
local pushed, dropped = 0, 0
local dispatched = key_of_dispatched(class)
local late = redis.call('ZRANGEBYSCORE', dispatched, '-inf', string.format('%.0f', before), 'LIMIT', 0, limit)
for _, member in ipairs(late) do
  local m = parse_member(member)
  local x = load(m.organization, m.execution)
  local node = x and read_node(x, m.node)
  if node and x.status == 'running' and x.epoch == m.epoch and node.status == 'queued' and node.attempt == m.attempt
  then
    dispatch(x, node, class)
    pushed = pushed + 1
  else
    redis.call('ZREM', dispatched, member)
    dropped = dropped + 1
  end
end
return { pushed, dropped }
