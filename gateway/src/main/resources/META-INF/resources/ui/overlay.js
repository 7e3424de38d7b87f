/** Labels as vectors over their picture, crisp at any zoom. */

import { svg } from './dom.js';

const DASHES = ['none', '6 3', '2 3', '8 3 2 3'];

/** The finest shape of an annotation: its kind and its value. */
function finest(annotation) {
  const shapes = Object.assign({}, annotation.shape, ...(annotation.further ?? []));
  for (const kind of ['mask', 'polygon', 'rotated-box', 'corners', 'box', 'keypoints', 'polyline', 'points']) {
    if (shapes[kind]) return [kind, shapes[kind]];
  }
  return [null, null];
}

export function kindOf(annotation) {
  return finest(annotation)[0] ?? 'whole image';
}

/** Its extent in pixels, as text. */
export function sizeOf(annotation) {
  const [kind, value] = finest(annotation);
  if (kind === 'box') return `${rounded(value[2])} × ${rounded(value[3])}`;
  if (kind === 'rotated-box') return `${rounded(value[2])} × ${rounded(value[3])}, ${rounded(value[4])}°`;
  return null;
}

function rounded(value) {
  return Math.round(value * 10) / 10;
}

/** A hue of 0 to 359 that a category keeps everywhere. */
export function hueOf(category) {
  let hash = 2166136261;
  for (const character of category) hash = Math.imul(hash ^ character.codePointAt(0), 16777619) >>> 0;
  return hash % 360;
}

/** COCO's compressed run lengths as numbers. */
export function runLengths(counts) {
  if (Array.isArray(counts)) return counts;
  const runs = [];
  for (let at = 0; at < counts.length;) {
    let value = 0;
    let shift = 0;
    let bits;
    do {
      bits = counts.charCodeAt(at++) - 48;
      value += (bits & 31) * 2 ** shift;
      shift += 5;
    } while (bits & 32);
    if (bits & 16) value -= 2 ** shift;
    if (runs.length > 2) value += runs[runs.length - 2];
    runs.push(value);
  }
  return runs;
}

/** The pixels of a mask as a path: one upright bar for each run in a column. */
function maskPath({ size: [height], counts }) {
  const bars = [];
  let position = 0;
  runLengths(counts).forEach((run, n) => {
    if (n % 2 === 1) {
      for (let left = run; left > 0;) {
        const y = position % height;
        const length = Math.min(left, height - y);
        bars.push(`M${Math.floor(position / height)} ${y}h1v${length}h-1z`);
        position += length;
        left -= length;
      }
    } else {
      position += run;
    }
  });
  return bars.join('');
}

function points(xy) {
  const pairs = [];
  for (let n = 0; n + 1 < xy.length; n += 2) pairs.push(`${xy[n]},${xy[n + 1]}`);
  return pairs.join(' ');
}

function outlined(annotation) {
  const [kind, value] = finest(annotation);
  switch (kind) {
    case 'box': return [svg('rect', { x: value[0], y: value[1], width: value[2], height: value[3] })];
    case 'rotated-box': {
      const [x, y, width, height, degrees] = value;
      return [svg('rect', { x: x - width / 2, y: y - height / 2, width, height, transform: `rotate(${degrees} ${x} ${y})` })];
    }
    case 'corners': return [svg('polygon', { points: points(value) })];
    case 'polygon': return value.map((part) => svg('polygon', { points: points(part), 'fill-rule': 'evenodd' }));
    case 'mask': return [svg('path', { d: maskPath(value), class: 'label-mask' })];
    case 'polyline': return [svg('polyline', { points: points(value), class: 'label-line' })];
    default: return [];
  }
}

/** Points that are labelled, and the links between two of them. */
function skeleton(annotation, radius) {
  const shapes = Object.assign({}, annotation.shape, ...(annotation.further ?? []));
  const marks = [];
  if (shapes.keypoints) {
    const { values, links = [] } = shapes.keypoints;
    const seen = (n) => values[3 * n + 2] > 0;
    for (const [from, to] of links) {
      if (seen(from) && seen(to)) {
        marks.push(svg('line', { x1: values[3 * from], y1: values[3 * from + 1], x2: values[3 * to], y2: values[3 * to + 1] }));
      }
    }
    for (let n = 0; 3 * n + 2 < values.length; n += 1) {
      if (seen(n)) marks.push(svg('circle', { cx: values[3 * n], cy: values[3 * n + 1], r: radius, class: values[3 * n + 2] === 1 ? 'label-hidden' : null }));
    }
  }
  for (let n = 0; n + 1 < (shapes.points ?? []).length; n += 2) {
    marks.push(svg('circle', { cx: shapes.points[n], cy: shapes.points[n + 1], r: radius }));
  }
  return marks;
}

/** Where a name is written: the top left corner of the first shape that has one. */
function anchor(annotation) {
  const [kind, value] = finest(annotation);
  if (kind === 'box') return [value[0], value[1]];
  if (kind === 'rotated-box') return [value[0] - value[2] / 2, value[1] - value[3] / 2];
  const xy = kind === 'polygon' ? value[0] : ['corners', 'polyline', 'points'].includes(kind) ? value : null;
  if (xy) return [Math.min(...xy.filter((_, n) => n % 2 === 0)), Math.min(...xy.filter((_, n) => n % 2 === 1))];
  if (kind === 'mask') {
    const first = runLengths(value.counts)[0];
    return [Math.floor(first / value.size[0]), first % value.size[0]];
  }
  return null;
}

/** The kept labels of an image, or null where there is none with a shape. */
export function labelOverlay(image) {
  const kept = image.annotations?.result.kept.inline;
  if (!kept || !image.width) return null;
  const annotators = [...new Set(kept.annotations.map((one) => one.annotator ?? ''))];
  const letter = Math.max(image.width, image.height) / 40;
  const groups = kept.annotations.filter((one) => kindOf(one) !== 'whole image').map((one) => {
    const at = anchor(one);
    const said = [one.category, kindOf(one), sizeOf(one), one.annotator, one.at, ...(one.findings ?? []).map((finding) => `${finding.code}: ${finding.outcome}`)];
    return svg('g', {
      class: 'label-shape',
      style: { '--hue': hueOf(one.category), 'stroke-dasharray': DASHES[annotators.indexOf(one.annotator ?? '') % DASHES.length] },
    },
    svg('title', {}, said.filter(Boolean).join(' · ')),
    outlined(one),
    skeleton(one, letter / 5),
    at && svg('text', { x: at[0], y: Math.max(at[1] - letter / 4, letter), 'font-size': letter }, one.category));
  });
  if (groups.length === 0) return null;
  return svg('svg', {
    class: 'label-overlay',
    viewBox: `0 0 ${image.width} ${image.height}`,
    role: 'img',
    'aria-label': `${groups.length} labels`,
  }, groups);
}
