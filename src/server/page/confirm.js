// Asks before something is lost.

import { byId, write } from './dom.js';

// True when the visitor agrees. The focus goes back to where it was.
export function confirmed(text) {
  const dialog = byId('confirm');
  write(byId('confirm-text'), text);
  let agreed = false;
  byId('confirm-yes').onclick = () => { agreed = true; dialog.close(); };
  byId('confirm-no').onclick = () => dialog.close();
  dialog.showModal();
  byId('confirm-no').focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(agreed), { once: true });
  });
}
