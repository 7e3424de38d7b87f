/** The frame around the pages: which URL shows which page, history, the theme, and keys that work everywhere. */

import { announce, h, text } from './dom.js';
import { datasetsPage } from './datasets.js';
import { datasetDashboard } from './dataset.js';

const main = document.getElementById('main');
const trail = document.getElementById('trail');
const linkState = document.getElementById('link-state');

/** Each page is a function of a context and its URL's parts that fills `main` and returns {update?, close?, key?}. */
const routes = [
  { path: /^\/(?:index\.html)?$/, open: datasetsPage },
  { path: /^\/dead-letters\/?$/, open: async (...all) => (await import('./letters.js')).lettersOf(...all) },
  { path: /^\/datasets\/([^/]+)\/?$/, open: datasetDashboard },
  {
    path: /^\/datasets\/([^/]+)\/quality\/?$/,
    open: async (...all) => (await import('./quality.js')).qualityOf(...all),
  },
  {
    path: /^\/datasets\/([^/]+)\/duplicates\/?$/,
    open: async (...all) => (await import('./duplicates.js')).duplicatesOf(...all),
  },
  {
    path: /^\/datasets\/([^/]+)\/splits\/?$/,
    open: async (...all) => (await import('./splits.js')).splitsOf(...all),
  },
  {
    path: /^\/datasets\/([^/]+)\/compare\/?$/,
    open: async (...all) => (await import('./compare.js')).comparisonOf(...all),
  },
  {
    path: /^\/datasets\/([^/]+)\/releases\/?$/,
    open: async (...all) => (await import('./releases.js')).releasesOf(...all),
  },
  {
    path: /^\/datasets\/([^/]+)\/images\/([^/]+)\/?$/,
    open: async (...all) => (await import('./image.js')).imageDetails(...all),
  },
];

let current = { path: null, page: null };
let opening = 0;

const context = {
  navigate,
  /** Shows where the reader is: a list of [name, href or null]. */
  trail(steps) {
    trail.replaceChildren(
      ...steps.map(([name, href]) => (href ? h('a', { href }, name) : h('span', { 'aria-current': 'page' }, name))));
    document.title = [...steps.map(([name]) => name).reverse(), 'Winnow'].join(' · ');
  },
  /** Shows whether numbers are live: true, false, or null where the page has nothing live. */
  live(state) {
    const lost = state === false;
    if (lost && linkState.dataset.state !== 'lost') announce('Connection lost, retrying.');
    if (state && linkState.dataset.state === 'lost') announce('Connected again.');
    linkState.hidden = state === null;
    linkState.dataset.state = lost ? 'lost' : 'live';
    text(linkState, lost ? 'Connection lost, retrying' : 'Live');
  },
};

/** What a page is opened with. One that the reader has left before it could be shown touches nothing any more. */
function contextOf(attempt) {
  const current = (action) => (...all) => attempt === opening && action(...all);
  return {
    ...context,
    main: { replaceChildren: current((...content) => main.replaceChildren(...content)), querySelector: (selector) => main.querySelector(selector) },
    trail: current(context.trail),
    live: current(context.live),
  };
}

async function show({ restore = null, focus = true } = {}) {
  const { pathname } = location;
  if (current.path === pathname && current.page?.update) {
    current.page.update();
    if (restore !== null) window.scrollTo(0, restore);
    return;
  }
  const attempt = ++opening;
  current.page?.close?.();
  current = { path: pathname, page: null };
  context.live(null);
  const route = routes.find(({ path }) => path.test(pathname));
  if (!route) {
    context.trail([['Not found', null]]);
    main.replaceChildren(problem({ title: 'There is no such page', detail: pathname, remedy: 'Begin at the list of datasets.' }));
    return;
  }
  try {
    const parts = route.path.exec(pathname).slice(1).map(decodeURIComponent);
    const page = await route.open(contextOf(attempt), ...parts);
    if (attempt !== opening) {
      page?.close?.();
      return;
    }
    current.page = page;
  } catch (failure) {
    if (attempt !== opening || failure.name === 'AbortError') return;
    context.trail([['Problem', null]]);
    main.replaceChildren(problem(failure));
  }
  if (restore !== null) window.scrollTo(0, restore);
  else if (location.hash) scrollToHash();
  else window.scrollTo(0, 0);
  if (focus) main.querySelector('h1')?.focus({ preventScroll: true });
}

function problem({ status, title, detail, message, remedy }) {
  const final = status === 410; // deleted: trying again changes nothing
  return h('section', { class: 'notice', role: 'alert' },
    h('h1', { tabindex: -1 }, title ?? 'This page cannot be shown'),
    h('p', {}, detail ?? message ?? ''),
    remedy ? h('p', {}, remedy) : null,
    h('p', {}, final ? null : h('button', { type: 'button', on: { click: () => show() } }, 'Try again'), ' ', h('a', { href: '/' }, 'All datasets')));
}

/** Goes to a URL of this dashboard; `keepScroll` where the reader should stay at the same height. */
function navigate(url, { replace = false, keepScroll = false, focus = true } = {}) {
  const target = new URL(url, location.href);
  if (replace) {
    history.replaceState(history.state, '', target);
  } else {
    rememberScroll();
    history.pushState({ inside: true }, '', target);
  }
  const samePage = current.path === target.pathname;
  show({ restore: keepScroll ? window.scrollY : null, focus });
  if (samePage && !keepScroll && target.hash) scrollToHash();
}

function scrollToHash() {
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

function rememberScroll() {
  history.replaceState({ ...history.state, scroll: window.scrollY }, '');
}

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href]');
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target || link.hasAttribute('download')) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || !routes.some(({ path }) => path.test(url.pathname))) return;
  if (link.getAttribute('href').startsWith('#')) return;
  event.preventDefault();
  navigate(url, { keepScroll: link.dataset.scroll === 'keep' });
});

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.target.matches('input, select, textarea') && event.key !== 'Escape') return;
  current.page?.key?.(event);
});

history.scrollRestoration = 'manual';
window.addEventListener('popstate', (event) => show({ restore: event.state?.scroll ?? 0 }));
window.addEventListener('pagehide', rememberScroll);

const themes = ['system', 'light', 'dark'];
const themeButton = document.getElementById('theme');

function labelTheme() {
  text(themeButton, `Theme: ${document.documentElement.dataset.theme ?? 'system'}`);
}

themeButton.addEventListener('click', () => {
  const root = document.documentElement;
  const next = themes[(themes.indexOf(root.dataset.theme ?? 'system') + 1) % themes.length];
  if (next === 'system') delete root.dataset.theme;
  else root.dataset.theme = next;
  labelTheme();
  try {
    if (next === 'system') window.localStorage.removeItem('winnow.theme');
    else window.localStorage.setItem('winnow.theme', next);
  } catch {
    // Storage is switched off: the choice lasts as long as this page.
  }
});

labelTheme();
show({ restore: history.state?.scroll ?? null, focus: false });
