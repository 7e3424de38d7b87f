/** A dataset's dashboard. Images come first: the account of all uploads and the grid fill the first screen; the rest is below. */

import { announce, h, text, throttled } from './dom.js';
import { dropTarget } from './drop.js';
import { comparePage, datasetApi, datasetPage, duplicatesPage, follow, get, qualityPage, releasesPage, splitsPage } from './api.js';
import { duration, rate } from './format.js';
import { beginning } from './datasets.js';
import { accountLine, classesPanel, duplicatesPanel, overflaggingSentences, rankedPanel, splitsPanel } from './panels.js';
import { flowView, runningStages } from './flow.js';
import { histogramsView } from './histograms.js';
import { imagesView, listQuery } from './images.js';
import { lettersNotice } from './letters.js';
import { deletionOf } from './deletion.js';

const COMPOSITION_EVERY = 2_000;
const HISTOGRAMS_EVERY = 5_000;
const BINS = 40;

/** What the last dashboard knew, so that coming back to it shows at once and scrolls to where it was. */
let remembered = { dataset: null };

/** Links between a dataset's pages; `here` is the one that is shown. */
export const datasetPages = (dataset, here) => h('nav', { class: 'pages', 'aria-label': 'Pages of this dataset' },
  [['Overview', datasetPage(dataset)], ['Quality', qualityPage(dataset)], ['Duplicates', duplicatesPage(dataset)], ['Splits', splitsPage(dataset)],
    ['Compare', comparePage(dataset)], ['Releases', releasesPage(dataset)]]
    .map(([name, href]) => h('a', { href, 'aria-current': name === here && 'page' }, name)));

export async function datasetDashboard({ main, navigate, trail, live }, dataset) {
  const api = datasetApi(dataset);
  if (remembered.dataset !== dataset) {
    remembered = { dataset, summary: await get(`${api}/summary`) };
  }
  const known = remembered;
  trail([[dataset, null]]);

  const filterUrl = (filter) => {
    const query = new URLSearchParams(filter).toString();
    return `${datasetPage(dataset)}${query ? `?${query}` : ''}#images`;
  };
  const pace = h('p', { class: 'quiet-text' }, '\u00a0');
  const flow = flowView();
  const account = accountLine();
  const letters = lettersNotice(dataset);
  const splits = splitsPanel(filterUrl, splitsPage(dataset));
  const classes = classesPanel(filterUrl);
  const rejections = rankedPanel('Rejections', 'Nothing was rejected.', filterUrl, 'reason');
  const issues = rankedPanel('Issues', 'No issue was found.', filterUrl, 'issue');
  const duplicates = duplicatesPanel(duplicatesPage(dataset));
  const images = imagesView(dataset, navigate);
  const histograms = histogramsView(dataset, (measure, min, max) => {
    const params = listQuery(location.search);
    for (const name of ['measure', 'min', 'max']) params.delete(name);
    if (measure !== null) {
      // Only images that came through have measures.
      params.delete('reason');
      if (!['accepted', 'flagged'].includes(params.get('state'))) params.delete('state');
      params.set('measure', measure);
      if (min !== null) params.set('min', min);
      if (max !== null) params.set('max', max);
    }
    navigate(`${datasetPage(dataset)}?${params}#images`, { focus: false });
  });
  const start = h('div', { hidden: true });
  const content = h('div', { class: 'dashboard' }, account.element, letters.element, images.element,
    h('div', { class: 'panels', id: 'composition' }, h('div', { class: 'stack' }, classes.element, splits.element, rejections.element),
      h('div', { class: 'stack' }, duplicates.element, issues.element)),
    histograms.element, flow.element);
  const drop = dropTarget(dataset);
  const deletion = deletionOf(dataset, () => {
    remembered = { dataset: null };
    announce(`${dataset} is deleted.`);
    navigate('/', { replace: true });
  });
  main.replaceChildren(
    datasetPages(dataset, 'Overview'),
    h('div', { class: 'page-head' }, h('div', {}, h('h1', { tabindex: -1 }, dataset), pace),
      h('p', { class: 'downloads' }, drop.button, h('a', { href: '#composition' }, 'Composition'), h('a', { href: '#flow' }, 'Pipeline'),
        h('a', { href: `${api}/manifest?format=csv`, download: `${dataset}.csv` }, 'Manifest CSV'),
        h('a', { href: `${api}/manifest?format=parquet`, download: `${dataset}.parquet` }, 'Parquet'),
        h('a', { href: `${api}/spec` }, 'Spec'))),
    drop.element, start, content, deletion.element);

  let open = true;
  const later = (path, apply) => async () => {
    if (document.hidden) return;
    try {
      const answer = await get(`${api}${path}`);
      if (open) apply(answer);
    } catch {
      // What is shown stays; the next change asks again.
    }
  };
  const showComposition = (answer) => {
    known.composition = answer;
    splits.update(known.summary.splits, answer.splits);
    classes.update(answer.classes, answer.severalLabels);
    images.composition(answer);
  };
  const showHistograms = (answer) => {
    known.histograms = answer;
    histograms.update(answer);
    images.measures(answer.histograms.map(({ measure }) => measure));
  };
  const composition = throttled(COMPOSITION_EVERY, later('/composition', showComposition));
  const distributions = throttled(HISTOGRAMS_EVERY, later(`/histograms?bins=${BINS}`, showHistograms));
  const showFlow = (answer) => {
    known.flow = answer;
    flow.update(answer);
    showPace();
  };
  // While stages are at work the line under the title says how fast; at rest it says how fast the last images went through.
  const showPace = () => {
    const { imagesPerSecond, seconds } = known.summary;
    const running = known.summary.inFlight > 0 ? runningStages(known.flow?.stages ?? []) : '';
    // Of a dataset that grew over hours the rate from its first upload to its last event says nothing.
    const past = imagesPerSecond >= 1 ? `${rate(imagesPerSecond)} images per second over ${duration(seconds.pipeline)}` : '\u00a0';
    text(pace, running || past);
  };
  const showSummary = (summary) => {
    const before = known.summary;
    const uploadsBefore = before.images.uploaded;
    known.summary = summary;
    if (before.inFlight > 0 && summary.inFlight === 0) announce('No image is in flight.');
    account.update(summary);
    letters.update(summary.deadLetters);
    splits.update(summary.splits, known.composition?.splits);
    rejections.update(summary.rejections);
    issues.update(summary.issues, overflaggingSentences(summary));
    duplicates.update(summary);
    const none = summary.images.uploaded === 0;
    if (none && !start.hasChildNodes()) {
      start.append(beginning(dataset));
      start.querySelector('h1').remove();
    }
    start.hidden = !none;
    content.hidden = none;
    showPace();
    if (uploadsBefore === 0 && summary.images.uploaded > 0) images.show();
    if (before !== summary && JSON.stringify(before) !== JSON.stringify(summary)) {
      composition();
      distributions();
    }
  };

  showSummary(known.summary);
  images.update(known.summary);
  if (known.flow) showFlow(known.flow);
  if (known.composition) showComposition(known.composition);
  if (known.histograms) showHistograms(known.histograms);
  histograms.select(rangeIn(location.search));
  const firstImages = known.summary.images.uploaded > 0 ? images.show() : Promise.resolve();
  composition();
  firstImages.then(distributions);
  const unfollow = follow(dataset, (snapshot) => {
    showSummary(snapshot.summary);
    images.update(snapshot.summary);
    showFlow(snapshot.flow);
  }, async (connected) => {
    live(connected);
    if (connected) return;
    try {
      await get(`${api}/summary`);
    } catch ({ status }) {
      if (status === 410 && open) location.reload(); // somebody deleted it: the page says who
    }
  });

  return {
    update() {
      histograms.select(rangeIn(location.search));
      images.show();
    },
    key(event) {
      if (event.key === '/') {
        event.preventDefault();
        images.focusSearch();
      } else if (event.key === 'Escape' && location.search && !event.target.closest('.plot')) {
        navigate(datasetPage(dataset), { keepScroll: true });
      }
    },
    close() {
      open = false;
      unfollow();
      composition.cancel();
      distributions.cancel();
      images.close();
      drop.close();
    },
  };
}

function rangeIn(search) {
  const params = new URLSearchParams(search);
  return { measure: params.get('measure'), min: Number(params.get('min') ?? -Infinity), max: Number(params.get('max') ?? Infinity) };
}
