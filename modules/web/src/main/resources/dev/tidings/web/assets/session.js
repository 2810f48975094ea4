// Who is signed in, and how that ends.

const ANSWER_MILLIS = 15_000;
const RELOADED_KEY = 'tidings.reloaded';
const RELOAD_MILLIS = 10_000;

/** @returns {Promise<{sub: string, name: string | null} | null>} null when nobody is, or nobody can say */
export async function who() {
  try {
    const response = await fetch('/api/session', { signal: AbortSignal.timeout(ANSWER_MILLIS) });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** @returns {Promise<boolean>} whether the hub has ended the session */
export async function signOut() {
  try {
    const response = await fetch('/api/session', { method: 'DELETE', signal: AbortSignal.timeout(ANSWER_MILLIS) });
    return response.ok || response.status === 401;
  } catch {
    return false;
  }
}

/**
 * Loads the page anew as the session has changed: the hub answers with the page that fits it.
 *
 * @returns {boolean} false when that was tried just now and did not help
 */
export function showOtherPage() {
  const last = Number(sessionStorage.getItem(RELOADED_KEY));
  if (Date.now() - last < RELOAD_MILLIS) {
    return false;
  }
  sessionStorage.setItem(RELOADED_KEY, String(Date.now()));
  // not a reload: one that began on another site's link would go on counting as that site's
  location.replace(location.pathname);
  return true;
}
