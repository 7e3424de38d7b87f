/** Numbers, times and names as people read them. */

export const SPLITS = ['train', 'val', 'test'];

const whole = new Intl.NumberFormat('en');
const oneDigit = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const significant = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3,
});
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

const NOTHING = '–';

/** 33120 → 33,120 */
export const count = (n) => (n === null || n === undefined ? NOTHING : whole.format(n));

/** 1, image → 1 image; 2, image → 2 images */
export const counted = (n, noun, plural = `${noun}s`) => `${count(n)} ${n === 1 ? noun : plural}`;

/** Per second: whole numbers from 100 on, one digit below. */
export function rate(perSecond) {
  const x = perSecond ?? 0;
  return x >= 99.95 ? whole.format(Math.round(x)) : oneDigit.format(x);
}

/** 0.8123 → 81.2 % */
export const share = (part) => (Number.isFinite(part) ? `${oneDigit.format(part * 100)} %` : NOTHING);

/** Four significant digits, but no row of zeros for what is next to nothing. */
export function number(x) {
  if (x === null || x === undefined) return NOTHING;
  return x > 0 && x < 0.0001 ? '< 0.0001' : significant.format(x);
}

/** A range that may be open at either end: 0.2 – 0.4, up to 0.4, 0.2 and above. */
export function range(min, max) {
  const open = (end) => end === null || end === undefined || !Number.isFinite(end);
  if (open(min)) return open(max) ? 'any value' : `up to ${number(max)}`;
  return open(max) ? `${number(min)} and above` : `${number(min)} – ${number(max)}`;
}

export function bytes(n) {
  if (n === null || n === undefined) return NOTHING;
  if (n < 1000) return `${n} B`;
  const units = ['kB', 'MB', 'GB'];
  let x = n / 1000;
  let unit = 0;
  while (x >= 999.5 && unit < units.length - 1) {
    x /= 1000;
    unit++;
  }
  return `${x < 10 ? oneDigit.format(x) : Math.round(x)} ${units[unit]}`;
}

export function milliseconds(ms) {
  if (ms === null || ms === undefined) return NOTHING;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${oneDigit.format(ms / 1000)} s`;
  return duration(ms / 1000);
}

/** Seconds as 4.2 s, 3 min 20 s, 2 h 5 min. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return NOTHING;
  if (seconds < 60) return `${oneDigit.format(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return `${whole.format(Math.floor(seconds / 3600))} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** A date and time in the reader's zone. */
export const time = (iso) => (iso ? moment.format(new Date(iso)) : NOTHING);

/** The time of day in the reader's zone, to the millisecond. */
export const timeOfDay = (iso) => clock.format(new Date(iso));

/** just now, 5 minutes ago, yesterday */
export function ago(iso, now = Date.now()) {
  if (!iso) return NOTHING;
  const seconds = (Date.parse(iso) - now) / 1000;
  for (const [unit, length] of [['day', 86_400], ['hour', 3_600], ['minute', 60]]) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return 'just now';
}

const names = {
  EXT_MISMATCH: 'Extension mismatch',
  BAD_EXIF: 'Bad EXIF',
  NOT_AN_IMAGE: 'Not an image',
  METADATA_TOO_LARGE: 'Metadata too large',
  ahash: 'aHash',
  dhash: 'dHash',
  phash: 'pHash',
  exif: 'EXIF',
  iccProfile: 'ICC profile',
  specVersion: 'Spec version',
};

/** A constant's, key's or field's name as words: TOO_SMALL → Too small, laplacian_variance → Laplacian variance, bitDepth → Bit depth. */
export function words(name) {
  if (names[name]) return names[name];
  const spaced = String(name).replace(/[_-]+/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
