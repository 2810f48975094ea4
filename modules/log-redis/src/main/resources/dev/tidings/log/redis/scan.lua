-- KEYS  1 meta, 2 channels, 3 log, 4 docs, 5 ids
-- ARGV  1 the last page's cursor ('' = none), 2 most documents, 3 most bytes, 4 publications the channel keeps, 5 channel
local meta = call('HMGET', KEYS[1], 'life', 'epoch')
if not meta[2] then
  return { 'absent' }
end
local epoch, head = meta[2], 0
local known = call('HGET', KEYS[2], ARGV[5])
if known then
  epoch, head = record(known, meta[1])
end
local most = tonumber(ARGV[2])
local from = ARGV[1] == '' and '-inf' or '(' .. ARGV[1]
local page = call('ZRANGEBYSCORE', KEYS[5], from, '+inf', 'WITHSCORES', 'LIMIT', 0, int(most + 1))
local found, bytes, cursor = {}, 0, ''
for i = 1, #page, 2 do
  if #found == 2 * most or (bytes > tonumber(ARGV[3]) and #found > 0) then
    cursor = page[i - 1]
    break
  end
  local text = call('HGET', KEYS[4], page[i])
  if text then
    bytes = bytes + #text
    found[#found + 1] = page[i]
    found[#found + 1] = text
  end
end
return { 'ok', epoch, oldest(KEYS[3], head, tonumber(ARGV[4])), head, cursor, found }
