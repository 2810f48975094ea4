-- What a connection must know before it is used. KEYS  1 meta of any partition that is kept here
local replication = call('INFO', 'replication')
local policy = match(call('INFO', 'memory'), 'maxmemory_policy:([%w-]+)')
local format = call('HGET', KEYS[1], 'format')
return { millis(), policy, match(replication, 'role:(%w+)'), format or '' }
