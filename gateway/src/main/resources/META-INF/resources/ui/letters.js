/** Dead letters: what a service gave up, why and since when; each can be resent or dropped. The filter stands in the URL. */

import { announce, attribute, h, reconcile, text } from './dom.js';
import { datasetPage, get, imagePage, lettersPage, post } from './api.js';
import { ago, bytes, count, counted, time, words } from './format.js';

const REFRESH = 3_000;
const MOST = 200;
const STATES = [['OPEN', 'Open'], ['RESENT', 'Resent'], ['DROPPED', 'Dropped'], ['ALL', 'All']];

/** What is asked before each decision, and what is said after it. */
const DECISIONS = {
  resend: { name: 'Resend', done: 'resent', question: (what, n) => `Send ${what} to ${n === 1 ? 'its topic' : 'their topics'} again, as ${n === 1 ? 'it was' : 'they were'}?`,
    note: 'Where the cause is still there it fails once more, and the letter opens again.' },
  drop: { name: 'Drop', done: 'dropped', question: (what) => `Drop ${what}?`,
    note: 'The record is not sent again. Its image stays as it is now, until something else is uploaded to its place.' },
};

export async function lettersOf({ main, trail, live }) {
  const chosen = () => {
    const query = new URLSearchParams(location.search);
    const state = STATES.some(([key]) => key === query.get('state')) ? query.get('state') : 'OPEN';
    return { dataset: query.get('dataset'), state };
  };
  const list = h('ol', { class: 'letters' });
  const none = h('p', { class: 'quiet-text letters-none', hidden: true });
  const advice = h('p', { class: 'quiet-text', hidden: true },
    'A service tried these records four times, or could not read them, and gave them up. Remove the cause, then resend them.');
  const more = h('p', { class: 'quiet-text', hidden: true }, `Only the newest ${MOST} are shown.`);
  const chips = h('p', { class: 'chips' });
  const said = h('p', { class: 'letters-said', role: 'status', hidden: true });
  const asks = confirmation();
  const all = ['resend', 'drop'].map((how) => h('button', { type: 'button', class: 'quiet', 'data-all': how,
    on: { click: () => decide(how, shown.filter(({ state }) => state === 'OPEN')) } }, `${DECISIONS[how].name} all`));
  let shown = [];
  let open = true;

  async function decide(how, letters) {
    const { name, done, question, note } = DECISIONS[how];
    const what = letters.length === 1 ? letters[0].source ? `the record of ${letters[0].source}` : 'this record' : `the ${count(letters.length)} records that are shown`;
    if (!(await asks.ask(question(what, letters.length), note, name))) return;
    let n = 0;
    const problems = [];
    for (const { letter, source } of letters) {
      try {
        await post(`/api/dead-letters/${letter}/${how}`, {});
        n++;
      } catch (failure) {
        problems.push(`${source ?? letter.slice(0, 12)}: ${failure.message}`);
      }
    }
    tell([n > 0 ? `${counted(n, 'record')} ${done}.` : '', ...problems].filter(Boolean).join(' '));
    await show();
  }

  function tell(sentence) {
    text(said, sentence);
    said.hidden = false;
    announce(sentence);
  }

  async function show() {
    const { dataset, state } = chosen();
    trail([...(dataset ? [[dataset, datasetPage(dataset)]] : [['Datasets', '/']]), ['Dead letters', null]]);
    const query = new URLSearchParams({ state, limit: MOST, ...(dataset && { dataset }) });
    const answer = await get(`/api/dead-letters?${query}`);
    if (!open) return;
    shown = answer.letters;
    const here = chosen();
    reconcile(chips, STATES, ([key]) => key, ([, name]) => h('a', { class: 'chip', 'data-scroll': 'keep' }, name), (chip, [key]) => {
      attribute(chip, 'href', lettersPage(here.dataset, key));
      attribute(chip, 'aria-current', key === here.state && 'page');
    });
    reconcile(list, shown, ({ letter }) => letter, (letter) => card(letter, decide), refresh);
    none.hidden = shown.length > 0;
    advice.hidden = !shown.some((letter) => letter.state === 'OPEN');
    text(none, state === 'OPEN' ? 'No dead letter is open.' : 'There is none.');
    more.hidden = shown.length < MOST;
    const several = shown.filter((letter) => letter.state === 'OPEN').length > 1;
    for (const button of all) button.hidden = !several;
  }

  live(null);
  await show();
  const { dataset } = chosen();
  main.replaceChildren(
    h('div', { class: 'page-head' }, h('div', {}, h('h1', { tabindex: -1 }, dataset ? `Dead letters of ${dataset}` : 'Dead letters'),
      advice),
    h('p', { class: 'downloads' }, dataset ? h('a', { href: lettersPage(null, 'OPEN') }, 'Of all datasets') : null)),
    h('div', { class: 'letters-head' }, chips, h('p', {}, all)), said, none, list, more, asks.element);
  const timer = setInterval(() => {
    if (!document.hidden) show().catch(() => {}); // what is shown stays; the next round asks again
  }, REFRESH);
  return {
    update: () => show().catch((failure) => tell(failure.message)),
    close() {
      open = false;
      clearInterval(timer);
    },
  };
}

/** The image where it is known, else whatever names the record. */
function subject({ source, dataset, key }) {
  if (source) return source;
  if (dataset) return `A record about ${dataset}`;
  return key ? `A record with the key ${key}` : 'A record without a key';
}

function card(letter, decide) {
  const { dataset, item, service, topic, partition, offset } = letter;
  const title = dataset && item && letter.source ? h('a', { href: imagePage(dataset, item) }, letter.source) : subject(letter);
  const buttons = ['resend', 'drop'].map((how) =>
    h('button', { type: 'button', class: how === 'drop' && 'quiet', 'data-decision': how }, DECISIONS[how].name));
  const element = h('li', { class: 'card letter', 'data-letter': letter.letter },
    h('div', { class: 'letter-head' }, h('h2', {}, title), h('p', { class: 'quiet-text', 'data-field': 'state' })),
    h('p', { class: 'letter-reason' }, h('strong', {}, words(service)), ' gave it up: ', h('span', { 'data-field': 'reason' })),
    h('p', { class: 'quiet-text', 'data-field': 'when' }),
    h('p', { class: 'quiet-text' }, topic ? `${topic}, partition ${partition}, offset ` : 'Where the record stands is not known',
      topic ? h('span', { 'data-field': 'offset' }, offset) : null, ` · ${bytes(letter.bytes)}`, dataset ? ` · ${dataset}` : ''),
    record(letter.letter), h('p', { class: 'letter-buttons' }, buttons));
  for (const button of buttons) {
    button.addEventListener('click', () => decide(button.dataset.decision, [letter]));
  }
  return element;
}

function refresh(element, { state, imageState, reason, attempts, firstAt, lastAt, offset, closedBy, closedAt }) {
  const set = (field, value) => {
    const place = element.querySelector(`[data-field=${field}]`);
    if (place) text(place, value);
  };
  const image = imageState === 'replaced' ? 'something else was uploaded since' : imageState && `image ${words(imageState).toLowerCase()}`;
  set('state', [state === 'OPEN' ? null : `${words(state)} ${closedBy && closedBy !== 'anonymous' ? `by ${closedBy} ` : ''}${ago(closedAt)}`, image].filter(Boolean).join(' · '));
  set('reason', reason);
  set('when', attempts === 1 ? `Failed ${ago(lastAt)}, ${time(lastAt)}` : `Failed ${count(attempts)} times since ${time(firstAt)}, last ${ago(lastAt)}`);
  set('offset', offset);
  element.querySelector('.letter-buttons').hidden = state !== 'OPEN';
}

/** The record itself, asked for when it is unfolded. */
function record(letter) {
  const body = h('div', {}, h('p', { class: 'quiet-text' }, 'Loading …'));
  const fold = h('details', {}, h('summary', {}, 'Record'), body);
  fold.addEventListener('toggle', async () => {
    if (!fold.open) return;
    try {
      const { headers, value, obstacle, failures } = await get(`/api/dead-letters/${letter}`);
      body.replaceChildren(
        ...(obstacle ? [h('p', {}, `It cannot be resent. ${obstacle}`)] : []),
        h('h3', {}, 'Failures'),
        h('ul', { class: 'letter-lines' }, failures.map(({ at, reason }) => h('li', {}, `${time(at)}: ${reason}`))),
        h('h3', {}, 'Headers'),
        h('ul', { class: 'letter-lines' }, Object.entries(headers).map(([name, content]) => h('li', {}, h('code', {}, `${name}: ${content}`)))),
        h('h3', {}, 'Value'),
        value === null ? h('p', { class: 'quiet-text' }, 'It is too large to be shown, or there is none.') : h('pre', { tabindex: 0 }, value));
    } catch (failure) {
      body.replaceChildren(h('p', {}, failure.message));
    }
  });
  return fold;
}

/** A question before a decision: `ask` resolves to whether it was confirmed. */
function confirmation() {
  const question = h('h2', { id: 'letters-question' });
  const note = h('p', {});
  const yes = h('button', { class: 'primary', value: 'yes' });
  const form = h('form', { method: 'dialog', class: 'upload-form' }, question, note, h('p', {}, yes, ' ', h('button', { class: 'quiet', value: 'no' }, 'Cancel')));
  const dialog = h('dialog', { class: 'card', 'aria-labelledby': 'letters-question' }, form);
  return {
    element: dialog,
    ask(asked, explained, name) {
      text(question, asked);
      text(note, explained);
      text(yes, name);
      dialog.showModal();
      return new Promise((resolve) => {
        const answered = new AbortController(); // not by `close`, which may come once the next question is asked
        const answer = (confirmed) => {
          answered.abort();
          resolve(confirmed);
        };
        form.addEventListener('submit', (event) => answer(event.submitter === yes), { signal: answered.signal });
        dialog.addEventListener('cancel', () => answer(false), { signal: answered.signal });
      });
    },
  };
}

/** A line on another page that leads here while letters are open. */
export function lettersNotice(dataset) {
  const many = h('strong', {});
  const element = h('p', { class: 'verdict letters-notice', 'data-verdict': 'bad', hidden: true },
    h('span', {}, many, ' ', h('a', { href: lettersPage(dataset, 'OPEN') }, 'See why, resend or drop')));
  return {
    element,
    update(open) {
      element.hidden = !(open > 0);
      text(many, `${counted(open, 'dead letter')}: a service gave ${open === 1 ? 'a record' : 'records'} up.`);
    },
  };
}
