-- KEYS  1 meta, 2 channels, 3 index, 4 answers, 5 answers-by-age, 6 tombstones, 7 tombstones-by-age, 8 fences, 9 writer,
--       then log, docs and ids of each channel
-- ARGV  1 number of the writer's batch, 2 deadline by this server's clock, 3 the moment for ages ('' = this clock), 4 plan,
--       5 the store that the writer reads from ('' = not known yet): it must not write to another
local number, plan = tonumber(ARGV[1]), cmsgpack.unpack(ARGV[4])
local keyLife, maxKeys, maxKeyBytes, maxGraves, maxIndex = plan[1], plan[2], plan[3], plan[4], plan[5]
local ms = millis()

local meta = call('HMGET', KEYS[1], 'life', 'epoch', 'incarnation', 'sequence', 'time', 'bytes')
local life, epoch = meta[1], meta[2]
if not epoch then
  return { 'absent', ms }
end
local base = tonumber(meta[4]) + 1
local sequence = base - 1

local function conflict(version, found)
  if found then
    return { 'C', version, tonumber(found.offset), string.sub(found.text, found.at) }
  end
  return { 'C', version }
end

-- Was this very batch applied before, and only its answer lost? A batch that a later one has overtaken is too late.
local written = call('GET', KEYS[9])
if written then
  local last = cmsgpack.unpack(written)
  if last[1] == number then
    for i, result in ipairs(last[3]) do
      if type(result) == 'table' and result[1] == 'C' then
        local item = plan[7][i]
        local now = call('HGET', KEYS[11 + (item[1] - 1) * 3], item[3][1])
        last[3][i] = conflict(result[2], now and document(now))
      end
    end
    return { 'done', ms, epoch, last[2], last[3] }
  elseif last[1] > number then
    return { 'late', ms }
  end
end
if ms > tonumber(ARGV[2]) then
  return { 'late', ms }
end
local incarnation = running()
if ARGV[5] ~= '' and ARGV[5] ~= incarnation then
  return { 'other', ms, incarnation }
end
if meta[3] ~= incarnation then
  return { 'adopt', ms, epoch, base - 1, meta[3], incarnation }
end

local now = math.max(tonumber(ARGV[3]) or ms, tonumber(meta[5]))
local nowText = int(now)

local channels = {}
for i, spec in ipairs(plan[6]) do
  local key = 9 + (i - 1) * 3
  local channel = {
    name = spec[1], most = spec[2], age = spec[3],
    log = KEYS[key + 1], docs = KEYS[key + 2], ids = KEYS[key + 3],
    epoch = epoch, head = 0, versioned = false,
  }
  local known = call('HGET', KEYS[2], channel.name)
  if known then
    local _
    channel.epoch, channel.head, _, channel.versioned = record(known, life)
  elseif call('EXISTS', channel.log) == 1 then
    return redis.error_reply('TIDINGS a log without a record: ' .. channel.log)
  end
  channel.before = channel.head
  channels[i] = channel
end

local keyCount, keyBytes, hasBuried = nil, tonumber(meta[6]), false

local function hasRoom(size)
  if not keyCount then
    keyBytes = keyBytes - forgetAnswers(KEYS[4], KEYS[5], now, keyLife, 64)
    keyCount = call('HLEN', KEYS[4])
  end
  return keyCount < maxKeys and keyBytes + size <= maxKeyBytes
end

-- What stands against an item: key, fence, version, bounds, in this order. Also the document and its version as found.
local function check(item, channel)
  local write, key, fence = item[3], item[4], item[5]
  if key then
    local known = call('HGET', KEYS[4], key[1])
    if known then
      local a = cmsgpack.unpack(known)
      if now - a[1] <= keyLife then
        return a[2] == key[2] and { 'R', a[3], a[4], a[5], a[6], a[7], a[8] or nil } or { 'K' }
      end
    end
  end
  if fence then
    local highest = call('HGET', KEYS[8], fence[1])
    if highest and fence[2] < highest then
      return { 'F', highest }
    end
  end
  local found, version
  if write then
    local text = call('HGET', channel.docs, write[1])
    found = text and document(text) or nil
    version = found and found.version or buried(KEYS[6], channel.name, write[1], now, keyLife)
    if write[2] ~= '-1' and not (write[2] == version and write[3] == (found ~= nil)) then
      return conflict(version, found)
    end
  end
  if key and not hasRoom(160 + #key[1] + #key[2]) then
    return { 'X' }
  end
  return nil, version
end

local function fold(channel, key, change, version, bytes)
  local offset = int(channel.head)
  local before = call('HGET', channel.docs, key)
  if change == 1 then
    local created = before and document(before).created or offset
    call('HSET', channel.docs, key, version .. ' ' .. created .. ' ' .. offset .. ' ' .. bytes)
    if not before then
      call('ZADD', channel.ids, offset, key)
    end
  elseif before then
    call('HDEL', channel.docs, key)
    call('ZREM', channel.ids, key)
  end
end

local function bury(channel, write, change)
  local grave = channel.name .. ' ' .. write[1]
  if change == 2 then
    call('HSET', KEYS[6], grave, write[4] .. ' ' .. nowText)
    call('ZADD', KEYS[7], nowText, grave)
    hasBuried = true
  elseif call('HDEL', KEYS[6], grave) == 1 then
    call('ZREM', KEYS[7], grave)
  end
end

local function remember(channel, key, write, first, version)
  local answer = { now, key[2], key[3], channel.epoch, channel.head, first, version, write and write[1] or false }
  call('HSET', KEYS[4], key[1], cmsgpack.pack(answer))
  call('RPUSH', KEYS[5], nowText .. ' ' .. key[1])
  keyCount = keyCount + 1
  keyBytes = keyBytes + 160 + #key[1] + #key[2]
end

-- The index has one entry for each run of publications of one channel.
local run = nil

local function endRun()
  if run then
    local place = int(run.count) .. ' ' .. int(run.head) .. ' ' .. run.channel.name
    call('XADD', KEYS[3], 'MAXLEN', '~', maxIndex, int(run.sequence) .. '-0', 'e', place)
  end
end

local function count(channel, entries)
  sequence = sequence + entries
  if not run or run.channel ~= channel then
    endRun()
    run = { channel = channel, count = 0 }
  end
  run.count, run.head, run.sequence = run.count + entries, channel.head, sequence
end

-- Nothing in here can fail: the types are ours and the ids grow.
local function apply(item, channel, version)
  local entries, write, key, fence = item[2], item[3], item[4], item[5]
  local first = channel.head + 1
  for i, entry in ipairs(entries) do
    local bytes = type(entry) == 'string' and entry or entry[1]
    channel.head = channel.head + 1
    call('XADD', channel.log, 'MAXLEN', '~', channel.most, int(channel.head) .. '-0', 't', nowText, 'p', bytes)
    if type(entry) == 'table' then
      fold(channel, entry[3], entry[2], i == 1 and write and write[4] or '0', bytes)
    end
  end
  if #entries > 0 then
    count(channel, #entries)
    if write then
      version = write[4]
      channel.versioned = channel.versioned or entries[1][2] == 1
      bury(channel, write, entries[1][2])
    end
  end
  if fence then
    call('HSET', KEYS[8], fence[1], fence[2])
  end
  if key then
    remember(channel, key, write, #entries > 0 and first or 0, version or '0')
  end
  return channel.epoch == epoch and channel.head or { 'A', channel.head, channel.epoch }
end

local results, stored, applied = {}, {}, false
for i, item in ipairs(plan[7]) do
  local channel = channels[item[1]]
  local refusal, version = check(item, channel)
  if refusal then
    results[i] = refusal
    stored[i] = refusal[1] == 'C' and { 'C', refusal[2] } or refusal
  else
    applied = true
    results[i] = apply(item, channel, version)
    stored[i] = results[i]
  end
end

if applied then
  endRun()
  for _, channel in ipairs(channels) do
    if channel.head > channel.before then
      local versioned = channel.versioned and ' 1' or ' 0'
      local text = life .. ' ' .. channel.epoch .. ' ' .. int(channel.head) .. ' ' .. nowText .. versioned
      call('HSET', KEYS[2], channel.name, text)
      if math.floor(channel.head / 16) > math.floor(channel.before / 16) then
        trim(channel.log, now, channel.age, 4)
      end
    end
  end
  for _ = 1, hasBuried and math.min(1000, call('ZCARD', KEYS[7]) - maxGraves) or 0 do
    call('HDEL', KEYS[6], call('ZPOPMIN', KEYS[7])[1])
  end
  call('HSET', KEYS[1], 'sequence', int(sequence), 'time', nowText, 'bytes', int(keyBytes))
  call('SET', KEYS[9], cmsgpack.pack({ number, base, stored }), 'PX', 120000)
end
return { 'done', ms, epoch, base, results }
