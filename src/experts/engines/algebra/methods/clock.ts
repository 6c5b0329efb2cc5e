/** @module How long from one time of day to another. */
import { divide, exact } from '../exact.js';
import { solved, type Method } from '../solution.js';

export const clock: Method = ({ text }) => {
  const times = [...text.matchAll(/\b(\d{1,2})[:.h](\d{2})\s*(am|pm|a\.m\.|p\.m\.)?(?!\d)/g)].filter(
    (m) => /:/.test(m[0]) || m[3] !== undefined,
  );
  const [from, to] = times.map((match) => minutesOf(match[1], match[2], match[3]));
  if (times.length !== 2 || from === undefined || to === undefined) return undefined;
  const rest = times.reduce((left, match) => left.replace(match[0], ' '), text);
  if (/\d/.test(rest)) return undefined;
  const minutes = to >= from ? to - from : to - from + 24 * 60;
  if (/\bminutes?\b/.test(text)) return solved(exact(minutes), 'time-between', 0.96);
  if (/\bhours?\b/.test(text)) return solved(divide(exact(minutes), exact(60)), 'time-between', 0.93);
  if (/\bseconds?\b/.test(text)) return solved(exact(minutes * 60), 'time-between', 0.93);
  return undefined;
};

function minutesOf(hours = '', minutes = '', half: string | undefined): number | undefined {
  const [h, m] = [Number(hours), Number(minutes)];
  if (h > 24 || m > 59) return undefined;
  if (half === undefined) return h * 60 + m;
  return (h % 12) * 60 + m + (half.startsWith('p') ? 12 * 60 : 0);
}
