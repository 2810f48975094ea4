-- Deletes idle channels and redraws the epoch, in one step. KEYS  1 meta, 2 channels, then log, docs and ids of each
-- ARGV  1 the moment for ages ('' = this clock), 2 idle time, 3 least time between two such steps, 4 new epoch, then names
local meta = call('HMGET', KEYS[1], 'life', 'incarnation', 'time', 'reclaimed')
if not meta[1] or meta[2] ~= running() then
  return 0
end
local now = math.max(tonumber(ARGV[1]) or millis(), tonumber(meta[3]))
if meta[4] and now - tonumber(meta[4]) < tonumber(ARGV[3]) then
  return 0
end
local gone = 0
for i = 5, #ARGV do
  local key = 2 + (i - 5) * 3
  local known = call('HGET', KEYS[2], ARGV[i])
  if known then
    local _, _, time, versioned = record(known, meta[1])
    if now - time >= tonumber(ARGV[2]) and not (versioned and call('HLEN', KEYS[key + 2]) > 0) then
      call('UNLINK', KEYS[key + 1], KEYS[key + 2], KEYS[key + 3])
      call('HDEL', KEYS[2], ARGV[i])
      gone = gone + 1
    end
  end
end
if gone > 0 then
  call('HSET', KEYS[1], 'epoch', ARGV[4], 'reclaimed', int(now))
end
return gone
