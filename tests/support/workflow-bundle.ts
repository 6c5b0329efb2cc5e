/** @module Bundles of workflows for tests: each is made once for as long as the sources are the same, not by every file that runs it. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { bundlerOptions } from '../../src/temporal/bundler-options.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'maestro-workflows');
/** What a bundle of tests may be made of. */
const SOURCES = ['src', 'tests/temporal/workflows', 'tests/workflows/support'];
const OLD_MS = 3_600_000;

/** As a worker, or a replay, takes it. */
export interface TestBundle {
  readonly workflowBundle: { readonly codePath: string };
}

/** The product's own workflows. */
export function productWorkflows(): Promise<TestBundle> {
  return bundled('src/workflows/index.ts');
}

/** The workflows that a file of the repository exports. */
export async function bundled(entry: string): Promise<TestBundle> {
  const name = `${entry.replaceAll('/', '-')}-`;
  const codePath = join(CACHE, `${name}${await hashOfSources()}.js`);
  if ((await ageOf(codePath)) === undefined) {
    const workflowsPath = join(ROOT, entry);
    const { code } = await bundleWorkflowCode({
      workflowsPath,
      ...bundlerOptions(workflowsPath),
      logger: new DefaultLogger('ERROR'),
    });
    await mkdir(CACHE, { recursive: true });
    for (const file of await readdir(CACHE)) {
      if (((await ageOf(join(CACHE, file))) ?? 0) > OLD_MS) await rm(join(CACHE, file), { force: true });
    }
    // Another process may make it at the same time: it is the same.
    const draft = `${codePath}.${process.pid}`;
    await writeFile(draft, code);
    await rename(draft, codePath);
  }
  return { workflowBundle: { codePath } };
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(ROOT, 'package-lock.json')));
  for (const folder of SOURCES) {
    const names = await readdir(join(ROOT, folder), { recursive: true });
    for (const name of names.filter((each) => each.endsWith('.ts')).sort()) {
      hash.update(name).update(await readFile(join(ROOT, folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function ageOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? undefined : Date.now() - found.mtimeMs;
}
