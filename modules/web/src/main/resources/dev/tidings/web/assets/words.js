// What a publication of the tasks says, in words. Pure.

import { isDeletion } from '/client/documents.js';
import { isObject } from '/client/safe.js';

/** Fields that the hub keeps, which nobody changes on purpose. */
const SERVER_FIELDS = new Set(['id', 'version', 'createdAt', 'updatedAt', 'updatedBy']);
const MAX_VALUE = 80;

/** A task's title, whatever somebody put there. */
export function title(task) {
  return isObject(task) && task.title !== undefined && task.title !== null && task.title !== ''
    ? text(task.title)
    : 'Untitled';
}

/** A task's assignee; empty when there is none. */
export function assignee(task) {
  return task.assignee === undefined || task.assignee === null ? '' : text(task.assignee);
}

/** Who made a publication. */
export function author({ actor, data }) {
  if (isObject(actor)) {
    return text(actor.name ?? actor.sub ?? 'Somebody');
  }
  return isObject(data) && data.updatedBy ? text(data.updatedBy) : 'Somebody';
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
        : [{ text: 'assigned ' }, name, { text: ' to ' }, { text: assignee(after), strong: true }],
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
  if (text(before) === text(after)) {
    return [];
  }
  const field = { text: key, strong: true };
  if (after === undefined || after === null) {
    return [[{ text: 'removed ' }, field, { text: ' from ' }, name]];
  }
  return [[{ text: 'set ' }, field, { text: ' of ' }, name, { text: ' to ' }, quoted(text(after))]];
}

function quoted(value) {
  return { text: value, quoted: true };
}

function text(value) {
  const whole = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return whole.length > MAX_VALUE ? `${whole.slice(0, MAX_VALUE)}…` : whole;
}
