-- KEYS  1 meta, 2 channels, 3 docs, 4 tombstones
-- ARGV  1 channel, 2 id, 3 the moment for ages ('' = this clock), 4 how long a tombstone is remembered
local meta = call('HMGET', KEYS[1], 'life', 'epoch', 'time')
if not meta[2] then
  return { 'absent' }
end
local epoch, head = meta[2], 0
local known = call('HGET', KEYS[2], ARGV[1])
if known then
  epoch, head = record(known, meta[1])
end
local text = call('HGET', KEYS[3], ARGV[2])
if text then
  return { 'ok', epoch, head, document(text).version, text }
end
local now = math.max(tonumber(ARGV[3]) or millis(), tonumber(meta[3]))
return { 'ok', epoch, head, buried(KEYS[4], ARGV[1], ARGV[2], now, tonumber(ARGV[4])) }
