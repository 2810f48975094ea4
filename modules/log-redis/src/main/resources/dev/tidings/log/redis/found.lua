-- Makes a partition's record where there is none. KEYS  1 meta      ARGV  1 epoch, 2 format
if call('EXISTS', KEYS[1]) == 0 then
  call('HSET', KEYS[1], 'format', ARGV[2], 'life', ARGV[1], 'epoch', ARGV[1], 'incarnation', running(),
    'sequence', '0', 'time', '0', 'bytes', '0')
end
return { 'ok' }
