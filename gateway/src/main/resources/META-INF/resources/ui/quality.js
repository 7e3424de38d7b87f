/** A dataset's quality: how it is distributed, which images are extreme, what was refused. The URL says what is shown. */

import { announce, attribute, h, reconcile, text, throttled } from './dom.js';
import { datasetApi, datasetPage, follow, get, getTagged, Problem, put, qualityPage } from './api.js';
import { count, counted, SPLITS, words } from './format.js';
import { datasetPages } from './dataset.js';
import { distributionsView } from './distributions.js';
import { outliersView } from './outliers.js';
import { refusalsView } from './refusals.js';
import { CLOSED, sentenceOf } from './tuner.js';

const BINS = 40;
/** How soon the numbers are asked for again while images are judged, and how seldom where that does not get on. */
const WHILE_JUDGING = [1_000, 15_000];
const REFRESH = 3_000;
const NUMBERS = ['below', 'above', 'fence'];
const VIEW = ['label', 'split', 'reason', ...Object.keys(CLOSED)];

function viewIn(search) {
  const params = new URLSearchParams(search);
  return Object.fromEntries(VIEW.map((name) => {
    const value = params.get(name) || null;
    return [name, value !== null && NUMBERS.includes(name) ? finite(value) : value];
  }));
}

const finite = (value) => (Number.isFinite(Number(value)) ? Number(value) : null);

export async function qualityOf({ main, navigate, trail, live }, dataset) {
  const api = datasetApi(dataset);
  trail([[dataset, datasetPage(dataset)], ['Quality', null]]);
  let view = viewIn(location.search);
  let quality = null;
  let request = null;
  let underway = null; // the question that is not answered yet
  let loaded = null; // the filter that the shown numbers are of
  let timer = null;
  let wait = WHILE_JUDGING[0];
  let pendingBefore = 0;

  const urlOf = (changes) => {
    const next = { ...view, ...changes };
    const params = new URLSearchParams(VIEW.filter((name) => next[name] !== null && next[name] !== undefined && next[name] !== '')
      .map((name) => [name, next[name]]));
    return `${qualityPage(dataset)}${params.size > 0 ? `?${params}` : ''}`;
  };
  const go = (changes) => {
    const url = urlOf(changes);
    if (url !== location.pathname + location.search) navigate(url, { keepScroll: true });
    else reflect();
  };

  const labels = h('datalist', { id: 'quality-labels' });
  const label = h('input', { name: 'label', list: 'quality-labels', placeholder: 'Any class', 'aria-label': 'Class', autocomplete: 'off' });
  label.addEventListener('change', () => go({ label: label.value.trim() }));
  const split = h('select', { name: 'split', 'aria-label': 'Split' }, h('option', { value: '' }, 'Any split'),
    SPLITS.map((name) => h('option', { value: name }, words(name))));
  split.addEventListener('change', () => go({ split: split.value }));
  const clear = h('a', { class: 'clear', 'data-scroll': 'keep' }, 'Clear');
  const tally = h('p', { class: 'quiet-text' }, 'Loading …');
  const progress = h('progress', { 'aria-label': 'Judging by the new spec' });
  const judging = h('p', { class: 'verdict judging', 'data-verdict': 'notice', hidden: true }, h('strong'), progress);
  const issues = h('ul', { class: 'chips', 'aria-label': 'Issues' });
  const trouble = h('div', { class: 'empty', role: 'alert', hidden: true });
  const distributions = distributionsView(dataset, urlOf, go, apply);
  const outliers = outliersView(dataset);
  const refusals = refusalsView(dataset, urlOf);
  const sections = h('p', { class: 'downloads' }, [['distributions', 'Distributions'], ['outliers', 'Outliers'], ['rejections', 'Rejections']]
    .map(([id, name]) => h('a', { href: `#${id}` }, name)));
  const content = h('div', { class: 'dashboard', hidden: true }, distributions.element, outliers.element, refusals.element);
  main.replaceChildren(datasetPages(dataset, 'Quality'),
    h('div', { class: 'page-head' }, h('div', {}, h('h1', { tabindex: -1 }, 'Quality of ', dataset), tally, sections),
      h('div', { class: 'filters quality-filters', role: 'search' }, label, labels, split, clear)),
    judging, issues, trouble, content);

  /** Brings what stands on the page in line with the URL and the newest numbers. */
  function reflect() {
    view = viewIn(location.search);
    if (document.activeElement !== label) label.value = view.label ?? '';
    split.value = view.split ?? '';
    clear.hidden = !view.label && !view.split;
    attribute(clear, 'href', urlOf({ label: null, split: null }));
    if (!quality) return;
    content.hidden = false;
    distributions.update(quality, view);
    refusals.update(quality, view);
  }

  function render() {
    const { images, flagged, specVersion, judged } = quality;
    text(tally, images > 0 ? `${counted(images, 'image')}, ${count(flagged)} flagged · spec ${specVersion}` : view.label || view.split ? 'No measured image matches.' : 'No image was measured yet.');
    reconcile(labels, quality.labels, (name) => name, (name) => h('option', { value: name }));
    reconcile(issues, quality.issues.filter((issue) => issue.images > 0), ({ kind }) => kind,
      () => h('li', {}, h('a', { class: 'chip' }, h('span'), h('span', { class: 'n' }))), (element, { kind, images: n }) => {
        const filter = { issue: kind, ...(view.label && { label: view.label }), ...(view.split && { split: view.split }) };
        const link = element.firstChild;
        attribute(link, 'href', `${datasetPage(dataset)}?${new URLSearchParams(filter)}#images`);
        text(link.firstChild, words(kind));
        text(link.lastChild, count(n));
      });
    const pending = judged?.pending ?? 0;
    if (pending === 0 && !judging.hidden) announce('Every image is judged by the spec in force.');
    judging.hidden = pending === 0;
    text(judging.firstChild, `Judging by spec ${judged?.specVersion ?? specVersion}: ${counted(pending, 'image')} to go`);
    attribute(progress, 'max', Math.max(images, pending, 1));
    attribute(progress, 'value', Math.max(images, pending) - pending);
    clearTimeout(timer);
    wait = pending === pendingBefore ? Math.min(2 * wait, WHILE_JUDGING[1]) : WHILE_JUDGING[0];
    pendingBefore = pending;
    if (pending > 0) timer = setTimeout(() => load(), wait);
    reflect();
  }

  /** Asks for the numbers under the URL's filter, once at a time unless they must be newer than those that are on their way. */
  function load(newer = false) {
    const { label: wantedLabel, split: wantedSplit } = viewIn(location.search);
    const filter = new URLSearchParams({ ...(wantedLabel && { label: wantedLabel }), ...(wantedSplit && { split: wantedSplit }) }).toString();
    if (!newer && underway?.filter === filter) return underway.done;
    request?.abort();
    request = new AbortController();
    const mine = { filter };
    underway = mine;
    mine.done = fetchNumbers(filter, request.signal).finally(() => {
      if (underway === mine) underway = null;
    });
    return mine.done;
  }

  /** The first answer that fails is the caller's, later ones are told in place. */
  async function fetchNumbers(filter, signal) {
    attribute(content, 'aria-busy', loaded !== filter && 'true');
    try {
      const answer = await get(`${api}/quality?bins=${BINS}${filter && `&${filter}`}`, signal);
      const changed = loaded !== filter || JSON.stringify(answer) !== JSON.stringify(quality);
      quality = answer;
      loaded = filter;
      trouble.hidden = true;
      render();
      if (changed) outliers.load(view);
    } catch (failure) {
      if (failure.name === 'AbortError') return;
      if (!quality) throw failure;
      trouble.hidden = false;
      trouble.replaceChildren(h('p', {}, sentenceOf(failure)),
        h('p', {}, h('button', { type: 'button', on: { click: () => load() } }, 'Try again')));
    }
    if (!signal.aborted) attribute(content, 'aria-busy', null);
  }

  /**
   * Puts one rule in force, provided that the spec is still the one whose numbers are shown. Every end of every rule is sent:
   * the gateway leaves out those that are open and takes defaults for what is left out.
   */
  async function apply(measure, { issue, below = null, above = null, fence = null, farBelow = null, farAbove = null, most = null, action }) {
    try {
      const { body: spec, tag } = await getTagged(`${api}/spec`);
      if (spec.version !== quality.specVersion) throw new Problem(412, 'The spec has changed', `It is at version ${spec.version} now.`);
      const rules = { ...spec.quality.rules, [issue]: { measure, below, above, fence, farBelow, farAbove, most, action } };
      const complete = Object.entries(rules)
        .map(([kind, rule]) => [kind, { below: null, above: null, fence: null, farBelow: null, farAbove: null, most: null, ...rule }]);
      const { body: next } = await put(`${api}/spec`, { ...spec, quality: { ...spec.quality, rules: Object.fromEntries(complete) } }, tag);
      announce(`Spec ${next.version} is in force.`);
      navigate(urlOf({ ...CLOSED, measure, issue }), { replace: true, keepScroll: true });
    } finally {
      await load(true);
    }
  }

  const refresh = throttled(REFRESH, () => !document.hidden && load());
  let seen = null;
  const unfollow = follow(dataset, ({ summary }) => {
    const now = JSON.stringify([summary.images, summary.issues, summary.rejections]);
    if (seen !== null && seen !== now) refresh();
    seen = now;
  }, live);
  const close = () => {
    unfollow();
    refresh.cancel();
    clearTimeout(timer);
    request?.abort();
    outliers.close();
    distributions.close();
  };

  try {
    await load();
  } catch (failure) {
    close();
    throw failure;
  }
  if (view.measure && !history.state?.scroll) requestAnimationFrame(() => distributions.reveal(view.measure));

  return {
    update() {
      const before = view;
      reflect();
      if (before.label !== view.label || before.split !== view.split) load();
    },
    key(event) {
      if (event.key === 'Escape' && view.measure) go(CLOSED);
    },
    close,
  };
}
