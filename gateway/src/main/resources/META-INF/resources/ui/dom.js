/**
 * Elements without markup strings: data goes in as text or as an attribute's value, so it can never become markup.
 * Styles are set through the CSSOM, which a strict content security policy allows.
 */

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element. `on` holds listeners, `style` properties; false, null and undefined attributes are left out. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === 'style') {
      for (const [property, setting] of Object.entries(value)) element.style.setProperty(property, setting);
    } else {
      attribute(element, name, value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Sets or removes an attribute, touching the document only where something changed. */
export function attribute(element, name, value) {
  if (value === null || value === undefined || value === false) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
    return;
  }
  const wanted = value === true ? '' : String(value);
  if (element.getAttribute(name) !== wanted) element.setAttribute(name, wanted);
}

/** Sets an element's text, touching the document only where it changed. */
export function text(element, value) {
  const wanted = String(value);
  if (element.textContent !== wanted) element.textContent = wanted;
}

/** Sets a style property, touching the document only where it changed. */
export function style(element, property, value) {
  if (element.style.getPropertyValue(property) !== value) element.style.setProperty(property, value);
}

const keyed = new WeakMap();

/**
 * Makes a parent's children show a list, keeping the elements of those that stay: focus, hover and loaded pictures survive.
 * `update` runs for new and kept ones.
 */
export function reconcile(parent, list, keyOf, create, update = () => {}) {
  const before = keyed.get(parent) ?? new Map();
  const after = new Map();
  let next = parent.firstChild;
  for (const entry of list) {
    const key = keyOf(entry);
    if (after.has(key)) continue;
    const element = before.get(key) ?? create(entry);
    update(element, entry);
    after.set(key, element);
    if (element === next) next = next.nextSibling;
    else parent.insertBefore(element, next);
  }
  for (const [key, element] of before) if (!after.has(key)) element.remove();
  keyed.set(parent, after);
}

/** Says something once to those who listen to the page instead of looking at it. */
export function announce(sentence) {
  text(document.getElementById('announcer'), sentence);
}

/** Calls at most once per `milliseconds`, the last call always included. The result's `cancel` drops a waiting call. */
export function throttled(milliseconds, action) {
  let timer = null;
  let last = -Infinity;
  const run = () => {
    timer = null;
    last = performance.now();
    action();
  };
  const call = () => {
    timer ??= setTimeout(run, Math.max(0, last + milliseconds - performance.now()));
  };
  call.cancel = () => clearTimeout(timer);
  return call;
}
