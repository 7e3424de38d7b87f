/** The gateway's REST interface and its live stream. */

/** An answer that says what is wrong: problem+json, or the little that is known without it. */
export class Problem extends Error {
  constructor(status, title, detail, remedy) {
    super(detail ?? title);
    Object.assign(this, { status, title, detail, remedy });
  }
}

/** @throws {Problem} where the gateway refuses, cannot be reached or answers with something else than JSON */
export async function get(path, signal) {
  return (await ask(path, { signal })).body;
}

/** The same, with the tag of the version that was answered. */
export const getTagged = (path) => ask(path, {});

/** Replaces what stands at a path, provided that it still is the version with this tag; else the problem's status is 412. */
export const put = (path, body, tag) =>
  ask(path, { method: 'PUT', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', 'If-Match': tag } });

/** Asks for something to be taken in; it may take effect later. */
export const post = async (path, body) =>
  (await ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } })).body;

/** Deletes what stands at a path. */
export const remove = async (path) => (await ask(path, { method: 'DELETE' })).body;

async function ask(path, { headers, ...options }) {
  let response;
  try {
    response = await fetch(path, { ...options, headers: { Accept: 'application/json', ...headers } });
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new Problem(0, 'The gateway cannot be reached', 'It may be restarting.', 'Try again in a moment.');
  }
  let body = null;
  try {
    body = await response.json();
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    if (response.ok) throw new Problem(response.status, 'The answer is no JSON', `${path} could not be read.`);
  }
  if (!response.ok) {
    throw new Problem(response.status, body?.title ?? `HTTP ${response.status}`, body?.detail, body?.remedy);
  }
  return { body, tag: response.headers.get('ETag') };
}

export const datasetApi = (dataset) => `/api/datasets/${encodeURIComponent(dataset)}`;
export const datasetPage = (dataset) => `/datasets/${encodeURIComponent(dataset)}`;
export const qualityPage = (dataset) => `${datasetPage(dataset)}/quality`;
export const duplicatesPage = (dataset) => `${datasetPage(dataset)}/duplicates`;
export const splitsPage = (dataset) => `${datasetPage(dataset)}/splits`;
export const comparePage = (dataset) => `${datasetPage(dataset)}/compare`;
export const releasesPage = (dataset) => `${datasetPage(dataset)}/releases`;
/** @param dataset or null for all */
export const lettersPage = (dataset, state) =>
  `/dead-letters?${new URLSearchParams({ ...(dataset && { dataset }), ...(state !== 'OPEN' && { state }) })}`.replace(/\?$/, '');
export const imagePage = (dataset, item, query = '') =>
  `${datasetPage(dataset)}/images/${encodeURIComponent(item)}${query}`;

const FIRST_RETRY = 1_000;
const LONGEST_RETRY = 15_000;

/**
 * Follows a dataset until the returned function is called. A lost connection is retried after 1, 2, 4 … at most 15 seconds,
 * and at once when the browser is back online.
 *
 * @param {(snapshot: {summary: object, flow: object}) => void} onSnapshot
 * @param {(live: boolean) => void} onState
 */
export function follow(dataset, onSnapshot, onState) {
  let source = null;
  let timer = null;
  let wait = FIRST_RETRY;
  const open = () => {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(`${datasetApi(dataset)}/live`);
    source.addEventListener('open', () => {
      wait = FIRST_RETRY;
      onState(true);
    });
    source.addEventListener('snapshot', (event) => onSnapshot(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      source.close();
      onState(false);
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_RETRY);
    });
  };
  open();
  window.addEventListener('online', open);
  return () => {
    clearTimeout(timer);
    source.close();
    window.removeEventListener('online', open);
  };
}
