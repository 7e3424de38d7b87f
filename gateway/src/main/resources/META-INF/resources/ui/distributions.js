/** A distribution per measure, in groups. The one that the URL names is open: its threshold is set by looking at images. */

import { attribute, h, reconcile, text } from './dom.js';
import { datasetApi, get, imagePage } from './api.js';
import { count, counted, number, words } from './format.js';
import { position, ruleSentence, valueAt } from './histograms.js';
import { pictureGrid } from './images.js';
import { limitsOf, thresholdPlot } from './thresholds.js';

const AROUND = 12;

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

/** Which issue a measure without a rule can be made to judge, and at which end. */
const CAN_JUDGE = {
  BLURRY: ['below', 'sharpness_score', 'laplacian_variance', 'tenengrad', 'edge_deviation'],
  DARK: ['below', 'brightness_p99', 'brightness'],
  BRIGHT: ['above', 'brightness_p5'],
  LOW_CONTRAST: ['below', 'contrast', 'dynamic_range'],
  LOW_INFORMATION: ['below', 'color_entropy', 'entropy'],
  CLIPPED_SHADOWS: ['above', ...byChannel('clipped_shadows')],
  CLIPPED_HIGHLIGHTS: ['above', ...byChannel('clipped_highlights')],
  ODD_ASPECT_RATIO: ['below', 'aspect_ratio'],
  ODD_SIZE: ['below', 'size'],
  GRAYSCALE: ['above', 'grayscale'],
  NOISY: ['above', 'noise_sigma'],
  DEFECTIVE_PIXELS: ['above', 'hot_pixels', 'dead_pixels'],
  BLOCKY: ['above', 'blockiness'],
  DOUBLE_COMPRESSED: ['above', 'double_compression'],
  BORDERS: ['above', 'border'],
  UNIFORM: ['below', 'gray_range'],
};

const ACTIONS = { FLAG: 'Flag', REJECT: 'Reject', ACCEPT: 'Let pass' };

/** The rules of a measure; where it has none, one that could be given to it, beginning at its outermost hundredth. */
function rulesFor({ measure, rules, quantiles, edges, counts }) {
  if (rules.length > 0 || !counts.some((n) => n > 0)) return rules;
  const [issue, [end]] = Object.entries(CAN_JUDGE).find(([, [, ...measures]]) => measures.includes(measure)) ?? [null, []];
  if (!issue) return rules;
  const outermost = quantiles?.[end === 'below' ? 'p1' : 'p99'] ?? edges[end === 'below' ? 0 : edges.length - 1];
  return [{ issue, [end]: valueAt(edges, position(edges, outermost)), action: 'FLAG', offered: true }];
}

/** A rule with what the URL says instead. */
function proposed(rule, view) {
  if (!rule) return rule;
  const action = view.action in ACTIONS ? view.action : rule.action;
  if (isNumber(rule.fence)) return { ...rule, fence: view.fence ?? rule.fence, action: action === 'REJECT' ? rule.action : action };
  const end = (name) => (isNumber(rule[name]) ? view[name] ?? rule[name] : null);
  return { ...rule, below: end('below'), above: end('above'), action };
}

const isNumber = (x) => x !== null && x !== undefined;
const same = (a, b) => ['below', 'above', 'fence', 'action'].every((key) => (a[key] ?? null) === (b[key] ?? null));

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
  const plot = thresholdPlot((rule) => tuner?.preview(rule), (rule) => go({
    ...closed, measure, issue: rule.issue, action: tuner?.action() ?? null,
    ...(isNumber(rule.fence) ? { fence: rule.fence } : { below: rule.below, above: rule.above }),
  }));
  const title = h('a', { 'data-scroll': 'keep' }, name);
  const unit = h('p', { class: 'quiet-text' });
  const low = h('span');
  const high = h('span');
  const rules = h('p', { class: 'quiet-text rule-text' });
  const about = h('details', { class: 'about' }, h('summary', { 'aria-label': `About ${name}` }, 'About'));
  const element = h('figure', { class: 'card histogram distribution', 'data-measure': measure },
    h('figcaption', {}, h('h4', {}, title), unit), plot.element,
    h('p', { class: 'axis' }, low, plot.readout, high), h('div', { class: 'foot' }, rules, about));
  return {
    element,
    update(quality, one, view) {
      const open = view.measure === measure;
      const all = open ? rulesFor(one) : one.rules;
      const active = open ? all.find(({ issue }) => issue === view.issue) ?? all[0] : null;
      const wanted = proposed(active, view);
      plot.show(one, all.map((rule) => (rule === active ? wanted : rule)), one.rules);
      attribute(element, 'data-open', open);
      attribute(title, 'href', open ? urlOf(closed) : urlOf({ ...closed, measure }));
      attribute(title, 'aria-expanded', String(open));
      attribute(title, 'title', `${one.unit}. ${one.formula}. ${one.source}`);
      text(unit, one.unit);
      text(low, number(one.edges[0]));
      text(high, number(one.edges.at(-1)));
      text(rules, [one.rules.length > 0 ? one.rules.map(ruleSentence).join(' · ') : 'No rule', one.scale === 'LOG' && 'log axis', one.taken === 0 && 'taken of no image']
        .filter(Boolean).join(' · '));
      if (about.childElementCount === 1) about.append(aboutMeasure(one));
      if (!open) {
        tuner?.close();
        tuner = null;
      } else {
        if (!tuner) {
          tuner = tunerOf(dataset, one, urlOf, go, apply);
          element.append(tuner.element);
        }
        tuner.update(quality, one, all, active, wanted, view);
      }
    },
    close() {
      plot.close();
      tuner?.close();
    },
  };
}

/** What of a view belongs to one open distribution. */
const closed = { measure: null, issue: null, below: null, above: null, fence: null, action: null };

function aboutMeasure({ unit, formula, source, higherMeans, quantiles }) {
  const q = quantiles ?? {};
  const facts = [['Unit', unit], ['Formula', formula], ['Source', source], ['Higher is', higherMeans],
    ['Lowest, median, highest', [q.min, q.p50, q.max].map(number).join(', ')],
    ['5 % to 95 %', `${number(q.p5)} – ${number(q.p95)}`]];
  return h('dl', { class: 'facts' }, facts.map(([fact, value]) => [h('dt', {}, fact), h('dd', {}, value)]));
}

/** The controls of one measure's rule, what a proposal comes to, and the images around its line. */
function tunerOf(dataset, { measure }, urlOf, go, apply) {
  const others = h('p', { class: 'chips' });
  const fields = h('div', { class: 'fields' });
  const action = h('select', {}, Object.entries(ACTIONS).map(([value, label]) => h('option', { value }, label)));
  const confirm = h('button', { type: 'submit', class: 'primary' }, 'Apply');
  const reset = h('button', { type: 'button', class: 'quiet' }, 'Reset');
  const tally = h('p', { class: 'tally' }, '\u00a0');
  const note = h('p', { class: 'quiet-text' });
  const trouble = h('p', { class: 'trouble', role: 'alert', hidden: true });
  const around = h('div', { class: 'around' });
  const form = h('form', { class: 'tuner', novalidate: true }, others,
    h('div', { class: 'controls' }, fields, h('label', {}, 'Then', action), confirm, reset), tally, note, trouble, around);
  const strips = new Map();
  let request = null;
  let asked = null;
  let shown = null; // what update was last given
  let busy = false;

  const change = (changes) => go({ ...viewOf(shown.wanted), ...changes });
  const viewOf = (rule) => ({
    measure, issue: rule.issue, action: rule.action,
    ...(isNumber(rule.fence) ? { fence: rule.fence } : { below: rule.below, above: rule.above }),
  });
  action.addEventListener('change', () => change({ action: action.value }));
  reset.addEventListener('click', () => go({ ...closed, measure, issue: shown.active.issue }));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (busy || confirm.disabled) return;
    busy = true;
    confirm.disabled = true;
    text(confirm, 'Applying …');
    say(null);
    try {
      await apply(measure, shown.wanted);
    } catch (failure) {
      say(failure.status === 412
        ? 'Somebody else changed the spec meanwhile. The numbers are up to date again: look, and apply once more.' : sentenceOf(failure));
    }
    busy = false;
    text(confirm, 'Apply');
    refreshButtons();
  });

  function say(sentence) {
    trouble.hidden = sentence === null;
    text(trouble, sentence ?? '');
  }

  function refreshButtons() {
    const { active, wanted } = shown;
    const changed = active.offered || !same(active, wanted);
    confirm.disabled = busy || !changed;
    reset.hidden = same(active, wanted);
  }

  function field(end) {
    const input = h('input', { type: 'number', step: 'any', name: end });
    input.addEventListener('change', () => {
      if (input.value !== '' && Number.isFinite(input.valueAsNumber)) change({ [end]: input.valueAsNumber });
    });
    return h('label', {}, { below: 'Below', above: 'Above', fence: 'Interquartile ranges' }[end], input);
  }

  function fill(rule) {
    const ends = ['below', 'above', 'fence'].filter((end) => isNumber(rule[end]));
    reconcile(fields, ends, (end) => end, field, (element, end) => {
      if (document.activeElement !== element.lastChild) element.lastChild.value = rule[end];
    });
  }

  async function calibrate(quality, one, rule, view) {
    const limits = limitsOf(rule, one.fence);
    const params = new URLSearchParams({ measure, issue: rule.issue, limit: AROUND });
    for (const end of ['below', 'above']) if (limits[end] !== null) params.set(end, limits[end]);
    for (const name of ['label', 'split']) if (view[name]) params.set(name, view[name]);
    const wanted = `${params} ${quality.specVersion} ${quality.images}`;
    if (wanted === asked) return;
    asked = wanted;
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    attribute(around, 'aria-busy', 'true');
    try {
      const answer = await get(`${datasetApi(dataset)}/quality/calibration?${params}`, signal);
      say(null);
      text(tally, tallyOf(answer, rule));
      showAround(answer.around.filter(({ threshold }) => threshold >= one.min && threshold <= one.max), view);
    } catch (failure) {
      if (failure.name === 'AbortError') return;
      asked = null;
      text(tally, '\u00a0');
      say(sentenceOf(failure));
    }
    if (!signal.aborted) attribute(around, 'aria-busy', null);
  }

  function showAround(edges, view) {
    const sides = edges.flatMap(({ edge, threshold, under, over }) =>
      [['under', 'Just under', under], ['over', 'Just over', over]].map(([side, words, images]) =>
        ({ key: `${edge} ${side}`, heading: `${words} ${number(threshold)}`, outside: (edge === 'below') === (side === 'under'), images })));
    reconcile(around, sides, ({ key }) => key, ({ key, heading }) => {
      const grid = pictureGrid(heading);
      strips.set(key, grid);
      return h('section', { 'data-side': key }, h('h5'), grid.element, h('p', { class: 'quiet-text' }));
    }, (element, { key, heading, outside, images }) => {
      const [head, , none] = element.children;
      text(head, `${heading}, ${outside ? 'outside' : 'inside'}`);
      attribute(element, 'data-outside', outside);
      text(none, images.length === 0 ? 'No image.' : '');
      strips.get(key).show(images, ({ item }) => imagePage(dataset, item, nearby(measure, view)),
        ({ measures }) => [{ kind: 'value', said: number(measures[measure]) }]);
    });
  }

  return {
    element: form,
    action: () => shown.wanted.action,
    /** Follows a line while it moves, or comes back from it: null. */
    preview(rule) {
      fill(rule ?? shown.wanted);
    },
    update(quality, one, rules, active, wanted, view) {
      shown = { active, wanted };
      for (const part of [fields.parentElement, tally]) part.hidden = !active;
      others.hidden = rules.length < 2;
      others.replaceChildren(...(rules.length < 2 ? [] : rules.map((rule) => h('a', {
        class: 'chip', 'data-scroll': 'keep', href: urlOf({ ...closed, measure, issue: rule.issue }), 'aria-current': rule === active && 'true',
      }, ruleSentence(rule)))));
      if (!active) {
        text(note, one.taken > 0 ? 'No rule judges by this measure; it can be looked at and sorted by.' : 'Taken of no image here.');
        return;
      }
      const judge = quality.measures.find((other) => other.measure !== measure && other.rules.some(({ issue }) => issue === active.issue));
      text(note, active.offered
        ? `No rule judges by this measure. ${judge ? `${words(active.issue)} is judged by ${words(judge.measure).toLowerCase()} now; applying this judges it by ${words(measure).toLowerCase()} instead.`
          : `Applying this makes it judge ${words(active.issue).toLowerCase()}.`}`
        : isNumber(active.fence) ? 'The ends follow the dataset: so many interquartile ranges beyond its quartiles.' : '');
      note.hidden = note.textContent === '';
      fill(wanted);
      const mayReject = !isNumber(active.fence);
      action.querySelector('[value=REJECT]').disabled = !mayReject;
      action.value = wanted.action;
      refreshButtons();
      calibrate(quality, one, wanted, view);
    },
    close() {
      request?.abort();
      form.remove();
    },
  };
}

/** The list that an image near the line is opened from, so that its page leads to its neighbours by this measure. */
function nearby(measure, { label, split }) {
  const params = new URLSearchParams({ sort: measure, order: 'asc' });
  if (label) params.set('label', label);
  if (split) params.set('split', split);
  return `?${params}`;
}

function tallyOf({ images, flagged, wouldFlag, newlyFlagged, noLongerFlagged }, { action }) {
  const verb = { FLAG: 'Flags', REJECT: 'Rejects', ACCEPT: 'Lets pass' }[action];
  const change = [newlyFlagged > 0 && `${count(newlyFlagged)} more`, noLongerFlagged > 0 && `${count(noLongerFlagged)} no longer`]
    .filter(Boolean).join(', ');
  return `${verb} ${count(wouldFlag)} of ${counted(images, 'image')}; ${count(flagged)} are outside now${change ? `: ${change}` : ', no change'}.`;
}

export const sentenceOf = ({ message, remedy }) => [message, remedy].filter(Boolean).join(' ');
