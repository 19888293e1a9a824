-- dump: everything Redis knows of an execution, for checks, repair and people.
--
-- ARGV  1 organization  2 execution
-- returns {fields of the state hash, fields of the node records, names of the stored outputs}, all empty if unknown
-- callers: executions/engine.py (tests, reconciler, support)
-- include: keys
local key = key_of_execution(ARGV[1], ARGV[2])
return { redis.call('HGETALL', key), redis.call('HGETALL', key .. ':nodes'), redis.call('HKEYS', key .. ':outputs') }
