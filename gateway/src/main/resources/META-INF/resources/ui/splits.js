/** A dataset's splits: sizes against wishes, balance, what moved and why, and the releases that froze them. */

import { announce, attribute, h, style, svg, text, throttled } from './dom.js';
import { datasetApi, datasetPage, duplicatesPage, follow, get, imagePage, post } from './api.js';
import { ago, count, counted, number, share, SPLITS, time, words } from './format.js';
import { datasetPages } from './dataset.js';
import { given } from './histograms.js';
import { severalSaid } from './panels.js';
import { sentenceOf } from './tuner.js';

const REFRESH = 3_000;
const MOVES = 50;
const FEW = 50;
const AT_FIRST = 25;
const ASK_AGAIN = [20, 1_000];

export async function splitsOf({ main, trail, live }, dataset) {
  const api = datasetApi(dataset);
  trail([[dataset, datasetPage(dataset)], ['Splits', null]]);
  let open = true;
  let shown = await get(`${api}/splits`);
  let all = false;

  const tally = h('p', { class: 'quiet-text' });
  const verdicts = h('div', { class: 'stack' });
  const body = h('div', { class: 'dashboard' });
  const rebalance = rebalanceView(dataset, () => open);
  const moves = movesView(dataset);
  const frozen = frozenView(dataset, () => open);
  main.replaceChildren(datasetPages(dataset, 'Splits'),
    h('div', { class: 'page-head' }, h('div', {}, h('h1', { tabindex: -1 }, 'Splits of ', dataset), tally),
      h('p', { class: 'downloads' }, h('a', { href: `${duplicatesPage(dataset)}#leakage` }, 'Leakage between splits'))),
    h('div', { class: 'dashboard' }, verdicts, body, rebalance, moves.element, frozen.element));

  const render = () => {
    const { images, units, largestUnit, strategy, folds, splits, labels, severalLabels, fromFolders, infeasible, notices, foldSizes, distances } = shown;
    text(tally, images > 0
      ? `${counted(images, 'image')} in ${counted(units, 'unit')} that stay whole${largestUnit ? `, the largest of ${counted(largestUnit.images, 'image')}` : ''} · strategy ${words(strategy).toLowerCase()}${folds > 0 ? ` · ${counted(folds, 'fold')}` : ''}`
      : 'No image stands in a split yet.');
    verdicts.replaceChildren(...[...(infeasible ?? []), ...(notices ?? [])].map(({ code, detail }) =>
      h('p', { class: 'verdict', 'data-verdict': 'notice' }, h('strong', {}, words(code)), h('span', {}, detail))));
    verdicts.hidden = verdicts.childElementCount === 0;
    body.replaceChildren(sizes(splits, fromFolders), balance(dataset, labels, severalLabels, all, () => {
      all = !all;
      render();
      body.querySelector('#balance button')?.focus({ preventScroll: true });
    }), foldSizes?.length > 0 ? foldsCard(foldSizes) : '', distances?.length > 0 ? distancesCard(distances) : '');
  };
  render();
  const refresh = throttled(REFRESH, async () => {
    if (document.hidden) return;
    try {
      const next = await get(`${api}/splits`);
      if (!open) return;
      if (JSON.stringify(next) !== JSON.stringify(shown) && !body.contains(document.activeElement)) {
        shown = next;
        render();
      }
      moves.load();
    } catch {
      // What is shown stays; the next change asks again.
    }
  });
  moves.load();
  frozen.load();
  let seen = null;
  const unfollow = follow(dataset, ({ summary }) => {
    const now = JSON.stringify([summary.images, summary.splits]);
    if (seen !== null && seen !== now) refresh();
    seen = now;
  }, live);
  return {
    update() {},
    close() {
      open = false;
      unfollow();
      refresh.cancel();
    },
  };
}

const card = (id, title, said, ...content) => h('section', { class: 'card', id, 'aria-labelledby': `${id}-title` },
  h('div', { class: 'section-head' }, h('h2', { id: `${id}-title` }, title), h('p', { class: 'quiet-text' }, said)), content);

/** 0.021 → +2.1 %; a deviation is a difference of shares, in points. */
const points = (deviation) => (given(deviation) ? `${deviation > 0 ? '+' : deviation < 0 ? '−' : '±'}${number(Math.round(Math.abs(deviation) * 1000) / 10)} points` : '–');

function sizes(splits, fromFolders) {
  return card('sizes', 'Sizes', `The line is the wish, the band what a unit that stays whole may cost.${fromFolders > 0
    ? ` ${counted(fromFolders, 'image')} came in train, val and test folders: these outrank the wish.` : ''}`,
    h('ul', { class: 'bars splits sizes' }, splits.map(({ split, wish, images, share: part, deviation, tolerance, within }) => {
      const end = (x) => Math.min(1, Math.max(0, x));
      const [from, to] = [end(wish - tolerance), end(wish + tolerance)];
      const band = h('span', { class: 'tolerance' });
      style(band, 'left', `${from * 100}%`);
      style(band, 'width', `${(to - from) * 100}%`);
      const fill = h('span', { class: 'fill' });
      style(fill, 'width', `${(part || 0) * 100}%`);
      const line = h('span', { class: 'wish' });
      style(line, 'left', `${wish * 100}%`);
      return h('li', { 'data-split': split, 'data-within': String(within) }, h('span', { class: 'plain' }, h('span', { class: 'name' }, words(split)),
        h('span', { class: 'value' }, count(images)), h('span', { class: 'track' }, band, fill, line),
        h('span', { class: within ? 'note' : 'note trouble' },
          `${share(part)}, wished ${share(wish)}: ${points(deviation)}, ${within ? 'within' : 'outside'} ±${number(Math.round(tolerance * 1000) / 10)}`)));
    })));
}

function balance(dataset, labels, several, all, toggle) {
  if (!labels.some(({ label }) => label)) return '';
  const rows = all ? labels : labels.slice(0, AT_FIRST);
  const few = labels.filter(({ images }) => images < FEW).length;
  return card('balance', 'Class balance', `${counted(labels.filter(({ label }) => label).length, 'class', 'classes')}${few > 0 ? `, ${count(few)} of them with fewer than ${FEW} images: too few to be held to the wish` : ''}${severalSaid(several)}`,
    h('div', { class: 'wide' }, h('table', { class: 'numbers' },
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Class'), ['Images', ...SPLITS, 'Largest deviation', ''].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, rows.map(({ label, images, counts, largestDeviation, within }) => h('tr', { 'data-within': String(within ?? null) },
        h('th', { scope: 'row' }, label ? h('a', { href: `${datasetPage(dataset)}?${new URLSearchParams({ label })}#images` }, label) : 'No label'),
        h('td', {}, count(images)), SPLITS.map((split) => h('td', {}, count(counts?.[split] ?? 0))), h('td', {}, points(largestDeviation)),
        h('td', {}, given(within) ? (within ? 'within 2 points' : h('strong', { class: 'trouble' }, 'beyond 2 points')) : 'too few')))))),
    labels.length > AT_FIRST ? h('button', { type: 'button', class: 'quiet', on: { click: toggle } }, all ? 'Show fewer' : `Show all ${count(labels.length)}`) : '');
}

function foldsCard(folds) {
  const most = Math.max(...folds.map(({ images }) => images), 1);
  return card('folds', 'Folds', 'Of the training part, on the same units; val and test are held out of all of them.',
    h('ul', { class: 'bars ranked' }, folds.map(({ fold, images, labels }) => h('li', {}, h('span', {
      class: 'plain', title: Object.entries(labels ?? {}).map(([label, n]) => `${label} ${count(n)}`).join(', '),
    }, h('span', { class: 'name' }, `Fold ${fold}`), h('span', { class: 'value' }, count(images)),
    h('span', { class: 'track' }, h('span', { class: 'fill', style: { width: `${(images / most) * 100}%` } })))))));
}

/** Small multiples: each measure's distribution in the two splits that are compared, as shares, so that sizes do not matter. */
function distancesCard(distances) {
  return card('distances', 'Quality and shape', 'Kolmogorov–Smirnov distance: 0 where two splits are distributed alike, 1 where they have nothing in common.',
    h('div', { class: 'histograms multiples' }, distances.map(({ measure, split, against, ks, significant, histogram }) => h('figure', { class: 'histogram' },
      h('figcaption', {}, h('h3', {}, words(measure)), h('p', { class: significant ? 'trouble' : 'quiet-text' }, `KS ${number(ks)}${significant ? ', they differ' : ''}`)),
      histogram ? outlines(histogram, [against, split]) : '',
      h('p', { class: 'axis' }, h('span', {}, number(histogram?.edges[0])),
        h('span', { class: 'legend' }, [split, against].map((one) => h('span', { 'data-split': one }, one))), h('span', {}, number(histogram?.edges.at(-1))))))));
}

function outlines(histogram, splits) {
  const bins = histogram.edges.length - 1;
  const parts = splits.map((split) => {
    const counts = histogram[split] ?? [];
    const sum = counts.reduce((a, b) => a + b, 0) || 1;
    return [split, counts.map((n) => n / sum)];
  });
  const top = Math.max(...parts.flatMap(([, shares]) => shares), 1e-9);
  return h('div', { class: 'mini-plot' }, svg('svg', { viewBox: `0 0 ${bins} 100`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    parts.map(([split, shares], i) => svg('path', { class: i === 0 ? 'outline below' : 'outline', 'data-split': split,
      d: `M0 100${shares.map((part, bin) => `L${bin} ${(100 - (part / top) * 96).toFixed(1)}H${bin + 1}`).join('')}L${bins} 100` }))));
}

function movesView(dataset) {
  const rows = h('tbody');
  const table = h('div', { class: 'wide' }, h('table', { class: 'refusals moves' },
    h('thead', {}, h('tr', {}, ['Image', 'From', 'To', 'Why', 'When'].map((name) => h('th', { scope: 'col' }, name)))), rows));
  const note = h('p', { class: 'quiet-text' }, 'Loading …');
  const more = h('button', { type: 'button', class: 'quiet', hidden: true }, 'Show more');
  let shown = [];
  let next = null;
  const ask = async (after) => {
    try {
      const limit = after ? MOVES : Math.min(100, Math.max(MOVES, shown.length));
      const answer = await get(`${datasetApi(dataset)}/splits/moves?${new URLSearchParams({ limit, ...(after && { after }) })}`);
      shown = after ? [...shown, ...answer.moves] : answer.moves;
      next = answer.next;
      text(note, shown.length > 0 ? '' : 'No image has moved. Images move where a late copy joins units of different splits, where splits are settled or rebalanced, and where a rule or a person takes them out; never out of a frozen release.');
      const end = (split) => (split ? h('span', { class: 'split', 'data-split': split }, split) : 'none');
      rows.replaceChildren(...shown.map(({ item, source, from, to, reason, because, becauseSource, at }) => h('tr', {},
        h('td', {}, h('a', { href: imagePage(dataset, item) }, source)), h('td', {}, end(from)), h('td', {}, end(to)),
        h('td', {}, h('strong', {}, words(reason)), because ? h('span', { class: 'quiet-text' }, ' ', becauseSource ?? because) : ''),
        h('td', {}, h('time', { datetime: at, title: time(at) }, ago(at))))));
    } catch (failure) {
      text(note, failure.message);
    }
    note.hidden = note.textContent === '';
    table.hidden = shown.length === 0;
    more.hidden = !next;
  };
  more.addEventListener('click', () => ask(next));
  return { element: card('moves', 'Moves', 'Newest first.', note, table, more), load: () => ask(null) };
}

/** What a rebalance would move, and a way to move it once that is known. */
function rebalanceView(dataset, open) {
  const path = `${datasetApi(dataset)}/splits/settled`;
  const most = h('input', { name: 'most', type: 'number', min: 0, step: 1, placeholder: 'any number' });
  const preview = h('button', {}, 'Preview');
  const apply = h('button', { type: 'button', class: 'primary', hidden: true }, 'Rebalance');
  const said = h('p', { class: 'quiet-text', role: 'status' });
  const form = h('form', { class: 'fields' }, h('label', {}, 'Most images to move', most), preview, apply);
  const error = (value) => number(Math.round(value * 1000) / 1000);
  const ask = async (extent) => {
    attribute(said, 'class', 'quiet-text');
    apply.hidden = true;
    text(said, extent === 'PREVIEW' ? 'Looking …' : 'Moving …');
    try {
      const { settlement } = await post(path, { extent, ...(most.value !== '' && { most: Number(most.value) }) });
      for (let i = 0; open() && i < ASK_AGAIN[0] * 10; i++) {
        const outcome = (await get(path)).settled.find((one) => one.settlement === settlement && one.through);
        if (outcome) {
          const errors = `class error ${error(outcome.errorBefore)} before, ${error(outcome.errorAfter)} after`;
          text(said, outcome.moved === 0 ? `Nothing to move: no move brings classes nearer to their shares (class error ${error(outcome.errorBefore)}).`
            : `${counted(outcome.moved, 'image')} ${extent === 'PREVIEW' ? 'would move' : 'moved'}: ${errors}.`);
          apply.hidden = extent !== 'PREVIEW' || outcome.moved === 0;
          announce(said.textContent);
          return;
        }
        await new Promise((done) => setTimeout(done, ASK_AGAIN[1] / 10));
      }
      text(said, 'It is sent and not yet through.');
    } catch (failure) {
      text(said, sentenceOf(failure));
      attribute(said, 'class', 'trouble');
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    ask('PREVIEW');
  });
  most.addEventListener('input', () => { apply.hidden = true; });
  apply.addEventListener('click', () => ask('REBALANCE'));
  return card('rebalance', 'Rebalance', 'Moves as few images as bring classes nearer to their shares. What a release or a given layout holds stays.', form, said);
}

/** Releases, and a way to make one, behind a question that says what it means. */
function frozenView(dataset, open) {
  const path = `${datasetApi(dataset)}/splits/frozen`;
  const list = h('ul', { class: 'links' });
  const note = h('p', { class: 'quiet-text' }, 'Loading …');
  const name = h('input', { name: 'release', required: true, maxlength: 64, pattern: '[A-Za-z0-9][A-Za-z0-9._\\-]*', placeholder: 'v1', autocomplete: 'off',
    title: 'Letters, digits, dots, dashes and underscores' });
  const said = h('p', { class: 'quiet-text', role: 'status' });
  const title = h('h2', { id: 'freeze-title' });
  const cancel = h('button', { type: 'button' }, 'Cancel');
  const confirm = h('button', { type: 'button', class: 'primary' }, 'Freeze');
  const dialog = h('dialog', { class: 'card', 'aria-labelledby': 'freeze-title' }, title,
    h('p', {}, 'Every image that stands in a split now keeps it for good. Late copies join it, or are set aside where they would join two frozen sides.'),
    h('p', {}, 'What is frozen cannot be thawed.'), h('p', { class: 'downloads' }, confirm, cancel));
  const form = h('form', { class: 'fields' }, h('label', {}, 'Name of the release', name), h('button', {}, 'Freeze the splits …'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    text(title, `Freeze the splits as ${name.value}?`);
    dialog.showModal();
    cancel.focus();
  });
  cancel.addEventListener('click', () => dialog.close());
  confirm.addEventListener('click', async () => {
    dialog.close();
    const release = name.value;
    const tell = (sentence, failed = false) => {
      text(said, sentence);
      attribute(said, 'class', failed ? 'trouble' : 'quiet-text');
    };
    tell(`Sending ${release} …`);
    try {
      await post(path, { release });
      tell(`${release} is sent, waiting until it is in force.`);
      for (let i = 0; open() && i < ASK_AGAIN[0]; i++) {
        await new Promise((done) => setTimeout(done, ASK_AGAIN[1]));
        if (open() && (await load()).some((one) => one.release === release)) {
          tell(`${release} is frozen.`);
          name.value = '';
          announce(`${release} is frozen.`);
          return;
        }
      }
      tell(`${release} is sent and not yet in force.`);
    } catch (failure) {
      tell(sentenceOf(failure), true);
    }
  });
  const load = async () => {
    const { frozen } = await get(path);
    list.replaceChildren(...frozen.map(({ release, by, at, position }) => h('li', { class: 'pair' },
      h('p', {}, h('strong', {}, release), ' ', h('span', { class: 'quiet-text' }, `${time(at)}${given(by) ? `, by ${by}` : ''}${given(position) ? `, at position ${count(position)}` : ''}`)))));
    text(note, 'No release has frozen the splits.');
    note.hidden = frozen.length > 0;
    return frozen;
  };
  return {
    element: card('frozen', 'Frozen releases', 'What a release has frozen never changes its split.', note, list, form, said, dialog),
    load: () => load().catch((failure) => text(note, failure.message)),
  };
}
