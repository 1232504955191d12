// Reading along: clicks and keys in the transcript, the word that is heard, and following it.

import { byId, show, takesKeys } from './dom.js';
import * as player from './player.js';

const place = byId('transcript');
const calm = matchMedia('(prefers-reduced-motion: reduce)');
let transcript = null;
let heard = null;
// Tab leads to one word only; arrow keys lead on from there. Thousands of stops would be a trap.
let stop = null;

export function read(next) {
  transcript = next;
  heard = null;
  stop = null;
  show(byId('follow'), false);
}

// Makes a word the one that Tab leads to.
function setStop(word) {
  if (!word || word === stop) return;
  stop?.node.removeAttribute('tabindex');
  stop?.node.removeAttribute('role');
  stop = word;
  stop.node.tabIndex = 0;
  stop.node.setAttribute('role', 'button');
}

// There is a stop as soon as there are words, but it isn't made before somebody may want it.
export function offerStop() {
  if (!stop && transcript?.passages.length) setStop(transcript.split(transcript.passages[0])[0]);
}

// After the passages were made anew: the focus goes back to the word at the same time.
export function focusAt(start) {
  setStop(transcript.wordAt(start));
  stop?.node.focus({ preventScroll: true });
}
export const focusedAt = () => (place.contains(document.activeElement) && stop ? stop.start : null);

function onTime(time, jumped) {
  const word = transcript?.wordAt(time) ?? null;
  if (word === heard && !jumped) return;
  const before = heard;
  heard = word;
  before?.node.classList.remove('now');
  word?.node.classList.add('now');
  if (before?.passage !== word?.passage) {
    before?.passage.node.classList.remove('heard');
    word?.passage.node.classList.add('heard');
  }
  if (!word) return;
  if (!place.contains(document.activeElement)) setStop(word);
  // Who has scrolled away from what is played wants to read elsewhere.
  if (jumped || !before || lies(before, 0)) bring(word, jumped);
  else show(byId('follow'));
}

// Is a word on the screen, so far from its edges, and from what lies over the text?
function lies(word, margin) {
  const { top, bottom } = word.node.getBoundingClientRect();
  const head = byId('task-progress').offsetHeight;
  const foot = innerHeight - byId('dock').offsetHeight;
  return top >= head + margin && bottom <= foot - margin;
}

function bring(word, jumped) {
  show(byId('follow'), false);
  if (lies(word, 50)) return;
  const smooth = !jumped && !calm.matches;
  word.node.scrollIntoView({ block: 'center', behavior: smooth ? 'smooth' : 'instant' });
}

function onClick(event) {
  // Who marks text wants to copy it, not to hear it.
  if (!transcript || !getSelection().isCollapsed) return;
  const { target } = event;
  const word = target.closest('.word, .at') ? transcript.wordOf(target) : null;
  if (!word) return;
  setStop(word);
  word.node.focus({ preventScroll: true });
  player.playFrom(word.start);
}

function onKey(event) {
  if (!transcript || byId('task').hidden || event.defaultPrevented || takesKeys(event.target)) return;
  if (event.shiftKey || event.metaKey) return;
  const inText = stop && event.target === stop.node;
  if ((inText && inside(event)) || outside(event)) event.preventDefault();
}

// Keys of a focused word. True when it was one.
function inside(event) {
  const byWord = event.ctrlKey || event.altKey;
  const steps = {
    ArrowUp: { passages: -1 },
    ArrowDown: { passages: 1 },
    ...(byWord && { ArrowLeft: { words: -1 }, ArrowRight: { words: 1 } }),
  };
  if (event.key === 'Enter') {
    player.playFrom(stop.start);
    return true;
  }
  if (!Object.hasOwn(steps, event.key)) return false;
  const next = transcript.near(stop, steps[event.key]);
  if (next) {
    setStop(next);
    next.node.focus({ preventScroll: true });
    if (!lies(next, 50)) next.node.scrollIntoView({ block: 'center', behavior: 'instant' });
  }
  return true;
}

// Keys that hold everywhere but in fields. A button's space presses the button.
function outside(event) {
  if (event.ctrlKey || event.altKey || !player.isLoaded()) return false;
  if (event.key === ' ') {
    if (event.target.closest('button, summary')) return false;
    player.toggle();
    return true;
  }
  if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return false;
  player.skip(event.key === 'ArrowLeft' ? -1 : 1);
  return true;
}

export function startReading() {
  player.startPlayer(onTime);
  place.addEventListener('click', onClick);
  document.addEventListener('keydown', onKey);
  byId('follow').addEventListener('click', () => {
    if (heard) bring(heard, true);
    byId('play').focus();
  });
}
