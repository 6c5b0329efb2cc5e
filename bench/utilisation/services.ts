/** @module Eight services over HTTP in a process of their own: places, a line before them, latencies, faults; every call is recorded. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fateOf, PLACES, SLOWED } from './workload.js';

/** What the parent says; answered by one {@link FromServices} each. */
export type ToServices =
  | { readonly kind: 'begin'; readonly seed: number; readonly scale: number; readonly slowed: number }
  | { readonly kind: 'report' };

/** One attempt, as the service saw it; times in milliseconds since the epoch. */
export interface Recorded {
  readonly service: number;
  readonly rollout: number;
  readonly turn: number;
  readonly arrivedMs: number;
  readonly startedMs: number;
  readonly endedMs: number;
}

export type FromServices =
  | { readonly kind: 'ready'; readonly urls: readonly string[] }
  | { readonly kind: 'begun' }
  | { readonly kind: 'report'; readonly calls: readonly Recorded[] };

/** Since the epoch, as others measure it too; finer than `Date.now()`. */
const now = (): number => performance.timeOrigin + performance.now();

let run = { seed: 0, scale: 1, slowed: 0 };
let recorded: Recorded[] = [];
const attempts = new Map<string, number>();
const free: number[] = [...PLACES];
const lines: (() => void)[][] = PLACES.map(() => []);
const started: number[] = PLACES.map(() => 0);

const REPLY = JSON.stringify({
  choices: [{ index: 0, message: { role: 'assistant', content: '{2}' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 40, completion_tokens: 3 },
});

/** Which call it is stands in the question: `[rollout 12, call 1]`. */
async function answer(service: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const arrivedMs = now();
  const [, rollout = '0', turn = '1'] = /\[rollout (\d+), call (\d)\]/.exec(await text(request)) ?? [];
  await place(service);
  const key = `${rollout} ${turn}`;
  const attempt = (attempts.get(key) ?? 0) + 1;
  attempts.set(key, attempt);
  const startedMs = now();
  const fate = fateOf(run.seed, Number(rollout), Number(turn), attempt, run.scale);
  await new Promise((resolve) => setTimeout(resolve, fate.ms * slowness(service)));
  const endedMs = now();
  recorded.push({ service, rollout: Number(rollout), turn: Number(turn), arrivedMs, startedMs, endedMs });
  leave(service);
  response.writeHead(fate.fails ? 500 : 200, { 'content-type': 'application/json' });
  response.end(fate.fails ? '{"error":{"message":"as arranged"}}' : REPLY);
}

function slowness(service: number): number {
  const number = (started[service] ?? 0) + 1;
  started[service] = number;
  const share = number / Math.max(1, run.slowed);
  return service === SLOWED.service && share > SLOWED.from && share <= SLOWED.to ? SLOWED.factor : 1;
}

async function place(service: number): Promise<void> {
  const left = free[service] ?? 0;
  if (left > 0) {
    free[service] = left - 1;
    return;
  }
  await new Promise<void>((resolve) => lines[service]?.push(resolve));
}

function leave(service: number): void {
  const next = lines[service]?.shift();
  if (next === undefined) free[service] = (free[service] ?? 0) + 1;
  else next();
}

function say(message: FromServices): void {
  process.send?.(message);
}

const urls = await Promise.all(
  PLACES.map(async (_, service) => {
    const server = createServer((request, response) => void answer(service, request, response));
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/v1`;
  }),
);
process.on('message', (message: ToServices) => {
  if (message.kind === 'report') {
    say({ kind: 'report', calls: recorded });
    return;
  }
  run = message;
  recorded = [];
  attempts.clear();
  started.fill(0);
  say({ kind: 'begun' });
});
process.once('disconnect', () => process.exit());
say({ kind: 'ready', urls });
