// Sends recordings one after the other, and lists what became of them.

import * as api from './api.js';
import { button, byId, element, name, say, show, write } from './dom.js';
import { readOptions } from './options.js';
import { keepRecording } from './recordings.js';
import { bytes, percent, status, unfinished } from './texts.js';

const EVERY = 3000;
const jobs = [];
let sending = false;
let refused = () => false;

// Each job has `query` and either `file` or `url`.
export function sendAll(added) {
  for (const job of added) {
    job.stop = new AbortController();
    job.alone = added.length === 1;
    job.row = makeRow(job);
    byId('uploads').append(job.row.item);
    jobs.push(job);
    set(job, 'waiting', 'Waits to be sent');
  }
  show(byId('session'));
  jobs.at(-1).row.item.scrollIntoView({ block: 'nearest' });
  work();
}

function makeRow(job) {
  const label = job.file ? job.file.name : job.url;
  const link = element('a', {}, name(label));
  const state = element('span', { className: 'soft' });
  const bar = element('progress', { max: 1, value: 0 });
  bar.setAttribute('aria-label', 'Sent of ' + label);
  const stop = button('Stop sending ' + label, 'remove', () => job.stop.abort(), true);
  const again = button('Send again', 'retry', () => sendAgain(job));
  const item = element('li', {}, element('div', { className: 'what' }, link, state, bar), stop, again);
  return { item, link, state, bar, stop, again };
}

// States: waiting, sending, sent, refused.
function set(job, state, text) {
  job.state = state;
  const { item, bar, stop, again } = job.row;
  write(job.row.state, text);
  item.dataset.state = state;
  job.row.state.className = state === 'refused' ? 'fault' : 'soft';
  show(bar, state === 'sending' && Boolean(job.file));
  if (item.contains(document.activeElement)) job.row.link.focus();
  show(stop, state === 'waiting' || state === 'sending');
  show(again, state === 'refused');
}

async function work() {
  if (sending) return;
  sending = true;
  for (;;) {
    const job = jobs.find(({ state }) => state === 'waiting');
    if (!job) break;
    await send(job);
  }
  sending = false;
}

async function send(job) {
  set(job, 'sending', job.file ? 'Sending' : 'Handing over the address');
  try {
    job.stop.signal.throwIfAborted();
    const answer = job.file
      ? await api.sendFile(job.query, job.file, (sent, total) => showSent(job, sent, total), job.stop.signal)
      : await api.sendUrl(job.query, job.url);
    sent(job, answer.identifier);
  } catch (error) {
    const stopped = error.name === 'AbortError';
    if (!stopped && job.alone && refused(job, error)) {
      forget(job);
      return;
    }
    set(job, 'refused', stopped ? 'Not sent: you stopped it.' : error.message);
    if (!stopped) say(error.message);
    // What it says may need more lines than there were.
    if (job.alone) job.row.item.scrollIntoView({ block: 'nearest' });
  }
}

function showSent(job, sent, total) {
  const share = total ? sent / total : 0;
  job.row.bar.value = share;
  const all = share >= 1 ? 'Sent; the server takes it in' : `Sending: ${percent(share)} of ${bytes(job.file.size)}`;
  write(job.row.state, all);
}

function sent(job, id) {
  job.id = id;
  if (job.file) keepRecording(id, job.file);
  job.row.link.href = '#/task/' + encodeURIComponent(id);
  const focused = job.row.item.contains(document.activeElement);
  set(job, 'sent', status('queued'));
  if (focused) job.row.link.focus();
  job.status = 'queued';
  // Who sends one recording wants to see what comes of it, unless he looks at something else now.
  if (job.alone && !byId('new').hidden) location.hash = job.row.link.hash;
}

function forget(job) {
  jobs.splice(jobs.indexOf(job), 1);
  job.row.item.remove();
  show(byId('session'), jobs.length > 0);
}

// With the options as they are now: they may have been what was wrong.
function sendAgain(job) {
  job.stop = new AbortController();
  job.query = readOptions();
  set(job, 'waiting', 'Waits to be sent');
  work();
}

// One request for all rows, as browsers allow only a few open connections to a server.
async function refresh() {
  const open = jobs.filter((job) => job.id && unfinished(job.status));
  if (!open.length || byId('new').hidden || document.hidden) return;
  try {
    const { tasks } = await api.tasks({ limit: 100 });
    for (const job of open) {
      const task = tasks.find(({ identifier }) => identifier === job.id);
      if (task) showTask(job, task);
    }
  } catch {
    // The next round tries again, and whatever the visitor does himself tells what is wrong.
  }
}

function showTask(job, task) {
  job.status = task.status;
  const running = task.status === 'processing';
  const place = task.status === 'queued' && task.queue_position ? `, number ${task.queue_position} in line` : '';
  write(job.row.state, status(task.status) + (running ? `, ${percent(task.progress)}` : place) + (task.error ? `: ${task.error}` : ''));
  job.row.state.className = task.status === 'failed' ? 'fault' : 'soft';
}

// `onRefused` may take back a job that the server refused, and is true if it does.
export function startUploads(onRefused) {
  refused = onRefused;
  const round = async () => {
    await refresh();
    setTimeout(round, EVERY);
  };
  round();
  addEventListener('hashchange', refresh);
  addEventListener('beforeunload', (event) => {
    if (jobs.some(({ state }) => state === 'waiting' || state === 'sending')) event.preventDefault();
  });
}
