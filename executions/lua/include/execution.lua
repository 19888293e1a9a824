-- An execution under change: `load` reads it, `emit` collects events, `save` writes state and journal together.
-- Nothing is written before `save`, `write_node` or `dispatch`: Redis does not undo a script that fails midway.
local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- nil when Redis does not know it (never started, or ended and forgotten).
local function load(organization, id)
  local key = key_of_execution(organization, id)
  local v = redis.call('HMGET', key, 'status', 'epoch', 'seq', 'open', 'plan', 'stopping', 'reply')
  if not v[1] then return nil end
  return {
    organization = organization, id = id, key = key, nodes = key .. ':nodes', outputs = key .. ':outputs',
    status = v[1], epoch = v[2], seq = tonumber(v[3]), open = tonumber(v[4]), plan = v[5],
    stopping = v[6] or '', reply = v[7] or '', events = {}, now = now_ms(),
  }
end

-- `fields` is JSON text that begins with a comma, or ''.
local function emit(x, type, fields)
  x.seq = x.seq + 1
  x.events[#x.events + 1] = string.format('{"seq":%d,"type":"%s","at":%.0f%s}', x.seq, type, x.now, fields)
end

local function save(x)
  redis.call('HSET', x.key, 'status', x.status, 'seq', x.seq, 'open', x.open, 'stopping', x.stopping)
  redis.call('XADD', JOURNAL, '*', 'organization', x.organization, 'execution', x.id, 'epoch', x.epoch,
    'events', '[' .. table.concat(x.events, ',') .. ']')
end

-- Node record: status|attempt|settled|live|session|lost|next
--   settled, live: edges into it that have been delivered, and how many of these carry items
--   lost: attempts whose process died;  next: the successor that `complete` handed to the same session
local function read_node(x, id)
  local raw = redis.call('HGET', x.nodes, id)
  if not raw then
    return { id = id, status = 'pending', attempt = 0, settled = 0, live = 0, session = '', lost = 0, next = '' }
  end
  local status, attempt, settled, live, session, lost, next =
    string.match(raw, '^(%a+)|(%d+)|(%d+)|(%d+)|([^|]*)|(%d+)|(.*)$')
  return {
    id = id, status = status, attempt = tonumber(attempt), settled = tonumber(settled), live = tonumber(live),
    session = session, lost = tonumber(lost), next = next,
  }
end

local function write_node(x, node)
  redis.call('HSET', x.nodes, node.id, table.concat({
    node.status, node.attempt, node.settled, node.live, node.session, node.lost, node.next }, '|'))
end

local function node_fields(node)
  return string.format(',"node":"%s","attempt":%d', node.id, node.attempt)
end
