/** @module Several that do the same job at their own speeds: how long do they take together? */
import { divide, ONE, sum } from '../exact.js';
import { askedUnit, quantitiesIn } from '../quantities.js';
import { solved, type Method } from '../solution.js';

const JOB =
  /\b(?:fills?|filled|empt(?:y|ies)|drains?|paints?|finish(?:es)?|complet(?:e|es)|needs?|takes?|mows?|builds?|prints?|cleans?|digs?|does|do|pipe|pipes|pump|pumps|tap|taps|worker|workers|machine|machines)\b/;
const JOINT = /\b(?:together|jointly|both|combined|at the same time|simultaneously|working as a team|side by side)\b/;
const THING =
  /\b(?:tank|pool|basin|cistern|job|task|work|wall|house|room|lawn|fence|order|project|field|same|alone|pond|bath|bathtub|reservoir|barrel|ditch|report)\b/;

export const jointWork: Method = ({ text }) => {
  const times = quantitiesIn(text).filter((quantity) => quantity.unit.dimension === 's1');
  if (times.length < 2 || times.length > 4) return undefined;
  // "Two pumps" says how many times follow; any other number would have a say that is not understood.
  const others = times.reduceRight((left, q) => left.slice(0, q.index) + left.slice(q.end), text).match(/\d+/g) ?? [];
  if (others.some((number) => Number(number) !== times.length)) return undefined;
  if (!JOB.test(text) || !JOINT.test(text) || !THING.test(text)) return undefined;
  const unit = askedUnit(text)?.unit ?? times[0]?.unit;
  if (unit?.dimension !== 's1' || times.some((time) => time.size.n <= 0n)) return undefined;
  // Someone who empties while another fills works the other way: not this kind.
  if (/\b(?:drain|empt|leak)\w*/.test(text) && /\bfill\w*/.test(text)) return undefined;
  const rate = sum(times.map((time) => divide(ONE, time.size)));
  return solved(divide(divide(ONE, rate), unit.size), 'joint-work', 0.94);
};
