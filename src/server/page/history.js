// The history: a list of tasks that is searched, filtered, paged and kept up to date.

import * as api from './api.js';
import { confirmed } from './confirm.js';
import { button, byId, element, name, problem, say, show, write } from './dom.js';
import { forgetRecording, shareRecording } from './recordings.js';
import { date, kind, language, length, percent, repeatable, stage, status, taskName, unfinished } from './texts.js';

const PAGE = 50;
const EVERY = 4000;
const TYPING = 250;
let shown = PAGE;
let open = false;
let asked = new AbortController();
let timer = 0;

export function openHistory() {
  open = true;
  load();
}

export function closeHistory() {
  open = false;
  clearTimeout(timer);
  asked.abort();
}

// Reads the list again, as far as it is shown. Earlier questions are dropped: their answers would
// overwrite those of later ones.
async function load() {
  clearTimeout(timer);
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  try {
    const { tasks, total } = await readPages(signal);
    problem(byId('history-problem'), '');
    draw(tasks, total);
    if (tasks.some((task) => unfinished(task.status))) later(EVERY);
  } catch (error) {
    if (signal.aborted) return;
    problem(byId('history-problem'), error.message);
    later(4 * EVERY);
  }
}

async function readPages(signal) {
  const query = { limit: PAGE };
  if (byId('status').value) query.status = byId('status').value;
  if (byId('search').value.trim()) query.q = byId('search').value.trim();
  const offsets = Array.from({ length: shown / PAGE }, (_, page) => page * PAGE);
  const pages = await Promise.all(offsets.map((offset) => api.tasks({ ...query, offset }, signal)));
  // A task that comes in between two answers shifts another onto both pages.
  const found = new Map(pages.flatMap(({ tasks }) => tasks).map((task) => [task.identifier, task]));
  return { tasks: [...found.values()], total: pages[0].total };
}

function later(wait) {
  timer = setTimeout(() => (document.hidden ? later(wait) : load()), wait);
}

// Rows that are there already stay: the focus may be in one.
function draw(tasks, total) {
  const list = byId('tasks');
  const old = new Map([...list.children].map((item) => [item.dataset.id, item]));
  let next = list.firstElementChild;
  for (const task of tasks) {
    const item = old.get(task.identifier) ?? element('li');
    old.delete(task.identifier);
    fill(item, task);
    if (item === next) next = next.nextElementSibling;
    else list.insertBefore(item, next);
  }
  for (const item of old.values()) item.remove();
  show(byId('more'), tasks.length < total);
  write(byId('history-count'), counted(tasks.length, total));
}

function counted(count, total) {
  const narrowed = byId('search').value.trim() || byId('status').value;
  if (!total) return narrowed ? 'Nothing matches.' : 'Nothing has been transcribed yet.';
  const tasks = total === 1 ? '1 task' : total + ' tasks';
  return count < total ? `${count} of ${tasks}` : tasks;
}

function fill(item, task) {
  const state = JSON.stringify(task);
  if (item.dataset.state === state) return;
  // Only what changed is made anew, so that a focused button outlives its task's progress.
  if (item.dataset.status !== task.status) build(item, task);
  item.dataset.state = state;
  item.dataset.id = task.identifier;
  item.dataset.status = task.status;
  write(item.querySelector('.badge'), badge(task));
  write(item.querySelector('.facts'), facts(task));
  problem(item.querySelector('.fault'), task.error ?? '');
}

function build(item, task) {
  const label = taskName(task);
  const focused = item.contains(document.activeElement);
  const link = element('a', { href: '#/task/' + encodeURIComponent(task.identifier) }, name(label));
  const what = element('div', { className: 'what' }, link,
    element('span', { className: 'badge' }), element('span', { className: 'soft facts' }), element('span', { className: 'fault' }));
  const buttons = element('div', { className: 'buttons' });
  if (unfinished(task.status)) buttons.append(bare('Cancel', 'remove', label, () => act(api.cancelTask, task, 'Cancelled.')));
  if (repeatable(task.status)) buttons.append(bare('Try again', 'retry', label, () => retry(task)));
  if (!unfinished(task.status)) buttons.append(bare('Delete', 'delete', label, () => remove(task, item)));
  item.replaceChildren(what, buttons);
  if (focused) link.focus();
}

function bare(verb, iconName, label, onClick) {
  const made = button(`${verb}: ${label}`, iconName, onClick, true);
  made.title = verb;
  return made;
}

function badge(task) {
  if (task.status === 'processing') return `${stage(task.stage)}, ${percent(task.progress)}`;
  if (task.status === 'queued' && task.queue_position) return `Queued, number ${task.queue_position} in line`;
  return status(task.status);
}

function facts(task) {
  return [date(task.created_at), length(task.audio_duration), language(task.language), task.model, kind(task.task_type)]
    .filter(Boolean).join(' · ');
}

async function act(call, task, done) {
  try {
    const answer = await call(task.identifier);
    say(done);
    return answer;
  } catch (error) {
    problem(byId('history-problem'), error.message);
    return null;
  } finally {
    if (open) load();
  }
}

async function retry(task) {
  const answer = await act(api.retryTask, task, 'It is tried again.');
  if (answer) shareRecording(task.identifier, answer.identifier ?? task.identifier);
}

async function remove(task, item) {
  if (!(await confirmed(`“${taskName(task)}” and its transcript will be gone for good.`))) return;
  const near = item.nextElementSibling ?? item.previousElementSibling;
  if (!(await act(api.deleteTask, task, 'Deleted.'))) return;
  forgetRecording(task.identifier);
  item.remove();
  (near?.querySelector('a') ?? byId('history-title')).focus();
}

function startOver() {
  shown = PAGE;
  load();
}

export function startHistory() {
  byId('status').addEventListener('change', startOver);
  byId('search').addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(startOver, TYPING);
  });
  byId('more').addEventListener('click', async () => {
    const first = byId('tasks').children.length;
    shown += PAGE;
    await load();
    // The button moves away or goes; reading goes on at the first new row.
    byId('tasks').children[first]?.querySelector('a').focus();
  });
}
