/** @module A Temporal server named by the environment or by a profile of Temporal's own configuration file. */
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { MaestroError, messageOf } from '../domain/errors.js';
import type { Env } from './binary/cache.js';
import { NAMESPACE } from './settings.js';
import type { Target } from './target.js';

/**
 * The server that the environment names; undefined when it names none.
 * @throws MaestroError INVALID_INPUT when the settings or the profile are faulty.
 */
export function externalTarget(env: Env): Target | undefined {
  if (!env['TEMPORAL_ADDRESS'] && !env['TEMPORAL_PROFILE'] && !env['TEMPORAL_CONFIG_FILE']) return undefined;
  const { connectionOptions, namespace } = load(env);
  const { address, tls, apiKey, metadata } = connectionOptions;
  if (!address) {
    throw new MaestroError(
      'INVALID_INPUT',
      `The Temporal ${described(env)} names no address, or does not exist: give it one, or set TEMPORAL_ADDRESS (host:port).`,
    );
  }
  return {
    kind: 'external',
    address,
    namespace: namespace ?? NAMESPACE,
    connectionOptions: {
      address,
      ...(tls === undefined ? {} : { tls }),
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(metadata === undefined ? {} : { metadata }),
    },
    uiUrl: env['TEMPORAL_UI_URL'],
  };
}

function load(env: Env): ReturnType<typeof loadClientConnectConfig> {
  const set = Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]));
  try {
    return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(set) });
  } catch (error) {
    // The TOML parser quotes the lines around a fault, which may hold an API key: only its first line is passed on, no cause.
    const [reason = ''] = messageOf(error).split('\n');
    throw new MaestroError(
      'INVALID_INPUT',
      `The Temporal settings are faulty (environment TEMPORAL_*, ${described(env)}): ${reason}${lineOf(error)}`,
    );
  }
}

function described(env: Env): string {
  const profile = `profile "${env['TEMPORAL_PROFILE'] ?? 'default'}"`;
  return env['TEMPORAL_CONFIG_FILE'] ? `${profile} of ${env['TEMPORAL_CONFIG_FILE']}` : profile;
}

function lineOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'line' in error ? ` (line ${String(error.line)})` : '';
}
