/** A dataset's releases: whether one may train on it, the versions there are, what changed between them, and their downloads. */

import { announce, attribute, h, text, throttled } from './dom.js';
import { datasetApi, datasetPage, follow, get, post } from './api.js';
import { ago, bytes, count, counted, SPLITS, time } from './format.js';
import { datasetPages } from './dataset.js';
import { sentenceOf } from './tuner.js';

const REFRESH = 2_000;
const ASK_AGAIN = [120, 500];
const MARKS = { GO: ['good', 'Go'], WARN: ['notice', 'Warning'], NO_GO: ['bad', 'No-go'], UNDECIDED: ['unknown', 'Undecided'] };
const KINDS = [['added', 'Added'], ['removed', 'Removed'], ['edited', 'Edited'], ['moved', 'Moved to another split'], ['relabelled', 'Relabelled'],
  ['reprepared', 'Prepared anew'], ['described', 'Described otherwise'], ['same', 'The same']];

const card = (id, title, said, ...content) => h('section', { class: 'card', id, 'aria-labelledby': `${id}-title` },
  h('div', { class: 'section-head' }, h('h2', { id: `${id}-title` }, title), h('p', { class: 'quiet-text' }, said)), content);

const mark = (verdict) => h('span', { class: 'condition-mark', 'data-verdict': MARKS[verdict][0] }, MARKS[verdict][1]);

export async function releasesOf({ main, trail, live }, dataset) {
  const api = `${datasetApi(dataset)}/releases`;
  trail([[dataset, datasetPage(dataset)], ['Releases', null]]);
  let open = true;
  let list = await get(api);

  const verdict = h('p', { class: 'verdict' });
  const boxes = h('ol', { class: 'boxes' });
  const readiness = card('readiness', 'Readiness', 'Whether one may train on the dataset as it is now.', verdict, boxes);
  const shownReleases = h('div', { class: 'stack' });
  const releases = card('list', 'Releases', 'Numbered versions that never change, the newest first.', shownReleases);
  const compare = comparison(api);
  const cut = cutView(dataset, api, () => open, () => load());
  main.replaceChildren(datasetPages(dataset, 'Releases'),
    h('div', { class: 'page-head' }, h('div', {}, h('h1', { tabindex: -1 }, 'Releases of ', dataset)), h('p', { class: 'downloads' }, cut.button)),
    h('div', { class: 'dashboard' }, cut.said, readiness, releases, compare.element, cut.dialog));

  const render = () => {
    const newest = [...list.releases].reverse();
    shownReleases.replaceChildren(...newest.length === 0
      ? [h('p', { class: 'quiet-text' }, 'There is no release. One can be cut at any moment, while images keep coming.')]
      : newest.map((one) => releaseView(dataset, api, one, list.formats)));
    compare.update(list.releases.filter(({ state }) => state === 'READY').map(({ release }) => release));
  };
  const renderReadiness = (answer) => {
    attribute(verdict, 'data-verdict', MARKS[answer.verdict][0]);
    verdict.replaceChildren(h('strong', {}, MARKS[answer.verdict][1]), h('span', {}, answer.reason));
    boxes.replaceChildren(...answer.boxes.map((box) => h('li', {},
      h('details', { open: box.verdict !== 'GO' }, h('summary', {}, mark(box.verdict), ' ', box.title),
        h('ul', { class: 'links' }, box.conditions.map((condition) => h('li', {}, mark(condition.verdict), ' ',
          h('a', { href: condition.evidence }, condition.title), h('span', { class: 'quiet-text' }, ' ', condition.sentence))))))));
  };
  const load = async () => {
    const next = await get(api);
    if (!open) return [];
    if (JSON.stringify(next) !== JSON.stringify(list) && !releases.contains(document.activeElement)) {
      list = next;
      render();
    }
    return next.releases;
  };
  const loadReadiness = async () => {
    const answer = await get(`${datasetApi(dataset)}/readiness`);
    if (open && !boxes.contains(document.activeElement)) renderReadiness(answer);
  };
  render();
  const quietly = (action) => action().catch(() => {}); // what is shown stays; the next change asks again
  await loadReadiness().catch((failure) => text(verdict, failure.message));
  const refresh = throttled(REFRESH, () => {
    if (document.hidden) return;
    quietly(load);
    quietly(loadReadiness);
  });
  const unfollow = follow(dataset, refresh, live);
  return {
    update() {},
    close() {
      open = false;
      unfollow();
      refresh.cancel();
    },
  };
}

function releaseView(dataset, api, { release, state, items, leftOut, waiting, manifest, manifestBytes, by, note, at }, formats) {
  const path = `${api}/${encodeURIComponent(release)}`;
  const ready = state === 'READY';
  return h('article', { class: 'release', 'data-state': state, 'data-release': release },
    h('h3', {}, release, ' ', h('span', { class: 'quiet-text' }, counted(items, 'image'))),
    h('p', { class: 'quiet-text' }, h('time', { datetime: at, title: time(at) }, ago(at)), by ? `, by ${by}` : '', note ? ` · ${note}` : ''),
    ready ? '' : h('p', {}, waiting > 0 ? `It is being assembled: ${counted(waiting, 'image')} on the way.` : 'It is being assembled.'),
    leftOut > 0 ? h('p', { class: 'quiet-text' }, `${counted(leftOut, 'image')} left out, because something else was uploaded to the place meanwhile.`) : '',
    ready ? h('p', { class: 'downloads' }, formats.map((format) => h('a', {
      href: `${path}/export?${new URLSearchParams({ format, archive: 'zip' })}`, download: `${dataset}-${release}-${format}.zip`,
    }, format)), h('a', { href: `${path}/manifest`, download: `${dataset}-${release}.jsonl` }, `Manifest (${bytes(manifestBytes)})`)) : '',
    ready ? h('pre', { class: 'snippet', tabindex: 0 }, h('code', {}, `winnow_reader.open("${location.origin}${datasetApi(dataset)}", release="${release}")`)) : '',
    ready ? h('p', { class: 'quiet-text hash' }, `SHA-256 of the manifest: ${manifest}`) : '');
}

function comparison(api) {
  const before = h('select', { name: 'before' });
  const after = h('select', { name: 'after' });
  const said = h('div', { role: 'status' });
  const form = h('form', { class: 'fields' }, h('label', {}, 'From', before), h('label', {}, 'To', after), h('button', {}, 'Compare'));
  const element = card('compare', 'Compare two releases', 'What was added, removed, edited, moved and relabelled.', form, said);
  let chosen = false; // until a person has chosen, the last two releases are compared
  form.addEventListener('change', () => { chosen = true; });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    said.replaceChildren('Comparing …');
    try {
      const diff = await get(`${api}/${encodeURIComponent(after.value)}/changes?${new URLSearchParams({ since: before.value })}`);
      said.replaceChildren(h('table', { class: 'numbers' }, h('tbody', {},
        KINDS.filter(([kind]) => diff[kind] > 0).map(([kind, name]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, count(diff[kind])),
          h('td', { class: 'examples' }, (diff.examples[kind] ?? []).slice(0, 3).join(', ')))),
        SPLITS.map((split) => h('tr', {}, h('th', { scope: 'row' }, `In ${split}`), h('td', {}, count(diff.after[split] ?? 0)),
          h('td', {}, `before ${count(diff.before[split] ?? 0)}`))))));
    } catch (failure) {
      said.replaceChildren(h('p', { class: 'trouble' }, sentenceOf(failure)));
    }
  });
  return {
    element,
    update(names) {
      element.hidden = names.length < 2;
      for (const select of [before, after]) {
        const shown = select.value;
        select.replaceChildren(...names.map((name) => h('option', { value: name }, name)));
        select.value = chosen && names.includes(shown) ? shown : names.at(select === before ? -2 : -1) ?? '';
      }
    },
  };
}

/** A dialog that says what the release would be called and why, and cuts it. */
function cutView(dataset, api, open, load) {
  const button = h('button', { type: 'button', class: 'primary' }, 'Cut a release …');
  const said = h('p', { class: 'quiet-text', role: 'status' });
  const why = h('p', {}, '\u00a0');
  const gate = h('p', { class: 'verdict' }, '\u00a0');
  const version = h('input', { name: 'version', required: true, pattern: 'v?[0-9]+(\\.[0-9]+){0,2}', autocomplete: 'off', title: 'A number such as v1.1' });
  const note = h('input', { name: 'note', maxlength: 4000, autocomplete: 'off' });
  const confirm = h('button', { class: 'primary', value: 'cut', disabled: true }, 'Cut');
  const problem = h('p', { class: 'trouble', role: 'alert', hidden: true }, '');
  const form = h('form', { method: 'dialog', class: 'upload-form' }, h('h2', { id: 'cut-title' }, `Cut a release of ${dataset}?`), gate, why,
    h('label', {}, 'Version', version), h('label', {}, 'Note', note),
    h('p', { class: 'quiet-text' }, 'Every image that stands in a split now keeps it for good. A release never changes.'), problem,
    h('p', { class: 'words' }, confirm, h('button', { class: 'quiet', value: 'cancel', formnovalidate: true }, 'Cancel')));
  const dialog = h('dialog', { class: 'card', 'aria-labelledby': 'cut-title' }, form);
  button.addEventListener('click', async () => {
    confirm.disabled = true;
    problem.hidden = true;
    text(why, 'Comparing with the last release …');
    gate.hidden = true;
    dialog.showModal();
    try {
      const [proposal, readiness] = await Promise.all([get(`${api}/proposal`), get(`${datasetApi(dataset)}/readiness`)]);
      version.value = proposal.version;
      text(why, proposal.reason);
      attribute(gate, 'data-verdict', MARKS[readiness.verdict][0]);
      gate.replaceChildren(h('strong', {}, MARKS[readiness.verdict][1]), h('span', {}, readiness.reason));
      gate.hidden = false;
      confirm.disabled = false;
    } catch (failure) {
      text(why, sentenceOf(failure));
    }
  });
  form.addEventListener('submit', async (event) => {
    if (event.submitter !== confirm) return;
    event.preventDefault(); // it stays open until the gateway has answered
    confirm.disabled = true;
    try {
      const { release } = await post(api, { version: version.value, ...(note.value !== '' && { note: note.value }) });
      dialog.close();
      text(said, `${release} is cut, and being assembled.`);
      for (let i = 0; open() && i < ASK_AGAIN[0]; i++) {
        const one = (await load()).find((line) => line.release === release);
        if (one?.state === 'READY') {
          text(said, `${release} is ready.`);
          announce(said.textContent);
          return;
        }
        await new Promise((done) => setTimeout(done, ASK_AGAIN[1]));
      }
    } catch (failure) {
      text(problem, sentenceOf(failure));
      problem.hidden = false;
      confirm.disabled = false;
    }
  });
  return { button, dialog, said };
}
