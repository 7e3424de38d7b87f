/** The grid of images with its filters, all of which stand in the URL's query. */

import { announce, attribute, h, reconcile, text, throttled } from './dom.js';
import { datasetApi, datasetPage, get, imagePage } from './api.js';
import { count, counted, range, words } from './format.js';
import { selectionOf } from './selection.js';

const PAGE = 48;
const LONGEST = 200;
const FILTERS = ['state', 'split', 'label', 'tag', 'issue', 'reason', 'format', 'cluster', 'q', 'measure', 'min', 'max'];
const ORDER = ['sort', 'order'];
const STATES = ['accepted', 'flagged', 'rejected', 'quarantined', 'removed', 'in-flight'];
const SORTS = [
  ['uploaded:desc', 'Newest first'],
  ['uploaded:asc', 'Oldest first'],
  ['source:asc', 'Name'],
  ['bytes:desc', 'Largest file'],
  ['bytes:asc', 'Smallest file'],
  ['width:desc', 'Widest'],
  ['height:desc', 'Tallest'],
];

/** The rows last shown, so that coming back is instant and an image's page knows its neighbours. */
let listing = { dataset: null, query: null, rows: [], next: null };

/** The part of a query that chooses and orders images, in one spelling per meaning. */
export function listQuery(search) {
  const given = new URLSearchParams(search);
  const kept = new URLSearchParams();
  for (const name of [...FILTERS, ...ORDER]) if (given.get(name)) kept.set(name, given.get(name));
  return kept;
}

const asQuery = (params) => (params.size > 0 ? `?${params}` : '');

/** The item before and after one in the list it was opened from; null where the list ends or does not hold it. */
export async function neighbours(dataset, item, search) {
  const query = listQuery(search).toString();
  if (listing.dataset !== dataset || listing.query !== query) await load(dataset, query, LONGEST);
  let at = listing.rows.findIndex((row) => row.item === item);
  if (at === listing.rows.length - 1 && listing.next) {
    await loadMore(PAGE);
    at = listing.rows.findIndex((row) => row.item === item);
  }
  if (at < 0) return { before: null, after: null };
  return { before: listing.rows[at - 1]?.item ?? null, after: listing.rows[at + 1]?.item ?? null };
}

async function load(dataset, query, limit, signal) {
  const { images, next } = await imagesOf(dataset, query, limit, null, signal);
  listing = { dataset, query, rows: images, next };
}

async function loadMore(limit, signal) {
  const from = listing;
  const { images, next } = await imagesOf(from.dataset, from.query, limit, from.next, signal);
  if (from !== listing) return;
  listing = { ...from, rows: [...from.rows, ...images], next };
}

/** A page of the images that a query chooses: `{images, next}`, where `next` is the cursor of the page after it. */
export function imagesOf(dataset, query, limit, cursor, signal) {
  const params = new URLSearchParams(query);
  params.set('limit', limit);
  if (cursor) params.set('cursor', cursor);
  return get(`${datasetApi(dataset)}/images?${params}`, signal);
}

export function imagesView(dataset, navigate) {
  let summary = null;
  let query = null;
  let request = null;
  let loadingMore = false;

  const go = (changes) => {
    const params = listQuery(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value) params.set(name, value);
      else params.delete(name);
    }
    if (params.toString() !== query) navigate(datasetPage(dataset) + asQuery(params), { keepScroll: true });
  };

  const states = [null, ...STATES].map((state) => {
    const n = h('strong', { class: 'n' }, '–');
    const chip = { class: 'chip', 'data-scroll': 'keep', 'data-count': state ?? 'uploaded' };
    return { state, n, element: h('a', chip, state ? words(state) : 'All uploads', n) };
  });
  const search = h('input', {
    type: 'search', name: 'q', placeholder: 'Search names', 'aria-label': 'Search names', autocomplete: 'off', spellcheck: 'false',
    'aria-keyshortcuts': '/',
  });
  const typed = debounced(250, () => go({ q: search.value.trim() }));
  search.addEventListener('input', typed);
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') go({ q: search.value.trim() });
    if (event.key === 'Escape') {
      event.preventDefault();
      search.blur();
    }
  });
  const labels = h('datalist', { id: 'labels' });
  const label = h('input', { name: 'label', list: 'labels', placeholder: 'Any label', 'aria-label': 'Label', autocomplete: 'off' });
  label.addEventListener('change', () => go({ label: label.value.trim() }));
  const choices = [choice('split', 'Any split'), choice('issue', 'Any issue'), choice('reason', 'Any reason'), choice('format', 'Any format')];
  choices[0].options(['train', 'val', 'test']);
  const sort = h('select', { 'aria-label': 'Order' });
  sort.addEventListener('change', () => {
    const [by, order] = sort.value.split(':');
    go({ sort: sort.value === SORTS[0][0] ? null : by, order: sort.value === SORTS[0][0] ? null : order });
  });
  const sortings = (measures) => {
    const all = [...SORTS, ...measures.flatMap((m) => [[`${m}:asc`, `${words(m)}, lowest`], [`${m}:desc`, `${words(m)}, highest`]])];
    reconcile(sort, all, ([value]) => value, ([value, name]) => h('option', { value }, name));
  };
  sortings([]);

  const active = h('ul', { class: 'active-filters', 'aria-label': 'Active filters' });
  const found = h('p', { class: 'found quiet-text' }, '\u00a0');
  const fresh = h('button', { type: 'button', class: 'quiet fresh', hidden: true }, 'New images, show them');
  fresh.addEventListener('click', () => reload());
  const selection = selectionOf(dataset, () => query ?? '', () => knownTotal(new URLSearchParams(query ?? ''), summary));
  const pictures = pictureGrid('Images', '', selection.box);
  const grid = pictures.element;
  const empty = h('div', { class: 'empty', hidden: true });
  const more = h('button', { type: 'button', class: 'more', hidden: true }, 'Show more');
  more.addEventListener('click', () => extend());

  const filters = h('details', { class: 'filter-fold' }, h('summary', {}, 'Filter and sort'),
    h('div', { class: 'filters', role: 'search' }, search, label, labels, choices.map(({ element: select }) => select), sort));
  // On a wide screen the filters are one row and stay open; on a phone they would push the first images off the screen.
  const wide = window.matchMedia('(min-width: 48rem)');
  const fold = () => attribute(filters, 'open', wide.matches);
  wide.addEventListener('change', fold);
  fold();

  const element = h('section', { class: 'images', id: 'images', 'aria-labelledby': 'images-title' },
    h('h2', { id: 'images-title', class: 'unseen' }, 'Images'),
    h('nav', { class: 'chips', 'aria-label': 'State' }, states.map(({ element: link }) => link), found, fresh),
    filters,
    active, selection.element, grid, empty, more,
    h('p', { class: 'keys quiet-text' }, h('kbd', {}, '/'), ' search ', h('kbd', {}, '←↑↓→'), ' move ', h('kbd', {}, 'Enter'), ' open ',
      h('kbd', {}, 'Esc'), ' back'));

  function choice(name, any) {
    const select = h('select', { name, 'aria-label': words(name) }, h('option', { value: '' }, any));
    select.addEventListener('change', () => go({ [name]: select.value }));
    const known = new Set();
    const options = (values) => {
      for (const value of values) {
        if (!value || known.has(value)) continue;
        known.add(value);
        select.append(h('option', { value }, name === 'format' ? value : words(value)));
      }
    };
    return { name, element: select, options };
  }

  /** Brings the controls in line with the URL. */
  function reflect() {
    const params = new URLSearchParams(query);
    for (const { state, element: link } of states) {
      const target = new URLSearchParams(query);
      if (state) target.set('state', state);
      else target.delete('state');
      attribute(link, 'href', datasetPage(dataset) + asQuery(target));
      attribute(link, 'aria-current', (params.get('state') ?? null) === state ? 'true' : null);
    }
    if (document.activeElement !== search) search.value = params.get('q') ?? '';
    label.value = params.get('label') ?? '';
    for (const { name, element: select, options } of choices) {
      options([params.get(name)]);
      select.value = params.get(name) ?? '';
    }
    const by = params.get('sort') ?? 'uploaded';
    const wanted = `${by}:${params.get('order') ?? (by === 'uploaded' ? 'desc' : 'asc')}`;
    if (![...sort.options].some(({ value }) => value === wanted)) sort.append(h('option', { value: wanted }, wanted.replace(':', ', ')));
    sort.value = wanted;
    const filters = FILTERS.filter((name) => params.has(name) && !['state', 'min', 'max'].includes(name));
    reconcile(active, filters.length > 0 ? [...filters, 'clear'] : [], (name) => `${name}=${params.get(name)}`, (name) => {
      if (name === 'clear') return h('li', {}, h('a', { class: 'clear', 'data-scroll': 'keep', href: datasetPage(dataset) }, 'Clear all'));
      return h('li', {}, h('a', { class: 'chip active', 'data-scroll': 'keep' }, h('span'), h('span', { class: 'cross', 'aria-hidden': 'true' }, '×')));
    }, (entry, name) => {
      if (name === 'clear') return;
      const rest = new URLSearchParams(query);
      for (const gone of name === 'measure' ? ['measure', 'min', 'max'] : [name]) rest.delete(gone);
      const link = entry.firstChild;
      attribute(link, 'href', datasetPage(dataset) + asQuery(rest));
      text(link.firstChild, filterName(name, params));
      attribute(link, 'aria-label', `Remove filter ${filterName(name, params)}`);
    });
  }

  function render() {
    const { rows, next } = listing;
    const suffix = asQuery(new URLSearchParams(query));
    pictures.show(rows, ({ item }) => imagePage(dataset, item, suffix), standing);
    selection.shown(rows.map(({ item }) => item));
    more.hidden = !next;
    empty.hidden = rows.length > 0;
    if (rows.length === 0) {
      empty.replaceChildren(h('p', {}, query ? 'No image matches.' : 'No images yet.'),
        query ? h('p', {}, h('a', { 'data-scroll': 'keep', href: datasetPage(dataset) }, 'Show all images')) : '');
    }
    renderFound();
  }

  function renderFound() {
    const { rows, next } = listing;
    if (listing.dataset !== dataset || listing.query !== query) return;
    const all = next ? knownTotal(new URLSearchParams(query), summary) : rows.length;
    text(found, !next ? counted(rows.length, 'image')
      : all ? `${count(rows.length)} of ${counted(all, 'image')}` : `The first ${counted(rows.length, 'image')}`);
  }

  function fail(failure) {
    if (failure.name === 'AbortError') return;
    empty.hidden = false;
    empty.replaceChildren(h('p', {}, failure.message), failure.remedy ? h('p', {}, failure.remedy) : '',
      h('p', {}, h('button', { type: 'button', on: { click: () => reload() } }, 'Try again')));
  }

  async function reload() {
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    attribute(grid, 'aria-busy', 'true');
    try {
      await load(dataset, query, PAGE, signal);
      fresh.hidden = true;
      render();
      return true;
    } catch (failure) {
      fail(failure);
      return false;
    } finally {
      if (!signal.aborted) attribute(grid, 'aria-busy', null);
    }
  }

  async function extend() {
    if (loadingMore || !listing.next) return;
    loadingMore = true;
    try {
      await loadMore(PAGE, request?.signal);
      render();
    } catch (failure) {
      fail(failure);
    } finally {
      loadingMore = false;
    }
  }

  /** Brings the shown rows up to date in place; rows that would push others away wait behind a button. */
  const refresh = throttled(2_000, async () => {
    const shown = listing;
    if (document.hidden || shown.dataset !== dataset || shown.query !== query || shown.rows.length > LONGEST) return;
    try {
      const { images, next } = await imagesOf(dataset, query, Math.max(PAGE, shown.rows.length), null, request?.signal);
      if (shown !== listing) return;
      if (shown.rows.length < PAGE) {
        listing = { ...shown, rows: images, next };
      } else {
        const news = new Map(images.map((row) => [row.item, row]));
        listing = { ...shown, rows: shown.rows.map((row) => news.get(row.item) ?? row) };
        fresh.hidden = images.every(({ item }) => shown.rows.some((row) => row.item === item));
      }
      render();
    } catch {
      // The rows stay as they are; the next change tries again.
    }
  });

  return {
    element,
    /** Shows what the URL asks for; what is there already is kept. */
    async show() {
      const wanted = listQuery(location.search).toString();
      if (wanted === query) return;
      const first = query === null;
      query = wanted;
      if (!first) selection.clear();
      reflect();
      if (first && listing.dataset === dataset && listing.query === query) {
        render();
        refresh();
      } else if (await reload() && !first) {
        announce(`${found.textContent} shown.`);
      }
    },
    focusSearch() {
      attribute(filters, 'open', true);
      element.scrollIntoView();
      search.focus();
      search.select();
    },
    /** Takes the newest numbers for the chips and asks for rows that changed. */
    update(next) {
      const signature = ({ images, inFlight, prepared }) => JSON.stringify([images, inFlight, prepared]);
      const changed = summary && signature(summary) !== signature(next);
      summary = next;
      for (const { state, n } of states) {
        text(n, count(state === null ? next.images.uploaded : state === 'in-flight' ? next.inFlight : next.images[state]));
        if (state === 'in-flight') n.parentElement.hidden = next.inFlight === 0 && n.parentElement.getAttribute('aria-current') === null;
      }
      choices[1].options(Object.keys(next.issues));
      choices[2].options(Object.keys(next.rejections));
      renderFound();
      if (changed) refresh();
    },
    composition({ classes, formats }) {
      reconcile(labels, classes.filter((entry) => entry.label), (entry) => entry.label, (entry) => h('option', { value: entry.label }));
      choices[3].options(Object.keys(formats));
    },
    measures(names) {
      const value = sort.value;
      sortings(names);
      sort.value = value;
    },
    close() {
      request?.abort();
      refresh.cancel();
      wide.removeEventListener('change', fold);
    },
  };
}

function filterName(name, params) {
  const value = params.get(name);
  if (name === 'measure') {
    return `${words(value)} ${range(...['min', 'max'].map((end) => (params.has(end) ? Number(params.get(end)) : null)))}`;
  }
  if (name === 'q') return `“${value}”`;
  if (name === 'cluster') return `Cluster ${value.slice(0, 8)}`;
  if (name === 'label' || name === 'tag' || name === 'format') return `${words(name)} ${value}`;
  return words(value);
}

/** How many images a query has, where the summary knows it: no filter, or one that it counts. */
function knownTotal(params, summary) {
  if (!summary) return null;
  const filters = FILTERS.filter((name) => params.has(name));
  if (filters.length === 0) return summary.images.uploaded;
  if (filters.length > 1) return null;
  const value = params.get(filters[0]);
  const known = {
    state: value === 'in-flight' ? summary.inFlight : summary.images[value],
    split: summary.splits[value],
    issue: summary.issues[value],
    reason: summary.rejections[value],
  };
  return known[filters[0]] ?? null;
}

/** A file's name without its folders. */
export const lastPart = (source) => source.slice(source.lastIndexOf('/') + 1);

/**
 * A grid of pictures, each with its file's name and facts about it. It is one stop of the Tab key, the picture last visited;
 * arrow keys move within.
 *
 * @param boxOf makes a check box of an item and its name, where pictures can be selected
 */
export function pictureGrid(label, kind = '', boxOf = null) {
  const grid = h('ul', { class: `grid ${kind}`.trim(), 'aria-label': label });
  const links = () => [...grid.querySelectorAll('a')];
  grid.addEventListener('keydown', (event) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (at < 0) return;
    const top = (link) => link.getBoundingClientRect().top;
    const secondRow = all.findIndex((link) => top(link) > top(all[0]));
    const columns = secondRow < 0 ? all.length : secondRow;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - columns, ArrowDown: at + columns, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[to]?.focus();
  });
  grid.addEventListener('focusin', (event) => {
    for (const link of links()) link.tabIndex = link === event.target.closest('a') ? 0 : -1;
  });
  return {
    element: grid,
    /** @param factsOf tells the facts of a row as a list of {kind, said, title?, split?} */
    show(rows, hrefOf, factsOf) {
      reconcile(grid, rows, ({ item }) => item, (row) => cell(row, boxOf), (entry, row) => fillCell(entry, row, hrefOf(row), factsOf(row)));
      const all = links();
      if (all.length > 0 && !all.some((link) => link.tabIndex === 0)) all[0].tabIndex = 0;
    },
  };
}

function cell({ item, source }, boxOf) {
  return h('li', { 'data-item': item }, h('a', { class: 'cell', tabindex: -1 },
    h('span', { class: 'picture' }), h('span', { class: 'name' }), h('span', { class: 'facts' })), boxOf?.(item, lastPart(source)));
}

function fillCell(element, row, href, said) {
  const link = element.firstChild;
  const [picture, name, facts] = link.children;
  attribute(link, 'href', href);
  attribute(link, 'data-state', row.state);
  text(name, lastPart(row.source));
  attribute(name, 'title', row.source);
  fillPicture(picture, row);
  const wanted = JSON.stringify(said);
  if (facts.dataset.said !== wanted) {
    facts.dataset.said = wanted;
    facts.replaceChildren(...said.map(({ kind, said: words, title, split }) => h('span', { class: kind, title, 'data-split': split }, words)));
  }
}

/** Where an image stands in its dataset: split, label, issues. */
const standing = ({ split, labels, tags, issues }) => [
  split && { kind: 'split', said: split, split },
  labels.length > 0 && { kind: 'label', said: labels.join(', '), title: labels.join(', ') },
  tags?.length > 0 && { kind: 'label', said: tags.map((tag) => `#${tag}`).join(' '), title: `Tags: ${tags.join(', ')}` },
  issues.length > 0 && { kind: 'flag', said: counted(issues.length, 'issue'), title: issues.map(words).join(', ') },
].filter(Boolean);

/** The thumbnail, or in its place why there is none. */
function fillPicture(picture, row) {
  const wanted = row.thumbnail ?? `${row.state}/${row.reason}/${row.detail}`;
  if (picture.dataset.shows === wanted) return;
  picture.dataset.shows = wanted;
  if (row.thumbnail) {
    const image = h('img', { src: row.thumbnail, alt: '', width: 224, height: 224, loading: 'lazy', decoding: 'async' });
    image.addEventListener('error', () => image.replaceWith(h('span', { class: 'waiting' }, 'Picture not available')));
    picture.replaceChildren(image);
  } else if (row.reason) {
    picture.replaceChildren(h('span', { class: 'refusal' }, h('strong', {}, words(row.reason)), h('span', {}, row.detail ?? '')));
  } else {
    const waiting = row.state === 'in-flight' ? 'In flight' : row.state === 'removed' ? 'Removed' : 'Being prepared';
    picture.replaceChildren(h('span', { class: 'waiting' }, waiting));
  }
}

function debounced(milliseconds, action) {
  let timer = null;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  };
}
