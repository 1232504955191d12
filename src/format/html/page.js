// What the page does: plays and follows the sound, searches, names speakers, saves itself.
//
// The page can be read without it. All elements that it adds come from the template and carry
// data-live, so that they can be left out when the page saves itself.
'use strict';
(() => {
  const root = document.documentElement;
  const id = (name) => document.getElementById(name);
  const main = id('transcript');
  const dock = id('dock');
  const audio = id('sound');
  const sections = [...main.querySelectorAll('section')];
  const paragraphs = sections.map((section) => section.querySelector('p'));
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const dark = matchMedia('(prefers-color-scheme: dark)');

  // --- Words and times ---

  // The words in order of time, and for each word's element its place in `words`.
  const words = [];
  paragraphs.forEach((paragraph, block) => {
    const times = paragraph.dataset.t.split(' ');
    let at = 0;
    [...paragraph.children].forEach((element, index) => {
      const start = at + Number(times[2 * index]);
      at = start + Number(times[2 * index + 1]);
      words.push({ element, block, start: start / 100, end: at / 100 });
    });
  });
  words.sort((one, other) => one.start - other.start);
  const placed = new Map(words.map((word, index) => [word.element, index]));
  const starts = sections.map((_, block) => words[placed.get(paragraphs[block].firstElementChild)].start);
  const length = () => {
    const heard = audio && Number.isFinite(audio.duration) ? audio.duration : 0;
    return Math.max(Number(main.dataset.length), heard);
  };

  // The last of a sorted row that isn't after the time; -1 if all are.
  function last(count, start, time) {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (start(middle) <= time) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
  // Players land a moment before the time they are sent to.
  const wordAt = (time) => last(words.length, (index) => words[index].start, time + 0.02);
  const blockAt = (time) => words[Math.max(wordAt(time), 0)].block;

  function clock(time) {
    const whole = Math.floor(time);
    const two = (number) => String(number).padStart(2, '0');
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor(whole / 60) % 60;
    return (hours ? hours + ':' + two(minutes) : minutes) + ':' + two(whole % 60);
  }

  // --- The page's parts that only a script can serve ---

  const parts = id('parts').content.cloneNode(true);
  const part = (name) => parts.querySelector('#' + name);
  const [bar, query, count, back, next, save, theme, ask] =
    ['bar', 'query', 'count', 'back', 'next', 'save', 'theme', 'ask'].map(part);
  const [controls, playButton, now, total, followButton, rate] =
    ['controls', 'play', 'now', 'length', 'follow', 'rate'].map(part);
  const [notice, seek, bubble, help] = ['notice', 'seek', 'bubble', 'help'].map(part);
  document.body.prepend(bar, notice);
  document.body.append(help);
  if (dock) {
    id('strip').append(seek, bubble);
    if (audio) dock.prepend(controls);
  }
  root.classList.add('live');
  if (!sections.length) query.parentElement.hidden = true;
  // A mouse's click on a button leaves the keys to the page, not to the button.
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (button && event.detail > 0) button.blur();
  });

  function measure() {
    root.style.setProperty('--top', bar.offsetHeight + 'px');
    root.style.setProperty('--bottom', (dock ? dock.offsetHeight : 0) + 'px');
    // Paragraphs that were never shown have no height yet; a good guess keeps the scroll bar calm.
    const row = Math.max((paragraphs[0] ? paragraphs[0].clientWidth : 600) / 8.6, 10);
    sections.forEach((section, block) => {
      const rows = Math.ceil(paragraphs[block].textContent.length / row);
      const height = rows * 30 + (section.querySelector('h2') ? 45 : 14);
      section.style.containIntrinsicBlockSize = 'auto ' + height + 'px';
    });
  }
  let width = 0;
  new ResizeObserver(() => {
    if (innerWidth !== width) measure();
    width = innerWidth;
  }).observe(root);

  // --- Scrolling ---

  function inView(element) {
    const box = element.getBoundingClientRect();
    const bottom = innerHeight - (dock ? dock.offsetHeight : 0);
    return box.top >= bar.offsetHeight && box.bottom <= bottom;
  }
  function reveal(element) {
    if (inView(element)) return;
    const near = Math.abs(element.getBoundingClientRect().top) < 2 * innerHeight;
    const smooth = near && !still.matches;
    element.scrollIntoView({ block: 'center', behavior: smooth ? 'smooth' : 'instant' });
    // What comes into view gets its true height, which may move the place.
    if (!smooth) {
      requestAnimationFrame(() => {
        if (!inView(element)) element.scrollIntoView({ block: 'center', behavior: 'instant' });
      });
    }
  }
  // The paragraph at the top of the window; -1 if that is above all paragraphs.
  function topBlock() {
    const top = bar.offsetHeight + 24;
    return last(sections.length, (block) => sections[block].getBoundingClientRect().top, top);
  }
  let reading = -1;
  function read(block) {
    if (block === reading) return;
    if (sections[reading]) sections[reading].classList.remove('read');
    reading = block;
    if (sections[reading]) sections[reading].classList.add('read');
  }

  function showPosition(time) {
    seek.value = time;
    seek.setAttribute('aria-valuetext', clock(time));
    if (audio) now.textContent = clock(time);
  }
  function showLength() {
    seek.max = length() || 1;
    if (audio) total.textContent = clock(length());
  }

  // --- Sound ---

  let sounding = Boolean(audio);
  let following = true;
  let current = null;

  function follow(wanted) {
    following = wanted;
    followButton.hidden = wanted || audio.paused;
    if (wanted && current) reveal(current.element);
  }
  function show() {
    if (!sounding) return;
    const time = audio.currentTime;
    const found = words[wordAt(time)];
    // In a long pause nothing is being said.
    const word = found && time < found.end + 1 ? found : null;
    if (word !== current) {
      if (current) current.element.classList.remove('now');
      current = word;
      if (current) {
        current.element.classList.add('now');
        read(current.block);
        if (following) reveal(current.element);
      }
    }
    showPosition(time);
  }
  function play() {
    // What goes wrong is told by the error event.
    audio.play().catch(() => {});
  }
  function toggle() {
    if (audio.paused) play();
    else audio.pause();
  }
  function go(time) {
    audio.currentTime = Math.min(Math.max(time, 0), length());
    follow(true);
    show();
  }
  function silence() {
    sounding = false;
    root.classList.remove('sounding', 'playing');
    controls.remove();
    if (current) current.element.classList.remove('now');
    notice.textContent = 'The sound can’t be played: ' + reason();
    notice.hidden = false;
    measure();
  }
  function reason() {
    if (audio.error && audio.error.code !== MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED) {
      return 'this browser can’t play it on this machine.';
    }
    const unknown = 'this browser doesn’t know its format.';
    return original.startsWith('data:') ? unknown : readable(original) + ' is missing, or ' + unknown;
  }
  function readable(url) {
    try {
      return decodeURI(url);
    } catch {
      return url;
    }
  }
  // Not all browsers jump around in sounds at data URLs, or take long ones.
  function unpack(url) {
    const comma = url.indexOf(',');
    const type = url.slice(5, url.lastIndexOf(';', comma));
    const step = 1 << 20;
    const pieces = [];
    for (let at = comma + 1; at < url.length; at += step) {
      const letters = atob(url.slice(at, at + step));
      const bytes = new Uint8Array(letters.length);
      for (let index = 0; index < letters.length; index += 1) bytes[index] = letters.charCodeAt(index);
      pieces.push(bytes);
    }
    return URL.createObjectURL(new Blob(pieces, { type }));
  }
  const original = audio ? audio.getAttribute('src') : '';

  function tick() {
    if (audio.paused || !sounding) return;
    show();
    requestAnimationFrame(tick);
  }
  if (audio) {
    root.classList.add('sounding');
    audio.controls = false;
    audio.addEventListener('error', silence);
    audio.addEventListener('durationchange', showLength);
    audio.addEventListener('timeupdate', show);
    audio.addEventListener('play', () => {
      root.classList.add('playing');
      playButton.setAttribute('aria-label', 'Pause');
      follow(true);
      requestAnimationFrame(tick);
    });
    audio.addEventListener('pause', () => {
      root.classList.remove('playing');
      playButton.setAttribute('aria-label', 'Play');
      followButton.hidden = true;
    });
    playButton.addEventListener('click', toggle);
    followButton.addEventListener('click', () => follow(true));
    rate.addEventListener('change', (event) => {
      audio.playbackRate = Number(event.target.value);
    });
    // A reader who scrolls wants to read elsewhere.
    const leave = () => {
      if (sounding && following && !audio.paused) follow(false);
    };
    addEventListener('wheel', (event) => {
      if (!event.ctrlKey) leave();
    }, { passive: true });
    addEventListener('touchmove', leave, { passive: true });
    addEventListener('keydown', (event) => {
      if (['PageUp', 'PageDown', 'Home', 'End'].includes(event.key) && event.target === document.body) leave();
    });
    addEventListener('pointerdown', (event) => {
      if (event.clientX >= root.clientWidth) leave();
    });
    main.addEventListener('click', (event) => {
      // Who marks some text doesn't want to hear it.
      if (!sounding || !getSelection().isCollapsed) return;
      const link = event.target.closest('section > a');
      const word = words[placed.get(event.target.closest('section p > span'))];
      if (!link && !word) return;
      event.preventDefault();
      go(word ? word.start : starts[sections.indexOf(link.parentElement)]);
      play();
    });
    audio.preload = 'metadata';
    if (original.startsWith('data:')) audio.src = unpack(original);
    else audio.load();
  }

  // --- The strip ---

  if (dock) {
    const timeAt = (event) => {
      const box = seek.getBoundingClientRect();
      return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * length();
    };
    showLength();
    showPosition(0);
    seek.addEventListener('input', () => {
      const time = Number(seek.value);
      if (sounding) go(time);
      else if (sections.length) {
        reveal(paragraphs[blockAt(time)].firstElementChild);
        read(blockAt(time));
      }
    });
    seek.addEventListener('pointermove', (event) => {
      const time = timeAt(event);
      const word = words[wordAt(time)];
      const spoken = word && time < word.end;
      const name = spoken && voices.length ? voiceOf(word.block) : '';
      bubble.textContent = clock(time) + (name ? ' ' + name : '');
      bubble.style.left = (100 * time) / (length() || 1) + '%';
      bubble.hidden = false;
    });
    seek.addEventListener('pointerleave', () => {
      bubble.hidden = true;
    });
    let asked = false;
    addEventListener('scroll', () => {
      if (sounding || asked || !sections.length) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        if (document.activeElement !== seek) showPosition(starts[topBlock()] || 0);
      });
    }, { passive: true });
  }

  // --- Search ---

  let texts = null;
  let searched = '';
  let typed = 0;
  let hits = [];
  let chosen = -1;

  // Letters with and without accents, large and small are alike. The length stays the same.
  function fold(text) {
    const plain = (letter) => letter.normalize('NFD')[0];
    return text.replaceAll('İ', 'I').replace(/[\u00c0-\u024f]/g, plain).toLowerCase();
  }
  // The places of a paragraph's text as ranges over its text nodes.
  function ranges(paragraph, found) {
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    let node = walker.nextNode();
    let at = 0;
    // The node that has the character at `offset`, and where in it that is.
    const place = (offset) => {
      while (at + node.length <= offset) {
        at += node.length;
        node = walker.nextNode();
      }
      return [node, offset - at];
    };
    return found.map(({ from, to }) => {
      const [startContainer, startOffset] = place(from);
      const [endContainer, endBefore] = place(to - 1);
      return new StaticRange({ startContainer, startOffset, endContainer, endOffset: endBefore + 1 });
    });
  }
  const wordOf = (node) => (node.parentElement.matches('span') ? node.parentElement : node.nextSibling);
  const painter = window.CSS && CSS.highlights && window.Highlight;
  function paint(name, found) {
    if (painter) {
      const highlight = new Highlight();
      for (const hit of found) highlight.add(hit.range);
      highlight.priority = name === 'here' ? 1 : 0;
      CSS.highlights.set(name, highlight);
      return;
    }
    main.querySelectorAll('.' + name).forEach((element) => element.classList.remove(name));
    for (const hit of found) wordOf(hit.range.startContainer).classList.add(name);
  }
  function find() {
    clearTimeout(typed);
    searched = query.value;
    const wanted = fold(query.value.replace(/\s+/g, ' ').trim());
    texts = texts || paragraphs.map((paragraph) => fold(paragraph.textContent));
    hits = [];
    texts.forEach((text, block) => {
      const found = [];
      for (let from = wanted ? text.indexOf(wanted) : -1; from >= 0; from = text.indexOf(wanted, from + wanted.length)) {
        found.push({ block, from, to: from + wanted.length });
      }
      if (found.length) {
        ranges(paragraphs[block], found).forEach((range, index) => hits.push({ ...found[index], range }));
      }
    });
    paint('hit', hits);
    chosen = -1;
    paint('here', []);
    mark();
    tell();
  }
  function tell() {
    const some = hits.length > 0;
    query.parentElement.classList.toggle('found', query.value.trim() !== '');
    count.textContent = !some ? 'No hits' : chosen < 0 ? String(hits.length) : chosen + 1 + ' / ' + hits.length;
    back.disabled = next.disabled = !some;
  }
  // Where in the recording the hits are.
  function mark() {
    const old = id('hits');
    if (old) old.remove();
    if (!dock || !hits.length) return;
    const space = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(space, 'svg');
    const path = document.createElementNS(space, 'path');
    const time = (hit) => words[placed.get(wordOf(hit.range.startContainer))].start;
    const points = new Set(hits.map((hit) => Math.round((1000 * time(hit)) / (length() || 1))));
    svg.id = 'hits';
    svg.dataset.live = '';
    svg.setAttribute('viewBox', '0 0 1000 10');
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('aria-hidden', 'true');
    path.setAttribute('d', [...points].map((point) => 'M' + point + ' 7v3').join(''));
    svg.append(path);
    id('strip').insertBefore(svg, seek);
  }
  function choose(step) {
    if (!hits.length) return;
    // The first step goes to the first hit from where the reader is.
    if (chosen < 0) {
      const from = topBlock();
      const first = Math.max(hits.findIndex((hit) => hit.block >= from), 0);
      chosen = step > 0 ? first : first - 1;
    } else chosen += step;
    chosen = (chosen + hits.length) % hits.length;
    const hit = hits[chosen];
    if (sounding && !audio.paused) follow(false);
    paint('here', [hit]);
    reveal(wordOf(hit.range.startContainer));
    tell();
  }
  function clear() {
    query.value = '';
    query.blur();
    find();
  }
  query.addEventListener('input', () => {
    clearTimeout(typed);
    typed = setTimeout(find, 120);
  });
  next.addEventListener('click', () => choose(1));
  back.addEventListener('click', () => choose(-1));

  // --- Speakers' names ---

  const voices = [...document.querySelectorAll('#voices li')];
  const nameOf = (voice) => voices[voice].querySelector('bdi').textContent;
  function voiceOf(block) {
    // Only the first paragraph of a turn has a name.
    while (block > 0 && !sections[block].querySelector('h2')) block -= 1;
    const heading = sections[block].querySelector('h2');
    return heading ? heading.textContent : '';
  }
  const store = 'scripta ' + main.dataset.key;
  // Browsers may keep nothing for a page that is a file, and say so by throwing.
  function recall(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }
  function keep(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // The names are still in the page, and can be saved with it.
    }
  }
  function rename(voice, name) {
    const shown = name.trim() || voices[voice].dataset.label;
    document.querySelectorAll('[data-who="' + voice + '"]').forEach((element) => {
      element.textContent = shown;
    });
    voices[voice].title = shown === voices[voice].dataset.label ? '' : voices[voice].dataset.label;
    voices[voice].querySelector('button').setAttribute('aria-label', 'Rename ' + shown);
  }
  function edit(voice) {
    const name = voices[voice].querySelector('bdi');
    if (name.hidden) return;
    const input = document.createElement('input');
    input.dataset.live = '';
    input.value = name.textContent;
    input.maxLength = 80;
    input.dir = 'auto';
    input.setAttribute('aria-label', 'Name of ' + name.textContent);
    let open = true;
    const close = (changed) => {
      if (!open) return;
      open = false;
      if (changed) {
        rename(voice, input.value);
        const names = Object.fromEntries(voices.map((item, index) => [item.dataset.label, nameOf(index)]));
        keep(store, { time: Date.now(), names });
      }
      name.hidden = false;
      input.remove();
    };
    input.addEventListener('blur', () => close(true));
    input.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.isComposing || !['Enter', 'Escape'].includes(event.key)) return;
      event.preventDefault();
      close(event.key === 'Enter');
      voices[voice].querySelector('button').focus();
    });
    name.hidden = true;
    name.before(input);
    input.focus();
    input.select();
  }
  voices.forEach((item, voice) => {
    const button = document.createElement('button');
    const space = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(space, 'svg');
    const path = document.createElementNS(space, 'path');
    svg.setAttribute('viewBox', '0 0 16 16');
    svg.setAttribute('aria-hidden', 'true');
    path.setAttribute('d', 'M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3zM9 4.7L11.3 7');
    svg.append(path);
    button.type = 'button';
    button.dataset.live = '';
    button.title = 'Rename';
    button.append(svg);
    item.querySelector('bdi').after(button);
    item.addEventListener('click', (event) => {
      if (event.target.closest('bdi, button')) edit(voice);
    });
    rename(voice, nameOf(voice));
  });
  if (voices.length) root.classList.add('naming');
  // A page that was saved later than the browser's names knows better.
  const kept = recall(store);
  if (kept && kept.names && kept.time > Number(root.dataset.saved || 0)) {
    voices.forEach((item, voice) => {
      const name = kept.names[item.dataset.label];
      if (typeof name === 'string') rename(voice, name);
    });
  }

  // --- Saving ---

  // The page as it came, but with the names as they are now.
  function source() {
    const page = root.cloneNode(true);
    page.querySelectorAll('[data-live]').forEach((element) => element.remove());
    page.querySelectorAll('.now, .hit, .here, .read').forEach((element) => {
      element.classList.remove('now', 'hit', 'here', 'read');
    });
    page.querySelectorAll('[class=""]').forEach((element) => element.removeAttribute('class'));
    page.querySelectorAll('section').forEach((section) => section.removeAttribute('style'));
    page.querySelectorAll('#voices li').forEach((item) => item.removeAttribute('title'));
    page.querySelectorAll('#voices bdi').forEach((name) => name.removeAttribute('hidden'));
    ['class', 'style', 'data-theme'].forEach((name) => page.removeAttribute(name));
    page.dataset.saved = Date.now();
    const sound = page.querySelector('#sound');
    if (sound) {
      sound.preload = 'none';
      sound.controls = true;
      sound.setAttribute('src', original);
    }
    return '<!doctype html>\n' + page.outerHTML;
  }
  save.addEventListener('click', () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([source()], { type: 'text/html' }));
    link.download = document.title + '.html';
    link.click();
    // The download has its own hold on the data once it began.
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });

  // --- Dark and light ---

  const wanted = recall('scripta theme');
  if (wanted === 'dark' || wanted === 'light') root.dataset.theme = wanted;
  theme.addEventListener('click', () => {
    const shown = root.dataset.theme || (dark.matches ? 'dark' : 'light');
    root.dataset.theme = shown === 'dark' ? 'light' : 'dark';
    keep('scripta theme', root.dataset.theme);
  });

  // --- Keys ---

  ask.addEventListener('click', () => help.showModal());
  help.addEventListener('click', (event) => {
    if (event.target === help) help.close();
  });

  function step(by) {
    if (!sections.length) return;
    const focused = sections.findIndex((section) => section.contains(document.activeElement));
    const heard = sounding && words[wordAt(audio.currentTime)];
    const seen = focused < 0 ? topBlock() : focused;
    const from = !sounding ? seen : heard ? heard.block : -1;
    const block = Math.min(Math.max(from + by, 0), sections.length - 1);
    if (sounding) go(starts[block]);
    read(block);
    sections[block].querySelector('a').focus({ preventScroll: true });
    reveal(paragraphs[block].firstElementChild);
  }
  function press(event) {
    const { key, target } = event;
    const native = target.closest('button, a, select');
    if (target === query) {
      if (key === 'Escape') clear();
      else if (key === 'Enter') {
        if (query.value !== searched) find();
        choose(event.shiftKey ? -1 : 1);
      } else return false;
    } else if (key === '/' && sections.length) {
      query.focus();
      query.select();
    } else if (key === '?') help.showModal();
    else if (key === 'Escape') clear();
    else if (key === 'Enter' && !native && hits.length) choose(event.shiftKey ? -1 : 1);
    else if (target.closest('select')) return false;
    else if (key === 'ArrowUp') step(-1);
    else if (key === 'ArrowDown') step(1);
    else if (!sounding) return false;
    else if (key === ' ' && !target.closest('button')) toggle();
    else if (key === 'ArrowLeft') go(audio.currentTime - 5);
    else if (key === 'ArrowRight') go(audio.currentTime + 5);
    else return false;
    return true;
  }
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
    if (press(event)) event.preventDefault();
  });

  // A link to a paragraph sends the sound there too.
  const target = sections.findIndex((section) => '#' + section.id === location.hash);
  if (target >= 0 && sounding) go(starts[target]);
})();
