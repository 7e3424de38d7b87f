/** The images at the far ends of what is measured, one row for each kind of extreme. */

import { attribute, h, text } from './dom.js';
import { datasetPage, imagePage } from './api.js';
import { number, words } from './format.js';
import { imagesOf, pictureGrid } from './images.js';

const IN_A_ROW = 8;

const EXTREMES = [
  ['Darkest', 'brightness_p99', 'asc'],
  ['Brightest', 'brightness_p5', 'desc'],
  ['Blurriest', 'sharpness_score', 'asc'],
  ['Noisiest', 'noise_sigma', 'desc'],
  ['Largest', 'size', 'desc'],
  ['Smallest', 'size', 'asc'],
  ['Oddest aspect', 'aspect_ratio', 'asc'],
];

export function outliersView(dataset) {
  const rows = EXTREMES.map(([name, measure, order]) => {
    const grid = pictureGrid(name, 'strip');
    const all = h('a', {}, 'All');
    const note = h('p', { class: 'quiet-text' }, 'Loading …');
    const element = h('section', { class: 'extreme', 'aria-label': name },
      h('div', { class: 'strip-head' }, h('h3', {}, name), h('span', { class: 'quiet-text' }, words(measure)), all), grid.element, note);
    return { name, measure, order, grid, all, note, element };
  });

  let request = null;
  return {
    element: h('section', { class: 'outliers', id: 'outliers', 'aria-labelledby': 'outliers-title' },
      h('div', { class: 'section-head' }, h('h2', { id: 'outliers-title' }, 'Outliers'),
        h('p', { class: 'quiet-text' }, 'The most extreme of the accepted images.')),
      h('div', { class: 'extremes' }, rows.map(({ element }) => element))),
    /** Asks for all rows anew; each says for itself where that fails. */
    load({ label, split }) {
      request?.abort();
      request = new AbortController();
      const { signal } = request;
      rows.forEach(async ({ measure, order, grid, all, note }) => {
        const params = new URLSearchParams({ state: 'accepted', ...(split && { split }), ...(label && { label }), sort: measure, order });
        attribute(all, 'href', `${datasetPage(dataset)}?${params}#images`);
        attribute(grid.element, 'aria-busy', 'true');
        try {
          const { images } = await imagesOf(dataset, params, IN_A_ROW, null, signal);
          grid.show(images, ({ item }) => imagePage(dataset, item, `?${params}`), ({ measures, width, height }) => [
            { kind: 'value', said: measure === 'size' || measure === 'aspect_ratio' ? `${width} × ${height}` : number(measures[measure]),
              title: `${words(measure)} ${number(measures[measure])}` }]);
          text(note, images.length === 0 ? 'No image.' : '');
        } catch (failure) {
          if (failure.name !== 'AbortError') text(note, failure.message);
        }
        note.hidden = note.textContent === '';
        if (!signal.aborted) attribute(grid.element, 'aria-busy', null);
      });
    },
    close() {
      request?.abort();
    },
  };
}
