/** @module SVG to pixels, with the shipped fonts only, so that a picture has the same bytes on every machine. */
import { Resvg, type RenderedImage } from '@resvg/resvg-js';
import { fontFiles } from './fonts.js';
import type { Pixels } from './wear.js';

/** Renders an SVG at its own size. Text needs one of the shipped fonts; fonts of the system are never looked at. */
export function renderPng(svg: string): Uint8Array {
  return new Uint8Array(render(svg).asPng());
}

/** The same as pixels; a picture of the suites has a background, so none is transparent. */
export function renderPixels(svg: string): Pixels {
  const { width, height, pixels } = render(svg);
  return { width, height, rgba: new Uint8Array(pixels) };
}

function render(svg: string): RenderedImage {
  const files = svg.includes('<text') ? fontFiles() : [];
  return new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: files }, logLevel: 'off' }).render();
}
