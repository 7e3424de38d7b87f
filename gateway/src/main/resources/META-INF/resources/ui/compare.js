/** Two versions of a dataset's spec side by side, and the uploads of two days. What is compared stands in the URL. */

import { h, reconcile, text } from './dom.js';
import { comparePage, datasetApi, datasetPage, get } from './api.js';
import { count, number, time, words } from './format.js';
import { datasetPages } from './dataset.js';

const ABSENT = '–';

export async function comparisonOf({ main, trail, live, navigate }, dataset) {
  const api = datasetApi(dataset);
  trail([[dataset, datasetPage(dataset)], ['Compare', null]]);
  live(null);
  const [current, { days }] = await Promise.all([get(`${api}/spec`), get(`${api}/days`)]);
  const versions = Array.from({ length: current.version }, (_, i) => String(i + 1));
  const names = days.map(({ day }) => day);

  const specs = comparison('spec', 'Spec versions', versions.length > 1 ? '' : 'The spec has one version only. A change makes another, which can be compared with it.', versions,
    (version) => `Version ${version}`, ['key', 'earlier', 'later', 'applies to']);
  const uploads = comparison('days', 'Days', names.length > 1 ? 'Days are those of UTC.' : names.length === 1 ? 'All uploads came on one day of UTC.' : '', names,
    (day) => day, ['figure', 'first day', 'second day', 'difference']);
  main.replaceChildren(datasetPages(dataset, 'Compare'),
    h('div', { class: 'page-head' }, h('h1', { tabindex: -1 }, 'Compare ', dataset)),
    h('div', { class: 'dashboard' }, specs.element, uploads.element));

  const chosen = () => {
    const query = new URLSearchParams(location.search);
    const among = (name, known, fallback) => (known.includes(query.get(name)) ? query.get(name) : fallback);
    return {
      from: among('from', versions, versions.at(-2) ?? versions[0]),
      to: among('to', versions, versions.at(-1)),
      day: among('day', names, names[1] ?? names[0]),
      other: among('other', names, names[0]),
    };
  };
  const go = (changes) => navigate(`${comparePage(dataset)}?${new URLSearchParams({ ...known(chosen()), ...changes })}`,
    { keepScroll: true, focus: false });
  specs.onChange((from, to) => go({ from, to }));
  uploads.onChange((day, other) => go({ day, other }));

  async function show() {
    const { from, to, day, other } = chosen();
    specs.choose(from, to);
    uploads.choose(day, other);
    const [{ changes }, history] = await Promise.all([get(`${api}/spec/changes?${new URLSearchParams({ from, to })}`), get(`${api}/spec/history`)]);
    const rows = changes.map(({ key, before, after, applies, leaves }) =>
      [key, before ?? ABSENT, after ?? ABSENT, leaves ? `${applies}; not to ${leaves}` : applies]);
    specs.rows(rows.length > 0 ? [...rows, ...decided(history.versions, from, to)] : [],
      from !== to ? 'The two versions are equal.' : versions.length > 1 ? `Version ${from} is chosen twice.` : '');
    if (!day) {
      uploads.rows([], 'Nothing has been uploaded yet.');
      return;
    }
    const [first, second] = await Promise.all([get(`${api}/days/${day}`), get(`${api}/days/${other}`)]);
    uploads.rows(figures(first, second), 'Nothing was uploaded.');
  }
  await show();
  return { update: show };
}

/** Who put two versions in force, and when, as far as that was recorded. */
function decided(versions, from, to) {
  const [before, after] = [from, to].map((version) => versions.find((one) => String(one.version) === String(version)) ?? {});
  return [['in force since', before.at && time(before.at), after.at && time(after.at)], ['decided by', before.by, after.by]]
    .filter(([, a, b]) => a || b).map(([name, a, b]) => [name, a ?? 'not recorded', b ?? 'not recorded', '']);
}

/** Entries that have a value. */
const known = (entries) => Object.fromEntries(Object.entries(entries).filter(([, value]) => value));

/** A table of two things, each chosen from a list. */
function comparison(id, title, note, choices, nameOf, columns) {
  const [left, right] = [`${title}: first`, `${title}: second`].map((label) =>
    h('select', { 'aria-label': label }, choices.map((value) => h('option', { value }, nameOf(value)))));
  const body = h('tbody');
  const none = h('p', { class: 'quiet-text', hidden: true }, '');
  const table = h('table', { class: 'numbers compared' }, h('thead', {}, h('tr', {}, columns.map((name) => h('th', { scope: 'col' }, words(name))))), body);
  return {
    element: h('section', { class: 'card', id: `compare-${id}`, 'aria-labelledby': `compare-${id}-title` },
      h('div', { class: 'section-head' }, h('h2', { id: `compare-${id}-title` }, title), h('p', { class: 'quiet-text' }, note)),
      h('p', { class: 'words', hidden: choices.length < 2 }, left, 'and', right), h('div', { class: 'wide' }, table), none),
    onChange(listener) {
      for (const select of [left, right]) select.addEventListener('change', () => listener(left.value, right.value));
    },
    choose(a, b) {
      left.value = a ?? '';
      right.value = b ?? '';
    },
    rows(rows, otherwise) {
      reconcile(body, rows, ([name]) => name, ([name]) => h('tr', {}, h('th', { scope: 'row' }, name), columns.slice(1).map(() => h('td'))),
        (row, [, ...values]) => values.forEach((value, i) => text(row.children[i + 1], value)));
      table.hidden = rows.length === 0;
      none.hidden = rows.length > 0 || !otherwise;
      text(none, otherwise);
    },
  };
}

/** [name, first day, second day, difference] of every figure that either day has. */
function figures(first, second) {
  const rows = [];
  const add = (name, a, b, show) => {
    const difference = a === undefined || a === null || b === undefined || b === null ? ABSENT
      : b === a ? '0' : `${b > a ? '+' : '−'}${show(Math.abs(b - a))}`;
    rows.push([name, a === undefined || a === null ? ABSENT : show(a), b === undefined || b === null ? ABSENT : show(b), difference]);
  };
  for (const key of ['uploaded', 'accepted', 'flagged', 'rejected', 'quarantined', 'removed', 'inFlight']) add(words(key), first.day[key], second.day[key], count);
  for (const [part, title] of [['labels', 'Label'], ['reasons', 'Reason'], ['issues', 'Issue']]) {
    const keys = [...new Set([...Object.keys(first[part]), ...Object.keys(second[part])])];
    for (const key of keys) add(`${title}: ${part === 'labels' ? key : words(key)}`, first[part][key] ?? 0, second[part][key] ?? 0, count);
  }
  first.measures.forEach(({ measure, unit, median }, i) => {
    const other = second.measures[i].median;
    if (median !== null || other !== null) add(`Median ${words(measure).toLowerCase()} (${unit})`, median, other, number);
  });
  return rows;
}
