-- An attempt ends without an outcome, because its process died or is shutting down: it is queued again under the
-- next fence, or fails when its budget of lost attempts is gone.
local function lose_attempt(member, session, reason, counts, budget)
  local m = parse_member(member)
  local x = load(m.organization, m.execution)
  if not x or x.status ~= 'running' or x.epoch ~= m.epoch then return end
  local node = read_node(x, m.node)
  if node.status ~= 'running' or node.attempt ~= m.attempt or node.session ~= session then return end

  emit(x, 'attempt_lost', node_fields(node) .. ',"reason":"' .. reason .. '"')
  if counts then node.lost = node.lost + 1 end
  node.session, node.next = '', ''
  local changed, requeue = {}, false
  if x.stopping ~= '' then
    node.status, x.open = 'cancelled', x.open - 1
    emit(x, 'node_cancelled', node_fields(node))
    finish_if_idle(x, 'null')
  elseif node.lost > budget then
    local error = string.format('{"code":"WORKER_LOST","message":"The worker process died %d times while it ran '
      .. 'this node.","node":"%s"}', node.lost, node.id)
    node.status, x.open = 'failed', x.open - 1
    emit(x, 'node_failed', node_fields(node) .. ',"error":' .. error)
    changed = begin_failing(x, error)
    finish_if_idle(x, 'null')
  else
    node.status, node.attempt, requeue = 'queued', node.attempt + 1, true
    emit(x, 'node_queued', node_fields(node) .. ',"nodeClass":"' .. m.class .. '"')
  end

  write_node(x, node)
  for _, other in ipairs(changed) do write_node(x, other) end
  if requeue then dispatch(x, node, m.class) end
  save(x)
  tell_waiter(x)
end

-- Gives back what a session holds, at most `limit` attempts a call. Returns how many are left.
local function lose_attempts_of(session, reason, counts, budget, limit)
  local key = key_of_session(session)
  for _, member in ipairs(redis.call('SRANDMEMBER', key, limit)) do
    lose_attempt(member, session, reason, counts, budget)
    redis.call('SREM', key, member)
  end
  local left = redis.call('SCARD', key)
  if left == 0 then redis.call('ZREM', SESSIONS, session) end
  return left
end
