/** @module Reads a chart's values back from the shapes of its SVG: ticks with their labels, legend, bars, points, slices. */

export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

export interface ReadChart {
  readonly categories: readonly string[];
  readonly series: readonly Series[];
}

interface Section {
  readonly kind: string;
  readonly body: string;
}

interface Tick {
  readonly at: number;
  readonly label: string;
}

const all = (text: string, pattern: RegExp): string[][] =>
  [...text.matchAll(pattern)].map((match) => [...match].slice(1));

function sections(svg: string): Section[] {
  return all(svg, /<g class="mark-([^"]*)"((?:(?!<g class="mark-)[\s\S])*)/g).map(([kind = '', body = '']) => ({
    kind,
    body,
  }));
}

const texts = (body: string): string[] => all(body, /<text[^>]*>([^<]*)<\/text>/g).map(([text = '']) => text);

/** The ticks of the axis below (`x`) or on the left (`y`). */
function ticks(parts: readonly Section[], axis: 'x' | 'y'): Tick[] {
  for (const [index, { kind, body }] of parts.entries()) {
    if (!kind.startsWith('rule role-axis-tick')) continue;
    if ((axis === 'y') !== /x2="-5"/.test(body)) continue;
    const labels = parts.slice(index + 1).find((part) => part.kind.startsWith('text role-axis-label'));
    const places = all(body, /translate\(([-\d.]+),([-\d.]+)\)/g).map(([x, y]) => Number(axis === 'x' ? x : y));
    const names = texts(labels!.body);
    return places.map((at, place) => ({ at, label: names[place]! }));
  }
  throw new Error(`no axis ${axis}`);
}

function legend(parts: readonly Section[]): { color: string; label: string }[] {
  const pick = (kind: string): string =>
    parts
      .filter((part) => part.kind.startsWith(kind))
      .map(({ body }) => body)
      .join('');
  const colors = all(pick('symbol role-legend-symbol'), /fill="([^"]+)"/g).map(([color]) => color!);
  const labels = texts(pick('text role-legend-label'));
  return labels.map((label, index) => ({ label, color: colors[index]! }));
}

/** Values along a linear axis, from its outermost ticks. */
function measureBy(scale: readonly Tick[]): (at: number) => number {
  const [first, last] = [scale[0]!, scale.at(-1)!];
  const [low, high] = [Number(first.label), Number(last.label)];
  return (at) => low + ((at - first.at) / (last.at - first.at)) * (high - low);
}

interface Shape {
  /** Middle on the axis of categories. */
  readonly place: number;
  readonly value: number;
  readonly color: string;
}

export function readSvg(svg: string, kind: string): ReadChart {
  const parts = sections(svg);
  const marks = (shape: string): string =>
    parts
      .filter((part) => part.kind.startsWith(`${shape} role-mark`))
      .map(({ body }) => body)
      .join('');
  if (kind === 'pie' || kind === 'donut') return slices(marks('arc'), legend(parts));
  const isSideways = kind === 'hbar';
  const groups = ticks(parts, isSideways ? 'y' : 'x');
  const scale = ticks(parts, isSideways ? 'x' : 'y');
  const value = measureBy(scale);
  const zero = measureBy(scale)(0) - value(1) === 0 ? 0 : value(1) - value(0);
  const shapes: Shape[] =
    kind === 'line'
      ? all(marks('symbol'), /transform="translate\(([-\d.]+),([-\d.]+)\)"[^>]*fill="([^"]+)"/g).map(
          ([x, y, color]) => ({
            place: Number(x),
            value: value(Number(y)),
            color: color!,
          }),
        )
      : all(marks('rect'), /d="M([-\d.]+),([-\d.]+)h([-\d.]+)v([-\d.]+)h[-\d.]+Z" fill="([^"]+)"/g).map(
          ([x, y, w, h, color]) => ({
            place: isSideways ? Number(y) + Number(h) / 2 : Number(x) + Number(w) / 2,
            value: Math.abs(zero * Number(isSideways ? w : h)),
            color: color!,
          }),
        );
  const nearest = (place: number): number =>
    groups.reduce(
      (best, { at }, index) => (Math.abs(at - place) < Math.abs(groups[best]!.at - place) ? index : best),
      0,
    );
  const entries = legend(parts);
  const names = entries.length === 0 ? [{ label: '', color: '' }] : entries;
  return {
    categories: groups.map(({ label }) => label),
    series: names.map(({ label, color }) => ({
      name: label,
      values: groups.map(
        (_, index) =>
          shapes.find((s) => nearest(s.place) === index && (color === '' || s.color === color))?.value ?? Number.NaN,
      ),
    })),
  };
}

/** Shares of the whole, by the angles between the ends of each outer arc. */
function slices(body: string, entries: readonly { color: string; label: string }[]): ReadChart {
  const arcs = all(body, /d="M([-\d.]+),([-\d.]+)((?:A[-\d.,]+)+)[^"]*" fill="([^"]+)"/g).map(
    ([x, y, outer, color]) => {
      // An arc of more than half a turn is drawn in two.
      const ends = all(outer!, /A[-\d.]+,[-\d.]+,0,\d,(\d),([-\d.]+),([-\d.]+)/g);
      const angles = [[x, y], ...ends.map(([, a, b]) => [a, b])].map(([a, b]) => Math.atan2(Number(a), -Number(b)));
      const turns = ends.map(([sweep], index) => {
        const turn = angles[index + 1]! - angles[index]!;
        return ((sweep === '1' ? turn : -turn) + 4 * Math.PI) % (2 * Math.PI);
      });
      return { share: turns.reduce((a, b) => a + b, 0), color };
    },
  );
  const share = (color: string): number => arcs.find((arc) => arc.color === color)?.share ?? Number.NaN;
  return {
    categories: entries.map(({ label }) => label),
    series: [{ name: '', values: entries.map(({ color }) => share(color)) }],
  };
}
