// Everything that the client takes from its surroundings, in one place, so that tests can give it another world.

const MEMORY_KEY = 'tidings.transport';
const MEMORY_MILLIS = 3_600_000;

/**
 * The browser.
 *
 * @returns {{
 *   fetch: typeof fetch, EventSource: typeof EventSource, setTimeout: Function, clearTimeout: Function,
 *   now: () => number, random: () => number, unique: () => string,
 *   remembered: () => string | null, remember: (transport: string) => void}}
 */
export function browser() {
  return {
    fetch: (...request) => fetch(...request),
    EventSource,
    setTimeout: (action, millis) => setTimeout(action, millis),
    clearTimeout: (handle) => clearTimeout(handle),
    now: () => Date.now(),
    random: () => Math.random(),
    unique,
    remembered,
    remember,
  };
}

/** 128 random bits; `crypto.randomUUID` is there on secure pages only. */
function unique() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The transport that worked last, if that was not long ago. */
function remembered() {
  try {
    const [transport, time] = (localStorage.getItem(MEMORY_KEY) ?? '').split(' ');
    return Date.now() - Number(time) < MEMORY_MILLIS ? transport : null;
  } catch {
    return null; // storage is off: nothing is remembered
  }
}

function remember(transport) {
  try {
    localStorage.setItem(MEMORY_KEY, `${transport} ${Date.now()}`);
  } catch {
    // storage is off or full: the next page finds out by itself
  }
}
