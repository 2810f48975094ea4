// The activity page: loads the tasks once, follows them, and lets people change them.

import { Documents } from '/client/documents.js';
import { Editor } from '/client/editor.js';
import { browser } from '/client/environment.js';
import { Follower } from '/client/follower.js';
import { attach } from '/client/lifecycle.js';
import { Writer } from '/client/writer.js';
import { setText } from './elements.js';
import { Notices } from './notices.js';
import { showOtherPage, signOut, who } from './session.js';
import { TaskList } from './task-list.js';
import { TimelineView } from './timeline-view.js';
import { Timeline } from './timeline.js';
import { brief, title } from './words.js';

const COLLECTION = 'tasks';
const EVENTS = ['task-created', 'task-updated', 'task-deleted'];
const STATES = {
  connecting: 'Connecting…',
  connected: 'Connected',
  reconnecting: 'Reconnecting…',
  polling: 'Polling',
  closed: 'Not connected',
};
const UNSENT = 'You have changes that did not reach the hub yet. Leave all the same?';

const part = (id) => document.getElementById(id);
const environment = browser();
const notices = new Notices(part('notices'));
const documents = new Documents((ids) => list.changed(ids));
const timelineView = new TimelineView(part('timeline'), part('quiet'));
const timeline = new Timeline(COLLECTION, environment, (entries, isNew) => timelineView.show(entries, isNew));
const follower = new Follower({
  collection: COLLECTION,
  events: EVENTS,
  environment,
  listener: { state: showState, snapshot: takeSnapshot, publication: takePublication, loadFailed, signedOut },
});
const writer = new Writer(COLLECTION, environment);
const editor = new Editor(documents, writer, follower);
const list = new TaskList(
  documents,
  { list: part('tasks'), empty: part('empty'), more: part('more'), count: part('count'), adding: part('new-title') },
  { toggle, rename, assign, remove },
  () => setText(part('position'), String(follower.position ?? '')),
);
let unsent = 0;

// What the hub says

function showState(state, detail) {
  part('state').dataset.state = state;
  setText(part('state-text'), STATES[state]);
  if (detail) {
    notices.warn(detail, { label: 'Connect again', run: () => follower.start() });
  }
}

function takeSnapshot({ documents: all, position, cause }) {
  part('failed').hidden = true;
  part('work').hidden = false;
  documents.replace(all, position);
  list.changed([]);
  timeline.catchUp(position);
  if (cause === 'reset') {
    notices.note('The hub’s history did not reach back to where this page was. What you see is its state now.');
  }
}

function takePublication(publication, position) {
  documents.apply(publication, position);
  timeline.take(publication, position);
}

function loadFailed(error) {
  part('work').hidden = true;
  part('failed').hidden = false;
  setText(part('failed-status'), error.status === 0 ? error.message : `${error.status}: ${error.message}`);
}

function signedOut() {
  if (!showOtherPage()) {
    notices.warn('You must be signed in.', { label: 'Sign in', run: () => location.replace(location.pathname) });
  }
}

// What people do

function add(event) {
  event.preventDefault();
  const text = part('new-title').value.trim();
  if (text !== '') {
    part('new-title').value = '';
    attempt(text, () => editor.create({ id: environment.unique(), title: text, done: false }), null);
  }
}

function toggle(task, done) {
  change(task, { done });
}

function rename(task, text) {
  if (text !== '') {
    change(task, { title: text });
  }
}

function assign(task, text) {
  change(task, { assignee: text === '' ? null : text });
}

function change(task, members) {
  const again = () => change(documents.get(task.id) ?? task, members);
  attempt(title(task), () => editor.patch(task.id, members, task.version ?? null), again);
}

function remove(task) {
  const again = () => remove(documents.get(task.id) ?? task);
  attempt(title(task), () => editor.delete(task.id, task.version ?? null), again);
}

/** Writes, and says so when the hub refuses. */
async function attempt(text, write, again) {
  unsent += 1;
  try {
    await write();
  } catch (error) {
    refused(brief(text), error, again);
  } finally {
    unsent -= 1;
  }
}

function refused(name, error, again) {
  if (error.status === 401) {
    follower.close();
    signedOut();
  } else if (error.status === 412 || error.status === 409) {
    const by = error.current?.updatedBy ? ` by ${brief(error.current.updatedBy)}` : '';
    notices.warn(
      `“${name}” was changed${by} in the meantime, so your change was not saved.`,
      again && { label: 'Apply mine', run: again },
    );
  } else if (error.status === 404) {
    notices.warn(`“${name}” was deleted in the meantime.`);
  } else {
    notices.warn(`“${name}” was not saved. ${error.message}`, again && { label: 'Try again', run: again });
  }
}

async function leave() {
  part('sign-out').disabled = true;
  if (await signOut()) {
    stop();
    location.replace(location.pathname);
  } else {
    part('sign-out').disabled = false;
    notices.warn('Signing out did not reach the hub.', { label: 'Try again', run: leave });
  }
}

function stop() {
  follower.close();
  timeline.close();
  writer.close();
}

async function greet() {
  const me = await who();
  setText(part('me'), me?.name ?? me?.sub ?? '');
}

part('add').addEventListener('submit', add);
part('retry').addEventListener('click', () => follower.start());
part('sign-out').addEventListener('click', leave);
addEventListener('pagehide', stop);
addEventListener('beforeunload', (event) => {
  if (unsent > 0) {
    event.preventDefault();
    event.returnValue = UNSENT;
  }
});
attach(follower, window);
follower.start();
greet();
