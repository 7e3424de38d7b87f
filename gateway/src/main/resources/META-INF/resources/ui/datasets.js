/** The first page: every dataset, or how to begin where there is none. */

import { h, reconcile, style, text } from './dom.js';
import { datasetPage, get } from './api.js';
import { ago, count } from './format.js';
import { lettersNotice } from './letters.js';

const REFRESH = 3_000;

export async function datasetsPage({ main, navigate, trail }) {
  const [{ datasets }, given] = await Promise.all([get('/api/datasets'), get('/api/dead-letters?limit=1')]);
  const letters = lettersNotice(null);
  letters.update(openLetters(given));
  trail([['Datasets', null]]);
  const list = h('ul', { class: 'datasets' });
  const render = (all) => {
    if (all.length === 0) {
      if (!main.querySelector('.beginning')) main.replaceChildren(beginning());
    } else if (all.length === 1 && !list.isConnected) {
      navigate(datasetPage(all[0].dataset), { replace: true, focus: false });
    } else {
      if (!list.isConnected) main.replaceChildren(h('h1', { tabindex: -1 }, 'Datasets'), letters.element, list);
      reconcile(list, all, ({ dataset }) => dataset, card, refresh);
    }
  };
  let open = true;
  render(datasets);
  const timer = setInterval(async () => {
    if (document.hidden) return;
    try {
      const [{ datasets: now }, later] = await Promise.all([get('/api/datasets'), get('/api/dead-letters?limit=1')]);
      if (!open) return;
      render(now);
      letters.update(openLetters(later));
    } catch {
      // The numbers stay as they are; the next round tries again.
    }
  }, REFRESH);
  return {
    close() {
      open = false;
      clearInterval(timer);
    },
  };
}

const openLetters = ({ open }) => Object.values(open).reduce((sum, n) => sum + n, 0);

const outcomes = ['accepted', 'flagged', 'rejected', 'quarantined'];

function card({ dataset }) {
  return h('li', {},
    h('a', { class: 'card dataset', href: datasetPage(dataset) },
      h('h2', {}, dataset),
      h('p', { class: 'quiet-text', 'data-field': 'when' }),
      h('p', { class: 'headline' }, h('strong', { 'data-field': 'uploaded' }), h('span', { 'data-field': 'noun' })),
      outcomeBar(),
      h('dl', { class: 'pairs' }, outcomes.map((name) => h('div', {}, h('dt', {}, name), h('dd', { 'data-field': name }))))));
}

function refresh(element, dataset) {
  for (const name of ['uploaded', ...outcomes]) {
    text(element.querySelector(`[data-field=${name}]`), count(dataset[name]));
  }
  text(element.querySelector('[data-field=noun]'), dataset.uploaded === 1 ? ' image' : ' images');
  const busy = dataset.inFlight > 0 ? `${count(dataset.inFlight)} in flight` : `changed ${ago(dataset.updatedAt)}`;
  text(element.querySelector('[data-field=when]'), `Spec ${dataset.specVersion} · ${busy}`);
  fillOutcomeBar(element.querySelector('.outcome-bar'), dataset);
}

/** Where every upload ended, as one line: the parts are those of the account `uploaded = accepted + … + in flight`. */
export function outcomeBar() {
  return h('div', { class: 'outcome-bar', 'aria-hidden': 'true' },
    ['accepted', 'rejected', 'quarantined', 'removed', 'in-flight'].map((part) => h('span', { class: part })));
}

export function fillOutcomeBar(bar, { inFlight, ...states }) {
  for (const part of bar.children) {
    const n = part.className === 'in-flight' ? inFlight : states[part.className];
    part.hidden = !(n > 0);
    style(part, 'flex-grow', String(n ?? 0));
  }
}

/** How images come in: shown where there is no dataset, and in a dataset without images. */
export function beginning(dataset = null) {
  const here = location.origin;
  const named = dataset ?? 'my-photos';
  const into = dataset === null ? '' : ` --dataset ${dataset}`;
  return h('section', { class: 'beginning' },
    h('h1', { tabindex: -1 }, 'No images yet'),
    h('p', { class: 'lead' }, 'Send some, and watch them pass through ingest, quality, dedup, split and augment. This page follows by itself.'),
    h('ol', {},
      step('Try it with drawn images', 'Winnow draws scenes with known copies and defects and uploads them. Run it in the folder of the winnow command.',
        `./winnow import --sample${into} --to ${here}`),
      step('Upload a folder of your own', 'Put your folder in place of DIR. Folder names become labels: DIR/cat/1.jpg is a cat, DIR/train/cat/1.jpg stays in train.',
        `./winnow import DIR${into} --to ${here}`),
      step('Upload one image', dataset === null ? 'Put your file in place of 1.jpg. The first request creates the dataset.' : 'Put your file in place of 1.jpg.',
        `${dataset === null ? `curl -X PUT ${here}/api/datasets/${named}/spec && ` : ''}curl -F source=cat/1.jpg -F label=cat -F file=@1.jpg ${here}/api/datasets/${named}/images`)));
}

function step(title, sentence, command) {
  const button = h('button', { type: 'button', class: 'quiet', 'aria-label': `Copy: ${command}` }, 'Copy');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(command);
    text(button, 'Copied');
  });
  return h('li', {},
    h('h2', {}, title),
    h('p', {}, sentence),
    h('div', { class: 'command' }, h('code', {}, command), navigator.clipboard ? button : null));
}
