/** What stayed out of the dataset: every reason with its count, and each file with the sentence that says why. */

import { attribute, h, reconcile, text } from './dom.js';
import { imagePage } from './api.js';
import { count, words } from './format.js';
import { imagesOf } from './images.js';

const AT_FIRST = 5;
const MORE = 50;
const MOST = 200;

/** @param urlOf makes a link to this page from changes of its view */
export function refusalsView(dataset, urlOf) {
  const table = h('table', { class: 'refusals' });
  const head = h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'File'), h('th', { scope: 'col' }, 'What is wrong')));
  const empty = h('p', { class: 'quiet-text' }, 'Loading …');
  const only = h('p', { hidden: true }, h('a', { 'data-scroll': 'keep' }, 'All reasons'));
  const bodies = new Map();
  return {
    element: h('section', { class: 'card', id: 'rejections', 'aria-labelledby': 'rejections-title' },
      h('div', { class: 'section-head' }, h('h2', { id: 'rejections-title' }, 'Rejections'),
        h('p', { class: 'quiet-text' }, 'Rejected images stand in no split, so that only the class filters them.'), only),
      empty, table),
    update({ rejections }, view) {
      const shown = rejections.filter(({ reason, images }) => images > 0 && (!view.reason || reason === view.reason));
      table.hidden = shown.length === 0;
      empty.hidden = shown.length > 0;
      text(empty, 'Nothing was rejected.');
      only.hidden = !view.reason;
      attribute(only.firstChild, 'href', `${urlOf({ reason: null })}#rejections`);
      reconcile(table, [{ reason: null }, ...shown], ({ reason }) => reason, ({ reason }) => {
        if (!reason) return head;
        bodies.set(reason, reasonRows(dataset, reason));
        return bodies.get(reason).element;
      }, (_, { reason, images }) => bodies.get(reason)?.update(images, view, `${urlOf({ reason })}#rejections`));
    },
  };
}

function reasonRows(dataset, reason) {
  const link = h('a', { 'data-scroll': 'keep' }, words(reason));
  const n = h('span', { class: 'n' });
  const more = h('button', { type: 'button', class: 'quiet' }, 'Show more');
  const head = h('tr', { class: 'reason' }, h('th', { scope: 'rowgroup', colspan: 2 }, link, ' ', n));
  const foot = h('tr', { hidden: true }, h('td', { colspan: 2 }, more));
  const element = h('tbody', { 'data-reason': reason }, head, foot);
  let rows = [];
  let next = null;
  let query = null;
  let asked = null;

  const render = () => {
    for (const row of [...element.querySelectorAll('.file')]) row.remove();
    foot.before(...rows.map(({ item, source, state, detail }) => h('tr', { class: 'file' },
      h('td', {}, h('a', { href: imagePage(dataset, item, `?${query}`) }, source)),
      h('td', {}, detail ?? words(reason), state === 'quarantined' ? h('span', { class: 'state', 'data-state': state }, ' Quarantined') : null))));
    foot.hidden = !next;
  };
  const load = async (limit, cursor) => {
    const mine = query;
    more.disabled = true;
    try {
      const answer = await imagesOf(dataset, query, limit, cursor);
      if (mine !== query) return;
      rows = cursor ? [...rows, ...answer.images] : answer.images;
      next = answer.next;
      render();
      text(more, 'Show more');
    } catch (failure) {
      asked = null;
      foot.hidden = false;
      text(more, `${failure.message} Try again`);
    }
    more.disabled = false;
  };
  more.addEventListener('click', () => load(MORE, next));
  return {
    element,
    update(images, { label, reason: only }, href) {
      attribute(link, 'href', href);
      text(n, count(images));
      query = new URLSearchParams({ reason, ...(label && { label }) }).toString();
      const wanted = `${query} ${images} ${only ? MORE : AT_FIRST}`;
      if (wanted === asked) return;
      asked = wanted;
      load(Math.min(MOST, Math.max(rows.length, only ? MORE : AT_FIRST)), null);
    },
  };
}
