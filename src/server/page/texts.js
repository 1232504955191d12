// Puts times, sizes, states and names into words.

const two = (number) => String(number).padStart(2, '0');

// 75 is 1:15, 3675 is 1:01:15.
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds) || 0);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return (hours ? hours + ':' + two(minutes) : minutes) + ':' + two(whole % 60);
}

// 75 is "1 min 15 s"; nothing for what is no number.
export function length(seconds) {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return '';
  if (seconds < 10) return Math.max(0, Math.round(seconds * 10) / 10) + ' s';
  const whole = Math.round(seconds);
  if (whole < 60) return whole + ' s';
  if (whole < 3600) return Math.floor(whole / 60) + ' min ' + (whole % 60) + ' s';
  return Math.floor(whole / 3600) + ' h ' + (Math.floor(whole / 60) % 60) + ' min';
}

// What is left is a guess, so it is told roughly.
export function left(seconds) {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return '';
  if (seconds < 10) return 'a few seconds left';
  if (seconds < 55) return 'about ' + Math.ceil(seconds / 10) * 10 + ' seconds left';
  if (seconds < 90) return 'about a minute left';
  if (seconds < 5400) return 'about ' + Math.round(seconds / 60) + ' minutes left';
  return 'about ' + Math.round(seconds / 1800) / 2 + ' hours left';
}

export function bytes(count) {
  if (count < 1e6) return Math.max(1, Math.round(count / 1e3)) + ' kB';
  if (count < 1e9) return (count / 1e6).toFixed(count < 1e7 ? 1 : 0) + ' MB';
  return (count / 1e9).toFixed(1) + ' GB';
}

// The server's times are UTC, whether they say so or not.
export function moment(iso) {
  if (typeof iso !== 'string') return null;
  const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(iso) ? iso : iso.replace(' ', 'T') + 'Z';
  const date = new Date(zoned);
  return Number.isNaN(date.getTime()) ? null : date;
}

const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const times = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });

export function date(iso) {
  const then = moment(iso);
  if (!then) return '';
  const today = then.toDateString() === new Date().toDateString();
  return today ? 'today, ' + times.format(then) : dates.format(then);
}

export const percent = (share) => Math.floor(Math.min(1, Math.max(0, Number(share) || 0)) * 100) + '%';

const STATUSES = {
  queued: 'Queued',
  processing: 'In progress',
  completed: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
};
export const status = (word) => (Object.hasOwn(STATUSES, word) ? STATUSES[word] : String(word));

const STAGES = {
  fetch: 'Fetching the recording',
  download: 'Fetching the recording',
  decode: 'Reading the recording',
  transcribe: 'Recognising speech',
  locate: 'Finding speech',
  align: 'Finding word times',
  diarize: 'Telling speakers apart',
  combine: 'Giving words to speakers',
};
export const stage = (word) => (Object.hasOwn(STAGES, word) ? STAGES[word] : 'In progress');

const KINDS = {
  diarization: 'speakers only',
  transcription_alignment: 'word times of a text',
  'combine_transcript&diarization': 'transcript and speakers put together',
  full_process: 'with speakers',
};
export const kind = (word) => (Object.hasOwn(KINDS, word) ? KINDS[word] : '');

export const taskName = (task) => task.file_name || task.url || 'Recording without a name';

const languages = new Map();
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export function learnLanguages(list) {
  for (const { code, name } of list) languages.set(code, capital(name));
}
export const language = (code) => languages.get(code) ?? code ?? '';

export const unfinished = (word) => word === 'queued' || word === 'processing';
export const repeatable = (word) => ['failed', 'cancelled', 'interrupted'].includes(word);
