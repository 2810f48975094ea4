import { isObject, parse } from './safe.js';

/** A refusal of the hub, or no answer at all. */
export class HubError extends Error {
  /**
   * @param {string} message for people
   * @param {{status?: number, code?: string, retryAfterMillis?: number, current?: object | null}} facts `status` 0 = there
   *     was no answer; `current` = the document as it is, with a conflict
   */
  constructor(message, { status = 0, code = '', retryAfterMillis = 0, current = null } = {}) {
    super(message);
    this.name = 'HubError';
    this.status = status;
    this.code = code;
    this.retryAfterMillis = retryAfterMillis;
    this.current = current;
  }

  /** No answer: the line is down, or it took too long. */
  static silence() {
    return new HubError('The hub can’t be reached.');
  }

  /** Whether the same request may succeed later, and repeating it does no harm if it bears a key. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** @param {Response} response one that is not ok @returns {Promise<HubError>} */
  static async of(response) {
    const problem = await readProblem(response);
    const detail = typeof problem.detail === 'string' ? problem.detail : `The hub answered ${response.status}.`;
    return new HubError(detail, {
      status: response.status,
      code: typeof problem.code === 'string' ? problem.code : '',
      retryAfterMillis: retryAfterMillis(response),
      current: isObject(problem.current) ? problem.current : null,
    });
  }
}

async function readProblem(response) {
  try {
    const problem = parse(await response.text());
    return isObject(problem) ? problem : {};
  } catch {
    return {}; // a proxy's page: the status says enough
  }
}

/** When a refusal says that it is worth trying again; 0 when it does not. */
export function retryAfterMillis(response) {
  const seconds = Number(response.headers.get('Retry-After'));
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3_600) * 1_000 : 0;
}
