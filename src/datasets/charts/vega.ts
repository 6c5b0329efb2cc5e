/**
 * @module A vega-lite specification to an SVG, at once and with the shipped fonts only. Vega is loaded by the first chart.
 * Its packages have ES modules only, which can't be loaded on demand without waiting; their browser builds are run instead.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { MaestroError } from '../../domain/errors.js';
import { FONT_NAMES, textWidth } from '../fonts.js';

/** White space around the chart, pixels. */
const PADDING = 12;

export interface DrawnChart {
  readonly svg: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

interface View {
  run(): View;
  origin(): readonly [number, number];
  scenegraph(): { readonly root: { readonly bounds: { readonly x2: number; readonly y2: number } } };
}

interface SvgRenderer {
  initialize(element: null, width: number, height: number, origin: readonly [number, number]): SvgRenderer;
  render(scene: object): SvgRenderer;
  svg(): string;
}

interface VegaBuild {
  parse?: (spec: object) => object;
  View?: new (runtime: object, options: { renderer: 'none' }) => View;
  SVGStringRenderer?: new () => SvgRenderer;
  textMetrics?: { width: (item: { font?: string; fontSize?: number }, text: unknown) => number };
}

interface LiteBuild {
  compile?: (spec: object) => { readonly spec: object };
}

interface Loaded {
  readonly compile: NonNullable<LiteBuild['compile']>;
  readonly parse: NonNullable<VegaBuild['parse']>;
  readonly View: NonNullable<VegaBuild['View']>;
  readonly SVGStringRenderer: NonNullable<VegaBuild['SVGStringRenderer']>;
}

let loaded: Loaded | undefined;

/** Draws the chart on white; numbers in the SVG have at most two decimals, so that no machine's last digit shows. */
export function drawVegaLite(spec: object): DrawnChart {
  const { compile, parse, View, SVGStringRenderer } = (loaded ??= loadVega());
  const view = new View(parse(compile(spec).spec), { renderer: 'none' }).run();
  const { root } = view.scenegraph();
  const [left, top] = view.origin();
  const width = Math.ceil(left + root.bounds.x2) + 2 * PADDING;
  const height = Math.ceil(top + root.bounds.y2) + 2 * PADDING;
  const svg = new SVGStringRenderer()
    .initialize(null, width, height, [left + PADDING, top + PADDING])
    .render(root)
    .svg()
    .replace('>', `><rect width="${width}" height="${height}" fill="#ffffff"/>`)
    .replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100 + 0));
  return { svg, width, height };
}

function loadVega(): Loaded {
  const vega: VegaBuild = {};
  const lite: LiteBuild = {};
  runBrowserBuild('vega', 'vega.min.js', vega, vega);
  runBrowserBuild('vega-lite', 'vega-lite.min.js', lite, vega);
  const { parse, View, SVGStringRenderer, textMetrics } = vega;
  if (!parse || !View || !SVGStringRenderer || !textMetrics || !lite.compile)
    throw new MaestroError('INTERNAL', 'The installed vega or vega-lite lacks what charts need: run `npm ci`.');
  // Without a canvas vega guesses how wide a text is.
  textMetrics.width = ({ font, fontSize = 11 }, text) =>
    fontSize * textWidth(FONT_NAMES.find((name) => name === font) ?? 'Open Sans', String(text));
  return { parse, View, SVGStringRenderer, compile: lite.compile };
}

/** Runs a UMD file as CommonJS: it fills `exports`, and is given `vega` for the one package that it asks for. */
function runBrowserBuild(name: string, file: string, exports: object, vega: VegaBuild): void {
  const path = join(packageFolder(name), 'build', file);
  const run = compileFunction(readFileSync(path, 'utf8'), ['exports', 'module', 'require'], { filename: path });
  Reflect.apply(run, undefined, [exports, { exports }, () => vega]);
}

/** Where npm put a package, also one whose `exports` hide its files. Throws INTERNAL when it is missing. */
export function packageFolder(name: string): string {
  const places = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const folder = places.map((place) => join(place, name)).find((path) => existsSync(join(path, 'package.json')));
  if (folder === undefined) throw new MaestroError('INTERNAL', `The package ${name} is not installed: run \`npm ci\`.`);
  return folder;
}
