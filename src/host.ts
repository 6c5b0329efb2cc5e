/** @module Composes a worker: stores, registry, experts, policies, activities. Used by `worker.ts` and by tests. */
import { hostname } from 'node:os';
import { mkdir, realpath } from 'node:fs/promises';
import type { Expert } from './domain/expert.js';
import type { Model } from './domain/registry.js';
import { createGate } from './activities/calls/gate.js';
import { gatedChat } from './activities/calls/gated-chat.js';
import { createPurse } from './activities/calls/purse.js';
import type { ActivityDeps } from './activities/deps.js';
import { learnedDeps } from './activities/learned/learned-deps.js';
import { createSandboxedGrading } from './activities/sandboxed-grading.js';
import { createEngines } from './experts/engines/index.js';
import { createChatClient } from './experts/openai/chat-client.js';
import { createOpenAiExpert } from './experts/openai/openai-expert.js';
import { createPolicy } from './policies/create-policy.js';
import { LiveRegistry } from './registry/live-registry.js';
import type { Settings } from './settings.js';
import { openBlobStore } from './store/open-blob-store.js';
import { openResultStore } from './store/open-result-store.js';
import { openStoreClock } from './store/store-clock.js';

export interface Host {
  readonly deps: ActivityDeps;
  readonly registry: LiveRegistry;
  close(): Promise<void>;
}

/**
 * @param warn hears, in one line, of what could not be done behind the scenes
 * @throws MaestroError INVALID_REGISTRY, STORE_UNAVAILABLE, INVALID_INPUT
 */
export async function openHost(
  settings: Settings,
  env: Readonly<Record<string, string | undefined>>,
  warn: (line: string) => void,
): Promise<Host> {
  await mkdir(settings.inbox, { recursive: true });
  const registry = await LiveRegistry.open({ roots: settings.registryRoots, env });
  const [blobs, results, imageRoots] = await Promise.all([
    openBlobStore(settings.blobUrl, env),
    openResultStore(settings.resultsUrl),
    Promise.all(settings.imageRoots.map((root) => realpath(root))),
  ]);
  const engines = createEngines(env);
  const grading = createSandboxedGrading();
  const chat = createChatClient({ env });
  const worker = `${hostname()}:${process.pid}`;
  const shared = await openStoreClock(results.time);
  const clock = { now: () => shared.now(), elapsed: () => performance.now() };
  const gate = createGate({ store: results.calls, worker, now: clock.now, warn });
  const purse = createPurse({
    budgets: results.calls.budgets,
    now: clock.now,
    afterwards: (what, work) => gate.afterwards(what, work),
  });
  const endpoint = createOpenAiExpert({ chat });
  const learned = learnedDeps(results);
  const deps: ActivityDeps = {
    blobs,
    results,
    grading,
    imageRoots,
    registry: () => registry.current(),
    expertFor: (model: Model): Expert => (model.provider === 'engine' ? engines.get(model.engine) : endpoint),
    createPolicy: (name, pinned, batch = '') =>
      createPolicy(name, { snapshot: pinned, env, learned, chat: gatedChat(chat, gate, clock.now, { purse, batch }) }),
    gate,
    cacheCalls: settings.cacheCalls,
    worker,
    clock,
  };
  return {
    deps,
    registry,
    close: async () => {
      await Promise.all([engines.close(), grading.close()]);
      await gate.close();
      shared.stop();
      await Promise.all([results.close(), blobs.close()]);
    },
  };
}
