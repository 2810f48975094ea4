-- KEYS  1 meta
local meta = call('HMGET', KEYS[1], 'epoch', 'sequence', 'incarnation')
if not meta[1] then
  return { 'absent' }
end
return { 'ok', meta[1], tonumber(meta[2]), meta[3], running() }
