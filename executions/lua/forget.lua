-- forget: drop executions that have ended and whose end is durable in MongoDB. A small tombstone stays for a while,
-- so that a late `start` of the same execution finds it.
--
-- ARGV  1 seconds the tombstone stays  2, 3 organization and execution  4, 5 the next ...
-- returns {how many were dropped}
-- callers: executions/drain.py
-- include: keys
local dropped = 0
for i = 2, #ARGV, 2 do
  local key = key_of_execution(ARGV[i], ARGV[i + 1])
  local status = redis.call('HGET', key, 'status')
  if status and status ~= 'running' and status ~= 'waiting' then
    redis.call('UNLINK', key, key .. ':nodes', key .. ':outputs')
    redis.call('HSET', key, 'status', status, 'epoch', '0', 'seq', 0, 'open', 0, 'plan', '')
    redis.call('EXPIRE', key, ARGV[1])
    dropped = dropped + 1
  end
end
return { dropped }
