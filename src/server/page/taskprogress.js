// How far a task is: its stage, its share, its place in the queue, and how long it will take.

import { byId, say, show, write } from './dom.js';
import { left, percent, stage, status } from './texts.js';

// Screen readers hear of each stage and of each quarter, not of each percent.
let told = '';

function tell(text) {
  if (text !== told) say(text);
  told = text;
}

export function showProgress(task, taskName) {
  const waits = task.status === 'queued';
  const share = Math.min(1, Math.max(0, Number(task.progress) || 0));
  const what = waits ? queued(task.queue_position) : stage(task.stage);
  show(byId('task-progress'));
  write(byId('task-stage'), what);
  write(byId('task-percent'), waits ? '' : percent(share));
  write(byId('task-detail'), left(task.estimate_seconds));
  const bar = byId('task-bar');
  if (waits) bar.removeAttribute('value');
  else bar.value = share;
  document.title = `${waits ? 'Queued' : percent(share)} – ${taskName} – Scripta`;
  tell(waits ? what : `${what}, ${Math.floor(share * 4) * 25}%`);
}

const queued = (place) => (place ? `In the queue, number ${place}` : 'In the queue');

export function showStopped(task, taskName) {
  show(byId('task-progress'), false);
  document.title = `${task.status === 'completed' ? '' : status(task.status) + ' – '}${taskName} – Scripta`;
  told = '';
}
