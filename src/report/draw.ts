/** @module Pictures of a report: SVG that can stand beside others in one page. */
import { drawVegaLite } from '../datasets/charts/vega.js';

/** @param prefix of its ids, which are common to the page @throws MaestroError INTERNAL when vega is not installed */
export function drawPicture(spec: object, prefix: string): string {
  const { svg } = drawVegaLite(spec);
  return svg
    .replace(/\bid="([^"]+)"/g, `id="${prefix}$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${prefix}$1)`)
    .replace(/(href)="#([^"]+)"/g, `$1="#${prefix}$2"`);
}
