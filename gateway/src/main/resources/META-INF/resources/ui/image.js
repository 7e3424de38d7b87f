/** One image's page: its pictures, the verdict and what it rests on, its copies and its whole history. */

import { attribute, h, style, text } from './dom.js';
import { datasetApi, datasetPage, duplicatesPage, get, imagePage } from './api.js';
import { bytes, counted, milliseconds, number, share, time, timeOfDay, words } from './format.js';
import { bars, given, position, ruleSentence, shareBelow } from './histograms.js';
import { kindOf, labelOverlay, sizeOf } from './overlay.js';
import { lastPart, listQuery, neighbours, pictureGrid } from './images.js';

const BINS = 40;
const UNFINISHED_EVERY = 1_500;
const BROWSERS_SHOW = ['JPEG', 'PNG', 'WEBP', 'GIF', 'BMP'];

export async function imageDetails({ main, navigate, trail }, dataset, item) {
  const api = datasetApi(dataset);
  const path = `${api}/images/${encodeURIComponent(item)}`;
  const query = listQuery(location.search).toString();
  const suffix = query ? `?${query}` : '';
  const back = `${datasetPage(dataset)}${suffix}#images`;
  let image = await get(path);
  let histograms = [];
  let open = true;
  let timer = null;

  const before = h('a', { class: 'button', rel: 'prev', 'aria-disabled': 'true', 'aria-keyshortcuts': 'ArrowLeft' }, '← Previous');
  const after = h('a', { class: 'button', rel: 'next', 'aria-disabled': 'true', 'aria-keyshortcuts': 'ArrowRight' }, 'Next →');
  const body = h('div', { class: 'image-page' });
  const state = h('span', { class: 'state' });
  const heading = h('h1', { tabindex: -1 });
  main.replaceChildren(
    h('div', { class: 'page-head image-head' },
      h('div', {}, heading, h('p', { class: 'quiet-text' }, state, h('span', {}, item))),
      h('p', { class: 'downloads' }, before, after, h('a', { class: 'button', href: path }, 'JSON'))),
    body);

  const render = () => {
    trail([[dataset, back], [lastPart(image.source), null]]);
    text(heading, image.source);
    text(state, words(image.state));
    state.dataset.state = image.state;
    const measures = measureList(image.measures ?? {});
    measures.place(histograms);
    body.replaceChildren(
      h('div', { class: 'column' }, originalCard(image), preparedCard(image), duplicatesCard(image, dataset, suffix), relatedCard(image, dataset, suffix)),
      h('div', { class: 'column' }, verdictCard(image, dataset),
        labelsCard(image), measures.element, historyCard(image), factsCard('File', fileFacts(image)), hashesCard(image)));
    return measures;
  };
  let measures = render();

  const finished = ({ state: now, pictures }) => now !== 'in-flight' && (now !== 'accepted' || pictures.length > 0);
  const follow = () => {
    if (!open || finished(image)) return;
    timer = setTimeout(async () => {
      try {
        const next = await get(path);
        if (open && JSON.stringify(next) !== JSON.stringify(image)) {
          image = next;
          measures = render();
        }
      } catch {
        // What is shown stays; the next round tries again.
      }
      follow();
    }, UNFINISHED_EVERY);
  };
  follow();

  get(`${api}/histograms?bins=${BINS}`).then((answer) => {
    histograms = answer.histograms;
    if (open) measures.place(histograms);
  }, () => {}); // the measures stand for themselves without their distribution
  neighbours(dataset, item, location.search).then((found) => {
    if (!open) return;
    for (const [link, other] of [[before, found.before], [after, found.after]]) {
      attribute(link, 'href', other && imagePage(dataset, other, suffix));
      attribute(link, 'aria-disabled', other ? null : 'true');
    }
  }, () => {}); // previous and next stay switched off

  return {
    key(event) {
      const link = { ArrowLeft: before, ArrowRight: after }[event.key];
      if (link?.href) {
        event.preventDefault();
        navigate(link.href, { replace: true });
      } else if (event.key === 'Escape') {
        if (history.state?.inside) history.back();
        else navigate(back);
      }
    },
    close() {
      open = false;
      clearTimeout(timer);
    },
  };
}

function card(title, ...content) {
  return h('section', { class: 'card', 'aria-label': title }, h('h2', {}, title), content);
}

function originalCard(image) {
  const showable = BROWSERS_SHOW.includes(image.format);
  const size = image.width ? { width: image.width, height: image.height } : { width: 4, height: showable ? 3 : 1 };
  const frame = h('div', { class: 'original', style: { 'aspect-ratio': `${size.width} / ${size.height}` } });
  const sentence = (said) => frame.replaceChildren(h('p', { class: 'quiet-text' }, said));
  if (showable) {
    const picture = h('img', { src: image.original, alt: `The uploaded picture ${image.source}`, ...size });
    picture.addEventListener('error', () => sentence('The browser cannot show these bytes.'));
    frame.append(picture);
    const overlay = labelOverlay(image);
    if (overlay) frame.append(overlay);
  } else if (image.thumbnail) {
    frame.append(h('img', { src: image.thumbnail, alt: `The prepared picture of ${image.source}`, width: 224, height: 224 }));
  } else {
    sentence(image.bytes === 0 ? 'There are no bytes.' : 'There is no picture to show.');
  }
  const facts = [image.format, image.width ? `${image.width} × ${image.height}` : null, bytes(image.bytes)].filter(Boolean).join(' · ');
  const note = !showable && image.thumbnail ? ' · Browsers do not show this format; this is the prepared picture' : '';
  return h('section', { class: 'card picture-card', 'aria-label': 'Original' }, frame,
    h('p', { class: 'caption' }, h('span', {}, facts + note), h('a', { href: image.original }, 'Original file')));
}

/** What people or tools say of the objects in the picture, and what the checks found. */
function labelsCard(image) {
  if (!image.annotations) return null;
  const { result, basis, sources } = image.annotations;
  const kept = result.kept.inline?.annotations ?? [];
  const objects = Object.values(result.objects).reduce((sum, n) => sum + n, 0);
  const chosen = sources.find((one) => one.chosen);
  const waits = chosen && !basis.content;
  const facts = [
    ['State', waits ? 'waiting for the picture' : words(result.state.toLowerCase().replaceAll('_', ' '))],
    ['Objects', number(objects)],
    ['Classes', Object.entries(result.objects).map(([category, n]) => `${category} ${n}`).concat(result.classes).join(', ') || null],
    ['Annotators', result.annotators.join(', ') || null],
    ['Source', chosen && [chosen.from.tool, chosen.from.annotator].filter(Boolean).join(', ')],
  ];
  return card('Labels',
    h('dl', { class: 'facts' }, facts.filter(([, value]) => value).map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
    result.findings.length > 0 && h('ul', { class: 'label-findings' }, result.findings.map((finding) =>
      h('li', { 'data-outcome': finding.outcome },
        h('strong', {}, finding.code), ` ${finding.outcome}: `, finding.message))),
    kept.length > 0 && h('details', {}, h('summary', {}, counted(kept.length, 'annotation')),
      h('ul', { class: 'label-list' }, kept.map((one) =>
        h('li', {}, h('strong', {}, one.category), ` ${[kindOf(one), sizeOf(one), one.annotator].filter(Boolean).join(' · ')}`)))));
}

function preparedCard(image) {
  if (image.pictures.length === 0) return null;
  return card('Prepared and augmented', h('div', { class: 'pictures' }, image.pictures.map((picture) =>
    h('figure', {},
      h('img', { src: picture.url, alt: '', width: picture.width, height: picture.height, loading: 'lazy', decoding: 'async' }),
      h('figcaption', {},
        h('strong', {}, picture.copy === 0 ? 'Prepared' : `Copy ${picture.copy}`),
        h('span', { class: 'quiet-text' }, `${picture.width} × ${picture.height} · ${bytes(picture.bytes)}`),
        h('span', { class: 'plan' }, picture.plan))))));
}

const CALM = { accepted: 'good', flagged: 'notice', rejected: 'bad', quarantined: 'bad' };

function verdictCard(image, dataset) {
  const link = (filter, name) => h('a', { href: `${datasetPage(dataset)}?${new URLSearchParams(filter)}#images` }, name);
  const kind = image.state === 'accepted' && image.issues.length > 0 ? 'flagged' : image.state;
  const facts = [
    ['Split', image.split && link({ split: image.split }, image.split)],
    [image.labels.length > 1 ? 'Labels' : 'Label', image.labels.length > 0 && image.labels.flatMap((label, n) => [n > 0 && ', ', link({ label }, label)])],
    ['Group', image.group],
    ['Fold', image.fold],
    ['Spec version', image.specVersion],
    ['Uploaded', time(image.uploadedAt)],
  ].filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false);
  const verdict = card('Verdict',
    h('p', { class: 'verdict', 'data-verdict': CALM[kind] ?? 'open' },
      h('strong', {}, image.reason ? `${words(image.state)}: ${words(image.reason).toLowerCase()}` : words(kind)),
      h('span', {}, image.detail ?? explanation(kind))),
    image.issueDetails.length > 0
      ? h('ul', { class: 'issues' }, image.issueDetails.map(({ kind: issue, detail }) =>
        h('li', {}, link({ issue }, words(issue)), h('span', {}, detail))))
      : null,
    h('dl', { class: 'facts' }, facts.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])));
  verdict.classList.add('verdict-card');
  return verdict;
}

const explanation = (state) => ({
  accepted: 'In the dataset, nothing to note.',
  flagged: 'In the dataset, with something a person may want to know.',
  'in-flight': 'On its way through the pipeline.',
  removed: 'Taken out of the dataset.',
}[state] ?? '');

/** Measures with their place among all images: the mark is this image. */
function measureList(values) {
  const rows = Object.entries(values).map(([measure, value]) => {
    const chart = bars();
    const mark = h('span', { class: 'mark', hidden: true });
    const note = h('span', { class: 'note' }, '\u00a0');
    const element = h('li', {}, h('span', { class: 'name' }, words(measure)), h('span', { class: 'value' }, number(value)),
      h('span', { class: 'mini', 'aria-hidden': 'true' }, chart.element, mark), note);
    return { measure, value, chart, mark, note, element };
  });
  return {
    element: rows.length > 0 ? card('Measures', h('ul', { class: 'measures' }, rows.map(({ element }) => element))) : null,
    place(histograms) {
      for (const { measure, value, chart, mark, note, element } of rows) {
        const histogram = histograms.find((one) => one.measure === measure);
        if (!histogram) continue;
        chart.draw(histogram);
        mark.hidden = false;
        style(mark, 'left', `${position(histogram.edges, value) * 100}%`);
        const broken = histogram.rules.filter(({ below, above }) => value < (below ?? -Infinity) || value > (above ?? Infinity));
        attribute(element, 'data-broken', broken.length > 0);
        const place = shareBelow(histogram, value);
        const rank = place === null ? histogram.unit : `${histogram.higherMeans} than ${share(place)} of images`;
        text(note, broken.length > 0 ? `${broken.map(ruleSentence).join(', ')} · ${rank}` : rank);
        attribute(note, 'title', `${histogram.unit}. ${histogram.rules.map(ruleSentence).join('. ')}`);
      }
    },
  };
}

function historyCard({ history }) {
  if (history.length === 0) return null;
  return card('History', h('ol', { class: 'history' }, history.map(({ event, topic, at, sinceUploadMs, facts }) =>
    h('li', {},
      h('p', { class: 'event' }, h('strong', {}, words(event.replace(/^Image/, ''))),
        h('span', { class: 'since' }, sinceUploadMs > 0 ? `+${milliseconds(sinceUploadMs)}` : 'start')),
      h('p', { class: 'quiet-text' }, h('code', {}, topic), h('time', { datetime: at, title: time(at) }, timeOfDay(at))),
      Object.keys(facts ?? {}).length > 0
        ? h('p', { class: 'quiet-text' }, Object.entries(facts).map(([name, value]) => `${words(name).toLowerCase()} ${name === 'bytes' ? bytes(value) : plain(value)}`).join(' · '))
        : null))));
}

const fileFacts = (image) => ({ colorMode: image.colorMode, ...image.metadata });

function factsCard(title, values) {
  const entries = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '');
  if (entries.length === 0) return null;
  return card(title, h('dl', { class: 'facts' }, entries.map(([name, value]) => [h('dt', {}, words(name)), h('dd', {}, plain(value))])));
}

function plain(value) {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'number' && !Number.isInteger(value)) return number(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value).map(([name, part]) => `${words(name).toLowerCase()} ${plain(part)}`).join(', ');
}

function hashesCard({ content, hashes }) {
  const entries = [['SHA-256', content], ...Object.entries(hashes ?? {}).map(([name, hex]) => [words(name), hex])].filter(([, hex]) => hex);
  return card('Hashes', h('dl', { class: 'facts hashes' }, entries.map(([name, hex]) => [h('dt', {}, name), h('dd', {}, h('code', {}, hex))])));
}

function duplicatesCard(image, dataset, suffix) {
  const { exactOf, cluster, representative, matches, members } = image.duplicates ?? { matches: [], members: [] };
  if (!cluster && !exactOf) return null;
  const grid = pictureGrid('Members of the cluster', 'members');
  const distances = new Map(matches.map(({ item, distance }) => [item, distance]));
  const agreements = new Map(matches.map(({ item, agreement }) => [item, agreement]));
  const sameBytes = new Set([exactOf]);
  const relation = ({ item }) => {
    if (item === image.item) return 'this image';
    if (sameBytes.has(item)) return 'same bytes';
    return distances.has(item) ? evidence(distances.get(item), agreements.get(item)) : 'in the cluster';
  };
  const show = () => {
    const far = ({ item }) => (item === image.item ? -1 : sameBytes.has(item) ? 0 : distances.get(item) ?? 99);
    const nearest = [...members].sort((a, b) => far(a) - far(b));
    grid.show(nearest, ({ item }) => imagePage(dataset, item, suffix), (row) =>
      [{ kind: '', said: relation(row) }, row.item === representative && { kind: 'label', said: 'representative' }].filter(Boolean));
    grid.element.querySelectorAll('a').forEach((link, i) => attribute(link, 'aria-current', nearest[i].item === image.item && 'true'));
  };
  show();
  // Matches stand with the image that came later, so that those that came after this one are asked for their hashes.
  const others = members.filter(({ item }) => item !== image.item && item !== exactOf && !distances.has(item));
  Promise.all(others.map(({ item }) => get(`${datasetApi(dataset)}/images/${item}`))).then((answers) => {
    for (const { item, content, hashes } of answers) {
      if (content === image.content) sameBytes.add(item);
      else if (hashes?.phash && image.hashes?.phash) distances.set(item, bitsApart(hashes.phash, image.hashes.phash));
    }
    show();
  }, () => {}); // that they are in the cluster is true without it
  return card('Duplicates',
    h('p', { class: 'quiet-text' }, cluster
      ? [`${counted(members.length, 'image')} of one picture, by bytes, pixels or perceptual hash. `,
        h('a', { href: `${duplicatesPage(dataset)}?${new URLSearchParams({ cluster })}#clusters` }, 'Copies of this image, side by side')]
      : ['The same bytes as ', h('a', { href: imagePage(dataset, exactOf, suffix) }, exactOf)]),
    grid.element);
}

const evidence = (distance, agreement) => `${counted(distance, 'bit')} apart${given(agreement) ? `, parts agree by ${number(agreement)}` : ''}`;

const MOST_RELATED = 24;

/** What is no copy, and shows nearly the same. */
function relatedCard(image, dataset, suffix) {
  const all = image.duplicates?.related ?? [];
  const related = all.slice(0, MOST_RELATED); // nearest first; each is asked for
  if (related.length === 0) return null;
  const grid = pictureGrid('Related images', 'members related');
  Promise.all(related.map(({ item }) => get(`${datasetApi(dataset)}/images/${encodeURIComponent(item)}`).catch(() => null))).then((rows) => {
    const shown = rows.map((row, i) => row && { ...row, ...related[i] }).filter(Boolean);
    grid.show(shown, ({ item }) => imagePage(dataset, item, suffix), ({ distance, agreement, split }) => [
      { kind: '', said: evidence(distance, agreement) }, split && { kind: 'split', said: split, split }].filter(Boolean));
  });
  return card('Related', h('p', { class: 'quiet-text' },
    'Nearly the same picture and no copy, as neighbours in a video are. Never removed for it; in one split where that is possible.',
    all.length > related.length ? ` The nearest ${related.length} of ${all.length} are shown.` : ''), grid.element);
}

/** In how many bits two hexadecimal hashes differ. */
function bitsApart(one, other) {
  return [...(BigInt(`0x${one}`) ^ BigInt(`0x${other}`)).toString(2)].filter((bit) => bit === '1').length;
}
