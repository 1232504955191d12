// Takes a transcript along: as a file of any format, or as text on the clipboard.

import * as api from './api.js';
import { byId, element } from './dom.js';

const LABELS = {
  txt: 'Plain text',
  srt: 'Subtitles, SubRip',
  vtt: 'Subtitles, WebVTT',
  ass: 'Subtitles, ASS',
  html: 'Page to read and listen',
  md: 'Markdown',
  json: 'JSON, everything',
  csv: 'Table, commas',
  tsv: 'Table, tabs',
  lrc: 'Lyrics',
  textgrid: 'Praat TextGrid',
  ctm: 'NIST CTM',
  aud: 'Audacity labels',
  rttm: 'Speaker turns, RTTM',
  svg: 'Picture of who speaks when',
};
const WITH_SPEAKERS = ['rttm', 'svg'];
// What turns without words can be written as.
const OF_TURNS = ['rttm', 'svg', 'json', 'txt'];
const ENDS = { textgrid: 'TextGrid' };
let offered = Object.keys(LABELS);

// The formats that the server knows, the usual ones first.
export function learnFormats(formats) {
  const names = formats.map(({ name }) => name);
  const usual = Object.keys(LABELS).filter((format) => names.includes(format));
  offered = [...usual, ...names.filter((format) => !usual.includes(format))];
}

export function fillFormats(hasSpeakers, hasTurnsOnly) {
  const suits = (format) => hasSpeakers || !WITH_SPEAKERS.includes(format);
  const select = byId('download-format');
  const before = select.value;
  const formats = hasTurnsOnly ? OF_TURNS.filter((format) => offered.includes(format)) : offered.filter(suits);
  select.replaceChildren(...formats.map((format) => element('option', { value: format, textContent: label(format) })));
  if (formats.includes(before)) select.value = before;
}

const label = (format) => (LABELS[format] ? `${LABELS[format]} (.${ENDS[format] ?? format})` : format);

// A link can't carry the token, so the file is fetched and handed over.
export async function download(id, format, recording) {
  const response = await api.readFormat(id, format);
  const url = URL.createObjectURL(await response.blob());
  const link = element('a', { href: url, download: nameOf(response, format, recording) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

// The server's name for the file, or one after the recording.
function nameOf(response, format, recording) {
  const given = response.headers.get('Content-Disposition') ?? '';
  const [, coded] = /filename\*=UTF-8''([^;]+)/i.exec(given) ?? [];
  try {
    if (coded) return decodeURIComponent(coded);
  } catch {
    // Wrongly coded: the plain name, or our own, will do.
  }
  const [, plain] = /filename="?([^";]+)/i.exec(given) ?? [];
  const stem = recording.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '') || 'transcript';
  return plain ?? `${stem}.${ENDS[format] ?? format}`;
}

// Browsers have a clipboard only on https and on the machine itself; the old way works elsewhere.
export async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = element('textarea', { value: text, className: 'unseen', readOnly: true });
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  focused?.focus();
  if (!done) throw new Error('The browser doesn’t let this page copy.');
}
