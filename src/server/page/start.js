// The start: recordings are dropped or chosen, an address is pasted, and all of it is sent.

import { fieldNamed, checkOptions, readOptions, startOptions } from './options.js';
import { button, byId, element, name, problem, say, show, write } from './dom.js';
import { bytes } from './texts.js';
import { sendAll, startUploads } from './uploads.js';

let chosen = [];
let largest = 0;

// What the server takes, told before anybody sends it.
export function showLimits({ max_upload_bytes: limit = 0, extensions = [] }) {
  largest = limit;
  const ends = extensions.map((end) => '.' + end);
  byId('files').accept = ['audio/*', 'video/*', ...ends].join(',');
  write(byId('limits'), limit ? `Sound or video, up to ${bytes(limit)} each.` : 'Sound or video, of any size.');
}

function add(files) {
  const isNew = (file) => !chosen.some((other) =>
    other.name === file.name && other.size === file.size && other.lastModified === file.lastModified);
  const added = [...files].filter(isNew);
  chosen.push(...added);
  problem(byId('form-problem'), '');
  draw();
  if (added.length === 1) say(added[0].name + ' is added.');
  if (added.length > 1) say(added.length + ' recordings are added.');
}

function remove(file) {
  const at = chosen.indexOf(file);
  chosen.splice(at, 1);
  draw();
  // The button that was pressed is gone; go on with the next one.
  const rest = byId('chosen').querySelectorAll('button');
  (rest[Math.min(at, rest.length - 1)] ?? byId('choose')).focus();
}

function row(file) {
  const fault = faultOf(file);
  const facts = element('span', { className: fault ? 'fault' : 'soft', textContent: fault || bytes(file.size) });
  const what = element('div', { className: 'what' }, name(file.name), facts);
  return element('li', {}, what, button('Remove ' + file.name, 'remove', () => remove(file), true));
}

function faultOf(file) {
  if (file.size === 0) return 'This file is empty.';
  if (largest && file.size > largest) return `${bytes(file.size)} is more than the ${bytes(largest)} that this server takes.`;
  return '';
}

function draw() {
  byId('chosen').replaceChildren(...chosen.map(row));
  byId('drop').classList.toggle('filled', chosen.length > 0);
  write(byId('choose'), chosen.length ? 'Choose more files' : 'Choose files');
  const count = chosen.length + (byId('url').value.trim() ? 1 : 0);
  write(byId('transcribe'), count > 1 ? `Transcribe ${count} recordings` : 'Transcribe');
}

// What keeps the form from being sent: a field and a sentence, or null.
function check(url) {
  if (!chosen.length && !url) return { field: byId('choose'), message: 'Choose a recording first, or paste its address.' };
  const faulty = chosen.findIndex(faultOf);
  if (faulty >= 0) return { field: byId('chosen').children[faulty].querySelector('button'), message: 'Remove the files that can’t be sent.' };
  if (url && !/^https?:\/\/[^/]/i.test(url)) return { field: byId('url'), message: 'The address has to start with http:// or https://.' };
  return checkOptions();
}

function refuse({ field, message }) {
  problem(byId('form-problem'), message);
  const folded = field?.closest('details');
  if (folded) folded.open = true;
  if (field?.matches('input, select, textarea')) field.setAttribute('aria-invalid', 'true');
  field?.focus();
}

function submit(event) {
  event.preventDefault();
  clearFaults();
  const url = byId('url').value.trim();
  const fault = check(url);
  if (fault) {
    refuse(fault);
    return;
  }
  const query = readOptions();
  const jobs = chosen.map((file) => ({ file, query }));
  if (url) jobs.push({ url, query });
  chosen = [];
  byId('url').value = '';
  draw();
  sendAll(jobs);
}

function clearFaults() {
  problem(byId('form-problem'), '');
  for (const field of byId('form').querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid');
}

// A job that the server refused because of a field comes back, and the field is shown.
function takeBack(job, error) {
  const field = fieldNamed(error.field);
  if (!field || byId('new').hidden) return false;
  if (job.file) chosen.push(job.file);
  else byId('url').value = job.url;
  draw();
  refuse({ field, message: error.message });
  return true;
}

const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');

// Files can be dropped anywhere: a browser would leave the page for one that misses its place.
function startDropping() {
  let depth = 0;
  const veil = (by) => {
    depth = Math.max(0, depth + by);
    show(byId('veil'), depth > 0);
  };
  addEventListener('dragenter', (event) => { if (carriesFiles(event)) veil(1); });
  addEventListener('dragleave', (event) => { if (carriesFiles(event)) veil(-1); });
  addEventListener('dragover', (event) => { if (carriesFiles(event)) event.preventDefault(); });
  addEventListener('drop', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    veil(-depth);
    location.hash = '#/';
    add(event.dataTransfer.files);
  });
}

export function startForm() {
  const files = byId('files');
  byId('choose').addEventListener('click', () => files.click());
  files.addEventListener('change', () => {
    add(files.files);
    // So that the same file can be chosen again after it was removed.
    files.value = '';
  });
  byId('url').addEventListener('input', draw);
  byId('form').addEventListener('submit', submit);
  startOptions();
  startDropping();
  startUploads(takeBack);
  draw();
}
