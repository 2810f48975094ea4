// A page is hidden, frozen, put to sleep with the machine, kept for the back button: what that means for its follower.

const TICK_MILLIS = 5_000;
/** A tick that comes so late means that time went by unseen. */
const SLEPT_MILLIS = 20_000;

/**
 * Closes a follower when its page goes, and looks after it when the page comes back.
 *
 * @param {import('./follower.js').Follower} follower
 * @param {Window} page
 * @returns {() => void} undoes it
 */
export function attach(follower, page) {
  let seen = Date.now();
  const sleptFor = () => {
    const before = seen;
    seen = Date.now();
    return seen - before;
  };
  const woke = () => {
    if (page.document.visibilityState === 'visible') {
      follower.wake(sleptFor() > SLEPT_MILLIS);
    }
  };
  const ticked = () => {
    // timers of hidden pages are slow by the browser's will
    if (sleptFor() > SLEPT_MILLIS && page.document.visibilityState === 'visible') {
      follower.wake(true);
    }
  };
  const shown = (event) => event.persisted && follower.start();
  const gone = () => follower.close();

  const tick = page.setInterval(ticked, TICK_MILLIS);
  page.document.addEventListener('visibilitychange', woke);
  page.addEventListener('online', woke);
  page.addEventListener('pageshow', shown);
  page.addEventListener('pagehide', gone);
  return () => {
    page.clearInterval(tick);
    page.document.removeEventListener('visibilitychange', woke);
    page.removeEventListener('online', woke);
    page.removeEventListener('pageshow', shown);
    page.removeEventListener('pagehide', gone);
  };
}
