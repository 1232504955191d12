// The page as a whole: starts its parts, and shows the one that the address names.

import * as api from './api.js';
import { byId, show } from './dom.js';
import { learnFormats } from './downloads.js';
import { closeHistory, openHistory, startHistory } from './history.js';
import { fillOptions } from './options.js';
import { startReading } from './reading.js';
import { startSignIn } from './signin.js';
import { showLimits, startForm } from './start.js';
import { leaveTask, visitTask } from './task.js';
import { startTask } from './taskactions.js';
import { learnLanguages } from './texts.js';

const VIEWS = {
  new: { title: 'Scripta', nav: 'nav-new' },
  history: { title: 'History – Scripta', nav: 'nav-history' },
  task: { title: 'Task – Scripta', nav: null },
};
// Where each view was scrolled to, so that going back leads to the same place.
const places = new Map();
let current = '';

function route() {
  const [, id] = /^#\/task\/(.+)$/.exec(location.hash) ?? [];
  if (id) return { view: 'task', id: decoded(id) };
  return { view: location.hash === '#/history' ? 'history' : 'new' };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function open({ view, id }, first) {
  places.set(current, scrollY);
  closeHistory();
  leaveTask();
  current = view;
  document.title = VIEWS[view].title;
  for (const [other, { nav }] of Object.entries(VIEWS)) {
    show(byId(other), other === view);
    if (nav && other === view) byId(nav).setAttribute('aria-current', 'page');
    else if (nav) byId(nav).removeAttribute('aria-current');
  }
  scrollTo(0, view === 'history' ? (places.get(view) ?? 0) : 0);
  // Who opens the page begins at its top; who follows a link begins at the new view's.
  if (!first) byId(view + '-title').focus({ preventScroll: true });
  if (view === 'history') openHistory();
  if (view === 'task') visitTask(id);
}

// What the server offers is asked for first, as that is where a token is asked for, too.
async function begin() {
  show(byId('page-problem'), false);
  try {
    const offered = await api.options();
    learnLanguages(offered.languages ?? []);
    learnFormats(offered.formats ?? []);
    fillOptions(offered);
    showLimits(offered);
    open(route(), true);
  } catch (error) {
    byId('page-problem').querySelector('p').textContent = error.message;
    show(byId('page-problem'));
  }
}

// Moves the focus, and leaves the address to the views.
function skip(event) {
  event.preventDefault();
  byId('main').focus();
}

startSignIn();
startForm();
startHistory();
startTask();
startReading();
byId('skip').addEventListener('click', skip);
byId('page-problem').querySelector('button').addEventListener('click', begin);
addEventListener('hashchange', () => { if (current) open(route(), false); });
begin();
