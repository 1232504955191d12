// What can be done with the open task: cancel, try again, delete, download, copy, listen.

import * as api from './api.js';
import { confirmed } from './confirm.js';
import { byId, problem, say } from './dom.js';
import { copy, download } from './downloads.js';
import { playWanted, stopPlayer } from './player.js';
import { forgetRecording, keepRecording, shareRecording } from './recordings.js';
import { offerRecording, openTask, visitTask } from './task.js';

// Does it while the button is out of use, and tells what went wrong.
function press(id, action) {
  const pressed = byId(id);
  pressed.addEventListener('click', async () => {
    const visit = openTask();
    if (!visit || pressed.getAttribute('aria-disabled') === 'true') return;
    // Not `disabled`: that would take the focus away.
    pressed.setAttribute('aria-disabled', 'true');
    try {
      await action(visit);
    } catch (error) {
      if (openTask() === visit) problem(byId('task-problem'), error.message);
    } finally {
      pressed.removeAttribute('aria-disabled');
    }
  });
}

async function retry(visit) {
  const answer = await api.retryTask(visit.id);
  const next = answer.identifier ?? visit.id;
  shareRecording(visit.id, next);
  byId('task-title').focus();
  if (next === visit.id) await visitTask(next);
  else location.hash = '#/task/' + encodeURIComponent(next);
}

async function remove(visit) {
  if (!(await confirmed(`“${visit.name}” and its transcript will be gone for good.`))) return;
  await api.deleteTask(visit.id);
  stopPlayer();
  forgetRecording(visit.id);
  location.hash = '#/history';
  say('Deleted.');
}

async function copyText(visit) {
  await copy(visit.transcript.plain());
  const label = byId('copy').querySelector('span');
  label.textContent = 'Copied';
  say('The text is copied.');
  setTimeout(() => { label.textContent = 'Copy text'; }, 2000);
}

function listen() {
  const visit = openTask();
  const [file] = byId('listen-file').files;
  byId('listen-file').value = '';
  if (!visit || !file) return;
  keepRecording(visit.id, file);
  offerRecording(visit.id);
  byId('play').focus();
  playWanted();
}

export function startTask() {
  press('cancel', (visit) => api.cancelTask(visit.id));
  press('retry', retry);
  press('delete', remove);
  press('download', (visit) => download(visit.id, byId('download-format').value, visit.name));
  press('copy', copyText);
  byId('listen').addEventListener('click', () => byId('listen-file').click());
  byId('listen-file').addEventListener('change', listen);
}
