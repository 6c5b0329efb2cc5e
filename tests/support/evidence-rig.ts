/** @module Rollouts in process over a snapshot, with real engines, stores and pictures; endpoints are played by a script. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readReply } from '../../src/activities/bodies.js';
import { createGate } from '../../src/activities/calls/gate.js';
import { createActivities } from '../../src/activities/create-activities.js';
import type { ActivityDeps } from '../../src/activities/deps.js';
import { driveInProcess } from '../../src/activities/drive-in-process.js';
import type { ExpertRequest } from '../../src/domain/expert.js';
import { NO_USAGE } from '../../src/domain/expert.js';
import type { RegistrySnapshot } from '../../src/domain/registry.js';
import { createEngines } from '../../src/experts/engines/index.js';
import { createGrading } from '../../src/grading/grading.js';
import { openBlobStore } from '../../src/store/open-blob-store.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import { answers, calls } from './policy-scripts.js';
import { answer } from './rollout-rig.js';

export interface EvidenceTask {
  readonly id: string;
  readonly question: string;
  /** The policy calls it with the question, and answers with what comes back. */
  readonly pair: string;
  /** Files in the folder of the rig. */
  readonly images?: readonly string[];
  /** What an endpoint replies. */
  readonly reply: (request: ExpertRequest) => string;
}

export type EvidenceRig = Awaited<ReturnType<typeof openEvidenceRig>>;
export type EvidenceRollout = Awaited<ReturnType<EvidenceRig['run']>>;

/** Each program that was run, in the order of the plan: its step, and whether it passed. */
export function programsOf({ record }: EvidenceRollout) {
  const rows = record?.calls.filter((call) => call.kind === 'run-code') ?? [];
  return rows.map((row) => [row.step, readReply(row).data['passed']]);
}

export async function openEvidenceRig(snapshot: RegistrySnapshot) {
  const engines = createEngines();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'maestro-evidence-')));
  const results = await openResultStore(pathToFileURL(join(folder, 'results.db')).href);
  const clock = { now: Date.now, elapsed: () => performance.now() };
  const requests: ExpertRequest[] = [];
  let script: EvidenceTask['reply'] = () => '';
  const deps: ActivityDeps = {
    blobs: await openBlobStore(pathToFileURL(join(folder, 'blobs')).href),
    results,
    registry: () => Promise.resolve(snapshot),
    expertFor: (model) => ({
      call: async (request) => {
        if (model.provider === 'engine') return engines.get(model.engine).call(request);
        requests.push(request);
        return answer(script(request));
      },
    }),
    createPolicy: (name) => ({
      name,
      quick: true,
      timeoutMs: 60_000,
      systemPrompt: () => '',
      decide: ({ turns, task }) =>
        Promise.resolve({
          ...(turns.length === 0 ? calls(task.family, task.question) : answers(turns.at(-1)?.observation.text ?? '')),
          usage: NO_USAGE,
        }),
    }),
    imageRoots: [folder],
    worker: 'test',
    clock,
    grading: createGrading(),
    gate: createGate({ store: results.calls, worker: 'test', now: clock.now, warn: () => undefined }),
    cacheCalls: false,
  };
  const activities = createActivities(deps, () => ({
    runId: 'run',
    quick: false,
    attempt: 1,
    endsAtMs: Date.now() + 300_000,
    signal: new AbortController().signal,
  }));

  return {
    folder,
    /** What endpoints were asked in the latest rollout. */
    requests,
    run: async ({ id, question, pair, images = [], reply }: EvidenceTask) => {
      requests.length = 0;
      script = reply;
      const input = { task: { id, question, family: pair, images }, policy: 'ask-then-answer' };
      const state = await driveInProcess(activities, { rolloutId: id, input, startedAtMs: Date.now() });
      const record = await results.getRollout(id);
      return { state, record, answer: record?.rollout.answer };
    },
    close: async () => {
      await deps.gate.close();
      await deps.grading.close();
      await engines.close();
      await results.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
