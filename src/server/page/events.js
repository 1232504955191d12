// Follows a task's event stream to its end, across broken connections.
//
// EventSource can't send the token, so the stream is read with fetch.

import { openEvents } from './api.js';

const LONGEST_WAIT = 30;
// The server sends a comment now and then; a stream that is silent for longer is dead.
const SILENCE = 60;

// Calls handlers[event](data) for each event, `lost()` and `found()` when the connection breaks
// and is back. Ends with `done`, when the signal aborts, or with an error that won't go away.
export async function follow(id, handlers, signal) {
  let wait = 1;
  for (;;) {
    try {
      const heard = () => { wait = 1; };
      if (await once(id, handlers, heard, signal)) return;
    } catch (error) {
      if (signal.aborted || (error.status >= 400 && error.status < 500)) throw error;
    }
    signal.throwIfAborted();
    handlers.lost();
    await pause(wait, signal);
    wait = Math.min(2 * wait, LONGEST_WAIT);
  }
}

// One connection. True when it came to its end.
async function once(id, handlers, heard, signal) {
  const own = new AbortController();
  const both = AbortSignal.any([signal, own.signal]);
  const response = await openEvents(id, both);
  handlers.found();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let kept = '';
  for (;;) {
    const watch = setTimeout(() => own.abort(), SILENCE * 1000);
    const { done, value } = await reader.read().finally(() => clearTimeout(watch));
    if (done) return false;
    heard();
    // A chunk may end between the two characters of a line's end.
    const blocks = (kept + value).replace(/\r\n/g, '\n').split('\n\n');
    kept = blocks.pop();
    for (const block of blocks) {
      if (hand(block, handlers)) return true;
    }
  }
}

// Hands one event on. True when it was the last.
function hand(block, handlers) {
  let event = 'message';
  const data = [];
  for (const line of block.split('\n')) {
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
  }
  if (data.length && Object.hasOwn(handlers, event)) handlers[event](JSON.parse(data.join('\n')));
  return event === 'done';
}

function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}
