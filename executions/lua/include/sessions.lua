-- A session may be used while it is listed. Score 0 marks one whose attempts are being taken away.
local function session_is_open(session)
  local expires_at = redis.call('ZSCORE', SESSIONS, session)
  return expires_at and tonumber(expires_at) > 0
end
