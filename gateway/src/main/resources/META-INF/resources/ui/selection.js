/** Images that a person has selected in a grid, and what can be decided about them: one decision for all, with an undo. */

import { announce, attribute, h, text } from './dom.js';
import { datasetApi, get, post } from './api.js';
import { counted } from './format.js';

const ACTIONS = [
  ['SET_ASIDE', 'Set aside', 'set aside', 'The images leave the dataset and wait for a person.'],
  ['WITHDRAW', 'Remove', 'removed', 'The images leave the dataset.'],
  ['RESTORE', 'Restore', 'restored', 'Removed images and images that were set aside come in again.'],
  ['LABEL', 'Label …', 'labelled', 'One label takes the place of those the images have.'],
  ['TAG', 'Tag …', 'tagged', 'A tag is added to the metadata.'],
];
const DONE = Object.fromEntries(ACTIONS.map(([action, , done]) => [action, done]));

/**
 * Selecting works by a check box on each picture, by shift for a range, and for all images of the filter in force.
 *
 * @param {string} dataset
 * @param {() => string} query the filter in force
 * @param {() => number | null} total how many images that filter chooses, where it is known
 */
export function selectionOf(dataset, query, total) {
  const chosen = new Set();
  let wholeFilter = false;
  let last = null;
  let items = [];

  const count = h('strong', {}, '');
  const all = h('button', { type: 'button', class: 'quiet' }, 'Select all of this filter');
  const none = h('button', { type: 'button', class: 'quiet' }, 'Clear');
  const buttons = ACTIONS.map(([action, name, , title]) =>
    h('button', { type: 'button', title, 'data-action': action, on: { click: () => begin(action) } }, name));
  const bar = h('section', { class: 'selection-bar', 'aria-label': 'Selected images', hidden: true }, count, all, none, h('span', { class: 'words' }, buttons));
  const said = h('span', {}, '');
  const undo = h('button', { type: 'button', hidden: true }, 'Undo');
  const result = h('p', { class: 'selection-result', role: 'status', hidden: true }, said, undo);
  const value = h('input', { type: 'text', required: true, autocomplete: 'off', maxlength: 256 });
  const prompt = h('span', {}, '');
  const dialog = h('dialog', { class: 'card' }, h('form', { method: 'dialog', class: 'upload-form' }, h('label', {}, prompt, value),
    h('p', { class: 'words' }, h('button', { class: 'primary', value: 'apply' }, 'Apply'),
      h('button', { value: 'cancel', formnovalidate: true }, 'Cancel'))));

  let asked = null;
  const begin = (action) => {
    if (action !== 'LABEL' && action !== 'TAG') {
      decide(action, null);
      return;
    }
    asked = action;
    text(prompt, action === 'LABEL' ? 'Label of the selected images' : 'Tag to add');
    value.value = '';
    dialog.showModal();
  };
  dialog.addEventListener('submit', ({ submitter }) => {
    if (submitter.value === 'apply' && value.value.trim()) decide(asked, value.value.trim());
  });

  async function decide(action, given) {
    for (const button of buttons) button.disabled = true;
    try {
      const path = `${datasetApi(dataset)}/curations${wholeFilter && query() ? `?${query()}` : ''}`;
      const answer = await post(path, { action, value: given, ...(!wholeFilter && { items: [...chosen] }) });
      clear();
      tell(`${counted(answer.images, 'image')} will be ${DONE[action]}.${answer.skipped > 0
        ? ` ${counted(answer.skipped, 'selected image')} ${answer.skipped === 1 ? 'is' : 'are'} in a state that this does not fit.` : ''}`,
      action === 'RESTORE' ? null : answer.curation);
    } catch (failure) {
      tell(`Not sent. ${failure.message}`, null);
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  }

  function tell(sentence, curation) {
    text(said, sentence);
    undo.hidden = curation === null;
    undo.onclick = async () => {
      undo.hidden = true;
      try {
        const { images, skipped } = await undone(curation);
        const stays = skipped > 0
          ? ` ${counted(skipped, 'image')} ${skipped === 1 ? 'stays' : 'stay'} as uploaded since.` : '';
        text(said, `${counted(images, 'image')} ${images === 1 ? 'comes' : 'come'} in again as before.${stays}`);
      } catch (failure) {
        text(said, `Not undone. ${failure.message}`);
      }
    };
    result.hidden = false;
    announce(sentence);
  }

  // The decision is known to the read model a moment after it was accepted; until then it cannot be undone.
  async function undone(curation) {
    for (let tries = 0; ; tries++) {
      const { curations } = await get(`${datasetApi(dataset)}/curations`);
      if (tries === 20 || curations.some((known) => known.curation === curation)) break;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    return post(`${datasetApi(dataset)}/curations/${encodeURIComponent(curation)}/undo`, {});
  }

  const show = () => {
    const n = wholeFilter ? total() : chosen.size;
    bar.hidden = !wholeFilter && chosen.size === 0;
    text(count, wholeFilter ? (n === null ? 'All images of this filter' : `All ${counted(n, 'image')} of this filter`) : `${counted(chosen.size, 'image')} selected`);
    all.hidden = wholeFilter;
    for (const cell of document.querySelectorAll('.images .grid > li')) {
      const on = wholeFilter || chosen.has(cell.dataset.item);
      attribute(cell, 'data-selected', on);
      const box = cell.querySelector('.pick input');
      if (box) box.checked = on;
    }
  };
  const clear = () => {
    chosen.clear();
    wholeFilter = false;
    last = null;
    show();
  };
  all.addEventListener('click', () => {
    wholeFilter = true;
    show();
  });
  none.addEventListener('click', clear);

  return {
    element: h('div', {}, bar, result, dialog),
    clear,
    /** A check box for one picture of the grid. */
    box(item, name) {
      const box = h('input', { type: 'checkbox', 'aria-label': `Select ${name}` });
      box.addEventListener('click', (event) => {
        if (wholeFilter) {
          wholeFilter = false;
          chosen.clear();
          for (const other of items) if (other !== item) chosen.add(other);
        } else if (event.shiftKey && last !== null && items.includes(last)) {
          const [from, to] = [items.indexOf(last), items.indexOf(item)].sort((a, b) => a - b);
          for (const between of items.slice(from, to + 1)) chosen.add(between);
        } else if (box.checked) {
          chosen.add(item);
        } else {
          chosen.delete(item);
        }
        last = item;
        show();
      });
      return h('label', { class: 'pick' }, box);
    },
    /** The items that are shown now, in their order. */
    shown(now) {
      items = now;
      show();
    },
  };
}
