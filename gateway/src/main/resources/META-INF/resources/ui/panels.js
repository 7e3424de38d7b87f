/** What the dataset is made of: the account of all uploads, splits, classes, refusals, issues and copies. */

import { attribute, h, reconcile, style, text } from './dom.js';
import { fillOutcomeBar, outcomeBar } from './datasets.js';
import { count, counted, share, SPLITS, words } from './format.js';

const CLASSES_AT_FIRST = 12;

/** Where all uploads ended, as one bar and one sentence. The numbers stand on the chips of the images below it. */
export function accountLine() {
  const bar = outcomeBar();
  const sentence = h('p', { class: 'quiet-text account' }, '\u00a0');
  return {
    element: h('section', { class: 'account-line', 'aria-label': 'Outcome of all uploads' }, bar, sentence),
    update({ images, inFlight, prepared, augmented }) {
      fillOutcomeBar(bar, { ...images, inFlight });
      const state = inFlight > 0 ? `${counted(inFlight, 'image')} in flight` : 'No image is in flight';
      text(sentence, `${state} · ${count(prepared)} prepared · ${count(augmented)} augmented`);
    },
  };
}

/** Each split's share beside the wished one; the mark is the wish. `page` tells more. */
export function splitsPanel(filterUrl, page) {
  const rows = SPLITS.map((split) => {
    const value = h('span', { class: 'value' }, '–');
    const part = h('span', { class: 'fill' });
    const wish = h('span', { class: 'wish' });
    const note = h('span', { class: 'note' }, '\u00a0');
    return {
      split, value, part, wish, note,
      element: h('li', { 'data-split': split },
        h('a', { href: filterUrl({ split }) }, h('span', { class: 'name' }, words(split)), value,
          h('span', { class: 'track' }, part, wish), note)),
    };
  });
  return {
    element: panel('Splits', h('ul', { class: 'bars splits' }, rows.map(({ element }) => element)), onward(page, 'Balance, moves and releases')),
    update(splits, wishes) {
      const all = SPLITS.reduce((sum, split) => sum + (splits[split] ?? 0), 0);
      for (const { split, value, part, wish, note } of rows) {
        const n = splits[split] ?? 0;
        const wished = wishes?.[split]?.wish;
        text(value, count(n));
        style(part, 'width', `${all > 0 ? (n / all) * 100 : 0}%`);
        wish.hidden = wished === undefined;
        style(wish, 'left', `${(wished ?? 0) * 100}%`);
        const present = all > 0 ? share(n / all) : NONE;
        text(note, wished === undefined ? present : `${present}, wished ${share(wished)}`);
      }
    },
  };
}

const NONE = 'none yet';

/** Images per class, stacked by split; the largest first, the rest summed up, all of them to be searched. */
export function classesPanel(filterUrl) {
  const list = h('ul', { class: 'bars classes' });
  const search = h('input', { type: 'search', placeholder: 'Find a class', 'aria-label': 'Find a class', autocomplete: 'off' });
  const more = h('button', { type: 'button', class: 'quiet' });
  const summary = h('p', { class: 'quiet-text' }, '\u00a0');
  const legend = h('p', { class: 'legend', 'aria-hidden': 'true' }, SPLITS.map((split) => h('span', { 'data-split': split }, split)));
  let classes = [];
  let several = 0;
  let shown = CLASSES_AT_FIRST;
  const render = () => {
    const wanted = search.value.trim().toLowerCase();
    const found = wanted ? classes.filter(({ label }) => (label ?? '').toLowerCase().includes(wanted)) : classes;
    const top = found.slice(0, shown);
    const most = classes[0]?.total ?? 1;
    reconcile(list, top, ({ label }) => label ?? '', (entry) => classRow(entry, filterUrl), (element, entry) => fillClass(element, entry, most));
    const rest = found.length - top.length;
    const others = found.slice(shown).reduce((sum, { total }) => sum + total, 0);
    search.hidden = classes.length <= CLASSES_AT_FIRST;
    more.hidden = rest === 0 && shown === CLASSES_AT_FIRST;
    text(more, rest > 0 ? `Show ${count(Math.min(rest, 4 * CLASSES_AT_FIRST))} more` : 'Show fewer');
    const named = found.filter(({ label }) => label).length;
    const said = rest > 0 ? `and ${counted(rest, 'other')} with ${counted(others, 'image')}` : counted(named, 'class', 'classes');
    text(summary, !classes.some(({ label }) => label) ? 'No image has a label yet.' : found.length === 0 ? 'No class by this name.' : said + severalSaid(several));
  };
  search.addEventListener('input', () => {
    shown = CLASSES_AT_FIRST;
    render();
  });
  more.addEventListener('click', () => {
    shown = shown >= classes.length ? CLASSES_AT_FIRST : shown + 4 * CLASSES_AT_FIRST;
    render();
  });
  const element = panel('Classes', list, h('div', { class: 'panel-foot' }, summary, more));
  element.querySelector('h2').after(legend);
  element.querySelector('.panel-head').append(search);
  return {
    element,
    update(all, severalLabels) {
      several = severalLabels;
      classes = [...all].sort((a, b) => b.total - a.total || String(a.label).localeCompare(String(b.label)));
      render();
    },
  };
}

/** Why classes may add up to more than the images. */
export const severalSaid = (n) => (n > 0
  ? `; ${counted(n, 'image')} with several labels ${n === 1 ? 'counts' : 'count'} under each of them, so that classes add up to more than 100 %` : '');

function classRow({ label }, filterUrl) {
  const parts = [h('span', { class: 'name', title: label }, label || 'No label'), h('span', { class: 'value' }),
    h('span', { class: 'track' }, [...SPLITS, 'unassigned'].map((split) => h('span', { class: 'fill', 'data-split': split })))];
  return h('li', {}, label ? h('a', { href: filterUrl({ label }) }, parts) : h('span', { class: 'plain' }, parts));
}

function fillClass(element, entry, most) {
  text(element.querySelector('.value'), count(entry.total));
  for (const part of element.querySelectorAll('.fill')) {
    style(part, 'width', `${((entry[part.dataset.split] ?? 0) / most) * 100}%`);
  }
  const shares = SPLITS.map((split) => `${split} ${count(entry[split] ?? 0)}`).join(', ');
  attribute(element.firstChild, 'title', `${entry.label || 'No label'}: ${shares}`);
}

/** A sentence for each rule that flags so many images that it describes the dataset rather than what is wrong in it. */
export function overflaggingSentences({ overflagging = {}, images }) {
  return Object.entries(overflagging).map(([issue, flagged]) =>
    `${words(issue)} flags ${count(flagged)} of ${counted(images.accepted, 'image')}, more than a quarter. Change its rule if that does not help.`);
}

/** Counted names, the most frequent first, each a link to its images; below them warnings, if any. */
export function rankedPanel(title, nothing, filterUrl, filter) {
  const list = h('ul', { class: 'bars ranked' });
  const empty = h('p', { class: 'quiet-text' }, '\u00a0');
  const warning = h('p', { class: 'trouble', hidden: true });
  return {
    element: panel(title, list, empty, warning),
    update(counts, warnings = []) {
      warning.hidden = warnings.length === 0;
      text(warning, warnings.join(' '));
      const entries = Object.entries(counts).filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
      const most = entries[0]?.[1] ?? 1;
      empty.hidden = entries.length > 0;
      text(empty, nothing);
      reconcile(list, entries, ([name]) => name,
        ([name]) => h('li', {}, h('a', { href: filterUrl({ [filter]: name }) },
          h('span', { class: 'name' }, words(name)), h('span', { class: 'value' }), h('span', { class: 'track' }, h('span', { class: 'fill' })))),
        (element, [, n]) => {
          text(element.querySelector('.value'), count(n));
          style(element.querySelector('.fill'), 'width', `${(n / most) * 100}%`);
        });
    },
  };
}

/** Copies, and whether any of them stand on both sides of a split. `page` shows them. */
export function duplicatesPanel(page) {
  const facts = [['exact', 'Exact copies'], ['clusters', 'Clusters'], ['images', 'Images in clusters']].map(([key, name]) => {
    const value = h('dd', {}, '–');
    return { key, value, element: h('div', {}, h('dt', {}, name), value) };
  });
  const title = h('strong', {}, '\u00a0');
  const sentence = h('span', {}, '\u00a0');
  const leakage = h('p', { class: 'verdict' }, title, sentence);
  return {
    element: panel('Duplicates', h('dl', { class: 'pairs' }, facts.map(({ element }) => element)), leakage, onward(page, 'All copies side by side')),
    update({ duplicates, leakage: leaks }) {
      for (const { key, value } of facts) text(value, count(duplicates[key]));
      leakage.dataset.verdict = leaks > 0 ? 'bad' : 'good';
      attribute(leakage, 'role', leaks > 0 && 'alert');
      text(title, leaks > 0 ? `Leakage: ${count(leaks)}` : 'No leakage');
      text(sentence, leaks > 0
        ? 'Copies of one picture stand in different splits. Results on val and test cannot be trusted.'
        : 'No two copies that were found stand in different splits.');
    },
  };
}

const onward = (page, name) => h('p', { class: 'downloads onward' }, h('a', { href: page }, name));

function panel(title, ...content) {
  return h('section', { class: 'card panel', 'aria-label': title }, h('div', { class: 'panel-head' }, h('h2', {}, title)), content);
}
