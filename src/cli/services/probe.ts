/** @module Asks one endpoint: what it serves, and whether it takes an image. */
import sharp from 'sharp';
import { isMaestroError, messageOf } from '../../domain/errors.js';
import type { EndpointModel } from '../../domain/registry.js';
import type { ChatClient, Environment } from '../../experts/openai/chat-types.js';
import { listModels } from '../../experts/openai/list-models.js';

export interface Checked {
  readonly model: EndpointModel;
  /** `unavailable`: its address or key is not set, so nothing was asked. */
  readonly state: 'ok' | 'failed' | 'unavailable';
  /** What it says that it serves; undefined: it was not asked, or has no list. */
  readonly serves: readonly string[] | undefined;
  /** How long the probe took; undefined: none was sent. */
  readonly probeMs: number | undefined;
  /** What is wrong, or worth knowing; empty when there is nothing to say. */
  readonly note: string;
}

export interface Asking {
  readonly env: Environment;
  readonly chat: ChatClient;
  readonly signal: AbortSignal;
  /** Is a chat completion asked for, too? It costs what a call costs. */
  readonly probe: boolean;
}

/** A list of models is no work. */
const LIST_MS = 10_000;
/** A probe wakes up a model at most; its card's timeout may be shorter. */
const PROBE_MS = 60_000;
const PROBE_TOKENS = 32;
const SIDE = 64;

/** Never throws: what goes wrong is what is to be told. */
export async function checkEndpoint(model: EndpointModel, asking: Asking): Promise<Checked> {
  const nothing = { model, serves: undefined, probeMs: undefined };
  if (model.unavailable !== '') return { ...nothing, state: 'unavailable', note: model.unavailable };
  try {
    const serves = await servedBy(model, asking);
    if (serves !== undefined && !serves.includes(model.servedName)) {
      const others = serves.length === 0 ? 'nothing' : serves.slice(0, 5).join(', ');
      return { ...nothing, serves, state: 'failed', note: `serves ${others}, not "${model.servedName}"` };
    }
    const listed = serves === undefined ? 'has no list of models' : '';
    if (!asking.probe) return { ...nothing, serves, state: 'ok', note: listed };
    const start = performance.now();
    await sendProbe(model, asking);
    return { model, serves, state: 'ok', probeMs: Math.round(performance.now() - start), note: listed };
  } catch (error) {
    asking.signal.throwIfAborted();
    return { ...nothing, state: 'failed', note: messageOf(error) };
  }
}

/** Undefined when the server has no such list, as some hosted ones. */
async function servedBy(model: EndpointModel, { env, signal }: Asking): Promise<readonly string[] | undefined> {
  try {
    return await listModels(model, { env, signal: AbortSignal.any([signal, AbortSignal.timeout(LIST_MS)]) });
  } catch (error) {
    if (isMaestroError(error) && (error.data['status'] === 404 || error.data['status'] === 405)) return undefined;
    throw error;
  }
}

async function sendProbe(model: EndpointModel, { chat, signal }: Asking): Promise<void> {
  await chat({
    model: { ...model, timeoutMs: Math.min(model.timeoutMs, PROBE_MS) },
    messages: [{ role: 'user', text: 'Is this picture blank? Answer yes or no.', images: await pictureFor(model) }],
    seed: 0,
    maxTokens: PROBE_TOKENS,
    signal,
  });
}

/** A blank picture within the limits of the card; none for a model that takes none. */
async function pictureFor({ modalities, images }: EndpointModel): Promise<{ mime: string; bytes: Uint8Array }[]> {
  const mime = images.formats[0];
  if (!modalities.includes('image') || mime === undefined) return [];
  const side = Math.min(SIDE, images.maxSide);
  const blank = sharp({ create: { width: side, height: side, channels: 3, background: 'white' } });
  const format = mime === 'image/jpeg' ? 'jpeg' : mime === 'image/webp' ? 'webp' : mime === 'image/gif' ? 'gif' : 'png';
  return [{ mime, bytes: await blank.toFormat(format).toBuffer() }];
}
