/** @module The fields that the cards of endpoints and engines share, with their defaults. Times are in seconds, money in US dollars. */
import { z } from 'zod';
import { aliasesField, idField, proseField } from '../skills/fields.js';
import { strictObject } from '../skills/validate.js';

const usd = z.number().min(0).max(10_000).default(0);
const seconds = z.number().min(0.001).max(3600);

/** Short names of the formats in ref.ts. */
const IMAGE_FORMATS = ['png', 'jpeg', 'webp', 'gif'] as const;

export const imagesSchema = strictObject({
  max_count: z.int().min(1).max(1000).default(32),
  /** Of one image, as stored. */
  max_bytes: z
    .int()
    .min(1024)
    .max(512 * 1024 * 1024)
    .default(20 * 1024 * 1024),
  /** Pixels, of the longer side. */
  max_side: z.int().min(16).max(65_535).default(16_384),
  formats: z
    .array(z.enum(IMAGE_FORMATS))
    .min(1)
    .default([...IMAGE_FORMATS]),
});

const latencySchema = strictObject({ p50_s: seconds, p95_s: seconds }).refine(
  (latency) => latency.p95_s >= latency.p50_s,
  { path: ['p95_s'], error: 'is less than p50_s, exchange the two' },
);

export const cardFields = {
  id: idField,
  enabled: z.boolean().default(true),
  aliases: aliasesField,
  strengths: proseField,
  when_to_choose: proseField,
  limits: proseField,
  modalities: z.array(z.enum(['text', 'image'])).min(1),
  context_tokens: z.int().min(256).max(100_000_000).optional(),
  /** Only of a model that takes images. */
  images: imagesSchema.optional(),
  /** Per million tokens in and out, and per call. */
  price: strictObject({ input_per_mtok: usd, output_per_mtok: usd, per_call: usd }).default({
    input_per_mtok: 0,
    output_per_mtok: 0,
    per_call: 0,
  }),
  /** How long a call typically takes. */
  latency: latencySchema.optional(),
  license: z.string().trim().max(200).default(''),
  revision: z.string().trim().max(200).default(''),
  /** Calls in flight: of an endpoint over all workers, of an engine in each process. */
  concurrency: z.int().min(1).max(1000),
  rate_per_minute: z.number().positive().max(1_000_000).optional(),
  /** One attempt. */
  timeout_s: z.number().min(0.1).max(3600),
  max_attempts: z.int().min(1).max(20),
  /** All attempts and fallbacks of one step together. */
  deadline_s: z.number().min(0.1).max(86_400).optional(),
  /** A second call when the first takes longer than the p95. */
  hedge: z.boolean().default(false),
  /** Names of the models that stand in for it, in order. */
  fallbacks: z.array(z.string().min(1)).max(16).default([]),
  /** Names of the skills it may be paired with. */
  skills: z.array(z.string().min(1)).max(200),
};

interface Card {
  readonly modalities: readonly string[];
  readonly images?: unknown;
  readonly latency?: unknown;
  readonly hedge: boolean;
  readonly timeout_s: number;
  readonly deadline_s?: number | undefined;
}

/** Fields of a card that contradict each other. */
export function checkCard(card: Card, context: z.RefinementCtx): void {
  const fail = (field: keyof Card, message: string): void => {
    context.addIssue({ code: 'custom', path: [field], message });
  };
  if (card.hedge && card.latency === undefined)
    fail('hedge', 'needs the p95 after which the second call is made, add latency: { p50_s, p95_s } or remove it');
  if (card.images !== undefined && !card.modalities.includes('image'))
    fail('images', 'limits the images of a model that takes none, remove it or add image to modalities');
  if (card.deadline_s !== undefined && card.deadline_s < card.timeout_s)
    fail('deadline_s', `is less than the ${card.timeout_s} s of one attempt (timeout_s), raise it`);
}
