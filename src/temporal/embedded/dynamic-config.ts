/** @module The one file of server settings, as flags of the embedded server. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { MaestroError, messageOf } from '../../domain/errors.js';

/** The documented file; `docker-compose.yml` mounts the same. */
export const DYNAMIC_CONFIG_FILE = fileURLToPath(
  new URL('../../../tools/temporal/dynamic-config.yaml', import.meta.url),
);

// Constraints (values per namespace or queue) have no counterpart among the flags, so they are refused, not dropped.
const dynamicConfig = z.record(z.string(), z.tuple([z.strictObject({ value: z.json() })]));

/**
 * `--dynamic-config-value KEY=JSON` for every setting of the file.
 * @throws MaestroError INVALID_INPUT when the file is missing or not of the form "one unconditional value per key".
 */
export async function dynamicConfigFlags(file: string = DYNAMIC_CONFIG_FILE): Promise<string[]> {
  try {
    const settings = dynamicConfig.parse(parse(await readFile(file, 'utf8')));
    return Object.entries(settings).flatMap(([key, [{ value }]]) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]);
  } catch (error) {
    throw new MaestroError(
      'INVALID_INPUT',
      `${file} must hold one unconditional value per key, as in Temporal's dynamic configuration: ${messageOf(error)}`,
      { cause: error },
    );
  }
}
