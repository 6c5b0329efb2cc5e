/** @module Reads a file of rows to its end, and tells how much memory that took at most. */
import { readRows } from '../../dist/datasets/readers/read-rows.js';
import { findFiles } from '../../dist/datasets/readers/find-files.js';

const files = await findFiles(process.argv[2] ?? '');
const rss = (): number => process.memoryUsage.rss();
const baseline = rss();
let peak = baseline;
let rows = 0;
const watch = (): void => {
  peak = Math.max(peak, rss());
};
const timer = setInterval(watch, 5);
const started = performance.now();
for await (const event of readRows(files)) {
  if (event.kind === 'fault') throw new Error(event.message);
  rows++;
  if (rows % 16 === 0) watch();
}
clearInterval(timer);
// The kernel's own peak sees what falls between two looks.
peak = Math.max(peak, process.resourceUsage().maxRSS * 1024);
process.send?.({ baseline, peak, rows, seconds: (performance.now() - started) / 1000 });
process.disconnect();
