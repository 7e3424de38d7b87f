/** Setting one measure's threshold: its controls, what it would come to, and the images on both sides of it. */

import { attribute, h, reconcile, text } from './dom.js';
import { datasetApi, get, imagePage } from './api.js';
import { count, counted, number, words } from './format.js';
import { given, position, ruleSentence, valueAt } from './histograms.js';
import { pictureGrid } from './images.js';
import { limitsOf } from './thresholds.js';

const AROUND = 12;
const ACTIONS = { FLAG: 'Flag', REJECT: 'Reject', ACCEPT: 'Let pass' };
const NUMBERS = { below: 'Below', above: 'Above', fence: 'Interquartile ranges' };
/** The end that follows the dataset for each that is fixed. */
const FOLLOWS = { below: 'farBelow', above: 'farAbove' };

/** What of the page's view belongs to an open measure, with nothing of it said. */
export const CLOSED = { measure: null, issue: null, below: null, above: null, fence: null, action: null };

/** The view that proposes a rule. */
export const viewOf = (measure, { issue, below = null, above = null, fence = null, action }) => ({ measure, issue, below, above, fence, action });

/** Whether a rule has an end that moves while the dataset grows, so that it cannot reject. */
const follows = (rule) => given(rule.fence) || given(rule.farBelow) || given(rule.farAbove);

/** Which issue a measure without a rule can be made to judge, and from which end. */
const CAN_JUDGE = {
  sharpness_score: ['BLURRY', 'below'], laplacian_variance: ['UNSHARP', 'below'], tenengrad: ['BLURRY', 'below'], edge_deviation: ['BLURRY', 'below'],
  brightness_p99: ['DARK', 'below'], brightness: ['DARK', 'below'], brightness_p5: ['BRIGHT', 'above'],
  contrast: ['LOW_CONTRAST', 'below'], dynamic_range: ['LOW_CONTRAST', 'below'],
  color_entropy: ['LOW_INFORMATION', 'below'], entropy: ['LOW_INFORMATION', 'below'],
  clipped_shadows: ['CLIPPED_SHADOWS', 'above'], clipped_highlights: ['CLIPPED_HIGHLIGHTS', 'above'],
  aspect_ratio: ['ODD_ASPECT_RATIO', 'below'], size: ['ODD_SIZE', 'below'], grayscale: ['GRAYSCALE', 'above'],
  noise_sigma: ['NOISY', 'above'], hot_pixels: ['DEFECTIVE_PIXELS', 'above'], dead_pixels: ['DEFECTIVE_PIXELS', 'above'],
  blockiness: ['BLOCKY', 'above'], double_compression: ['DOUBLE_COMPRESSED', 'above'], border: ['BORDERS', 'above'], gray_range: ['UNIFORM', 'below'],
};

/** The rules of a measure; where it has none, one that could be given to it, beginning at the outermost hundredth of images. */
export function rulesFor({ measure, rules, quantiles, edges }) {
  if (rules.length > 0 || !quantiles || !CAN_JUDGE[measure]) return rules;
  const [issue, end] = CAN_JUDGE[measure];
  return [{ issue, [end]: valueAt(edges, position(edges, quantiles[end === 'below' ? 'p1' : 'p99'])), action: 'FLAG', offered: true }];
}

/** A rule with what a view says instead; ends that it does not have it does not get. */
export function proposedOf(rule, view) {
  const wanted = { ...rule };
  for (const name of Object.keys(NUMBERS)) {
    const follower = FOLLOWS[name];
    if (given(rule[name]) || given(rule[follower])) wanted[name] = view[name] ?? rule[name] ?? null;
    if (given(rule[follower]) && given(view[name]) && view[name] !== rule[name]) wanted[follower] = null;
  }
  if (!given(wanted.farBelow) && !given(wanted.farAbove)) wanted.most = null;
  const action = view.action in ACTIONS && (view.action !== 'REJECT' || !follows(wanted)) ? view.action : rule.action;
  return { ...wanted, action };
}

const same = (a, b) => [...Object.keys(NUMBERS), ...Object.values(FOLLOWS), 'action'].every((key) => (a[key] ?? null) === (b[key] ?? null));

/**
 * @param urlOf makes a link to the page from changes of its view
 * @param go goes to such a link
 * @param apply puts a rule in force: (measure, rule) → promise
 */
export function tunerOf(dataset, measure, urlOf, go, apply) {
  const others = h('p', { class: 'chips' });
  const fields = h('div', { class: 'fields' });
  const action = h('select', {}, Object.entries(ACTIONS).map(([value, label]) => h('option', { value }, label)));
  const confirm = h('button', { type: 'button', class: 'primary' }, 'Apply');
  const reset = h('button', { type: 'button', class: 'quiet' }, 'Reset');
  const tally = h('p', { class: 'tally', role: 'status' }, '\u00a0');
  const note = h('p', { class: 'quiet-text' });
  const trouble = h('p', { class: 'trouble', role: 'alert', hidden: true });
  const around = h('div', { class: 'around' });
  const controls = h('div', { class: 'controls' }, fields, h('label', {}, 'Then', action), confirm, reset);
  const element = h('div', { class: 'tuner', role: 'group', 'aria-label': `Threshold of ${words(measure)}` }, others, controls, tally, note, trouble, around);
  const strips = new Map();
  let request = null;
  let asked = null;
  let unanswered = false;
  let shown = null; // what update was last given
  let busy = false;

  const change = (changes) => go({ ...viewOf(measure, shown.wanted), ...changes });
  action.addEventListener('change', () => change({ action: action.value }));
  reset.addEventListener('click', () => go({ ...CLOSED, measure, issue: shown.active.issue }));
  confirm.addEventListener('click', async () => {
    busy = confirm.disabled = true;
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

  function offer({ measures }, issue) {
    const judge = measures.find(({ rules }) => rules.some((rule) => rule.issue === issue));
    const kind = words(issue);
    return judge
      ? `No rule judges by this measure. ${kind} is judged by ${words(judge.measure).toLowerCase()} now; applying this judges it by this measure instead.`
      : `No rule judges by this measure. Applying this flags images as ${kind.toLowerCase()}.`;
  }

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
      if (Number.isFinite(input.valueAsNumber)) change({ [end]: input.valueAsNumber });
      else fill(shown.wanted);
    });
    return h('label', {}, NUMBERS[end], input);
  }

  function fill(rule) {
    reconcile(fields, ['below', 'above', 'fence'].filter((end) => given(rule[end]) && !given(rule[FOLLOWS[end]])), (end) => end, field, (element, end) => {
      const input = element.lastChild;
      if (input.dataset.shows !== String(rule[end]) || input.value === '') input.value = input.dataset.shows = rule[end];
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
      if (unanswered) say(null);
      unanswered = false;
      text(tally, tallyOf(answer, rule));
      showAround(answer.around.filter(({ threshold }) => threshold >= one.min && threshold <= one.max), view);
    } catch (failure) {
      if (failure.name === 'AbortError') return;
      asked = null;
      unanswered = true;
      text(tally, '\u00a0');
      say(sentenceOf(failure));
    }
    if (!signal.aborted) attribute(around, 'aria-busy', null);
  }

  function showAround(edges, view) {
    const sides = edges.flatMap(({ edge, threshold, under, over }) =>
      [['under', 'Just under', under], ['over', 'Just over', over]].map(([side, words, images]) =>
        ({ key: `${edge} ${side}`, threshold, heading: `${words} ${number(threshold)}`, outside: (edge === 'below') === (side === 'under'), images })));
    reconcile(around, sides, ({ key }) => key, ({ key, heading }) => {
      const grid = pictureGrid(heading);
      strips.set(key, grid);
      return h('section', { 'data-side': key }, h('h5'), grid.element, h('p', { class: 'quiet-text' }));
    }, (element, { key, threshold, heading, outside, images }) => {
      const [head, , none] = element.children;
      text(head, `${heading}, ${outside ? 'outside' : 'inside'}`);
      attribute(element, 'data-outside', outside);
      text(none, images.length === 0 ? 'No image.' : '');
      strips.get(key).show(images, ({ item }) => imagePage(dataset, item, nearby(key.endsWith('under'), threshold, view)),
        ({ measures }) => [{ kind: 'value', said: number(measures[measure]) }]);
    });
  }

  /** The list that an image is opened from: its side of the line, from there on, so that its page leads to its neighbours. */
  function nearby(under, threshold, { label, split }) {
    const params = new URLSearchParams({ measure, [under ? 'max' : 'min']: threshold, sort: measure, order: under ? 'desc' : 'asc' });
    if (label) params.set('label', label);
    if (split) params.set('split', split);
    return `?${params}`;
  }

  return {
    element,
    /** Follows a line while it moves, or comes back from it: null. */
    preview(rule) {
      fill(rule ?? shown.wanted);
    },
    update(quality, one, rules, active, wanted, view) {
      shown = { active, wanted };
      controls.hidden = tally.hidden = !active;
      others.hidden = rules.length < 2;
      others.replaceChildren(...(rules.length < 2 ? [] : rules.map((rule) => h('a', {
        class: 'chip', 'data-scroll': 'keep', href: urlOf({ ...CLOSED, measure, issue: rule.issue }), 'aria-current': rule === active && 'true',
      }, ruleSentence(rule)))));
      if (!active) {
        text(note, one.taken > 0 ? 'No rule judges by this measure; it can be looked at and sorted by.' : 'Taken of no image here.');
        return;
      }
      text(note, active.offered ? offer(quality, active.issue) : given(wanted.fence)
        ? 'The ends follow the dataset: so many interquartile ranges beyond its quartiles.'
        : 'The rule follows the dataset: so many robust standard deviations from its median. A line that you move stays where you put it.');
      note.hidden = !active.offered && !follows(wanted);
      fill(wanted);
      action.querySelector('[value=REJECT]').disabled = follows(wanted); // the spec refuses it, because such an end moves
      action.value = wanted.action;
      refreshButtons();
      calibrate(quality, one, wanted, view);
    },
    close() {
      request?.abort();
      element.remove();
    },
  };
}

function tallyOf({ images, flagged, wouldFlag, newlyFlagged, noLongerFlagged }, { action }) {
  const verb = { FLAG: 'Flags', REJECT: 'Rejects', ACCEPT: 'Lets pass' }[action];
  const change = [newlyFlagged > 0 && `${count(newlyFlagged)} more`, noLongerFlagged > 0 && `${count(noLongerFlagged)} no longer`]
    .filter(Boolean).join(', ');
  return `${verb} ${count(wouldFlag)} of ${counted(images, 'image')}; ${count(flagged)} ${flagged === 1 ? 'is' : 'are'} outside now${change ? `: ${change}` : ', no change'}.`;
}

export const sentenceOf = ({ message, remedy }) => [message, remedy].filter(Boolean).join(' ');
