/** @module Which pixels are of which colour, whatever the light on them; which are ground, and which are bright reflections. */
import { backgroundOf } from '../ink.js';
import { at, clamp, type Raster } from '../raster.js';
import { COLOURS, type ColourName } from './vocabulary.js';

export const COLOUR_NAMES = Object.keys(COLOURS).filter((name): name is ColourName => Object.hasOwn(COLOURS, name));

/** Values of a pixel's class; from 1 on: the index of its colour, plus one. */
export const GROUND = 0;
export const OTHER = 254;
export const REFLECTION = 255;

/** Nearer than this to the ground (largest channel) is ground. */
const GROUND_DISTANCE = 40;
/** Further than this from every colour in every light is none of them. */
const COLOUR_DISTANCE = 70;
/** The light on a face: darkest and brightest, as a factor. */
const LIGHT = [0.58, 1.25] as const;

/** The class of each pixel. */
export function classifyPixels(raster: Raster): Uint8Array {
  const ground = backgroundOf(raster);
  const { data } = raster;
  const classes = new Uint8Array(raster.width * raster.height);
  const white = Math.min(...ground) + 0.5 * (255 - Math.min(...ground));
  for (let p = 0; p < classes.length; p++) {
    const [r, g, b] = [at(data, 3 * p), at(data, 3 * p + 1), at(data, 3 * p + 2)];
    const fromGround = Math.max(Math.abs(r - ground[0]), Math.abs(g - ground[1]), Math.abs(b - ground[2]));
    if (Math.min(r, g, b) > white) classes[p] = REFLECTION;
    else if (fromGround < GROUND_DISTANCE) classes[p] = GROUND;
    else classes[p] = nearestColour(r, g, b);
  }
  return classes;
}

function nearestColour(r: number, g: number, b: number): number {
  let best = OTHER;
  let least = COLOUR_DISTANCE ** 2;
  for (const [index, name] of COLOUR_NAMES.entries()) {
    const [cr, cg, cb] = COLOURS[name];
    const light = clamp((r * cr + g * cg + b * cb) / (cr * cr + cg * cg + cb * cb), LIGHT[0], LIGHT[1]);
    const distance = (r - light * cr) ** 2 + (g - light * cg) ** 2 + (b - light * cb) ** 2;
    if (distance >= least) continue;
    least = distance;
    best = index + 1;
  }
  return best;
}
