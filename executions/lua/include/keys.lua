-- Names of the keys the scripts touch; automaton/redis.py has the same names and a test compares them.
-- Scripts build names instead of declaring KEYS: the engine runs on one Redis, and scales by cells.
local EPOCH, SESSIONS, JOURNAL = 'engine:epoch', 'engine:sessions', 'engine:journal'
local function key_of_session(id) return 'engine:session:' .. id end
local function key_of_queue(class) return 'n1.' .. class end
local function key_of_dispatched(class) return 'engine:dispatched:' .. class end
local function key_of_execution(organization, execution) return 'o:' .. organization .. ':x:' .. execution end
local function key_of_reply(organization, execution) return 'o:' .. organization .. ':reply:' .. execution end
