/** @module Calls an engine in tests. */
import type { Expert, ExpertReply } from '../../../../src/domain/expert.js';
import type { JsonValue } from '../../../../src/domain/ref.js';
import { engineModel } from '../../../support/snapshot.js';

export interface Asked {
  readonly text?: string;
  readonly images?: readonly Uint8Array[];
  readonly params?: { readonly [key: string]: JsonValue };
  readonly signal?: AbortSignal;
}

export function ask(engine: Expert, task: string, asked: Asked = {}): Promise<ExpertReply> {
  return engine.call({
    model: engineModel('Engine'),
    task,
    params: asked.params ?? {},
    text: asked.text ?? '',
    system: '',
    images: (asked.images ?? []).map((bytes) => ({
      ref: { sha256: '0'.repeat(64), bytes: bytes.length, mime: 'image/png', width: 1, height: 1 },
      bytes,
    })),
    seed: 0,
    signal: asked.signal ?? new AbortController().signal,
  });
}

export interface AskedProgram extends Pick<Asked, 'params' | 'signal'> {
  readonly task?: string;
}

/** Has a sandbox run a program. */
export function askProgram(
  engine: Expert,
  text: string,
  { task = 'run', ...asked }: AskedProgram = {},
): Promise<ExpertReply> {
  return ask(engine, task, { text, ...asked });
}

/** The answer's text, or the reason why there is none. */
export function said(reply: ExpertReply): string {
  return reply.kind === 'answer' ? reply.text : `cannot: ${reply.reason}`;
}

/** Runs the jobs, a few at a time, and keeps the order of their results. */
export async function inTurns<T, R>(items: readonly T[], width: number, job: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) results[index] = await job(items[index] as T);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
