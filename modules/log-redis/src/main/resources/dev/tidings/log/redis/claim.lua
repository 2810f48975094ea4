-- Whether the partition's upkeep is due, and then this caller's. KEYS  1 meta      ARGV  1 interval in ms
local meta = call('HMGET', KEYS[1], 'incarnation', 'swept')
if not meta[1] or meta[1] ~= running() then
  return 0
end
local now, swept = millis(), tonumber(meta[2] or '0')
if now >= swept and now - swept < tonumber(ARGV[1]) then
  return 0
end
call('HSET', KEYS[1], 'swept', int(now))
return 1
