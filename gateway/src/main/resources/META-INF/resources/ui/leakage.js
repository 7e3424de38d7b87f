/** Whether copies stand in two splits: now, and in the folders that the dataset came in. With evidence, pair by pair. */

import { attribute, h } from './dom.js';
import { datasetApi, get } from './api.js';
import { ago, counted } from './format.js';
import { heatMap, linkSentence, pictureOf } from './pairs.js';

const EVIDENCE = 100;

export function leakageView(dataset) {
  const body = h('div', { class: 'leakage' }, h('p', { class: 'quiet-text' }, 'Loading …'));
  let shown = null;
  const render = (answer) => {
    const { clean, checkedImages, checkedAt, matrix, pairs, layout } = answer;
    const off = offDiagonal(matrix);
    body.replaceChildren(
      h('div', { class: 'heat-side' },
        heatMap(matrix, 'Pairs of copies by the splits they stand in now'),
        h('div', {},
          h('p', { class: 'verdict', 'data-verdict': clean ? 'good' : 'bad', role: !clean && 'alert' },
            h('strong', {}, clean ? 'No leakage' : off > 0 ? `${counted(off, 'pair')} of copies in two splits` : 'A cluster of copies stands in two splits'),
            h('span', {}, clean
              ? `No copies stand in two splits, ${counted(checkedImages, 'image')} checked.`
              : `Results on val and test cannot be trusted. ${counted(checkedImages, 'image')} checked.`)),
          h('p', { class: 'quiet-text' }, checkedAt ? `As of the last event, ${ago(checkedAt)}. Off the diagonal must be zero.` : 'Off the diagonal must be zero.'))),
      clean && pairs.length === 0 ? '' : evidence(dataset, pairs, off, 'Copies in two splits'),
      layout ? layoutPart(dataset, layout) : '');
  };
  return {
    element: h('section', { class: 'card', id: 'leakage', 'aria-labelledby': 'leakage-title' },
      h('div', { class: 'section-head' }, h('h2', { id: 'leakage-title' }, 'Leakage'),
        h('p', { class: 'quiet-text' }, 'A copy of a training image in val or test makes a model look better than it is.')), body),
    async load(signal) {
      try {
        const answer = await get(`${datasetApi(dataset)}/leakage?limit=${EVIDENCE}`, signal);
        const { checkedAt, ...facts } = answer;
        if (shown !== JSON.stringify(facts)) render(answer);
        shown = JSON.stringify(facts);
      } catch (failure) {
        if (failure.name === 'AbortError' || shown) return; // what is shown stays; the next change asks again
        body.replaceChildren(h('p', { class: 'trouble', role: 'alert' }, failure.message));
      }
      attribute(body, 'aria-busy', null);
    },
  };
}

function layoutPart(dataset, { images, matrix, leaked, pairs }) {
  const off = offDiagonal(matrix);
  return h('section', { class: 'layout', 'aria-labelledby': 'layout-title' },
    h('h3', { id: 'layout-title' }, 'The folders it came in'),
    h('div', { class: 'heat-side' },
      heatMap(matrix, 'Pairs of copies by the folders they came from', ' as imported'),
      h('p', { class: 'verdict', 'data-verdict': leaked > 0 ? 'notice' : 'good' },
        h('strong', {}, leaked > 0 ? `The imported layout leaked ${counted(leaked, 'pair')}` : 'The imported layout did not leak'),
        h('span', {}, leaked > 0
          ? `Of ${counted(images, 'image')} that came in train, val and test folders. Results published on these folders are too good.`
          : `${counted(images, 'image')} came in train, val and test folders, and no copies stood in two of them.`))),
    pairs.length > 0 ? evidence(dataset, pairs, leaked || off, 'What the folders leaked') : '');
}

function evidence(dataset, pairs, all, title) {
  return h('details', { open: pairs.length <= 6 },
    h('summary', {}, all > pairs.length ? `${title}: ${pairs.length} of ${all}` : `${title}: ${counted(pairs.length, 'pair')}`),
    h('ul', { class: 'evidence', 'aria-label': title }, pairs.map((pair) => h('li', {},
      [pair.one, pair.other].map((image) => h('div', {}, pictureOf(dataset, image),
        h('p', { class: 'standing quiet-text' }, h('span', { class: 'split', 'data-split': image.split }, image.split), image.label && h('span', {}, image.label)))),
      h('p', { class: 'quiet-text' }, linkSentence(pair), ' ',
        pair.cluster ? h('a', { href: `?${new URLSearchParams({ cluster: pair.cluster })}#clusters`, 'data-scroll': 'keep' }, 'Its cluster') : '')))));
}

/** Pairs in two different splits. The matrix says each of them on both sides of its diagonal. */
const offDiagonal = (matrix) => {
  const at = (one, other) => matrix?.[one]?.[other] ?? 0;
  return [['train', 'val'], ['train', 'test'], ['val', 'test']].reduce((sum, [one, other]) => sum + Math.max(at(one, other), at(other, one)), 0);
};
