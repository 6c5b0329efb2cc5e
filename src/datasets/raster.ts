/** @module SVG to PNG, with the shipped fonts only, so that a picture has the same bytes on every machine. */
import { Resvg } from '@resvg/resvg-js';
import { fontFiles } from './fonts.js';

/** Renders an SVG at its own size. Text needs one of the shipped fonts; fonts of the system are never looked at. */
export function renderPng(svg: string): Uint8Array {
  const files = svg.includes('<text') ? fontFiles() : [];
  const resvg = new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: files }, logLevel: 'off' });
  return new Uint8Array(resvg.render().asPng());
}
