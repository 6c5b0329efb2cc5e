/** @module Several workers' gates on one results database, as several processes have them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from '@jest/globals';
import { createGate, type Gate, type GatedModel, type WaitOptions } from '../../../../src/activities/calls/gate.js';
import type { CallStore } from '../../../../src/store/call-store.js';
import { openResultStore } from '../../../../src/store/open-result-store.js';
import type { ResultStore } from '../../../../src/store/result-store.js';

export interface TestGates {
  readonly url: string;
  readonly stores: readonly ResultStore[];
  readonly gates: readonly Gate[];
  /** Lines that the gates warned of. */
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

export interface GatesOptions {
  readonly count?: number;
  readonly now?: () => number;
  readonly leaseMs?: number;
  /** Looks into the store on its way. */
  readonly wrap?: (store: CallStore) => CallStore;
}

const folder = mkdtempSync(join(tmpdir(), 'maestro-gates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let number = 0;

export async function openGates({
  count = 3,
  now = Date.now,
  leaseMs,
  wrap = (store) => store,
}: GatesOptions = {}): Promise<TestGates> {
  const url = pathToFileURL(join(folder, `${number++}.db`)).href;
  const stores: ResultStore[] = [];
  for (let index = 0; index < count; index++) stores.push(await openResultStore(url));
  const warnings: string[] = [];
  const warn = (line: string): void => void warnings.push(line);
  const gates = stores.map((store, index) =>
    createGate({
      store: wrap(store.calls),
      worker: `w${index}`,
      now,
      warn,
      ...(leaseMs === undefined ? {} : { leaseMs }),
    }),
  );
  return {
    url,
    stores,
    gates,
    warnings,
    close: async () => {
      await Promise.all(gates.map((gate) => gate.close()));
      await Promise.all(stores.map((store) => store.close()));
    },
  };
}

export function gated(fields: Partial<GatedModel> = {}): GatedModel {
  return { id: 'M', concurrency: 2, ratePerMinute: undefined, ...fields };
}

/** Waits for as long as a test may last. */
export function patient(fields: Partial<WaitOptions> = {}): WaitOptions {
  return { signal: new AbortController().signal, untilMs: Date.now() + 50_000, final: true, ...fields };
}
