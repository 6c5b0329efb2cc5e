/** @module Draws boxes over an image: lossless, at the image's own size, upright. */
import { fileURLToPath } from 'node:url';
import { decoding, openImage } from '../engines/decode.js';
import type { Box, Size } from './box.js';
import { boxOverlay, type NumberedBox } from './box-overlay.js';

/** `assets/` lies three folders above both `src/experts/vision/` and `dist/experts/vision/`. */
const FONT_FILE = fileURLToPath(new URL('../../../assets/fonts/OpenSans-Regular.ttf', import.meta.url));

/** A larger image is drawn on at this many pixels: the overlay takes four bytes for each. */
const MAX_DRAWN_PIXELS = 40_000_000;

/**
 * A PNG of the image with the boxes over it, in the image's own size up to 40 million pixels.
 * @param bytes the image as it is stored; the boxes are in pixels of it, upright
 * @throws MaestroError EXPERT_REJECTED when the image can't be decoded
 */
export async function drawBoxes(bytes: Uint8Array, boxes: readonly NumberedBox[]): Promise<Uint8Array> {
  const image = await openImage(bytes);
  const { autoOrient } = await decoding(image.metadata());
  const { size, scale } = drawnSize(autoOrient);
  const overlay = await renderOverlay(
    boxOverlay(size, scale === 1 ? boxes : boxes.map((item) => ({ ...item, box: scaled(item.box, scale) }))),
  );
  const ground = image.autoOrient();
  if (scale < 1) ground.resize(size);
  const drawn = ground.toColourspace('srgb').composite([{ input: overlay }]);
  return new Uint8Array(await decoding(drawn.png().toBuffer()));
}

function drawnSize({ width, height }: Size): { readonly size: Size; readonly scale: number } {
  const scale = Math.min(1, Math.sqrt(MAX_DRAWN_PIXELS / (width * height)));
  return { size: { width: Math.floor(width * scale), height: Math.floor(height * scale) }, scale };
}

function scaled({ left, top, right, bottom }: Box, scale: number): Box {
  return { left: left * scale, top: top * scale, right: right * scale, bottom: bottom * scale };
}

async function renderOverlay(svg: string): Promise<Buffer> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const font = { loadSystemFonts: false, fontFiles: [FONT_FILE] };
  return (await renderAsync(svg, { font, logLevel: 'off' })).asPng();
}
