-- KEYS  1 meta, 2 answers
local meta = call('HMGET', KEYS[1], 'epoch', 'sequence', 'incarnation', 'bytes')
if not meta[1] then
  return { 'absent' }
end
return { 'ok', meta[1], tonumber(meta[2]), meta[3], running(), call('HLEN', KEYS[2]), tonumber(meta[4] or 0) }
