/** @module Scenarios that mostly wait, run at the same time, each reported as a test of its own. */
import { beforeAll, test } from '@jest/globals';
import { measured } from './until.js';

const LIMIT_MS = 240_000;

/** Name -> what is to happen, undefined where it cannot be tried; whatever a scenario starts it ends itself. */
export function together(scenarios: Readonly<Record<string, (() => Promise<void>) | undefined>>): void {
  const running = new Map<string, Promise<void>>();
  beforeAll(() => {
    const started = Date.now();
    for (const [name, scenario] of Object.entries(scenarios)) {
      if (scenario === undefined) continue;
      const run = scenario().finally(() => measured(name, Date.now() - started));
      // Its test reports a failure, which may come before the test's turn.
      run.catch(() => undefined);
      running.set(name, run);
    }
  });
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (scenario === undefined) test.skip(name, () => undefined);
    else test(name, () => running.get(name), LIMIT_MS);
  }
}
