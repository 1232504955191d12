// One task: what it is, how far it is, and its transcript as it grows.

import * as api from './api.js';
import { byId, element, name, problem, say, show, write } from './dom.js';
import { fillFormats } from './downloads.js';
import { follow } from './events.js';
import { closePlayer, openPlayer } from './player.js';
import { focusAt, focusedAt, offerStop, read } from './reading.js';
import { recordingUrl } from './recordings.js';
import { showProgress, showStopped } from './taskprogress.js';
import { date, kind, language, length, repeatable, taskName, unfinished } from './texts.js';
import { Transcript } from './transcript.js';

const AGAIN = 5000;
// The task that is open: {id, name, abort, task, transcript}, or null.
let visit = null;

export const openTask = () => visit;

export async function visitTask(id) {
  leaveTask();
  visit = { id, name: '', abort: new AbortController(), task: null, transcript: null };
  clear();
  await load(visit);
}

export function leaveTask() {
  if (!visit) return;
  visit.abort.abort();
  visit.transcript?.close();
  visit = null;
  read(null);
  closePlayer();
}

function clear() {
  write(byId('task-title'), 'Task');
  write(byId('task-facts'), 'Loading…');
  byId('task-warnings').replaceChildren();
  problem(byId('task-problem'), '');
  for (const id of ['task-progress', 'task-warnings', 'downloads', 'copy', 'retry', 'delete', 'voices', 'keys', 'transcript']) {
    show(byId(id), false);
  }
}

// Reads the task, shows it, and follows it while it isn't done.
async function load(now) {
  const { signal } = now.abort;
  try {
    const task = await api.readTask(now.id, signal);
    if (signal.aborted) return;
    showTask(now, task);
    if (!unfinished(task.status)) return;
    const end = await watch(now);
    if (signal.aborted) return;
    say(end.status === 'completed' ? 'The transcript is done.' : 'The task has ended.');
    // The whole task is read once more: speakers and exact times come only at the end.
    await settle(now);
  } catch (error) {
    if (signal.aborted) return;
    if (!now.task) write(byId('task-facts'), '');
    problem(byId('task-problem'), error.message);
    // A server that is gone may come back; what it refuses, it would refuse again.
    if (!error.status) setTimeout(() => { if (visit === now) load(now); }, AGAIN);
  }
}

async function settle(now) {
  for (let wait = 200; ; wait = Math.min(2 * wait, 5000)) {
    const task = await api.readTask(now.id, now.abort.signal);
    if (!unfinished(task.status)) {
      showTask(now, task);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (now.abort.signal.aborted) return;
  }
}

function watch(now) {
  let end = {};
  const handlers = {
    status: (state) => {
      now.task = { ...now.task, ...state };
      showProgress(now.task, now.name);
    },
    segment: (segment) => addSegment(now, segment),
    language: ({ code }) => {
      now.task.metadata = { ...now.task.metadata, language: code };
      showFacts(now);
    },
    warning: ({ message }) => warn(message),
    done: (data) => { end = data; },
    lost: () => write(byId('task-detail'), 'The connection broke; trying to get it back…'),
    found: () => showProgress(now.task, now.name),
  };
  return follow(now.id, handlers, now.abort.signal).then(() => end);
}

// --- Showing it ---

function showTask(now, task) {
  const focusLost = byId('task-progress').contains(document.activeElement);
  now.task = task;
  now.name = taskName({ ...task.metadata });
  byId('task-title').replaceChildren(name(now.name));
  showFacts(now);
  const running = unfinished(task.status);
  if (running) showProgress(task, now.name);
  else showStopped(task, now.name);
  problem(byId('task-problem'), reason(task));
  for (const message of task.result?.warnings ?? []) warn(message);
  show(byId('retry'), repeatable(task.status));
  show(byId('delete'), !running);
  if (focusLost && byId('task-progress').hidden) byId('task-title').focus();
  showResult(now, task.result);
}

function reason({ status, error }) {
  if (status === 'failed') return error || 'It failed, and nothing is known about why.';
  if (status === 'interrupted') return error || 'The program ended before this was done. Try again to go on.';
  if (status === 'cancelled') return 'This was cancelled.';
  return '';
}

function showFacts({ task }) {
  const about = task.metadata ?? {};
  const model = about.model ?? about.task_params?.model;
  const facts = [
    length(about.audio_duration),
    language(task.result?.language ?? about.language),
    typeof model === 'string' ? 'model ' + model : '',
    kind(about.task_type),
    date(about.created_at),
    task.status === 'completed' && about.duration ? 'took ' + length(about.duration) : '',
  ];
  write(byId('task-facts'), facts.filter(Boolean).join(' · '));
}

function warn(message) {
  const list = byId('task-warnings');
  const known = [...list.children].some((item) => item.textContent === message);
  if (!known) list.append(element('li', { textContent: message }));
  show(list);
}

function showResult(now, result) {
  const turns = Array.isArray(result);
  const segments = turns ? result : (result?.segments ?? []);
  if (!result && !now.transcript) return;
  // What was recognised before a task stopped stays to be read.
  if (result) {
    const focused = focusedAt();
    start(now, turns, result.language);
    now.transcript.addAll(segments);
    offerStop();
    if (focused !== null) focusAt(focused);
  }
  showVoices(now.transcript);
  const done = now.task.status === 'completed';
  show(byId('downloads'), done);
  show(byId('copy'), now.transcript.passages.length > 0);
  fillFormats(now.transcript.speakers.size > 0, turns);
  if (done && !segments.length) showSilence();
}

function start(now, turns, code) {
  const place = byId('transcript');
  now.transcript?.close();
  show(place);
  if (code) place.lang = code;
  else place.removeAttribute('lang');
  now.transcript = new Transcript(place, turns);
  read(now.transcript);
  offerRecording(now.id);
}

export function offerRecording(id) {
  const url = recordingUrl(id);
  openPlayer(url);
  show(byId('keys'), url !== '');
}

function showSilence() {
  byId('transcript').replaceChildren(element('p', { className: 'silence', textContent: 'Nobody speaks in this recording.' }));
  closePlayer();
  show(byId('keys'), false);
}

// Who has scrolled to the end stays there while passages are added; who is elsewhere isn't moved.
function addSegment(now, segment) {
  const page = document.scrollingElement;
  const atEnd = page.scrollTop > 0 && page.scrollHeight - page.scrollTop - innerHeight < 60;
  if (!now.transcript) start(now, false, now.task.metadata?.language);
  now.transcript.add(segment);
  offerStop();
  show(byId('copy'));
  if (atEnd) page.scrollTop = page.scrollHeight;
}

function showVoices({ speakers }) {
  const total = [...speakers.values()].reduce((sum, { seconds }) => sum + seconds, 0);
  const items = [...speakers].map(([label, { colour, seconds }]) => {
    const share = total ? Math.round(100 * seconds / total) + '%' : '';
    return element('li', { className: colour }, name(label), element('span', { textContent: share }));
  });
  byId('voices').replaceChildren(...items);
  show(byId('voices'), items.length > 0);
}
