/** @module What the build has read of the YAML that Maestro ships: every process would take half a second of a processor to parse it anew. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Beside the built code; from the sources there is none. */
export const READ_BY_BUILD = fileURLToPath(new URL('./shipped-yaml.json', import.meta.url));

/** A text in order, with its comments by their lines in it. */
const contentSchema = z.object({
  value: z.unknown(),
  comments: z.array(z.object({ line: z.number(), text: z.string() })),
});
export type YamlContent = z.output<typeof contentSchema>;

/** By the hash of the text: what was read of it, as JSON. */
let known: ReadonlyMap<string, string> | undefined;

/** Undefined unless the build has read the same text, letter for letter. Anew for each caller: what one changes no other sees. */
export function readByBuild(text: string): YamlContent | undefined {
  known ??= readKnown();
  const json = known.size === 0 ? undefined : known.get(keyOf(text));
  return json === undefined ? undefined : contentSchema.parse(JSON.parse(json));
}

/** What a text is known by. */
export function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function readKnown(): ReadonlyMap<string, string> {
  if (!existsSync(READ_BY_BUILD)) return new Map();
  return new Map(
    Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(READ_BY_BUILD, 'utf8')))),
  );
}
