/** @module A step's reply on its way into the ledger, and out of it to the workflow. */
import { clip, oneLine } from '../domain/escape.js';
import type { ExpertReply } from '../domain/expert.js';
import { MAX_NOTE, MAX_SUMMARY, type StepOutcome } from '../domain/trajectory.js';
import type { BlobStore } from '../store/blob-store.js';
import { readReply, type ReplyBody } from './bodies.js';
import { inspectImage } from './inspect-image.js';
import type { Recorded } from './recorded.js';

/** Characters of a reply that are kept; the transcript shows less. */
const MAX_REPLY = 200_000;

/** Puts output images into the blob store. @throws MaestroError INVALID_IMAGE, TOO_LARGE, STORE_UNAVAILABLE */
export async function bodyOf(blobs: BlobStore, reply: ExpertReply): Promise<ReplyBody> {
  if (reply.kind === 'cannot') {
    return { text: clip(reply.reason, MAX_REPLY), confidence: null, data: {}, images: [], reasoning: '' };
  }
  const images = await Promise.all(
    reply.images.map(async (bytes) => ({
      ...(await blobs.put(bytes)),
      ...(await inspectImage(bytes, 'an output image')),
    })),
  );
  return {
    text: clip(reply.text, MAX_REPLY),
    confidence: reply.confidence ?? null,
    data: { ...reply.data },
    images,
    reasoning: clip(reply.reasoning, MAX_REPLY),
  };
}

export function outcomeOf({ row, wasRecorded, usage }: Recorded): StepOutcome {
  const reply = readReply(row);
  const cannot = row.status === 'cannot';
  const { passed } = reply.data;
  return {
    step: row.step,
    status: cannot ? 'cannot' : 'ok',
    note: cannot ? clip(reply.text, MAX_NOTE) : '',
    summary: oneLine(reply.text, MAX_SUMMARY),
    confidence: reply.confidence,
    passed: typeof passed === 'boolean' ? passed : null,
    usage,
    recorded: wasRecorded,
  };
}
