-- Deletes idle channels and redraws the epoch, in one step. KEYS  1 meta, 2 channels, then log, docs and ids of each
-- ARGV  1 the moment for ages ('' = this clock), 2 least time between two such steps, 3 new epoch, then name and idle time
--       of each
local meta = call('HMGET', KEYS[1], 'life', 'incarnation', 'time', 'reclaimed')
if not meta[1] or meta[2] ~= running() then
  return 0
end
local now = math.max(tonumber(ARGV[1]) or millis(), tonumber(meta[3]))
if meta[4] and now - tonumber(meta[4]) < tonumber(ARGV[2]) then
  return 0
end
local gone = 0
for key = 3, #KEYS, 3 do
  local name, idle = ARGV[4 + (key - 3) / 3 * 2], tonumber(ARGV[5 + (key - 3) / 3 * 2])
  local known = call('HGET', KEYS[2], name)
  if known then
    local _, _, time, versioned = record(known, meta[1])
    if now - time >= idle and not (versioned and call('HLEN', KEYS[key + 1]) > 0) then
      call('UNLINK', KEYS[key], KEYS[key + 1], KEYS[key + 2])
      call('HDEL', KEYS[2], name)
      gone = gone + 1
    end
  end
end
if gone > 0 then
  call('HSET', KEYS[1], 'epoch', ARGV[3], 'reclaimed', int(now))
end
return gone
