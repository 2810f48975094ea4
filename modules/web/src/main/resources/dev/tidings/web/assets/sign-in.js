// The sign-in page: the form is sent as JSON, and the page that was asked for is loaded again with the session.

import { showOtherPage, who } from './session.js';

const form = document.getElementById('sign-in');
const problem = document.getElementById('problem');
const button = form.querySelector('button');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  problem.textContent = '';
  button.disabled = true;
  try {
    await signIn(Object.fromEntries(new FormData(form)));
    location.replace(location.pathname);
  } catch (failure) {
    problem.textContent = failure.message;
    button.disabled = false;
    form.querySelector('input').focus();
  }
});

async function signIn(credentials) {
  let response;
  try {
    response = await fetch('/api/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(credentials),
      signal: AbortSignal.timeout(15_000),
    });
  } catch {
    throw new Error('The hub can’t be reached. Try again.');
  }
  if (!response.ok) {
    throw new Error(await reason(response));
  }
}

async function reason(response) {
  if (response.status === 401) {
    return 'This name and password don’t fit.';
  }
  const body = await response.json().catch(() => ({}));
  return typeof body.detail === 'string' ? body.detail : `Signing in failed (${response.status}).`;
}

// a link on another site leads here even when somebody is signed in: the cookie does not count for what others ask for
if ((await who()) !== null) {
  showOtherPage();
}
