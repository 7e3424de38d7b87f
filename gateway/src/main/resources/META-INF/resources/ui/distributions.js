/** A distribution per measure, in groups. The one that the URL names is open: its threshold is set by looking at images. */

import { attribute, h, reconcile, text } from './dom.js';
import { number, words } from './format.js';
import { ruleSentence } from './histograms.js';
import { thresholdPlot } from './thresholds.js';
import { CLOSED, proposedOf, rulesFor, tunerOf, viewOf } from './tuner.js';

const byChannel = (measure) => [measure, ...['red', 'green', 'blue'].map((channel) => `${measure}_${channel}`)];

const GROUPS = [
  ['Exposure', ['brightness_p99', 'brightness_p5', 'brightness', 'contrast', 'dynamic_range', 'gray_range',
    ...byChannel('clipped_shadows'), ...byChannel('clipped_highlights')]],
  ['Sharpness and detail', ['sharpness_score', 'laplacian_variance', 'tenengrad', 'edge_deviation', 'histogram_deviation',
    'entropy', 'color_entropy']],
  ['Noise and compression', ['noise_sigma', 'hot_pixels', 'dead_pixels', 'blockiness', 'double_compression']],
  ['Colour', ['colorfulness', 'grayscale', 'transparency']],
  ['Geometry', ['size', 'aspect_ratio', 'border']],
];

/**
 * @param urlOf makes a link to this page from changes of its view
 * @param go goes to such a link
 * @param apply puts a rule in force: (measure, rule) → promise
 */
export function distributionsView(dataset, urlOf, go, apply) {
  const groups = h('div', { class: 'groups' });
  const cards = new Map();
  return {
    element: h('section', { class: 'distributions', id: 'distributions', 'aria-labelledby': 'distributions-title' },
      h('div', { class: 'section-head' }, h('h2', { id: 'distributions-title' }, 'Distributions'),
        h('p', { class: 'quiet-text' }, 'Drag a line to see what another threshold would come to. Nothing changes until it is applied.')),
      groups),
    update(quality, view) {
      const known = new Map(quality.measures.map((one) => [one.measure, one]));
      const named = new Set(GROUPS.flatMap(([, measures]) => measures));
      const rest = [...known.keys()].filter((measure) => !named.has(measure));
      const filled = [...GROUPS, ['Other', rest]]
        .map(([title, measures]) => [title, measures.filter((measure) => known.has(measure))])
        .filter(([, measures]) => measures.length > 0);
      reconcile(groups, filled, ([title]) => title, ([title]) =>
        h('section', { 'aria-label': title }, h('h3', {}, title), h('div', { class: 'histograms' })), (element, [, measures]) => {
        reconcile(element.lastChild, measures, (measure) => measure, (measure) => {
          const card = distribution(dataset, measure, urlOf, go, apply);
          cards.set(measure, card);
          return card.element;
        }, (_, measure) => cards.get(measure).update(quality, known.get(measure), view));
      });
    },
    /** Brings the open distribution into sight. */
    reveal(measure) {
      cards.get(measure)?.element.scrollIntoView();
    },
    close() {
      for (const card of cards.values()) card.close();
    },
  };
}

function distribution(dataset, measure, urlOf, go, apply) {
  const name = words(measure);
  let tuner = null;
  const plot = thresholdPlot((rule) => tuner?.preview(rule), (rule) => go(viewOf(measure, rule)));
  const title = h('a', { 'data-scroll': 'keep' }, name);
  const unit = h('p', { class: 'quiet-text' });
  const low = h('span');
  const high = h('span');
  const said = h('p', { class: 'quiet-text rule-text' });
  const about = h('details', { class: 'about' }, h('summary', { 'aria-label': `About ${name}` }, 'About'));
  const element = h('figure', { class: 'card histogram distribution', 'data-measure': measure },
    h('figcaption', {}, h('h4', {}, title), unit), plot.element,
    h('p', { class: 'axis' }, low, plot.readout, high), h('div', { class: 'foot' }, said, about));
  return {
    element,
    update(quality, one, view) {
      const open = view.measure === measure;
      const rules = open ? rulesFor(one) : one.rules;
      const active = open ? rules.find(({ issue }) => issue === view.issue) ?? rules[0] : null;
      const wanted = active && proposedOf(active, view);
      plot.show(one, rules.map((rule) => (rule === active ? wanted : rule)), one.rules);
      attribute(element, 'data-open', open);
      attribute(title, 'href', urlOf({ ...CLOSED, ...(!open && { measure }) }));
      attribute(title, 'aria-expanded', String(open));
      attribute(title, 'title', `${one.unit}. ${one.formula}. ${one.source}`);
      text(unit, one.unit);
      text(low, number(one.edges[0]));
      text(high, number(one.edges.at(-1)));
      text(said, [one.rules.length > 0 ? one.rules.map(ruleSentence).join(' · ') : 'No rule', one.scale === 'LOG' && 'log axis', one.taken === 0 && 'taken of no image']
        .filter(Boolean).join(' · '));
      if (about.childElementCount === 1) about.append(aboutMeasure(one));
      if (!open) {
        tuner?.close();
        tuner = null;
      } else {
        if (!tuner) {
          tuner = tunerOf(dataset, measure, urlOf, go, apply);
          element.append(tuner.element);
        }
        tuner.update(quality, one, rules, active, wanted, view);
      }
    },
    close() {
      plot.close();
      tuner?.close();
    },
  };
}

function aboutMeasure({ unit, formula, source, higherMeans, quantiles }) {
  const q = quantiles ?? {};
  const facts = [['Unit', unit], ['Formula', formula], ['Source', source], ['Higher is', higherMeans],
    ['Lowest, median, highest', [q.min, q.p50, q.max].map(number).join(', ')],
    ['5 % to 95 %', `${number(q.p5)} – ${number(q.p95)}`]];
  return h('dl', { class: 'facts' }, facts.map(([fact, value]) => [h('dt', {}, fact), h('dd', {}, value)]));
}
