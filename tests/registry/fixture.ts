/** @module A small sound registry in a temporary folder, to be broken by the tests. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadRegistry } from '../../src/registry/load.js';
import { isMaestroError } from '../../src/domain/errors.js';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Line numbers are counted on in the tests: do not re-flow. */
export const SOUND: Readonly<Record<string, string>> = {
  'models.yaml': `version: 1
models:
  - id: Reader
    provider: engine
    engine: tesseract
    aliases: [Lector]
    strengths: reads
    when_to_choose: text
    limits: none
    modalities: [image, text]
    concurrency: 2
    timeout_s: 60
    max_attempts: 2
    price: { per_call: 0.1 }
    skills: [Reading]
  - id: Far
    provider: openai
    base_url: http://127.0.0.1:9/v1
    served_name: far
    strengths: everything
    when_to_choose: always
    limits: none
    modalities: [image, text]
    concurrency: 2
    timeout_s: 60
    max_attempts: 2
    skills: [Reading, Talking]
`,
  'services.yaml': `version: 1
services:
  ocr:
    model: Lector
`,
  'skills/reading/SKILL.md': `---
name: reading
id: Reading
description: Reads.
aliases: [Read_It]
when_to_use: text in a picture
limits: none
needs_image: true
keywords: [read]
router:
  fallback: page
  rules:
    - solver: line
      any: [line]
      weight: 2
---
Prose.
`,
  'skills/reading/page.md': `---
summary: a page
when: always
steps:
  - id: read
    kind: solve
    task: read
---
## read

{{ input }}
`,
  'skills/reading/line.md': `---
summary: a line
when: a line
aliases: [row]
steps:
  - id: read
    kind: solve
    task: read-line
---
## read

{{ input }}
`,
  'skills/talking/SKILL.md': `---
name: talking
id: Talking
description: Talks.
when_to_use: always
limits: none
needs_image: false
---
`,
  'skills/talking/chat.md': `---
summary: talk
when: always
steps:
  - id: see
    kind: ocr
    task: read
  - id: say
    kind: ask
    needs: [see]
---
Notes.

## say

{{ question }} with {{ steps.see.text }}
`,
};

/** Writes files below a new temporary folder, runs, and removes the folder. */
export async function withFolder<T>(files: Files, run: (root: string) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'maestro-registry-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
    return await run(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** The faults of a registry, one a line without the folder's path; empty when it loads. */
export async function faultsOf(files: Files, env: Record<string, string> = {}): Promise<readonly string[]> {
  return withFolder(files, (root) => faultsOfRoots([root], env));
}

export async function faultsOfRoots(
  roots: readonly string[],
  env: Record<string, string> = {},
): Promise<readonly string[]> {
  try {
    await loadRegistry({ roots, env });
    return [];
  } catch (error) {
    if (!isMaestroError(error) || error.code !== 'INVALID_REGISTRY') throw error;
    const [first = '', ...lines] = error.message.split('\n');
    if (!first.startsWith('The registry has ')) throw error;
    return lines.map((line) => roots.reduce((text, root) => text.replace(`${root}/`, ''), line).trim());
  }
}
