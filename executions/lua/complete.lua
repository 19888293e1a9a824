-- complete: record the outcome of an attempt, deliver its edges, hand on or push what became ready, and end the
-- execution when nothing is open. One atomic step, recorded once: the fence (epoch, attempt, session) decides.
--
-- ARGV  1 organization  2 execution  3 epoch  4 node  5 attempt  6 session  7 class
--       8 'completed' | 'failed'  9 JSON of the output, or of the error  10 routes (executions/plan.py; '' if failed)
--      11 '1': a lone ready successor of class fast may run in this session, without the broker
-- returns {'done', node handed on or '', status of the execution}; a repeated call gets the same answer
--         {'stale'}   another attempt is current, or the execution has ended: the outcome is discarded
--         {'closed'}  no epoch
-- callers: executions/engine.py for run_node
-- include: keys
-- include: execution
-- include: dispatch
-- include: finish
local epoch, attempt, session, class = ARGV[3], tonumber(ARGV[5]), ARGV[6], ARGV[7]
local outcome, result, may_chain = ARGV[8], ARGV[9], ARGV[11] == '1'

if not redis.call('GET', EPOCH) then return { 'closed' } end
local x = load(ARGV[1], ARGV[2])
if not x or x.epoch ~= epoch then return { 'stale' } end
local node = read_node(x, ARGV[4])
if node.attempt ~= attempt or node.session ~= session then return { 'stale' } end
if node.status == 'completed' or node.status == 'failed' then return { 'done', node.next, x.status } end
if node.status ~= 'running' or x.status ~= 'running' then return { 'stale' } end

-- Deliver every edge; a node whose edges are all dead is skipped and delivers dead edges in turn.
local function settle(routes)
  local deliveries, records, order, ready = {}, {}, {}, {}
  for _, target in ipairs(routes.live) do deliveries[#deliveries + 1] = { target, 1 } end
  for _, target in ipairs(routes.dead) do deliveries[#deliveries + 1] = { target, 0 } end
  local i = 1
  while i <= #deliveries do
    local id, live = deliveries[i][1], deliveries[i][2]
    local spec, target = routes.nodes[id], records[id]
    if not target then
      target = read_node(x, id)
      records[id] = target
      order[#order + 1] = target
    end
    target.settled, target.live = target.settled + 1, target.live + live
    if target.settled == spec[1] then
      if target.live > 0 then
        ready[#ready + 1] = target
      else
        target.status = 'skipped'
        emit(x, 'node_skipped', ',"node":"' .. id .. '"')
        for _, after in ipairs(spec[3]) do deliveries[#deliveries + 1] = { after, 0 } end
      end
    end
    i = i + 1
  end
  return order, ready
end

local member = attempt_member(x, node, class)
local changed, pushes, handed_on = {}, {}, nil
node.status, x.open = outcome, x.open - 1
if outcome == 'failed' then
  emit(x, 'node_failed', node_fields(node) .. ',"error":' .. result)
  changed = begin_failing(x, result)
else
  local routes = cjson.decode(ARGV[10])
  local leaf = #routes.live == 0 and ',"leaf":true' or ''
  emit(x, 'node_completed', node_fields(node) .. ',"output":' .. result .. leaf)
  if x.stopping == '' then
    local ready
    changed, ready = settle(routes)
    local chains = may_chain and #ready == 1 and routes.nodes[ready[1].id][2] == 'fast'
    for _, target in ipairs(ready) do
      target.attempt, x.open = 1, x.open + 1
      local target_class = routes.nodes[target.id][2]
      if chains then
        target.status, target.session, handed_on, node.next = 'running', session, target, target.id
        emit(x, 'node_started', node_fields(target) .. ',"session":"' .. session .. '"')
      else
        target.status = 'queued'
        emit(x, 'node_queued', node_fields(target) .. ',"nodeClass":"' .. target_class .. '"')
        pushes[#pushes + 1] = { target, target_class }
      end
    end
  end
end
finish_if_idle(x, result)

if outcome == 'completed' then redis.call('HSET', x.outputs, node.id, result) end
write_node(x, node)
for _, other in ipairs(changed) do write_node(x, other) end
for _, push in ipairs(pushes) do dispatch(x, push[1], push[2]) end
redis.call('SREM', key_of_session(session), member)
if handed_on then redis.call('SADD', key_of_session(session), attempt_member(x, handed_on, 'fast')) end
save(x)
tell_waiter(x)
return { 'done', node.next, x.status }
