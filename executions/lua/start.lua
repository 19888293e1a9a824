-- start: bring an accepted execution to life: running, its trigger queued. Its document is already in MongoDB.
--
-- ARGV  1 organization  2 execution  3 plan hash  4 start node  5 class of it  6 input (payload JSON)
--       7 meta (JSON for workers)  8 '1' when somebody waits for the end  9 not after (server ms)
-- returns {'started' | 'exists' | 'late' | 'closed', epoch}
--   late: the caller read MongoDB too long ago; the execution may have run and been forgotten meanwhile
--   closed: no epoch, so this Redis is empty or being rebuilt
-- callers: executions/start.py, executions/reconcile.py
-- include: keys
-- include: execution
-- include: dispatch
local organization, id, plan, start, class = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local epoch = redis.call('GET', EPOCH)
if not epoch then return { 'closed', '0' } end
local key = key_of_execution(organization, id)
if redis.call('EXISTS', key) == 1 then return { 'exists', epoch } end
local now = now_ms()
if now > tonumber(ARGV[9]) then return { 'late', epoch } end

local x = {
  organization = organization, id = id, key = key, nodes = key .. ':nodes', outputs = key .. ':outputs',
  status = 'running', epoch = epoch, seq = 0, open = 1, plan = plan, stopping = '', events = {}, now = now,
}
local node = read_node(x, start)
node.status, node.attempt = 'queued', 1
emit(x, 'execution_started', ',"trigger":"' .. start .. '"')
emit(x, 'node_queued', node_fields(node) .. ',"nodeClass":"' .. class .. '"')

redis.call('HSET', key, 'epoch', epoch, 'plan', plan, 'meta', ARGV[7], 'started', string.format('%.0f', now),
  'reply', ARGV[8])
redis.call('HSET', x.outputs, '', ARGV[6])
write_node(x, node)
dispatch(x, node, class)
save(x)
return { 'started', epoch }
