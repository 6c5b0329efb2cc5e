/**
 * @module Overhead of a rollout: latency and throughput of a two-turn rollout (embedded policy, two regular expert calls of no
 * work) beside a bare Temporal workflow of the same shape, on the same server, in turns, in the same run.
 *
 * `npm run bench:overhead -- [--rounds 5] [--latency 40] [--throughput 200] [--in-flight 16]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { createGate } from '../../dist/activities/calls/gate.js';
import { createActivities } from '../../dist/activities/create-activities.js';
import type { ActivityDeps } from '../../dist/activities/deps.js';
import type { ExpertReply } from '../../dist/domain/expert.js';
import type { RegistrySnapshot } from '../../dist/domain/registry.js';
import { createGrading } from '../../dist/grading/grading.js';
import { openBlobStore } from '../../dist/store/open-blob-store.js';
import { openResultStore } from '../../dist/store/open-result-store.js';
import { connectClient, resolveTarget } from '../../dist/temporal/connection.js';
import { stopEmbedded } from '../../dist/temporal/embedded/stop.js';
import { WORKFLOW_QUEUE } from '../../dist/temporal/settings.js';
import { connectWorker } from '../../dist/temporal/worker-connection.js';
import { startWorkers } from '../../dist/temporal/worker-set.js';
import type { BareInput } from './bare-workflow.js';
import { twoTurnPolicy } from './two-turn-policy.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    latency: { type: 'string', default: '40' },
    throughput: { type: 'string', default: '200' },
    'in-flight': { type: 'string', default: '16' },
  },
});
const rounds = Number(values.rounds);
const question = 'How many times do the blue and the red line cross each other? Answer with a number in curly braces.';
const reply: ExpertReply = {
  kind: 'answer',
  text: '{2}',
  confidence: 0.97,
  data: {},
  images: [],
  reasoning: '',
  usage: { calls: 1, promptTokens: 0, completionTokens: 0, costUsd: 0 },
};
const snapshot: RegistrySnapshot = {
  version: 1,
  models: [
    {
      id: 'Expert',
      aliases: [],
      provider: 'engine',
      engine: 'raster',
      quick: false,
      strengths: '',
      whenToChoose: '',
      limits: '',
      modalities: ['text'],
      contextTokens: undefined,
      images: { maxCount: 32, maxBytes: 20 * 1024 * 1024, maxSide: 16_384, formats: ['image/png'] },
      price: { inputPerMTok: 0, outputPerMTok: 0, perCall: 0 },
      latency: undefined,
      license: '',
      revision: '',
      concurrency: 64,
      ratePerMinute: undefined,
      timeoutMs: 60_000,
      maxAttempts: 2,
      deadlineMs: 121_000,
      hedge: false,
      fallbacks: [],
      skills: ['Plain'],
      unavailable: '',
    },
  ],
  services: [],
  skills: [
    {
      id: 'Plain',
      aliases: [],
      summary: '',
      whenToUse: '',
      limits: '',
      keywords: [],
      needsImage: false,
      router: { kind: 'keyword', rules: [], fallback: 'plain' },
      solvers: [
        {
          id: 'plain',
          aliases: [],
          summary: '',
          when: '',
          steps: [
            {
              id: 'solve',
              kind: 'solve',
              needs: [],
              template: '{{ question }}',
              system: '',
              task: 'any',
              params: {},
              images: ['task'],
              optional: false,
              each: 'task',
            },
          ],
          output: 'solve',
          repair: undefined,
        },
      ],
    },
  ],
};

Runtime.install({ logger: new DefaultLogger('ERROR') });
const dataDir = await mkdtemp(join(tmpdir(), 'maestro-bench-'));
const target = await resolveTarget({
  env: process.env,
  dataDir,
  log: (line) => void process.stderr.write(`${line}\n`),
  start: true,
});
const [client, connection] = await Promise.all([connectClient(target), connectWorker(target)]);
const results = await openResultStore(pathToFileURL(join(dataDir, 'results.db')).href);
const clock = { now: () => Date.now(), elapsed: () => performance.now() };
const deps: ActivityDeps = {
  blobs: await openBlobStore(pathToFileURL(join(dataDir, 'blobs')).href),
  results,
  registry: () => Promise.resolve(snapshot),
  expertFor: () => ({ call: () => Promise.resolve(reply) }),
  createPolicy: () => twoTurnPolicy,
  grading: createGrading(),
  imageRoots: [dataDir],
  worker: 'bench',
  clock,
  gate: createGate({ store: results.calls, worker: 'bench', now: clock.now, warn: (line) => console.error(line) }),
  cacheCalls: true,
};
const workers = await startWorkers({
  connection,
  namespace: target.namespace,
  activities: createActivities(deps),
  models: [{ id: 'Expert', slots: 64 }],
  policySlots: 8,
});
const text = (bytes: number): string => 'x'.repeat(bytes);
const bareActivities = {
  quick: ({ bytes }: { bytes: number }) => Promise.resolve(text(bytes)),
  regular: ({ bytes }: { bytes: number }) => Promise.resolve(text(bytes)),
};
const bareWorkers = await Promise.all([
  Worker.create({
    connection,
    activities: bareActivities,
    taskQueue: 'bare',
    workflowsPath: fileURLToPath(new URL('./bare-workflow.js', import.meta.url)),
    maxCachedWorkflows: 1_000,
    maxConcurrentWorkflowTaskExecutions: 40,
    maxConcurrentLocalActivityExecutions: 40,
  }),
  Worker.create({
    connection,
    activities: bareActivities,
    taskQueue: 'bare-expert',
    maxConcurrentActivityTaskExecutions: 64,
    maxConcurrentActivityTaskPolls: 4,
  }),
]);
const stop = new AbortController();
const running = Promise.all([workers.runUntil(stop.signal), ...bareWorkers.map((worker) => worker.run())]);
stop.signal.addEventListener('abort', () => bareWorkers.forEach((worker) => worker.shutdown()));

let rolloutCount = 0;
let bareCount = 0;
async function rollout(): Promise<void> {
  const id = `rollout-${++rolloutCount}`;
  const task = { id, question, data_source: 'blindtest', ground_truth: '2', family: 'bench' };
  const result: unknown = await client.workflow.execute('rolloutWorkflow', {
    workflowId: id,
    taskQueue: WORKFLOW_QUEUE,
    args: [{ task, policy: 'two-turn' }],
  });
  if (typeof result !== 'object' || result === null || !('correct' in result) || result.correct !== true) {
    throw new Error(`a rollout went wrong: ${JSON.stringify(result)}`);
  }
}

/** Sizes as measured on real rollouts of this benchmark: JSON of each activity's result. */
const sizes: BareInput['sizes'] = { plan: 700, decision: 190, selection: 330, step: 230, verdict: 190 };
async function bare(): Promise<void> {
  const input: BareInput = { text: text(300), queue: 'bare-expert', sizes };
  await client.workflow.execute('bareWorkflow', {
    workflowId: `bare-${++bareCount}`,
    taskQueue: 'bare',
    args: [input],
  });
}

/** Milliseconds of each run; the kinds take turns one by one, so that drift of the machine meets all alike. */
async function latencies(kinds: readonly (() => Promise<void>)[], count: number): Promise<number[][]> {
  const times = kinds.map((): number[] => []);
  for (let i = 0; i < count; i++) {
    for (const [kind, run] of kinds.entries()) {
      const start = performance.now();
      await run();
      times[kind]?.push(performance.now() - start);
    }
  }
  return times;
}

/** Runs per second with so many in flight, and the CPU that this process (worker and client) took for each, milliseconds. */
async function load(run: () => Promise<void>, count: number, inFlight: number): Promise<Load> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  let left = count;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left-- > 0) await run();
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  return { rate: count / ((performance.now() - start) / 1000), cpuMs: (user + system) / 1000 / count };
}

interface Load {
  readonly rate: number;
  readonly cpuMs: number;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

const throughputRatios: number[] = [];
const shown = {
  /** Of every run of every round: the two kinds took turns, so all of them are compared at once. */
  maestroMs: [] as number[],
  bareMs: [] as number[],
  maestroRate: [] as number[],
  bareRate: [] as number[],
  maestroCpu: [] as number[],
  bareCpu: [] as number[],
};
await latencies([rollout, bare], 20);
for (let round = 1; round <= rounds; round++) {
  const order = round % 2 === 0 ? [rollout, bare] : [bare, rollout];
  const times = await latencies(order, Number(values.latency));
  const latency = new Map(order.map((run, kind) => [run, median(times[kind] ?? [])]));
  const loads = new Map<() => Promise<void>, Load>();
  for (const run of order) loads.set(run, await load(run, Number(values.throughput), Number(values['in-flight'])));
  const [ours = NaN, theirs = NaN] = [latency.get(rollout), latency.get(bare)];
  const none = { rate: NaN, cpuMs: NaN };
  const { rate: oursRate, cpuMs: oursCpu } = loads.get(rollout) ?? none;
  const { rate: theirsRate, cpuMs: theirsCpu } = loads.get(bare) ?? none;
  throughputRatios.push(oursRate / theirsRate);
  shown.maestroMs.push(...(times[order.indexOf(rollout)] ?? []));
  shown.bareMs.push(...(times[order.indexOf(bare)] ?? []));
  shown.maestroRate.push(oursRate);
  shown.bareRate.push(theirsRate);
  shown.maestroCpu.push(oursCpu);
  shown.bareCpu.push(theirsCpu);
  process.stdout.write(
    `round ${round}: p50 ${ours.toFixed(1)} ms (bare ${theirs.toFixed(1)}), ${oursRate.toFixed(1)}/s (bare ${theirsRate.toFixed(1)})\n`,
  );
}
process.stdout.write(
  [
    '',
    `two-turn rollout, p50 latency:   ${median(shown.maestroMs).toFixed(1)} ms, bare Temporal ${median(shown.bareMs).toFixed(1)} ms, ` +
      `ratio ${(median(shown.maestroMs) / median(shown.bareMs)).toFixed(2)} (goal: at most 1.15)`,
    `two-turn rollout, ${values['in-flight']} in flight: ${median(shown.maestroRate).toFixed(1)}/s, bare Temporal ${median(shown.bareRate).toFixed(1)}/s, ` +
      `ratio ${median(throughputRatios).toFixed(2)} (goal: at least 0.87)`,
    `CPU of worker and client each:   ${median(shown.maestroCpu).toFixed(1)} ms, bare Temporal ${median(shown.bareCpu).toFixed(1)} ms`,
    '',
  ].join('\n'),
);

const events = await Promise.all(
  [`rollout-${rolloutCount}`, `bare-${bareCount}`].map(async (id) => {
    const d = await client.workflow.getHandle(id).describe();
    return `${d.historyLength} (${d.historySize} bytes)`;
  }),
);
process.stdout.write(`events in history:                ${events[0]}, bare Temporal ${events[1]}\n`);

stop.abort();
await running;
await results.close();
await client.connection.close();
await connection.close();
await stopEmbedded(dataDir);
await rm(dataDir, { recursive: true, force: true });
