/** Deleting a dataset: a dialog that says what would go, and asks for the dataset's name. */

import { h, text } from './dom.js';
import { datasetApi, get, remove } from './api.js';
import { bytes, counted } from './format.js';

/**
 * @param {string} dataset
 * @param {() => void} deleted runs once the dataset is deleted
 * @returns {{element: HTMLElement}}
 */
export function deletionOf(dataset, deleted) {
  const button = h('button', { type: 'button', class: 'quiet', 'data-delete': true, on: { click: () => open() } }, 'Delete this dataset …');
  const extent = h('p', { class: 'delete-extent' }, '\u00a0');
  const name = h('input', { type: 'text', autocomplete: 'off', autocapitalize: 'off', spellcheck: false });
  const yes = h('button', { class: 'primary', value: 'delete', disabled: true }, 'Delete');
  const problem = h('p', { role: 'alert', hidden: true }, '');
  const form = h('form', { method: 'dialog', class: 'upload-form' },
    h('h2', { id: 'delete-question' }, `Delete ${dataset}?`), extent,
    h('p', { class: 'quiet-text' }, 'Files that other datasets have too stay in the store. A deletion cannot be undone.'),
    h('label', {}, `Type ${dataset} to confirm`, name), problem,
    h('p', { class: 'words' }, yes, h('button', { class: 'quiet', value: 'cancel', formnovalidate: true }, 'Cancel')));
  const dialog = h('dialog', { class: 'card', 'aria-labelledby': 'delete-question' }, form);

  const typed = () => name.value.trim() === dataset;
  name.addEventListener('input', () => { yes.disabled = !typed(); });
  form.addEventListener('submit', async (event) => {
    if (event.submitter !== yes) return;
    event.preventDefault(); // it stays open until the gateway has answered
    if (!typed() || yes.disabled) return;
    yes.disabled = true;
    try {
      await remove(`${datasetApi(dataset)}?${new URLSearchParams({ confirm: dataset })}`);
      dialog.close();
      deleted();
    } catch (failure) {
      text(problem, `Not deleted. ${failure.message}`);
      problem.hidden = false;
      yes.disabled = false;
    }
  });

  async function open() {
    name.value = '';
    yes.disabled = true;
    problem.hidden = true;
    text(extent, 'Counting what it holds …');
    dialog.showModal();
    name.focus();
    try {
      const held = await get(`${datasetApi(dataset)}/extent`);
      text(extent, `It has ${counted(held.images, 'image')}, ${counted(held.prepared, 'prepared file')} and ${bytes(held.bytes)} in the store.`);
    } catch (failure) {
      text(extent, `What it holds could not be counted: ${failure.message}`);
    }
  }

  return { element: h('div', { class: 'dataset-deletion' }, button, dialog) };
}
