/** @module What is said when Temporal can't be reached. */
import { MaestroError, messageOf } from '../domain/errors.js';
import type { Target } from './target.js';

/** TEMPORAL_UNAVAILABLE, with what to do about it. */
export function unavailable({ kind, address, namespace }: Target, cause: unknown): MaestroError {
  const advice =
    kind === 'embedded'
      ? 'Start it again (maestro up); maestro doctor says more.'
      : 'Check TEMPORAL_ADDRESS, TLS and the API key, and that the server is up.';
  return new MaestroError(
    'TEMPORAL_UNAVAILABLE',
    `Temporal at ${address} (namespace ${namespace}) cannot be reached: ${messageOf(cause)}. ${advice}`,
    {
      cause,
      data: { address, namespace },
    },
  );
}
