import { element } from './elements.js';

const QUIET_MILLIS = 8_000;

/** Short messages at the edge of the page, read out politely. */
export class Notices {
  #region;
  #timer = 0;
  #back = null;

  /** @param {HTMLElement} region a live region */
  constructor(region) {
    this.#region = region;
    region.addEventListener('keydown', (event) => event.key === 'Escape' && this.clear());
  }

  /** Says something in passing. */
  note(text) {
    this.#show('notice', text, null);
    this.#timer = setTimeout(() => this.clear(), QUIET_MILLIS);
  }

  /**
   * Says something that somebody should see: stays until it is taken away.
   *
   * @param {string} text
   * @param {{label: string, run: () => void} | null} action what can be done about it
   */
  warn(text, action = null) {
    this.#show('notice warning', text, action);
  }

  clear() {
    clearTimeout(this.#timer);
    if (this.#region.contains(document.activeElement)) {
      this.#back?.focus();
    }
    this.#region.replaceChildren();
  }

  #show(className, text, action) {
    this.clear();
    this.#back = document.activeElement;
    const notice = element('div', { className }, element('p', {}, text));
    if (action) {
      const button = element('button', { type: 'button' }, action.label);
      button.addEventListener('click', () => {
        this.clear();
        action.run();
      });
      notice.append(button);
    }
    const dismiss = element('button', { type: 'button', className: 'icon', ariaLabel: 'Dismiss' }, '×');
    dismiss.addEventListener('click', () => this.clear());
    notice.append(dismiss);
    this.#region.append(notice);
  }
}
