// What comes from others is data: it never reaches an object's prototype, whatever its keys are called.

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads JSON into objects without a prototype, and without the keys that could reach one.
 *
 * @param {string} text
 * @returns {any}
 * @throws {SyntaxError}
 */
export function parse(text) {
  return JSON.parse(text, (key, value) => {
    if (FORBIDDEN.has(key)) {
      return undefined;
    }
    return isObject(value) ? merged(value) : value;
  });
}

/**
 * The members of several objects in a new one, the later ones winning; the others stay as they are.
 *
 * @param {...object} parts
 * @returns {object} has no prototype
 */
export function merged(...parts) {
  const result = Object.create(null);
  for (const part of parts) {
    for (const key of Object.keys(part)) {
      if (!FORBIDDEN.has(key)) {
        result[key] = part[key];
      }
    }
  }
  return result;
}

/** Whether a value is a JSON object. */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
