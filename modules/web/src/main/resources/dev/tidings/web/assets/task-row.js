import { element, initial, setText, tint } from './elements.js';
import { assignee, title } from './words.js';

const MAX_TEXT = 500;

/** One task on the page: made once, then changed where the task changed, so that focus and half-written text stay. */
export class TaskRow {
  element;
  #task = null;
  #acts;
  #done;
  #title;
  #assignee;
  #remove;
  #edit = null;

  /**
   * @param {{toggle: Function, rename: Function, assign: Function, remove: Function}} acts what the user can do; each is
   *     given the task as the user saw it
   */
  constructor(acts) {
    this.#acts = acts;
    this.#done = element('input', { type: 'checkbox', className: 'done' });
    this.#title = element('button', { type: 'button', className: 'title' }, element('bdi', {}));
    this.#assignee = element('button', { type: 'button', className: 'assignee' });
    this.#remove = element('button', { type: 'button', className: 'icon remove' }, '×');
    this.element = element('li', { className: 'task' }, this.#done, this.#title, this.#assignee, this.#remove);
    this.#done.addEventListener('change', () => this.#toggle());
    this.#title.addEventListener('click', () => this.#begin(this.#title, 'Title', title(this.#task), acts.rename));
    this.#assignee.addEventListener('click', () =>
      this.#begin(this.#assignee, 'Assignee', assignee(this.#task), acts.assign),
    );
    this.#remove.addEventListener('click', () => acts.remove(this.#task));
  }

  /** Whether somebody is writing in it. */
  get isEdited() {
    return this.#edit !== null;
  }

  /** Shows a task. */
  update(task, isPending) {
    this.#task = task;
    const name = title(task);
    const who = assignee(task);
    this.element.classList.toggle('is-done', Boolean(task.done));
    this.element.classList.toggle('is-pending', isPending);
    this.#done.checked = Boolean(task.done);
    setText(this.#title.firstElementChild, name);
    this.#showAssignee(who);
    setLabel(this.#done, `Done: ${name}`);
    setLabel(this.#title, `${name}, rename`);
    setLabel(this.#assignee, who === '' ? `Assign ${name}` : `${who}, assignee of ${name}`);
    setLabel(this.#remove, `Delete ${name}`);
  }

  /** Puts the focus on the control that has the same place as another row's. */
  focusLike(control) {
    const place = ['done', 'title', 'assignee', 'remove'].find((name) => control?.classList.contains(name)) ?? 'done';
    this.element.querySelector(`.${place}`)?.focus();
  }

  #showAssignee(who) {
    if (this.#assignee.dataset.who === who) {
      return;
    }
    this.#assignee.dataset.who = who;
    this.#assignee.replaceChildren(
      ...(who === ''
        ? [element('span', { className: 'nobody' }, 'Assign')]
        : [
            element('span', { className: `avatar small tint-${tint(who)}`, ariaHidden: 'true' }, initial(who)),
            element('bdi', {}, who),
          ]),
    );
  }

  #toggle() {
    const done = this.#done.checked;
    // the task says what is shown; it comes back at once with the change, or without it
    this.#done.checked = Boolean(this.#task.done);
    this.#acts.toggle(this.#task, done);
  }

  /** Puts a text field in the place of a button: Enter and leaving it save, Escape does not. */
  #begin(button, label, value, save) {
    if (this.#edit) {
      return;
    }
    const seen = this.#task;
    const field = element('input', { className: `field ${button.classList[0]}-field`, value, maxLength: MAX_TEXT });
    field.setAttribute('aria-label', `${label} of ${title(seen)}`);
    field.autocomplete = 'off';
    this.#edit = field;
    const end = (isSaved, isKeyed) => {
      if (this.#edit !== field) {
        return;
      }
      this.#edit = null;
      field.replaceWith(button);
      if (isKeyed) {
        button.focus();
      }
      const text = field.value.trim();
      if (isSaved && text !== value.trim()) {
        save(seen, text);
      }
    };
    field.addEventListener('keydown', (event) => {
      if ((event.key === 'Enter' && !event.isComposing) || event.key === 'Escape') {
        event.preventDefault();
        end(event.key === 'Enter', true);
      }
    });
    // the window's own loss of focus is not the field's
    field.addEventListener('blur', () => document.hasFocus() && end(true, false));
    button.replaceWith(field);
    field.focus();
    field.select();
  }
}

function setLabel(control, label) {
  if (control.ariaLabel !== label) {
    control.ariaLabel = label;
  }
}
