/** @module The kinds of word problems that are understood, the most telling first. */
import type { Method } from '../solution.js';
import { ages } from './ages.js';
import { groups, packing, sharing } from './containers.js';
import { cutting } from './cutting.js';
import { fractionsOf } from './fractions-of.js';
import { jointWork } from './joint-work.js';
import { shopping } from './money.js';
import { rates } from './rates.js';
import { ratio } from './ratio.js';
import { rectangle } from './rectangle.js';
import { runningTotal } from './running-total.js';
import { travel } from './travel.js';

export const STORIES: readonly Method[] = [
  ages,
  ratio,
  jointWork,
  travel,
  shopping,
  rates,
  cutting,
  fractionsOf,
  packing,
  sharing,
  rectangle,
  groups,
  runningTotal,
];
