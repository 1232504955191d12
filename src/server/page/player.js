// The player at the foot of the page: plays the visitor's own file, and tells where it is.

import { byId, show, write } from './dom.js';
import { clock } from './texts.js';

const STEP = 5;
const sound = byId('sound');
const seek = byId('seek');
let onTime = () => {};
let wanted = null;
let dragging = false;

export const isLoaded = () => sound.hasAttribute('src');
export const isPlaying = () => isLoaded() && !sound.paused;
export const time = () => sound.currentTime;

// Shows the player with a recording, or with a way to choose one.
export function openPlayer(url) {
  const same = url !== '' && sound.src === url;
  if (!same) {
    sound.pause();
    sound.removeAttribute('src');
    if (url) sound.src = url;
    seek.value = 0;
  }
  write(byId('silent-hint'), 'The recording isn’t kept on the server.');
  show(byId('silent'), !url);
  show(byId('controls'), url !== '');
  show(byId('dock'));
  measure();
  showTime();
}

export function closePlayer() {
  sound.pause();
  show(byId('dock'), false);
  wanted = null;
  measure();
}

export function stopPlayer() {
  closePlayer();
  sound.removeAttribute('src');
}

// Plays from a time. Without a recording the visitor is asked for it, and it starts there.
export function playFrom(start) {
  if (!isLoaded()) {
    wanted = start;
    byId('listen').focus();
    byId('dock').classList.add('asks');
    setTimeout(() => byId('dock').classList.remove('asks'), 1500);
    return;
  }
  moveTo(start);
  play();
}

export function playWanted() {
  if (wanted !== null) playFrom(wanted);
  wanted = null;
}

export function toggle() {
  if (sound.paused) play();
  else sound.pause();
}

export function skip(direction) {
  moveTo(sound.currentTime + direction * STEP);
}

function moveTo(place) {
  const end = Number.isFinite(sound.duration) ? sound.duration : Infinity;
  sound.currentTime = Math.min(Math.max(0, place), end);
  showTime();
  onTime(sound.currentTime, true);
}

function play() {
  // A browser that can't play it says so by the error event.
  sound.play().catch(() => {});
}

function showTime() {
  const length = Number.isFinite(sound.duration) ? sound.duration : 0;
  write(byId('now'), clock(sound.currentTime));
  write(byId('length'), clock(length));
  seek.max = length;
  if (!dragging) seek.value = sound.currentTime;
  seek.setAttribute('aria-valuetext', `${clock(sound.currentTime)} of ${clock(length)}`);
}

// Words pass faster than the browser tells the time, so the time is looked up for each frame.
function frame() {
  if (sound.paused) return;
  onTime(sound.currentTime, false);
  requestAnimationFrame(frame);
}

function showState() {
  const playing = !sound.paused;
  byId('play').setAttribute('aria-label', playing ? 'Pause' : 'Play');
  byId('play-icon').setAttribute('href', playing ? '#icon-pause' : '#icon-play');
  if (playing) frame();
}

function showFault() {
  if (!isLoaded()) return;
  sound.removeAttribute('src');
  show(byId('controls'), false);
  show(byId('silent'));
  write(byId('silent-hint'), 'This browser can’t play that recording.');
  measure();
}

// The end of the page must not hide behind the player.
function measure() {
  document.documentElement.style.setProperty('--bottom', byId('dock').offsetHeight + 'px');
}

export function startPlayer(listener) {
  onTime = listener;
  for (const event of ['play', 'pause', 'ended']) sound.addEventListener(event, showState);
  for (const event of ['timeupdate', 'durationchange', 'seeked']) sound.addEventListener(event, showTime);
  sound.addEventListener('error', showFault);
  byId('play').addEventListener('click', toggle);
  byId('back').addEventListener('click', () => skip(-1));
  byId('on').addEventListener('click', () => skip(1));
  byId('rate').addEventListener('change', () => { sound.playbackRate = Number(byId('rate').value); });
  seek.addEventListener('input', () => { dragging = true; moveTo(Number(seek.value)); });
  seek.addEventListener('change', () => { dragging = false; });
  addEventListener('resize', measure);
}
