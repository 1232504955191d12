// Talks to the server: one place for addresses, the token, and errors as sentences.

import { askToken, token } from './signin.js';

const UNREACHABLE = 'The server can’t be reached. Is it still running?';

export class ApiError extends Error {
  constructor(message, status = 0, field = null) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

// The sentence of the server where it sent one.
function errorOf(status, text) {
  let error = null;
  try {
    error = JSON.parse(text).error;
  } catch {
    // A proxy's page, or nothing at all: the status has to do.
  }
  if (error && typeof error.message === 'string') {
    return new ApiError(error.message, status, error.field ?? null);
  }
  return new ApiError(`The server answered with an error (${status}).`, status);
}

// A fetch that signs in where that is needed, and throws what isn't success.
export async function request(path, options = {}) {
  for (;;) {
    const used = token();
    const headers = used ? { ...options.headers, Authorization: 'Bearer ' + used } : options.headers;
    let response;
    try {
      response = await fetch(path, { ...options, headers, cache: 'no-store' });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new ApiError(UNREACHABLE);
    }
    if (response.ok) return response;
    if (response.status === 401 && (await askToken(used))) continue;
    throw errorOf(response.status, await response.text().catch(() => ''));
  }
}

async function json(path, options) {
  const response = await request(path, options);
  try {
    return await response.json();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError('The server’s answer can’t be read.');
  }
}

const task = (id, rest = '') => '/task/' + encodeURIComponent(id) + rest;

export const options = () => json('/ui/options');
export const tasks = (query, signal) => json('/task/all?' + new URLSearchParams(query), { signal });
export const readTask = (id, signal) => json(task(id), { signal });
export const cancelTask = (id) => json(task(id, '/cancel'), { method: 'POST' });
export const retryTask = (id) => json(task(id, '/retry'), { method: 'POST' });
export const deleteTask = (id) => json(task(id, '/delete'), { method: 'DELETE' });
export const openEvents = (id, signal) =>
  request(task(id, '/events'), { signal, headers: { Accept: 'text/event-stream' } });
export const readFormat = (id, format) => request(task(id, '?format=' + encodeURIComponent(format)));

export const sendUrl = (query, url) =>
  json('/speech-to-text-url?' + query, { method: 'POST', body: new URLSearchParams({ url }) });

// XMLHttpRequest, because fetch doesn't tell how much is sent.
export async function sendFile(query, file, onProgress, signal) {
  for (;;) {
    const used = token();
    const { status, text } = await post('/speech-to-text?' + query, file, used, onProgress, signal);
    if (status === 401 && (await askToken(used))) continue;
    if (status < 200 || status > 299) throw errorOf(status, text);
    try {
      return JSON.parse(text);
    } catch {
      throw new ApiError('The server’s answer can’t be read.');
    }
  }
}

function post(path, file, used, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    const stop = () => call.abort();
    call.open('POST', path);
    if (used) call.setRequestHeader('Authorization', 'Bearer ' + used);
    call.upload.onprogress = (event) => onProgress(event.loaded, event.total);
    call.onload = () => resolve({ status: call.status, text: call.responseText });
    call.onerror = () => reject(new ApiError('The connection broke while sending, or the recording can’t be read any more.'));
    call.onabort = () => reject(new DOMException('Stopped', 'AbortError'));
    call.onloadend = () => signal.removeEventListener('abort', stop);
    signal.addEventListener('abort', stop);
    const body = new FormData();
    body.append('file', file, file.name);
    call.send(body);
  });
}
