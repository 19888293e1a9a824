-- renew_lead: become or stay the leading engine process.
--
-- ARGV  1 name of the process  2 ttl (ms)
-- returns 1 when it leads, 0 when another one does
-- callers: executions/leader.py
local holder = redis.call('GET', 'engine:leader')
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', 'engine:leader', ARGV[1], 'PX', ARGV[2])
return 1
