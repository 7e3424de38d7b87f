/** A distribution with the lines of its rules, which can be moved by mouse, finger and keyboard. */

import { attribute, h, reconcile, style, text } from './dom.js';
import { count, counted, number, words } from './format.js';
import { bars, given, position, valueAt } from './histograms.js';

const ENDS = ['below', 'above'];
/** How long the keyboard rests before a line moved by it counts as let go. */
const KEYS_REST = 400;

/** Where a rule's ends lie: its own numbers, or those that follow the dataset; null for an open end. */
export function limitsOf({ below, above, fence: ranges, farBelow, farAbove, bounds }, fence) {
  if (!given(ranges)) {
    return {
      below: (given(farBelow) && bounds ? bounds.below : below) ?? null,
      above: (given(farAbove) && bounds ? bounds.above : above) ?? null,
    };
  }
  if (!fence) return { below: null, above: null };
  const { firstQuartile, thirdQuartile } = fence;
  const reach = ranges * (thirdQuartile - firstQuartile);
  return { below: firstQuartile - reach, above: thirdQuartile + reach };
}

/**
 * The rule with one of its ends at another value. A fence moves both its ends, and the ends of a range never cross. An end that
 * followed the dataset stays where it is put.
 */
function moved(rule, end, value, fence) {
  if (!given(rule.fence)) {
    const limits = limitsOf(rule, fence);
    const free = end === 'below' ? Math.min(value, limits.above ?? Infinity) : Math.max(value, limits.below ?? -Infinity);
    return { ...rule, [end]: free, [end === 'below' ? 'farBelow' : 'farAbove']: null };
  }
  const { firstQuartile, thirdQuartile } = fence;
  const reach = end === 'below' ? firstQuartile - value : value - thirdQuartile;
  const ranges = reach / (thirdQuartile - firstQuartile);
  return Number.isFinite(ranges) ? { ...rule, fence: Math.min(100, Math.max(0.01, Math.round(ranges * 100) / 100)) } : rule;
}

/** About how many images lie outside: whole bins, and of the bin that a line divides its share. */
function countOutside({ edges, counts }, { below, above }) {
  const bins = counts.length;
  const low = below === null ? 0 : position(edges, below) * bins;
  const high = above === null ? bins : position(edges, above) * bins;
  return Math.round(counts.reduce((sum, n, bin) => {
    const under = Math.min(1, Math.max(0, low - bin));
    const over = Math.min(1, Math.max(0, bin + 1 - high));
    return sum + n * Math.min(1, under + over);
  }, 0));
}

/**
 * @param onPreview is called with a rule while one of its lines moves, and with null where that is given up
 * @param onCommit is called with it when the line is let go
 */
export function thresholdPlot(onPreview, onCommit) {
  const chart = bars();
  const before = h('span', { class: 'ghosts' });
  const handles = h('span', { class: 'handles' });
  const readout = h('output');
  const plot = h('div', { class: 'plot thresholds' }, chart.element, before, handles);
  let histogram = null;
  let shown = []; // the rules as the page shows them
  let inForce = []; // the same as the spec has them
  let held = null; // the rule whose line is being moved
  let heldAt = null; // the end of it that the line is
  let dragging = false;
  let timer = null;

  const place = (value) => `${position(histogram.edges, value) * 100}%`;
  const linesOf = (rules) => rules.flatMap((rule) => {
    const limits = limitsOf(rule, histogram.fence);
    return ENDS.filter((end) => limits[end] !== null).map((end) => ({ rule, end, value: limits[end] }));
  });

  function draw() {
    const rules = shown.map((rule) => (held?.issue === rule.issue ? held : rule));
    const lines = linesOf(rules);
    chart.draw({ ...histogram, rules: rules.map((rule) => limitsOf(rule, histogram.fence)) });
    reconcile(handles, lines, ({ rule, end }) => `${rule.issue} ${end}`, ({ rule, end }) => handle(rule.issue, end),
      (element, { rule, end, value }) => {
        style(element, 'left', place(value));
        attribute(element, 'aria-valuemin', histogram.edges[0]);
        attribute(element, 'aria-valuemax', histogram.edges.at(-1));
        attribute(element, 'aria-valuenow', Math.min(histogram.edges.at(-1), Math.max(histogram.edges[0], value)));
        const outside = countOutside(histogram, limitsOf(rule, histogram.fence));
        attribute(element, 'aria-valuetext', `${number(value)} ${histogram.unit}, about ${counted(outside, 'image')} outside`);
        attribute(element, 'title', `${words(rule.issue)} ${end} ${number(value)}`);
      });
    const ghosts = linesOf(inForce).filter(({ rule, end, value }) =>
      lines.some((line) => line.rule.issue === rule.issue && line.end === end && line.value !== value));
    reconcile(before, ghosts, ({ rule, end }) => `${rule.issue} ${end}`, () => h('span'), (element, { value }) => style(element, 'left', place(value)));
    const limits = held && limitsOf(held, histogram.fence);
    text(readout, held ? `${number(limits[heldAt])}: about ${count(countOutside(histogram, limits))} outside` : '');
  }

  function hold(rule, end) {
    held = rule;
    heldAt = end;
    draw();
    onPreview(rule);
  }

  function drop() {
    clearTimeout(timer);
    timer = null;
    dragging = false;
    hold(null);
  }

  function release() {
    clearTimeout(timer);
    timer = null;
    dragging = false;
    const rule = held;
    held = null;
    if (rule) onCommit(rule);
  }

  function handle(issue, end) {
    const element = h('span', { class: 'handle', role: 'slider', tabindex: 0, 'aria-label': `${words(issue)} ${end}`, 'aria-orientation': 'horizontal' });
    const current = () => (held?.issue === issue ? held : shown.find((rule) => rule.issue === issue));
    const moveTo = (fraction) => hold(moved(current(), end, valueAt(histogram.edges, fraction), histogram.fence), end);
    let grip = 0;
    element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      element.focus({ preventScroll: true });
      element.setPointerCapture(event.pointerId);
      const box = element.getBoundingClientRect();
      grip = event.clientX - (box.left + box.width / 2);
      dragging = true;
    });
    element.addEventListener('pointermove', (event) => {
      if (!dragging) return;
      const box = plot.getBoundingClientRect();
      moveTo((event.clientX - grip - box.left) / box.width);
    });
    element.addEventListener('pointerup', () => {
      if (dragging && !held) held = current();
      release();
    });
    element.addEventListener('pointercancel', drop);
    element.addEventListener('blur', () => {
      if (timer) release();
    });
    element.addEventListener('keydown', (event) => {
      const step = {
        ArrowLeft: -0.25, ArrowDown: -0.25, ArrowRight: 0.25, ArrowUp: 0.25, PageDown: -2, PageUp: 2, Home: -Infinity, End: Infinity,
      }[event.key];
      if (event.key === 'Escape' && held) {
        drop();
      } else if (step) {
        const at = position(histogram.edges, limitsOf(current(), histogram.fence)[end]);
        clearTimeout(timer);
        moveTo(at + step / histogram.counts.length);
        timer = setTimeout(release, KEYS_REST);
      } else {
        return;
      }
      event.preventDefault();
    });
    return element;
  }

  return {
    element: plot,
    readout,
    /** Shows a distribution; a line that is being moved stays where it is held. */
    show(next, rules, rulesInForce) {
      histogram = next;
      shown = rules;
      inForce = rulesInForce;
      draw();
    },
    /** Forgets a line that was not let go. */
    close() {
      clearTimeout(timer);
    },
  };
}
