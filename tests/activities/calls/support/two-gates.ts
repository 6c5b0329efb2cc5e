/** @module The gates of two workers, closed after each test without a warning. */
import { afterEach, expect } from '@jest/globals';
import type { Gate } from '../../../../src/activities/calls/gate.js';
import type { CallEnd } from '../../../../src/domain/breaker.js';
import { openGates, type GatesOptions, type TestGates } from './gates.js';

/** Those that are closed after the test. */
export const opened: TestGates[] = [];
afterEach(async () => {
  for (const gates of opened.splice(0)) {
    await gates.close();
    expect(gates.warnings).toEqual([]);
  }
});

export async function gatesOf(options: GatesOptions = {}): Promise<TestGates & { readonly a: Gate; readonly b: Gate }> {
  const gates = await openGates(options);
  opened.push(gates);
  const [a, b = a] = gates.gates;
  return { ...gates, a: a!, b: b! };
}

export const up: CallEnd = { kind: 'up' };
export const down: CallEnd = { kind: 'down', reason: '503 overloaded', retryAfterMs: undefined };
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until so many calls stand in the line of the model `M`, those that are let through included. */
export async function untilInLine({ stores }: TestGates, places: number): Promise<void> {
  while ((await stores[0]!.calls.lines.lengths())[0]?.places !== places) await pause(5);
}

export const settled = ({ gates }: TestGates): Promise<unknown> => Promise.all(gates.map((gate) => gate.idle()));
