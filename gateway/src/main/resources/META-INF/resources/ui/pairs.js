/** Pictures that are copies of each other: how one is shown, and what links two. */

import { h } from './dom.js';
import { imagePage } from './api.js';
import { count, counted, number, SPLITS, words } from './format.js';
import { given } from './histograms.js';
import { lastPart } from './images.js';

/** A picture with its file's name, linked to its page. */
export function pictureOf(dataset, { item, source, picture }, number = null) {
  const frame = h('span', { class: 'picture' });
  const none = () => frame.replaceChildren(h('span', { class: 'waiting' }, 'No picture to show'));
  if (picture) {
    frame.append(h('img', { src: picture, alt: '', width: 224, height: 224, loading: 'lazy', decoding: 'async', on: { error: none } }));
  } else {
    none();
  }
  return h('a', { class: 'cell', href: imagePage(dataset, item) }, frame,
    h('span', { class: 'name', title: source }, number ? `${number} · ` : '', lastPart(source)));
}

/** What makes two pictures copies: by hand, the same bytes, 4 of 64 bits apart, correlation 0.97, rotated by 28°. */
export function linkSentence({ byHand, exact, distance, correlation, pdqDistance, turn, degrees, agreement }) {
  const said = [
    byHand && 'copies by a person’s word',
    exact === 'BYTES' && 'the same bytes',
    exact === 'PIXELS' && 'the same pixels',
    !exact && given(distance) && `${count(distance)} of 64 bits apart`,
    !exact && given(agreement) && `parts agree by ${number(agreement)}`,
    !exact && given(correlation) && `correlation ${number(correlation)}`,
    !exact && given(pdqDistance) && `PDQ ${count(pdqDistance)} of 256 bits apart`,
    turn && turn !== 'IDENTITY' && `turned: ${words(turn).toLowerCase()}`,
    given(degrees) && (degrees === 0 ? 'alike in the middle' : `rotated by ${count(Math.abs(degrees))}°`),
  ].filter(Boolean).join(', ');
  return said || 'linked';
}

/** How many pairs of copies stand in which two splits. Whatever is off the diagonal leaks. */
export function heatMap(matrix, caption, columns) {
  const cells = SPLITS.flatMap((one) => SPLITS.map((other) => matrix?.[one]?.[other] ?? 0));
  const most = Math.max(...cells, 1);
  return h('table', { class: 'heat' }, h('caption', {}, caption),
    h('thead', {}, h('tr', {}, h('td', {}), SPLITS.map((split) => h('th', { scope: 'col', 'data-split': split }, split)))),
    h('tbody', {}, SPLITS.map((one) => h('tr', {}, h('th', { scope: 'row', 'data-split': one }, one), SPLITS.map((other) => {
      const n = matrix?.[one]?.[other] ?? 0;
      const leaks = one !== other && n > 0;
      return h('td', { 'data-leaks': leaks, 'data-diagonal': one === other, title: `${counted(n, 'pair')} of copies: ${one} and ${other}${columns ?? ''}`,
        style: { '--heat': `${Math.round((n / most) * 100)}%` } }, count(n));
    })))));
}
