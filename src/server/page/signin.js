// Keeps the token of this tab, and asks for it when the server wants one.

import { byId, problem, show } from './dom.js';

const KEY = 'scripta-token';
const dialog = byId('sign-in');
const field = byId('token');
let asking = null;

export const token = () => sessionStorage.getItem(KEY) ?? '';

// Asks unless somebody has signed in since `used` was tried. Several calls that fail at the same
// time share one question. False when the question is put aside.
export function askToken(used) {
  if (token() !== used) return Promise.resolve(true);
  asking ??= ask(used).finally(() => { asking = null; });
  return asking;
}

function ask(used) {
  sessionStorage.removeItem(KEY);
  show(byId('sign-out'), false);
  problem(byId('sign-in-problem'), used ? 'The server doesn’t accept this token.' : '');
  field.value = '';
  dialog.showModal();
  field.focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(token() !== ''), { once: true });
  });
}

function keep(event) {
  event.preventDefault();
  const given = field.value.trim();
  // Headers can't carry other characters, so such a token can't be right.
  if (!/^[\x21-\x7e]+$/.test(given)) {
    problem(byId('sign-in-problem'), 'A token has no spaces and no accented letters.');
    return;
  }
  sessionStorage.setItem(KEY, given);
  show(byId('sign-out'));
  dialog.close();
}

export function startSignIn() {
  byId('sign-in-form').addEventListener('submit', keep);
  byId('sign-in-no').addEventListener('click', () => dialog.close());
  byId('sign-out').addEventListener('click', () => {
    sessionStorage.removeItem(KEY);
    location.reload();
  });
  show(byId('sign-out'), token() !== '');
}
