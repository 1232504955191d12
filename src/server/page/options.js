// The options of a task: fills their fields with what the server offers, and reads them.

import { byId, element, show } from './dom.js';

const NUMBERS = { exact: ['num_speakers'], range: ['min_speakers', 'max_speakers'], find: [] };

export function fillOptions(offered) {
  fillLanguages(offered.languages ?? [], offered.default_language);
  fillModels(offered.models ?? [], offered.default_model);
}

const choice = (value, text) => element('option', { value, textContent: text });

function fillLanguages(languages, preferred) {
  const select = byId('language');
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const sorted = languages.map(({ code, name }) => [code, capital(name)])
    .sort(([, one], [, other]) => one.localeCompare(other, 'en'));
  select.replaceChildren(choice('auto', 'Detect it'), ...sorted.map(([code, name]) => choice(code, name)));
  select.value = languages.some(({ code }) => code === preferred) ? preferred : 'auto';
}

function fillModels(models, preferred) {
  const select = byId('model');
  const group = (label, list) => {
    const made = element('optgroup', { label });
    made.append(...list.map(({ name }) => choice(name, name)));
    return made;
  };
  const here = models.filter(({ local }) => local);
  const elsewhere = models.filter(({ local }) => !local);
  select.replaceChildren(...here.map(({ name }) => choice(name, name)));
  if (elsewhere.length) select.append(group('Not on this server yet', elsewhere));
  if (models.some(({ name }) => name === preferred)) select.value = preferred;
}

// The query of a request. What isn't set is left out, so that the server's defaults hold.
export function readOptions() {
  const query = new URLSearchParams();
  for (const id of ['language', 'model', 'task-kind']) {
    const field = byId(id);
    if (field.value) query.set(field.name, field.value);
  }
  for (const id of ['diarize', 'align']) query.set(id, byId(id).checked);
  for (const id of [...speakerFields(), 'initial_prompt', 'hotwords']) {
    const value = byId(id).value.trim();
    if (value) query.set(id, value);
  }
  return query.toString();
}

const speakerFields = () => (byId('diarize').checked ? NUMBERS[byId('speaker-count').value] : []);

// What is wrong with the options: a field and a sentence, or null.
export function checkOptions() {
  for (const id of speakerFields()) {
    const field = byId(id);
    if (!field.validity.valid) return { field, message: 'The number of speakers is a whole number from 1 to 99.' };
    if (id === 'num_speakers' && !field.value) return { field, message: 'Say how many speakers there are.' };
  }
  const least = byId('min_speakers');
  const most = byId('max_speakers');
  const both = speakerFields().length === 2 && least.value && most.value;
  if (both && Number(least.value) > Number(most.value)) {
    return { field: most, message: '“At most” must not be less than “at least”.' };
  }
  return null;
}

// The field that a server's error names, as far as it can be seen.
export function fieldNamed(name) {
  const field = name ? byId('form').elements.namedItem(name) : null;
  return field instanceof HTMLElement && field.type !== 'file' ? field : null;
}

function showSpeakerFields() {
  show(byId('speaker-options'), byId('diarize').checked);
  for (const id of [...NUMBERS.exact, ...NUMBERS.range]) {
    show(byId(id).closest('.field'), speakerFields().includes(id));
  }
}

export function startOptions() {
  byId('diarize').addEventListener('change', showSpeakerFields);
  byId('speaker-count').addEventListener('change', showSpeakerFields);
  // Browsers keep ticks across reloads.
  showSpeakerFields();
}
