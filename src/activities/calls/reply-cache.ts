/**
 * @module The cache of calls as a call meets it: a reply that is known, or one that somebody is just getting, is waited for instead
 * of being paid for twice. Failures are never kept, nor replies with images.
 */
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import { NO_USAGE, type ExpertReply } from '../../domain/expert.js';
import type { CallCache } from '../../store/call-store.js';
import { asJson } from '../as-json.js';
import { Bell } from './bell.js';
import type { Gate, WaitOptions } from './gate.js';

const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 400;

const bodySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('answer'),
    text: z.string(),
    confidence: z.number().optional(),
    data: z.record(z.string(), z.json()),
    reasoning: z.string(),
  }),
  z.object({ kind: z.literal('cannot'), reason: z.string() }),
]);

export interface CachedReply {
  readonly reply: ExpertReply;
  readonly cached: boolean;
  readonly waitedMs: number;
  readonly hedged: boolean;
}

export interface MakeAndRead {
  readonly make: () => Promise<Omit<CachedReply, 'cached'>>;
  /** Makes of a reply what the caller needs; one that it throws on is not kept. */
  readonly read: (reply: ExpertReply) => Promise<ExpertReply>;
}

export interface ReplyCacheOptions {
  readonly cache: CallCache;
  readonly gate: Gate;
  readonly now: () => number;
}

export class ReplyCache {
  readonly #bell = new Bell();

  constructor(private readonly options: ReplyCacheOptions) {}

  /**
   * The reply under this key, read: from the cache, or made by `make` by one caller at a time, over all workers.
   * @throws what `make` and `read` throw; MaestroError EXPERT_UNAVAILABLE (`busy`) when another makes the same call for too long
   */
  async through(
    key: string,
    model: string,
    { signal, untilMs, final }: WaitOptions,
    { make, read }: MakeAndRead,
  ): Promise<CachedReply> {
    const { gate, now } = this.options;
    const name = `call ${key}`;
    const startedAt = now();
    for (;;) {
      const known = await this.#find(key);
      if (known !== undefined) return hit(await read(known), now() - startedAt);
      if (await gate.lock(name)) break;
      if (now() >= untilMs) throw busy(model, now() - startedAt, final);
      const pause = SHORTEST_PAUSE_MS + Math.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
      await this.#bell.wait(pause, signal);
    }
    try {
      // Whoever had the lock before may have left a reply after the look.
      const known = await this.#find(key);
      if (known !== undefined) return hit(await read(known), now() - startedAt);
      const beganAt = now();
      const made = await make();
      const latencyMs = now() - beganAt;
      const reply = await read(made.reply);
      // As it came: who reads it next may need something else of it.
      this.#keep(key, model, made.reply, latencyMs);
      return { ...made, reply, cached: false };
    } finally {
      void gate.unlock(name).then(() => this.#bell.ring());
    }
  }

  async #find(key: string): Promise<ExpertReply | undefined> {
    const { cache, now } = this.options;
    const row = await cache.find(key, now());
    if (row === undefined) return undefined;
    const parsed = bodySchema.safeParse(row.body);
    if (!parsed.success) {
      throw new MaestroError(
        'INTERNAL',
        `The cache of calls holds a reply of ${row.model} that can't be read (${key}). Was it written by another version? Use MAESTRO_CACHE=off.`,
      );
    }
    const { data } = parsed;
    return data.kind === 'cannot'
      ? { ...data, usage: NO_USAGE }
      : { ...data, confidence: data.confidence, images: [], usage: NO_USAGE };
  }

  /** In turn with the lock: who gets it next finds the reply. */
  #keep(key: string, model: string, reply: ExpertReply, latencyMs: number): void {
    if (reply.kind === 'answer' && reply.images.length > 0) return;
    const { cache, gate, now } = this.options;
    const { promptTokens, completionTokens, costUsd } = reply.usage;
    const body = asJson(bodySchema.parse(reply));
    const call = { key, model, body, promptTokens, completionTokens, costUsd, latencyMs };
    gate.afterwards(`keeping a reply of ${model}`, () => cache.add(call, now()));
  }
}

function hit(reply: ExpertReply, waitedMs: number): CachedReply {
  return { reply, cached: true, waitedMs, hedged: false };
}

function busy(model: string, waitedMs: number, final: boolean): MaestroError {
  const seconds = Math.round(waitedMs / 100) / 10;
  return new MaestroError(
    'EXPERT_UNAVAILABLE',
    `busy, the same call is under way elsewhere and brought nothing within ${seconds} s (model "${model}").`,
    { data: { model, reason: 'busy' }, final },
  );
}
