-- KEYS  1 meta, 2 channels, 3 log      ARGV  1 after, 2 most entries, 3 most bytes, 4 publications the channel keeps
local after, most, mostBytes = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local meta = call('HMGET', KEYS[1], 'life', 'epoch', 'sequence')
if not meta[2] then
  return { 'absent' }
end
local epoch, head = meta[2], 0
local known = call('HGET', KEYS[2], ARGV[5])
if known then
  epoch, head = record(known, meta[1])
end
local first = oldest(KEYS[3], head, tonumber(ARGV[4]))

-- Pages that begin small, since nothing is known of the entries' sizes, and then are as large as there is room left.
local entries, bytes, page = {}, 0, 16
local newest = after < 0
local from = newest and head or math.max(after + 1, first)
local step = newest and -1 or 1
while #entries < most and from >= first and from <= head do
  local count = math.min(page, most - #entries)
  local found
  if newest then
    found = call('XREVRANGE', KEYS[3], int(from) .. '-0', int(first) .. '-0', 'COUNT', count)
  else
    found = call('XRANGE', KEYS[3], int(from) .. '-0', '+', 'COUNT', count)
  end
  if #found == 0 then
    break
  end
  for i = 1, #found do
    local body = found[i][2][4]
    bytes = bytes + #body + 96
    if (bytes > mostBytes and #entries > 0) or tonumber(match(found[i][1], '^%d+')) ~= from then
      most = 0
      break
    end
    entries[#entries + 1] = body
    from = from + step
  end
  local size = math.max(1, math.ceil(bytes / math.max(1, #entries)))
  page = math.min(256, math.max(1, math.floor((mostBytes - bytes) / size) + 1))
end
return { 'ok', epoch, first, head, meta[2], tonumber(meta[3]), entries }
