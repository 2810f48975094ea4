local call, match = redis.call, string.match

local function int(number)
  return string.format('%.0f', number)
end

local function millis()
  local time = call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Which store answers: it has another name after every restart and promotion.
local function running()
  local info = call('INFO', 'replication')
  local _, before = string.find(info, 'master_replid:', 1, true)
  return string.sub(info, before + 1, before + 40)
end

-- A channel's record: the partition's life it was written in, its epoch, its head, when it was last written to, and
-- whether it ever had versioned documents. When the partition has begun another life since, that is its epoch.
local function record(text, life)
  local written, epoch, head, time, versioned = match(text, '^(%w+) (%w+) (%d+) (%d+) (%d)$')
  return written == life and epoch or life, tonumber(head), tonumber(time), versioned == '1'
end

-- The oldest offset that is still there and that the channel's settings cover.
local function oldest(stream, head, most)
  local first = call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
  if not first or head == 0 then
    return head + 1
  end
  return math.max(tonumber(match(first[1], '^%d+')), head - most + 1)
end

-- A document's value: version, offset that created it, offset that wrote it last, and its publication from a place on.
local function document(text)
  local version, created, offset, at = match(text, '^(%-?%d+) (%d+) (%d+) ()')
  return { version = version, created = created, offset = offset, text = text, at = at }
end

-- The version that a deleted document had; 0 when none is remembered.
local function buried(graves, name, id, now, life)
  local grave = call('HGET', graves, name .. ' ' .. id)
  if not grave then
    return '0'
  end
  local version, time = match(grave, '^(%-?%d+) (%d+)$')
  return now - tonumber(time) > life and '0' or version
end

-- Forgets up to most answers that are older than their life; the bytes that they took.
local function forgetAnswers(answers, byAge, now, life, most)
  local freed = 0
  for _ = 1, most do
    local eldest = call('LINDEX', byAge, 0)
    if not eldest then
      return freed
    end
    local time, key = match(eldest, '^(%d+) (.*)$')
    if now - tonumber(time) <= life then
      return freed
    end
    call('LPOP', byAge)
    local known = call('HGET', answers, key)
    if known then
      local answer = cmsgpack.unpack(known)
      if int(answer[1]) == time then
        call('HDEL', answers, key)
        freed = freed + 160 + #key + #answer[2]
      end
    end
  end
  return freed
end

-- Forgets what a channel's age no longer covers, from its oldest entry on; looks at a bounded number.
local function trim(stream, now, age, rounds)
  local count = 1
  for _ = 1, rounds do
    local page = call('XRANGE', stream, '-', '+', 'COUNT', count)
    if #page == 0 then
      return
    end
    for i = 1, #page do
      if now - tonumber(page[i][2][2]) < age then
        if i > 1 then
          call('XTRIM', stream, 'MINID', page[i][1])
        end
        return
      end
    end
    call('XTRIM', stream, 'MINID', int(tonumber(match(page[#page][1], '^%d+')) + 1))
    count = 32
  end
end
