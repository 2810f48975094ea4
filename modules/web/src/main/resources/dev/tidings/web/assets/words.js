// What a publication of the tasks says, in words. Pure.

import { isDeletion } from '/client/documents.js';
import { isObject } from '/client/safe.js';

/** Fields that the hub keeps, which nobody changes on purpose. */
const SERVER_FIELDS = new Set(['id', 'version', 'createdAt', 'updatedAt', 'updatedBy']);
const MAX_VALUE = 80;

/** A task's title, whatever somebody put there. */
export function title(task) {
  return isObject(task) && task.title !== undefined && task.title !== null && task.title !== ''
    ? whole(task.title)
    : 'Untitled';
}

/** A task's assignee; empty when there is none. */
export function assignee(task) {
  return task.assignee === undefined || task.assignee === null ? '' : whole(task.assignee);
}

/** Who made a publication. */
export function author({ actor, data }) {
  if (isObject(actor)) {
    return brief(actor.name ?? actor.sub ?? 'Somebody');
  }
  return isObject(data) && data.updatedBy ? brief(data.updatedBy) : 'Somebody';
}

/**
 * What happened, as sentences without their subject. Text in quotation marks is what users wrote.
 *
 * @param {{event: string, data: object}} publication
 * @param {object | undefined} before the document as it was; undefined when that is not known
 * @returns {Array<Array<{text: string, quoted?: boolean}>>} the parts of each sentence
 */
export function sentences({ event, data }, before) {
  if (isDeletion(data)) {
    return [[{ text: 'deleted ' }, quoted(before ? title(before) : data.id)]];
  }
  if (data.version === 1 || event.endsWith('-created')) {
    return [[{ text: 'added ' }, quoted(title(data))]];
  }
  if (!before) {
    return [[{ text: 'changed ' }, quoted(title(data))]];
  }
  const all = changes(before, data);
  return all.length > 0 ? all : [[{ text: 'changed ' }, quoted(title(data))]];
}

function changes(before, after) {
  const name = quoted(title(after));
  const all = [];
  if (title(before) !== title(after)) {
    all.push([{ text: 'renamed ' }, quoted(title(before)), { text: ' to ' }, name]);
  }
  if (Boolean(before.done) !== Boolean(after.done)) {
    all.push([{ text: after.done ? 'completed ' : 'reopened ' }, name]);
  }
  if (assignee(before) !== assignee(after)) {
    all.push(
      assignee(after) === ''
        ? [{ text: 'unassigned ' }, name]
        : [{ text: 'assigned ' }, name, { text: ' to ' }, { text: brief(assignee(after)), strong: true }],
    );
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!SERVER_FIELDS.has(key) && !['title', 'done', 'assignee'].includes(key)) {
      all.push(...change(key, before[key], after[key], name));
    }
  }
  return all;
}

function change(key, before, after, name) {
  if (whole(before) === whole(after)) {
    return [];
  }
  const field = { text: brief(key), strong: true };
  if (after === undefined || after === null) {
    return [[{ text: 'removed ' }, field, { text: ' from ' }, name]];
  }
  return [[{ text: 'set ' }, field, { text: ' of ' }, name, { text: ' to ' }, quoted(after)]];
}

function quoted(value) {
  return { text: brief(value), quoted: true };
}

/** The beginning, when it is long; never half a character. */
export function brief(value) {
  const text = whole(value);
  const characters = text.length > MAX_VALUE ? Array.from(text) : [];
  return characters.length > MAX_VALUE ? `${characters.slice(0, MAX_VALUE).join('')}…` : text;
}

function whole(value) {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
