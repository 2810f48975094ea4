-- KEYS  1 meta      ARGV  1 expected epoch, 2 expected incarnation, 3 '1' = vouched for, 4 which sequence, 5 new epoch,
--                         6 expected store
local meta = call('HMGET', KEYS[1], 'epoch', 'sequence', 'incarnation')
if not meta[1] then
  return { 'absent' }
end
local incarnation = running()
local epoch = meta[1]
local expected = epoch == ARGV[1] and meta[3] == ARGV[2] and incarnation == ARGV[6]
if not expected then
  return { 'ok', 0, epoch, tonumber(meta[2]), meta[3], incarnation }
end
if ARGV[3] ~= '1' or meta[2] ~= ARGV[4] then
  epoch = ARGV[5]
  call('HSET', KEYS[1], 'life', epoch, 'epoch', epoch)
end
call('HSET', KEYS[1], 'incarnation', incarnation)
return { 'ok', 1, epoch, tonumber(meta[2]), incarnation, incarnation }
