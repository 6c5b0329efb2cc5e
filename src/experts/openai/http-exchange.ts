/** @module One HTTP exchange with a declared address: whole reply or failure, bounded in size, redirects left alone. */
import { Agent, fetch } from 'undici';
import { MaestroError } from '../../domain/errors.js';

export interface HttpReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Bytes of a reply. Streaming is off, so a longer one is no chat completion. */
export const MAX_REPLY_BYTES = 10 * 1024 * 1024;

/** A model may think for minutes before the first byte: only the model's own timeout counts. */
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });

/**
 * Sends a request and reads the whole reply. An abort of `init.signal` closes the socket. A redirect comes back as its status.
 * @throws MaestroError EXPERT_MALFORMED beyond {@link MAX_REPLY_BYTES}; TypeError or AbortError from undici otherwise
 */
export async function exchange(url: string | URL, init: RequestInit): Promise<HttpReply> {
  const response = await fetch(url, {
    method: init.method ?? 'GET',
    headers: Object.fromEntries(new Headers(init.headers)),
    body: typeof init.body === 'string' ? init.body : null,
    signal: init.signal ?? null,
    redirect: 'manual',
    dispatcher: agent,
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (response.body !== null) {
    // Leaving the loop by an exception cancels the body, which closes the socket.
    for await (const chunk of response.body) {
      const bytes: unknown = chunk;
      if (!ArrayBuffer.isView(bytes)) throw new MaestroError('INTERNAL', 'A reply came in pieces that are no bytes.');
      size += bytes.byteLength;
      if (size > MAX_REPLY_BYTES)
        throw new MaestroError('EXPERT_MALFORMED', `it has more than ${MAX_REPLY_BYTES} bytes`);
      chunks.push(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    }
  }
  const headers = new Headers([...response.headers]);
  return { status: response.status, headers, text: new TextDecoder().decode(Buffer.concat(chunks)) };
}
