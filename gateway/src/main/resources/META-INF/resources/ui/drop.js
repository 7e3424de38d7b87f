/** Upload from the browser: files and folders that are dropped onto the page, or chosen in a dialog. */

import { h, text } from './dom.js';
import { datasetApi } from './api.js';
import { count, counted } from './format.js';

const AT_ONCE = 4;
const SHOWN_FAILURES = 20;

/**
 * A target that covers the page while files are dragged over it. Dropped files wait for a confirmation, where a label can be
 * given to all of them. `close` stops an upload that is under way; what was answered until then stays uploaded.
 *
 * @returns {{element: HTMLElement, button: HTMLElement, close: () => void}}
 */
export function dropTarget(dataset) {
  const stop = new AbortController();
  const listening = { signal: stop.signal };
  const veil = h('p', { class: 'drop-veil', hidden: true }, `Drop images to upload them to ${dataset}`);
  const picker = h('input', { type: 'file', multiple: true, hidden: true, tabindex: -1, 'aria-label': 'Images to upload' });
  const button = h('button', { type: 'button', on: { click: () => picker.click() } }, 'Upload images');
  const label = h('input', { type: 'text', maxlength: 256, autocomplete: 'off' });
  const question = h('h2', {}, '');
  const dialog = h('dialog', { class: 'card' }, h('form', { method: 'dialog', class: 'upload-form' }, question,
    h('p', { class: 'quiet-text' }, 'Each file keeps its path as its source key. A file that is there already, with the same bytes, changes nothing.'),
    h('label', {}, 'Label of all of them (optional)', label),
    h('p', { class: 'words' }, h('button', { class: 'primary', value: 'upload' }, 'Upload'), h('button', { value: 'cancel' }, 'Cancel'))));
  const progress = h('progress', { max: 1, value: 0 });
  const sentence = h('p', { role: 'status' }, '');
  const failures = h('ul', { class: 'quiet-text' });
  const closer = h('button', { type: 'button', class: 'quiet', hidden: true, on: { click: () => { status.hidden = true; } } }, 'Close');
  const status = h('section', { class: 'card upload-status', hidden: true, 'aria-label': 'Upload' }, sentence, progress, failures, closer);

  let waiting = [];
  const ask = (files) => {
    if (files.length === 0) return;
    waiting = files;
    text(question, `Upload ${counted(files.length, 'file')} to ${dataset}?`);
    dialog.showModal();
  };
  dialog.addEventListener('submit', ({ submitter }) => {
    if (submitter.value === 'upload') upload(waiting, label.value.trim());
    waiting = [];
  });
  picker.addEventListener('change', () => {
    ask([...picker.files].map((file) => ({ file, source: file.webkitRelativePath || file.name })));
    picker.value = '';
  });

  async function upload(files, given) {
    let done = 0;
    let failed = 0;
    const queue = [...files];
    failures.replaceChildren();
    status.hidden = false;
    closer.hidden = true;
    progress.max = files.length;
    progress.hidden = false;
    const tell = () => {
      progress.value = done + failed;
      text(sentence, `${count(done)} of ${counted(files.length, 'file')} uploaded${failed > 0 ? `, ${count(failed)} refused` : ''}`);
    };
    tell();
    const worker = async () => {
      for (let next = queue.shift(); next && !stop.signal.aborted; next = queue.shift()) {
        const problem = await send(dataset, next, given, stop.signal);
        if (problem === null) done++;
        else if (failed++ < SHOWN_FAILURES) failures.append(h('li', {}, `${next.source}: ${problem}`));
        tell();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (failed > SHOWN_FAILURES) failures.append(h('li', {}, `and ${counted(failed - SHOWN_FAILURES, 'other')}`));
    progress.hidden = true;
    closer.hidden = false;
  }

  // Drag events fire for each element that is crossed; the depth tells whether the pointer is still over the page.
  let depth = 0;
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
  const over = (change) => (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = Math.max(0, depth + change);
    veil.hidden = depth === 0;
  };
  document.addEventListener('dragenter', over(1), listening);
  document.addEventListener('dragleave', over(-1), listening);
  document.addEventListener('dragover', (event) => carriesFiles(event) && event.preventDefault(), listening);
  document.addEventListener('drop', async (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    veil.hidden = true;
    ask(await filesOf(event.dataTransfer));
  }, listening);

  return { element: h('div', {}, veil, picker, dialog, status), button, close: () => stop.abort() };
}

/** Sends one file. @returns what is wrong, or null where it was accepted */
async function send(dataset, { file, source }, label, signal) {
  const form = new FormData();
  form.append('source', source);
  if (label) form.append('label', label);
  form.append('file', file, file.name);
  try {
    const response = await fetch(`${datasetApi(dataset)}/images`, { method: 'POST', body: form, signal, headers: { Accept: 'application/json' } });
    if (response.ok) return null;
    const problem = await response.json().catch(() => ({}));
    return problem.detail ?? problem.title ?? `HTTP ${response.status}`;
  } catch (failure) {
    return failure.name === 'AbortError' ? 'stopped' : 'the gateway cannot be reached';
  }
}

/** The files of a drop, folders walked to their end, each with its path. Dot-files are left out, as an import does. */
async function filesOf(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return [...transfer.files].map((file) => ({ file, source: file.name }));
  const found = [];
  const walk = async (entry) => {
    if (entry.name.startsWith('.')) return;
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      found.push({ file, source: entry.fullPath.replace(/^\/+/, '') });
      return;
    }
    const reader = entry.createReader();
    for (let batch = await read(reader); batch.length > 0; batch = await read(reader)) {
      for (const child of batch) await walk(child);
    }
  };
  for (const entry of entries) await walk(entry);
  return found;
}

const read = (reader) => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
