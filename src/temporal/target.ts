/** @module Which Temporal to talk to. */
import type { NativeConnectionOptions } from '@temporalio/worker';

/** A Temporal server, and how to reach it. */
export interface Target {
  readonly kind: 'external' | 'embedded';
  readonly address: string;
  readonly namespace: string;
  /** For client and worker alike: address, TLS, API key, headers. Holds secrets: never log it. */
  readonly connectionOptions: ConnectionSettings;
  /** Address of the web interface where it is known (for an external server: `TEMPORAL_UI_URL`). */
  readonly uiUrl: string | undefined;
}

/** What both kinds of connections understand. */
export type ConnectionSettings = Pick<NativeConnectionOptions, 'address' | 'tls' | 'apiKey' | 'metadata'>;
