-- Forgets what is too old. KEYS  1 meta, 2 answers, 3 answers-by-age, 4 tombstones, 5 tombstones-by-age, then channels' logs
-- ARGV  1 the moment for ages ('' = this clock), 2 life of answers and tombstones, 3 most of them, then channels' ages
local meta = call('HMGET', KEYS[1], 'incarnation', 'time', 'bytes')
if not meta[1] or meta[1] ~= running() then
  return 0
end
local now = math.max(tonumber(ARGV[1]) or millis(), tonumber(meta[2]))
local life, most = tonumber(ARGV[2]), tonumber(ARGV[3])
local freed = forgetAnswers(KEYS[2], KEYS[3], now, life, most)
if freed > 0 then
  call('HSET', KEYS[1], 'bytes', int(tonumber(meta[3]) - freed))
end
local graves = call('ZRANGEBYSCORE', KEYS[5], '-inf', '(' .. int(now - life), 'LIMIT', 0, most)
for _, grave in ipairs(graves) do
  call('HDEL', KEYS[4], grave)
  call('ZREM', KEYS[5], grave)
end
for i = 6, #KEYS do
  trim(KEYS[i], now, tonumber(ARGV[i - 2]), 64)
end
return 1
