/** The pipeline as it runs: each stage with its rate, its recent past and what waits before it. */

import { attribute, h, svg, text } from './dom.js';
import { count, counted, rate } from './format.js';

const STAGES = {
  ingest: 'Ingest',
  quality: 'Quality',
  dedup: 'Dedup',
  split: 'Split',
  augment: 'Augment',
  gateway: 'Gateway',
};
const SAMPLES = 60;
const HEIGHT = 28;

/** Images per second below which a stage counts as idle. */
const RUNNING = 0.05;

export function flowView() {
  const stations = new Map(Object.entries(STAGES).map(([key, name]) => [key, station(name)]));
  const element = h('section', { class: 'card flow', id: 'flow', 'aria-labelledby': 'flow-title' },
    h('h2', { id: 'flow-title' }, 'Pipeline'),
    h('ol', {}, [...stations.values()].map(({ element: li }) => li)),
    h('p', { class: 'quiet-text' }, 'The numbers are those of all datasets together.'));
  return {
    element,
    update({ stages }) {
      for (const stage of stages) stations.get(stage.stage)?.update(stage);
    },
  };
}

/** What the stages are doing now, for one line: `Ingest 118/s · Quality 92/s`; empty where none is at work. */
export const runningStages = (stages) => stages.filter(({ perSecond }) => perSecond >= RUNNING)
  .map(({ stage, perSecond }) => `${STAGES[stage] ?? stage} ${rate(perSecond)}/s`).join(' · ');

function station(name) {
  const speed = h('strong', {}, '–');
  const unit = h('span', { class: 'unit' }, '/s');
  const lag = h('span', { class: 'lag' }, '–');
  const done = h('span', { class: 'done' }, '–');
  const line = svg('polyline', { fill: 'none', 'vector-effect': 'non-scaling-stroke' });
  const past = new Array(SAMPLES).fill(0);
  const element = h('li', { class: 'station' },
    h('h3', {}, name),
    h('p', { class: 'speed' }, speed, unit),
    svg('svg', { class: 'spark', viewBox: `0 0 ${SAMPLES - 1} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, line),
    h('p', { class: 'quiet-text' }, lag, done));
  return {
    element,
    update({ processed, perSecond, lag: waiting }) {
      const running = perSecond >= RUNNING;
      attribute(element, 'data-running', running);
      attribute(element, 'data-behind', waiting > 0);
      text(speed, running ? rate(perSecond) : 'idle');
      unit.hidden = !running;
      const behind = waiting === null || waiting === undefined ? 'lag unknown' : waiting > 0 ? `${count(waiting)} waiting` : 'up to date';
      text(lag, behind);
      text(done, `${count(processed)} done`);
      attribute(element, 'aria-label', `${name}: ${running ? `${rate(perSecond)} images per second` : 'idle'}, `
        + `${counted(processed, 'image')} done, ${behind}`);
      past.push(perSecond);
      past.shift();
      attribute(line, 'points', points(past));
    },
  };
}

/** The newest sample stands at the right end; the highest touches the top. */
function points(past) {
  const top = Math.max(...past, 1);
  return past
    .map((value, i) => `${i},${(HEIGHT - 1 - (value / top) * (HEIGHT - 2)).toFixed(1)}`)
    .join(' ');
}
