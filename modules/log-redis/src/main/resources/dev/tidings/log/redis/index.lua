-- KEYS  1 meta, 2 index      ARGV  1 after, 2 most entries, 3 sequences that the index holds
local meta = call('HMGET', KEYS[1], 'epoch', 'sequence')
if not meta[1] then
  return { 'absent' }
end
local head = tonumber(meta[2])
local first = head + 1
local eldest = call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
if eldest then
  local begin = tonumber(match(eldest[1], '^%d+')) - tonumber(match(eldest[2][2], '^%d+')) + 1
  first = math.max(begin, head - tonumber(ARGV[3]) + 1)
end
local from = math.max(tonumber(ARGV[1]) + 1, first)
local found = {}
if from <= head then
  for _, entry in ipairs(call('XRANGE', KEYS[2], int(from) .. '-0', '+', 'COUNT', ARGV[2])) do
    found[#found + 1] = tonumber(match(entry[1], '^%d+'))
    found[#found + 1] = entry[2][2]
  end
end
return { 'ok', meta[1], first, head, found }
