-- cancel: end an execution now. Queued and running nodes become cancelled; a running one hears of it at its next
-- renewal, and its outcome will be stale.
--
-- ARGV  1 organization  2 execution  3 reason (JSON string)
-- returns {'cancelled' | 'already' | 'absent' | 'closed', status}
-- callers: executions/cancel.py
-- include: keys
-- include: execution
-- include: finish
if not redis.call('GET', EPOCH) then return { 'closed', '' } end
local x = load(ARGV[1], ARGV[2])
if not x then return { 'absent', '' } end
if x.status ~= 'running' then return { 'already', x.status } end

local cancelled = cancel_nodes(x, { queued = true, running = true })
finish(x, 'cancelled', ',"reason":' .. ARGV[3])
for _, node in ipairs(cancelled) do write_node(x, node) end
save(x)
tell_waiter(x)
return { 'cancelled', x.status }
