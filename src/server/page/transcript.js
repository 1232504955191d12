// The transcript on the page: passages in order of time, with speakers, and words where they are
// looked at.
//
// A long recording has tens of thousands of words. A passage is plain text until it comes near the
// screen or is played; only then do its words become elements of their own.

import { element } from './dom.js';
import { clock, length } from './texts.js';

const COLOURS = 8;
// How far from the screen words are made.
const AHEAD = '400px';
// Players land a moment before the time they are sent to.
const LATE = 0.02;

export class Transcript {
  constructor(place, hasTurnsOnly = false) {
    this.place = place;
    this.hasTurnsOnly = hasTurnsOnly;
    this.passages = [];
    this.speakers = new Map();
    this.ofNode = new WeakMap();
    this.observer = new IntersectionObserver((seen) => {
      for (const { isIntersecting, target } of seen) if (isIntersecting) this.split(this.ofNode.get(target));
    }, { rootMargin: AHEAD });
    this.perLine = Math.max(10, (place.clientWidth || 600) / 9);
    place.replaceChildren();
  }

  close() {
    this.observer.disconnect();
    this.place.replaceChildren();
  }

  addAll(segments) {
    const fragment = document.createDocumentFragment();
    const ordered = [...segments].sort((one, other) => one.start - other.start);
    for (const segment of ordered) {
      const passage = this.passageOf(segment);
      this.passages.push(passage);
      fragment.append(passage.node);
    }
    this.passages.forEach((_, index) => this.nameAt(index));
    this.place.append(fragment);
  }

  // Adds one that has just been recognised, at its place in time. One that is known, as after a
  // broken connection, is replaced.
  add(segment) {
    let index = this.passages.length;
    while (index > 0 && this.passages[index - 1].start > segment.start) index -= 1;
    const before = this.passages[index - 1];
    const known = before && before.start === segment.start;
    if (known && before.text === textOf(segment)) return;
    const passage = this.passageOf(segment);
    if (known) {
      before.node.replaceWith(passage.node);
      this.passages[index - 1] = passage;
    } else {
      this.place.insertBefore(passage.node, this.passages[index]?.node ?? null);
      this.passages.splice(index, 0, passage);
    }
    for (const near of [index - 1, index, index + 1]) this.nameAt(near);
  }

  passageOf(segment) {
    const speaker = segment.speaker ?? segment.label ?? '';
    const start = Number(segment.start) || 0;
    const end = Number(segment.end) || start;
    const text = this.hasTurnsOnly ? `speaks for ${length(end - start)}` : textOf(segment);
    const node = element('div', { className: 'passage ' + this.colour(speaker, end - start) });
    const at = element('span', { className: 'at', textContent: clock(start) });
    const body = element('p', { textContent: text, dir: 'auto' });
    node.append(at, body);
    const lines = Math.ceil(text.length / this.perLine);
    node.style.containIntrinsicBlockSize = `auto ${lines * 1.75 + 0.5}rem`;
    const passage = { start, end, text, speaker, node, body, words: null, raw: segment.words ?? [] };
    this.ofNode.set(node, passage);
    this.observer.observe(node);
    return passage;
  }

  // Speakers get their colours in the order in which they are first heard.
  colour(speaker, seconds) {
    if (!speaker) return 'sx';
    const known = this.speakers.get(speaker) ?? { colour: 's' + (this.speakers.size % COLOURS), seconds: 0 };
    known.seconds += seconds;
    this.speakers.set(speaker, known);
    return known.colour;
  }

  // A name stands where the speaker changes.
  nameAt(index) {
    const passage = this.passages[index];
    if (!passage) return;
    const starts = passage.speaker !== '' && this.passages[index - 1]?.speaker !== passage.speaker;
    const there = passage.node.querySelector('.who');
    if (starts && !there) passage.node.prepend(element('bdi', { className: 'who', textContent: passage.speaker }));
    if (!starts) there?.remove();
  }

  // Makes elements of a passage's words. What stands between them, spaces or nothing, is kept.
  split(passage) {
    if (!passage || passage.words) return passage?.words;
    const { text } = passage;
    const parts = [];
    let at = 0;
    passage.words = [];
    for (const word of passage.raw) {
      const written = String(word.word ?? '').trim();
      const found = written ? text.indexOf(written, at) : -1;
      if (found < 0) continue;
      parts.push(text.slice(at, found));
      at = found + written.length;
      const before = passage.words.at(-1)?.start ?? passage.start;
      parts.push(this.word(passage, written, typeof word.start === 'number' ? word.start : before));
    }
    if (!passage.words.length) parts.push(this.word(passage, text, passage.start));
    else parts.push(text.slice(at));
    passage.body.replaceChildren(...parts);
    this.observer.unobserve(passage.node);
    return passage.words;
  }

  word(passage, text, start) {
    const node = element('span', { className: 'word', textContent: text });
    passage.words.push({ node, start, passage });
    return node;
  }

  // The passage and the word at an element, or null.
  wordOf(node) {
    const passage = this.ofNode.get(node.closest?.('.passage'));
    if (!passage) return null;
    const words = this.split(passage);
    return words.find((word) => word.node === node) ?? words[0];
  }

  // What is being said at a time; in a pause, what was said last.
  wordAt(time) {
    const passage = this.passages[last(this.passages, time + LATE)];
    if (!passage) return null;
    const words = this.split(passage);
    return words[Math.max(0, last(words, time + LATE))];
  }

  // The word so many words or passages from another; null at the end.
  near(word, { words = 0, passages = 0 }) {
    const index = this.passages.indexOf(word.passage);
    if (passages) return this.split(this.passages[index + passages])?.[0] ?? null;
    const inside = word.passage.words[word.passage.words.indexOf(word) + words];
    if (inside) return inside;
    return this.split(this.passages[index + words])?.at(words > 0 ? 0 : -1) ?? null;
  }

  // The text to copy: a paragraph for each speaker's turn, or a line for each passage.
  plain() {
    const lines = [];
    let speaker = '';
    for (const passage of this.passages) {
      const goes = passage.speaker && passage.speaker === speaker;
      if (goes && !this.hasTurnsOnly) lines.push(lines.pop() + ' ' + passage.text);
      else lines.push(passage.speaker ? `${passage.speaker}: ${passage.text}` : passage.text);
      speaker = passage.speaker;
    }
    return lines.join('\n') + '\n';
  }
}

const textOf = (segment) => String(segment.text ?? '').trim();

// The last of a row sorted by start that doesn't start after the time; -1 if all do.
function last(row, time) {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (row[middle].start <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
