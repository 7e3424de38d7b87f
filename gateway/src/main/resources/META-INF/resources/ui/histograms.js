/** One histogram per measure, with the spec's rules as lines; a bin or a dragged range filters the images. */

import { attribute, h, reconcile, style, svg, text } from './dom.js';
import { qualityPage } from './api.js';
import { counted, number, range, words } from './format.js';

const HEIGHT = 100;

/** Where a value stands between the first and the last edge, 0 to 1 in bins of equal width; clamped to the ends. */
export function position(edges, value) {
  const bins = edges.length - 1;
  if (value <= edges[0]) return 0;
  if (value >= edges[bins]) return 1;
  const bin = edges.findIndex((edge, i) => value < edges[i + 1]);
  return (bin + (value - edges[bin]) / (edges[bin + 1] - edges[bin])) / bins;
}

/** The value at a place between the first and the last edge, the reverse of `position`; as round as a bin's width allows. */
export function valueAt(edges, fraction) {
  const bins = edges.length - 1;
  const place = Math.min(1, Math.max(0, fraction)) * bins;
  const bin = Math.min(bins - 1, Math.floor(place));
  const width = edges[bin + 1] - edges[bin];
  if (!(width > 0)) return edges[bin];
  const step = 10 ** Math.floor(Math.log10(width / 4));
  return Number((Math.round((edges[bin] + (place - bin) * width) / step) * step).toPrecision(12));
}

/** The share of images in bins below the value's, with half of its own. */
export function shareBelow({ edges, counts }, value) {
  const all = counts.reduce((sum, n) => sum + n, 0);
  const bin = binAt(counts.length, position(edges, value));
  const below = counts.slice(0, bin).reduce((sum, n) => sum + n, 0);
  return all > 0 ? (below + counts[bin] / 2) / all : null;
}

/** Whether a rule's end or the like is there. */
export const given = (x) => x !== null && x !== undefined;

/** Rules as people say them: Blurry below 60. */
export const ruleSentence = ({ issue, below, above, fence, farBelow, farAbove, bounds }) =>
  `${words(issue)} ${[given(below) && `below ${number(below)}`, given(above) && `above ${number(above)}`,
    given(fence) && `beyond ${number(fence)} interquartile ranges`,
    given(farBelow) && `far below the rest${given(bounds?.below) ? ` (${number(bounds.below)})` : ''}`,
    given(farAbove) && `far above the rest${given(bounds?.above) ? ` (${number(bounds.above)})` : ''}`].filter(Boolean).join(' or ')}`;

/** Bars and the rules' lines and areas, without axes; to be drawn again with `draw`. */
export function bars() {
  const areas = svg('g', { class: 'areas' });
  const columns = svg('path', { class: 'columns' });
  const lines = svg('g', { class: 'rules' });
  const element = svg('svg', { preserveAspectRatio: 'none', 'aria-hidden': 'true' }, areas, columns, lines);
  return {
    element,
    draw({ edges, counts, rules }) {
      const bins = counts.length;
      const top = Math.max(...counts, 1);
      attribute(element, 'viewBox', `0 0 ${bins} ${HEIGHT}`);
      attribute(columns, 'd', counts.map((n, i) => (n === 0 ? '' : column(i, Math.max(2, (n / top) * (HEIGHT - 6))))).join(''));
      const limits = rules.flatMap(({ below, above }) => [
        given(below) && { at: position(edges, below) * bins, from: 0 },
        given(above) && { at: position(edges, above) * bins, from: bins },
      ]).filter((limit) => limit && limit.at > 0 && limit.at < bins);
      reconcile(areas, limits, ({ at }) => at, () => svg('rect', { y: 0, height: HEIGHT }), (rect, { at, from }) => {
        attribute(rect, 'x', Math.min(at, from));
        attribute(rect, 'width', Math.abs(at - from));
      });
      reconcile(lines, limits, ({ at }) => at, () => svg('line', { y1: 0, y2: HEIGHT }), (line, { at }) => {
        attribute(line, 'x1', at);
        attribute(line, 'x2', at);
      });
    },
  };
}

const column = (bin, height) => `M${bin + 0.08} ${HEIGHT}v${-height.toFixed(1)}h.84v${height.toFixed(1)}z`;

const binAt = (bins, fraction) => Math.min(bins - 1, Math.max(0, Math.floor(fraction * bins)));

/**
 * @param onSelect is called with (measure, min, max), where null is an open end, or with null to select nothing. The first
 *     and the last bin are open: they hold what lies beyond the edges too.
 */
export function histogramsView(dataset, onSelect) {
  const list = h('div', { class: 'histograms' });
  const charts = new Map();
  let selected = {};
  let all = [];
  // Those that a rule judges by, and the one that the images are filtered by; the quality page has all of them.
  const show = () => {
    const judged = all.filter(({ rules, measure }) => rules.length > 0 || measure === selected.measure);
    reconcile(list, judged.length > 0 ? judged : all, ({ measure }) => measure, (histogram) => {
      const chart = brushed(histogram, onSelect);
      charts.set(histogram.measure, chart);
      return chart.element;
    }, (element, histogram) => charts.get(histogram.measure).update(histogram));
    charts.forEach((chart, measure) => chart.select(measure === selected.measure ? selected : null));
  };
  return {
    element: h('section', { class: 'quality', 'aria-labelledby': 'quality-title' },
      h('div', { class: 'section-head' }, h('h2', { id: 'quality-title' }, 'Quality'),
        h('p', { class: 'quiet-text' }, 'Click a bar or drag over a range to see its images. ',
          h('a', { href: qualityPage(dataset) }, 'All measures and their thresholds'))),
      list),
    update({ histograms }) {
      all = histograms;
      show();
    },
    /** Shows which range the images are filtered by. */
    select(filter) {
      selected = filter;
      show();
    },
  };
}

function brushed({ measure }, onSelect) {
  const name = words(measure);
  const chart = bars();
  const band = h('span', { class: 'brush', hidden: true });
  const low = h('span');
  const high = h('span');
  const readout = h('output', {}, '\u00a0');
  const rules = h('p', { class: 'quiet-text rule-text' }, '\u00a0');
  const unit = h('p', { class: 'quiet-text' });
  const plot = h('div', { class: 'plot', tabindex: 0, role: 'group' }, chart.element, band);
  let histogram = null;
  let anchor = null; // the bin where a selection began
  let cursor = null; // the bin it has come to
  let filter = null; // the range the images are filtered by
  let dragging = false;

  const ends = (from, to) => [
    from === 0 ? null : histogram.edges[from],
    to === histogram.counts.length ? null : histogram.edges[to],
  ];
  const paint = () => {
    const bins = histogram.counts.length;
    let from = null;
    let to = null;
    if (cursor !== null) {
      from = Math.min(anchor, cursor);
      to = Math.max(anchor, cursor) + 1;
      const images = histogram.counts.slice(from, to).reduce((sum, n) => sum + n, 0);
      text(readout, `${range(...ends(from, to))}: ${counted(images, 'image')}`);
    } else if (filter) {
      from = position(histogram.edges, filter.min) * bins;
      to = position(histogram.edges, filter.max) * bins;
      text(readout, `${range(filter.min, filter.max)}, shown above`);
    } else {
      text(readout, '\u00a0');
    }
    band.hidden = from === null;
    band.classList.toggle('held', Boolean(filter) && cursor === null);
    if (from !== null) {
      style(band, 'left', `${(from / bins) * 100}%`);
      style(band, 'width', `${((to - from) / bins) * 100}%`);
    }
  };
  const commit = () => {
    const from = Math.min(anchor, cursor);
    const to = Math.max(anchor, cursor) + 1;
    cursor = null;
    onSelect(measure, ...ends(from, to));
  };
  const binOf = (event) => {
    const box = plot.getBoundingClientRect();
    return binAt(histogram.counts.length, (event.clientX - box.left) / box.width);
  };

  plot.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    dragging = true;
    plot.setPointerCapture(event.pointerId);
    anchor = cursor = binOf(event);
    paint();
  });
  plot.addEventListener('pointermove', (event) => {
    cursor = binOf(event);
    if (!dragging) anchor = cursor;
    paint();
  });
  plot.addEventListener('pointerup', () => {
    if (dragging) commit();
    dragging = false;
    paint();
  });
  for (const end of ['pointerleave', 'pointercancel', 'blur']) {
    plot.addEventListener(end, () => {
      if (dragging && end === 'pointerleave') return;
      dragging = false;
      cursor = null;
      paint();
    });
  }
  plot.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const bins = histogram.counts.length;
    if (step) {
      cursor = cursor === null ? (step > 0 ? 0 : bins - 1) : Math.min(bins - 1, Math.max(0, cursor + step));
      if (!event.shiftKey || anchor === null) anchor = cursor;
    } else if (event.key === 'Enter' && cursor !== null) {
      commit();
    } else if (event.key === 'Escape' && (cursor !== null || filter)) {
      cursor = null;
      if (filter) onSelect(null);
    } else {
      return;
    }
    event.preventDefault();
    paint();
  });

  return {
    element: h('figure', { class: 'card histogram' },
      h('figcaption', {}, h('h3', {}, name), unit), plot, h('p', { class: 'axis' }, low, readout, high), rules),
    update(next) {
      histogram = next;
      chart.draw(next);
      text(unit, next.unit);
      text(low, number(next.edges[0]));
      text(high, number(next.edges.at(-1)));
      text(rules, next.rules.length > 0 ? next.rules.map(ruleSentence).join(' · ') : 'No rule');
      attribute(plot, 'aria-label', `${name}, higher is ${next.higherMeans}. Left and right move, shift extends, Enter shows the images.`);
      paint();
    },
    select(next) {
      filter = next;
      paint();
    },
  };
}
