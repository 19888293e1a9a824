-- Pushing the Celery message of a queued attempt. The envelope is Kombu's; ids are plain, so nothing needs escaping.
local ENVELOPE = '{"body":"[[\\"%s\\",\\"%s\\",\\"%s\\",%d,%s,\\"%s\\"],{},'
  .. '{\\"callbacks\\":null,\\"errbacks\\":null,\\"chain\\":null,\\"chord\\":null}]",'
  .. '"content-encoding":"utf-8","content-type":"application/json",'
  .. '"headers":{"lang":"py","task":"executions.run_node","id":"%s","root_id":"%s","parent_id":null,"group":null,'
  .. '"retries":0,"eta":null,"expires":null,"timelimit":[null,null],"argsrepr":"","kwargsrepr":"",'
  .. '"origin":"engine","dispatched_at":%.0f},'
  .. '"properties":{"correlation_id":"%s","delivery_mode":2,"priority":0,"delivery_tag":"%s",'
  .. '"delivery_info":{"exchange":"","routing_key":"%s"}}}'

-- An attempt as one word, for sets of attempts: organization|execution|node|attempt|class|epoch|plan
local function attempt_member(x, node, class)
  return table.concat({ x.organization, x.id, node.id, node.attempt, class, x.epoch, x.plan }, '|')
end

local function parse_member(member)
  local organization, execution, node, attempt, class, epoch, plan =
    string.match(member, '^([^|]+)|([^|]+)|([^|]+)|(%d+)|([^|]+)|(%d+)|([^|]+)$')
  return {
    organization = organization, execution = execution, node = node, attempt = tonumber(attempt),
    class = class, epoch = epoch, plan = plan,
  }
end

local function dispatch(x, node, class)
  local queue = key_of_queue(class)
  local task_id = x.id .. '.' .. node.id .. '.' .. node.attempt
  redis.call('LPUSH', queue, string.format(ENVELOPE, x.organization, x.id, node.id, node.attempt, x.epoch, x.plan,
    task_id, x.id, x.now, task_id, task_id, queue))
  redis.call('ZADD', key_of_dispatched(class), x.now, attempt_member(x, node, class))
end
