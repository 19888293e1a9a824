-- Ways an execution comes to its end. They collect events and change `x`; the caller saves.
local function finish(x, status, fields)
  x.status, x.ending = status, fields
  emit(x, 'execution_' .. status, fields)
end

-- To be called after `save`: hands the end, with the last node's output, to whoever waits for it over HTTP.
local function tell_waiter(x)
  if x.reply ~= '1' or not x.ending then return end
  local key = key_of_reply(x.organization, x.id)
  redis.call('LPUSH', key, string.format('{"status":"%s"%s}', x.status, x.ending))
  redis.call('EXPIRE', key, 60)
end

-- Nodes that stand in `statuses` become cancelled. Returns their records, to be written.
local function cancel_nodes(x, statuses)
  local cancelled, all = {}, redis.call('HGETALL', x.nodes)
  for i = 1, #all, 2 do
    if statuses[string.match(all[i + 1], '^%a+')] then
      local node = read_node(x, all[i])
      node.status = 'cancelled'
      x.open = x.open - 1
      emit(x, 'node_cancelled', node_fields(node))
      cancelled[#cancelled + 1] = node
    end
  end
  return cancelled
end

-- A node failed and nothing catches it: what is queued is cancelled, what runs may finish, then the execution fails.
-- `error` is the JSON of the node's error. Returns the records that changed.
local function begin_failing(x, error)
  if x.stopping ~= '' then return {} end
  x.stopping = error
  return cancel_nodes(x, { queued = true })
end

-- `output` is the payload of the node that completed last, for whoever waits; the journal has it already.
local function finish_if_idle(x, output)
  if x.open > 0 then return end
  if x.stopping ~= '' then
    finish(x, 'failed', ',"error":' .. x.stopping)
  else
    finish(x, 'completed', '')
    x.ending = ',"output":' .. output
  end
end
