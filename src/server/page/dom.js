// Makes and finds elements, and speaks to screen readers. Texts only ever become text nodes, so
// nothing that a server sends can turn into markup.

export const byId = (id) => document.getElementById(id);

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null && child !== ''));
  return made;
}

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', '#icon-' + name);
  svg.append(use);
  return svg;
}

// A button with an icon; the label is read out, and shown unless the button is bare.
export function button(label, iconName, onClick, bare = false) {
  const made = element('button', { type: 'button', onclick: onClick }, iconName ? icon(iconName) : '');
  if (bare) {
    made.setAttribute('aria-label', label);
    made.title = label;
  } else {
    made.append(label);
  }
  return made;
}

// Names of files may be written from right to left; they must not turn what stands beside them.
export const name = (text) => element('bdi', { textContent: text });

export function show(node, visible = true) {
  if (node.hidden === visible) node.hidden = !visible;
}

// Setting the same text again would make screen readers say it again.
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function problem(node, text) {
  write(node, text);
  show(node, text !== '');
}

export function say(text) {
  write(byId('announcer'), text);
}

// Are the keys that are pressed meant for what has the focus?
export function takesKeys(node) {
  return node.closest('input:not([type=range]), textarea, select, dialog, [contenteditable]') !== null;
}
