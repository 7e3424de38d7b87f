/** Clusters of copies side by side, what links them, and what a person says about them. The URL says what is shown. */

import { announce, attribute, h, reconcile, text, throttled } from './dom.js';
import { datasetApi, datasetPage, duplicatesPage, follow, get, post } from './api.js';
import { ago, bytes, count, counted, number, SPLITS, time, words } from './format.js';
import { datasetPages } from './dataset.js';
import { lastPart } from './images.js';
import { leakageView } from './leakage.js';
import { linkSentence, pictureOf } from './pairs.js';
import { sentenceOf } from './tuner.js';

const PAGE = 20;
const LONGEST = 100;
const REFRESH = 3_000;
/** How often and how soon clusters are asked for again after a person's word. */
const ASK_AGAIN = [20, 1_000];
const VIEW = ['kind', 'label', 'split', 'cluster'];
const KINDS = [[null, 'All', 'clusters'], ['exact', 'Same bytes', 'exact'], ['pixels', 'Same pixels', 'exactPixels'], ['near', 'Near', 'near'],
  ['leaking', 'Leaking', null], ['dropped', 'Dropped', 'dropped']];
const POLICIES = {
  KEEP_ALL: 'Every copy stays in the dataset, in the split of its cluster.',
  KEEP_REPRESENTATIVE: 'Only the picture that stands for its cluster is in the dataset.',
  QUARANTINE: 'All but the picture that stands for its cluster are in quarantine.',
};
const CHOICES = { BEST: 'The best by quality and resolution stands for them.', FIRST: 'The first to arrive stands for them.' };
const WORDS = { DIFFERENT: 'not copies', COPIES: 'copies', TAKEN_BACK: 'word taken back' };

const viewIn = (search) => {
  const params = new URLSearchParams(search);
  return Object.fromEntries(VIEW.map((name) => [name, params.get(name) || null]));
};
const queryOf = (view) => new URLSearchParams(VIEW.filter((name) => view[name]).map((name) => [name, view[name]]));
const pairOf = (one, other) => [one, other].sort().join(' ');
const LINKS_SHOWN = 8;
const IMAGES_SHOWN = 10;
const signatureOf = ({ clusters }) => JSON.stringify(clusters.map(({ images, links }) => [images.map(({ item }) => item), links]));

export async function duplicatesOf({ main, navigate, trail, live }, dataset) {
  const api = datasetApi(dataset);
  trail([[dataset, datasetPage(dataset)], ['Duplicates', null]]);
  let view = viewIn(location.search);
  let answer = null;
  let uploaded = null; // as far as it is known
  let request = null;
  let open = true;
  const timers = new Set();
  const sayings = new Map(); // what was said on this page, by pair
  const standing = new Map(); // persons' words that are in force, by pair
  const unfolded = new Set();
  const spread = new Set(); // clusters whose pictures are all shown
  const selected = new Map(); // by cluster, the selected items

  const urlOf = (changes) => {
    const params = queryOf({ ...view, ...changes });
    return `${duplicatesPage(dataset)}${params.size > 0 ? `?${params}` : ''}`;
  };
  const go = (changes) => navigate(urlOf(changes), { keepScroll: true });

  const label = h('input', { name: 'label', placeholder: 'Any class', 'aria-label': 'Class', autocomplete: 'off' });
  label.addEventListener('change', () => go({ label: label.value.trim() }));
  const split = h('select', { name: 'split', 'aria-label': 'Split' }, h('option', { value: '' }, 'Any split'),
    SPLITS.map((name) => h('option', { value: name }, words(name))));
  split.addEventListener('change', () => go({ split: split.value }));
  const clear = h('a', { class: 'clear', 'data-scroll': 'keep', href: duplicatesPage(dataset) }, 'Clear');
  const kinds = KINDS.map(([kind, name, total]) => {
    const n = h('span', { class: 'n' });
    return { kind, total, n, element: h('a', { class: 'chip', 'data-scroll': 'keep' }, name, n) };
  });
  const tally = h('p', { class: 'quiet-text' }, 'Loading …');
  const only = h('p', { class: 'active-filters', hidden: true },
    h('a', { class: 'chip active', 'data-scroll': 'keep' }, h('span'), h('span', { class: 'cross', 'aria-hidden': 'true' }, '×')));
  const policy = h('p', { class: 'quiet-text' });
  const notes = h('ul', { class: 'sayings', 'aria-label': 'What you said', 'aria-live': 'polite' });
  const list = h('div', { class: 'clusters' });
  const empty = h('div', { class: 'empty', hidden: true });
  const more = h('button', { type: 'button', class: 'more', hidden: true }, 'Show more');
  more.addEventListener('click', () => load(true));
  const leakage = leakageView(dataset);
  const people = wordsView(dataset, (one, other) => judge(null, one, other, 'TAKEN_BACK'));

  main.replaceChildren(datasetPages(dataset, 'Duplicates'),
    h('div', { class: 'page-head' }, h('div', {}, h('h1', { tabindex: -1 }, 'Duplicates of ', dataset), tally),
      h('div', { class: 'filters quality-filters', role: 'search' }, label, split, clear)),
    h('div', { class: 'dashboard' }, leakage.element,
      h('section', { id: 'clusters', 'aria-labelledby': 'clusters-title' },
        h('div', { class: 'section-head' }, h('h2', { id: 'clusters-title' }, 'Clusters'), policy),
        h('nav', { class: 'chips', 'aria-label': 'Kind of copy' }, kinds.map(({ element }) => element)), only, notes, list, empty, more),
      people.element));

  function reflect() {
    view = viewIn(location.search);
    if (document.activeElement !== label) label.value = view.label ?? '';
    split.value = view.split ?? '';
    clear.hidden = queryOf(view).size === 0;
    only.hidden = !view.cluster;
    attribute(only.firstChild, 'href', urlOf({ cluster: null }));
    attribute(only.firstChild, 'aria-label', 'Remove the filter by cluster');
    text(only.firstChild.firstChild, `Cluster ${(view.cluster ?? '').slice(0, 8)}`);
    for (const { kind, element } of kinds) {
      attribute(element, 'href', urlOf({ kind }));
      attribute(element, 'aria-current', view.kind === kind ? 'true' : null);
    }
  }

  function render() {
    const { totals, clusters, next } = answer;
    text(tally, totals.clusters > 0 ? `${counted(totals.images, 'image')} in ${counted(totals.clusters, 'cluster')}` : 'No copies so far');
    text(policy, [POLICIES[answer.policy], CHOICES[answer.representative]].filter(Boolean).join(' '));
    for (const { kind, total, n } of kinds) {
      text(n, !total ? '' : kind ? counted(totals[total], 'image') : count(totals[total]));
      n.hidden = !total;
    }
    const active = document.activeElement?.dataset?.key;
    reconcile(list, clusters, ({ name }) => name, () => h('section', { class: 'card cluster' }), (element, cluster) => {
      const states = cluster.images.flatMap(({ item }, i) => cluster.images.slice(i + 1).map((other) => {
        const pair = pairOf(item, other.item);
        return [sayings.get(pair)?.state, standing.get(pair)];
      }));
      const shows = JSON.stringify([cluster, [...selected.get(cluster.name) ?? []], states]);
      if (element.dataset.shows === shows) return;
      element.dataset.shows = shows;
      fillCluster(element, cluster);
    });
    if (active && document.activeElement === document.body) {
      (list.querySelector(`[data-key="${CSS.escape(active)}"]:not([disabled])`) ?? main.querySelector('h1'))?.focus({ preventScroll: true });
    }
    more.hidden = !next;
    empty.hidden = clusters.length > 0;
    if (clusters.length === 0) {
      empty.replaceChildren(...(queryOf(view).size > 0
        ? [h('p', {}, view.cluster ? 'There is no such cluster now.' : 'No cluster matches.'),
          view.cluster ? h('p', { class: 'quiet-text' }, 'Its images may have been told apart, removed, or joined to others.') : '',
          h('p', {}, h('a', { 'data-scroll': 'keep', href: duplicatesPage(dataset) }, 'Show all clusters'))]
        : [h('p', {}, 'No copies so far.'),
          h('p', { class: 'quiet-text' }, `Every image is compared with all others as it arrives: by its bytes, its pixels and its perceptual hash. ${uploaded === null || uploaded > 1
            ? 'No two were near enough so far.' : 'It takes two images to find a copy.'}`)]));
    }
    notes.replaceChildren(...[...sayings.values()].map(({ one, other, word, state, said }) =>
      h('li', { class: state === 'failed' ? 'trouble' : 'quiet-text', 'data-state': state },
        `${lastPart(one.source)} and ${lastPart(other.source)}: ${WORDS[word]}. ${said}`)));
  }

  function fillCluster(element, cluster) {
    const { name, size, representative, splits } = cluster;
    const images = spread.has(name) ? cluster.images : cluster.images.slice(0, IMAGES_SHOWN);
    const chosen = selected.get(name) ?? new Set();
    const at = new Map(images.map((image, i) => [image.item, i + 1]));
    const byItem = new Map(images.map((image) => [image.item, image]));
    const best = byItem.get(representative);
    const title = best ? lastPart(best.source) : name.slice(0, 8);
    const id = `cluster-${name}`;
    attribute(element, 'aria-labelledby', id);
    const pairs = [...chosen].length === 2 ? [...chosen].map((item) => byItem.get(item)) : null;
    element.replaceChildren(
      h('div', { class: 'strip-head' }, h('h3', { id }, `${title} and its copies`), h('span', { class: 'quiet-text' }, counted(size, 'image')),
        splits.map((one) => h('span', { class: 'split', 'data-split': one }, one)),
        splits.length > 1 ? h('strong', { class: 'trouble' }, 'in two splits') : '',
        view.cluster ? '' : h('a', { href: urlOf({ cluster: name }), 'data-scroll': 'keep', 'aria-label': `Only the copies of ${title}` }, 'Only these')),
      h('ul', { class: 'grid copies', 'aria-label': `Copies of ${title}` }, images.map((image) => copy(cluster, image, at.get(image.item), chosen))),
      cluster.images.length > images.length ? h('button', { type: 'button', class: 'quiet', 'data-key': `${name} all`, on: {
        click: () => {
          spread.add(name);
          fillCluster(element, cluster);
        },
      } }, cluster.images.length < size ? `Show ${count(cluster.images.length)} of ${counted(size, 'image')}` : `Show all ${count(size)} images`)
        : size > images.length ? h('p', { class: 'quiet-text' }, `The first ${count(images.length)} of ${count(size)} are shown.`) : '',
      pairs ? h('div', { class: 'pair chosen' },
        h('p', {}, h('strong', {}, `${at.get(pairs[0].item)} and ${at.get(pairs[1].item)}`), ' selected'), judging(cluster, pairs[0], pairs[1]))
        : images.length > 2 ? h('p', { class: 'quiet-text' }, 'Select two pictures to say whether they are copies.') : '',
      ...linkLists(cluster, at, byItem, title));
  }

  /** The first links, and the others behind a line: many copies have many. */
  function linkLists(cluster, at, byItem, title) {
    const lines = cluster.links.filter(({ one, other }) => byItem.has(one) && byItem.has(other)).map((link) => h('li', { class: 'pair' },
      h('p', {}, h('strong', {}, `${at.get(link.one)} – ${at.get(link.other)}`), ' ', linkSentence(link)),
      judging(cluster, byItem.get(link.one), byItem.get(link.other))));
    if (lines.length === 0) return [];
    const first = h('ul', { class: 'links', 'aria-label': `What links the copies of ${title}` }, lines.slice(0, LINKS_SHOWN));
    const others = lines.slice(LINKS_SHOWN);
    if (others.length === 0) return [first];
    const rest = h('details', { open: unfolded.has(cluster.name) }, h('summary', {}, `${counted(others.length, 'further link')}`),
      h('ul', { class: 'links', 'aria-label': `Further links of the copies of ${title}` }, others));
    rest.addEventListener('toggle', () => (rest.open ? unfolded.add(cluster.name) : unfolded.delete(cluster.name)));
    return [first, rest];
  }

  function copy(cluster, image, n, chosen) {
    const box = h('input', { type: 'checkbox', 'data-key': `${cluster.name} ${image.item}`, 'aria-label': `Select ${image.source}` });
    box.checked = chosen.has(image.item);
    box.addEventListener('change', () => {
      const now = [...chosen].filter((item) => item !== image.item);
      selected.set(cluster.name, new Set(box.checked ? [...now.slice(-1), image.item] : now));
      render();
    });
    const stands = image.item === cluster.representative;
    return h('li', { 'data-standing': image.standing, 'data-representative': stands },
      h('div', { class: 'around-box' }, pictureOf(dataset, image, n), h('label', { class: 'pick' }, box)),
      h('p', { class: 'standing quiet-text' },
        image.split ? h('span', { class: 'split', 'data-split': image.split }, image.split) : h('span', {}, 'no split'),
        image.labels.length > 0 && h('span', {}, image.labels.join(', ')), h('span', { class: 'state', 'data-state': image.state }, words(image.state))),
      h('p', { class: 'quiet-text' }, [image.width && `${image.width} × ${image.height}`, bytes(image.bytes), image.merit && `merit ${number(image.merit)}`].filter(Boolean).join(' · ')),
      stands ? h('p', { class: 'stands' }, 'Representative') : '',
      image.reason ? h('p', { class: 'quiet-text' }, image.reason) : '');
  }

  /** The buttons for a person's word about two pictures; while one is on its way, none. */
  function judging(cluster, one, other) {
    const pair = pairOf(one.item, other.item);
    const word = standing.get(pair);
    const saying = sayings.get(pair)?.state;
    const names = `${lastPart(one.source)} and ${lastPart(other.source)}`;
    const button = (said, name) => h('button', {
      type: 'button', 'data-key': `${said} ${pair}`, 'aria-label': `${name}: ${names}`, disabled: saying === 'sending' || saying === 'waiting',
      on: { click: () => judge(cluster, one, other, said) },
    }, name);
    return h('p', { class: 'words' },
      word ? h('span', { class: 'quiet-text' }, `A person said: ${WORDS[word]}`) : '',
      word === 'DIFFERENT' ? '' : button('DIFFERENT', 'Not copies'),
      word === 'COPIES' ? '' : button('COPIES', 'Copies'),
      word ? button('TAKEN_BACK', 'Take back') : '');
  }

  async function judge(cluster, one, other, word) {
    const pair = pairOf(one.item, other.item);
    const note = (state, said) => {
      sayings.delete(pair);
      sayings.set(pair, { one, other, word, state, said });
      if (open && answer) render();
    };
    note('sending', 'Sending …');
    const asked = `${api}/duplicates?${cluster ? new URLSearchParams({ cluster: cluster.name }) : `limit=${LONGEST}`}`;
    try {
      const before = signatureOf(await get(asked));
      await post(`${api}/judgements`, { one: one.item, other: other.item, word });
      note('waiting', 'Sent, waiting for the clusters to follow.');
      if (cluster) selected.delete(cluster.name);
      for (let i = 0; open && i < ASK_AGAIN[0]; i++) {
        await new Promise((done) => timers.add(setTimeout(done, ASK_AGAIN[1])));
        if (!open) return;
        if (signatureOf(await get(asked)) !== before) {
          note('done', 'The clusters have followed.');
          await Promise.all([load(), people.load(), leakage.load()]);
          return;
        }
      }
      note('kept', 'It is kept. The clusters are as they were so far; they may be held together by other links.');
      await people.load();
    } catch (failure) {
      note('failed', sentenceOf(failure));
      announce(`Not sent. ${failure.message}`);
      people.load();
    }
  }

  /** Asks for the clusters under the URL's filter: those after the shown ones, or as many as are shown anew. */
  async function load(further = false, mayFail = false) {
    reflect();
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    const query = queryOf(view);
    const key = query.toString();
    const same = answer?.key === key;
    query.set('limit', further ? PAGE : Math.min(LONGEST, Math.max(PAGE, same ? answer.clusters.length : 0)));
    if (further) query.set('after', answer.next);
    attribute(list, 'aria-busy', same ? null : 'true');
    try {
      const next = await get(`${api}/duplicates?${query}`, signal);
      if (!open || signal.aborted) return;
      answer = { ...next, key, clusters: further ? [...answer.clusters, ...next.clusters] : next.clusters };
      render();
      if (further) announce(`${counted(answer.clusters.length, 'cluster')} shown.`);
    } catch (failure) {
      if (failure.name === 'AbortError') return;
      if (mayFail) throw failure;
      empty.hidden = false;
      empty.replaceChildren(h('p', { class: 'trouble', role: 'alert' }, sentenceOf(failure)),
        h('p', {}, h('button', { type: 'button', on: { click: () => load() } }, 'Try again')));
    } finally {
      if (!signal.aborted) attribute(list, 'aria-busy', null);
    }
  }

  people.listen((judgements) => {
    standing.clear();
    for (const { one, other, word } of [...judgements].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
      const pair = pairOf(one.item ?? one, other.item ?? other);
      if (word === 'TAKEN_BACK') standing.delete(pair);
      else standing.set(pair, word);
    }
    if (answer) render();
  });
  const refresh = throttled(REFRESH, () => {
    if (document.hidden || (answer?.clusters.length ?? 0) > LONGEST) return;
    load();
    leakage.load();
  });
  let seen = null;
  const unfollow = follow(dataset, ({ summary }) => {
    const first = uploaded === null;
    uploaded = summary.images.uploaded;
    if (first && answer) render();
    const now = JSON.stringify([summary.images, summary.duplicates, summary.leakage]);
    if (seen !== null && seen !== now) refresh();
    seen = now;
  }, live);
  const close = () => {
    open = false;
    unfollow();
    refresh.cancel();
    timers.forEach(clearTimeout);
    request?.abort();
  };
  leakage.load();
  people.load();
  try {
    await load(false, true);
  } catch (failure) {
    close();
    throw failure;
  }
  return {
    update() {
      load();
    },
    key(event) {
      if (event.key === 'Escape' && queryOf(view).size > 0) navigate(duplicatesPage(dataset), { keepScroll: true });
    },
    close,
  };
}

/** What persons said about pairs, each of which outranks the hashes until it is taken back. */
function wordsView(dataset, takeBack) {
  const list = h('ul', { class: 'links' });
  const note = h('p', { class: 'quiet-text' }, 'Loading …');
  const more = h('button', { type: 'button', class: 'quiet', hidden: true }, 'Show more');
  let shown = [];
  let next = null;
  let told = () => {};
  const ask = async (after) => {
    try {
      const answer = await get(`${datasetApi(dataset)}/judgements?${new URLSearchParams({ limit: LONGEST, ...(after && { after }) })}`);
      shown = after ? [...shown, ...answer.judgements] : answer.judgements;
      next = answer.next;
      told(shown);
      text(note, shown.length > 0 ? '' : 'Nobody has said anything about a pair. What a person says outranks the hashes, and is kept when the hashes are taken anew.');
      render();
    } catch (failure) {
      text(note, failure.message);
    }
    note.hidden = note.textContent === '';
  };
  more.addEventListener('click', () => ask(next));
  const render = () => {
    const latest = new Map();
    for (const one of shown) {
      const pair = pairOf(one.one, one.other);
      if (!(Date.parse(latest.get(pair)?.at) > Date.parse(one.at))) latest.set(pair, one);
    }
    list.replaceChildren(...shown.map((said) => {
      const [one, other] = ['one', 'other'].map((side) => ({ item: said[side], source: said[`${side}Source`] ?? said[side].slice(0, 8) }));
      const inForce = latest.get(pairOf(said.one, said.other)) === said && said.word !== 'TAKEN_BACK';
      return h('li', { class: 'pair' },
        h('p', {}, h('a', { href: `${datasetPage(dataset)}/images/${encodeURIComponent(one.item)}` }, lastPart(one.source)), ' and ',
          h('a', { href: `${datasetPage(dataset)}/images/${encodeURIComponent(other.item)}` }, lastPart(other.source)), ': ', h('strong', {}, WORDS[said.word]), ' ',
          h('span', { class: 'quiet-text' }, [said.by && `by ${said.by}`, ago(said.at)].filter(Boolean).join(', '))),
        inForce ? h('p', { class: 'words' }, h('button', { type: 'button', title: time(said.at), 'aria-label': `Take back: ${lastPart(one.source)} and ${lastPart(other.source)}`,
          on: { click: (event) => { event.target.disabled = true; takeBack(one, other); } } }, 'Take back')) : '');
    }));
    more.hidden = !next;
  };
  return {
    element: h('section', { class: 'card', id: 'words', 'aria-labelledby': 'words-title' },
      h('div', { class: 'section-head' }, h('h2', { id: 'words-title' }, 'People’s words')), note, list, more),
    load: () => ask(null),
    listen(listener) {
      told = listener;
    },
  };
}
