/** @module The task `coloured-regions`: where saturated patches lie in a picture, largest first, with their colours. */
import { labelComponents } from '../components.js';
import { cannot, found, type Finding, type Raster } from '../raster.js';
import { classifyPixels, COLOUR_NAMES } from './pixel-colours.js';

const MOST = 24;
const LEAST_SIDE = 4;

/** `data.regions`: colour and box (x, y, width, height) in pixels of the picture that was looked at. Gray is no colour here. */
export function findColouredRegions(raster: Raster): Finding {
  const classes = classifyPixels(raster);
  const regions = COLOUR_NAMES.flatMap((color, index) => {
    if (color === 'gray') return [];
    const mask = classes.map((each) => (each === index + 1 ? 1 : 0));
    return labelComponents(mask, raster.width, 1, true).components.map(({ minX, minY, maxX, maxY, area }) => ({
      color,
      area,
      x: minX,
      y: minY,
      width: maxX - minX + 1,
      height: maxY - minY + 1,
    }));
  })
    .filter(({ width, height }) => Math.min(width, height) >= LEAST_SIDE)
    .sort((a, b) => b.area - a.area)
    .slice(0, MOST);
  if (regions.length === 0) return cannot('Nothing in the picture is of a clear colour.');
  // They are places to look at, no answer: nothing was judged.
  return found(`${regions.length} coloured regions`, 0.5, { regions });
}
