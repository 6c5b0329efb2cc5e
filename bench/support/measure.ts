/** @module Numbers of a benchmark: options, medians, and what processes have used. Linux only. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';

export interface Options {
  text(name: string): string;
  number(name: string): number;
  flag(name: string): boolean;
}

/** `--name value` for each default; a flag where the default is false. */
export function options(defaults: Readonly<Record<string, string | number | false>>): Options {
  const known = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, { type: value === false ? 'boolean' : 'string' } as const]),
  );
  const values = new Map<string, unknown>(Object.entries(parseArgs({ options: known }).values));
  const valueOf = (name: string): unknown => values.get(name) ?? defaults[name];
  return {
    text: (name) => String(valueOf(name)),
    number: (name) => Number(valueOf(name)),
    flag: (name) => valueOf(name) === true,
  };
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Ticks of `/proc/<pid>/stat` are hundredths of a second on every Linux that Node runs on. */
const TICK_MS = 10;

/** CPU time of a process so far, all its threads, milliseconds. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Memory that a process holds, MiB. */
export function memoryOf(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? NaN) / 1024;
}

/** Said before figures: they are of this machine in this state. */
export function machine(): string {
  const model = cpus()[0]?.model ?? 'unknown CPU';
  return `${availableParallelism()} x ${model}, load ${loadavg()[0]?.toFixed(2) ?? '?'} at the start, Node ${process.versions.node}`;
}

/** `run` so often, so many at once; how long it took, milliseconds. */
export async function together(
  count: number,
  inFlight: number,
  run: (index: number) => Promise<void>,
): Promise<number> {
  const start = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(count, inFlight) }, async () => {
      while (next < count) await run(next++);
    }),
  );
  return performance.now() - start;
}

export function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}
