/** @module Folders and child processes for tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect } from '@jest/globals';

/** A fresh folder, removed after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'maestro-store-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export interface Child {
  readonly process: ChildProcess;
  /** Complete lines written to standard output so far. */
  readonly lines: readonly string[];
  /** Resolves when the process has ended and its output is read: exit code (null when killed) and standard error. */
  readonly ended: Promise<{ readonly code: number | null; readonly errors: string }>;
}

/** Runs `support/<script>` as a process of its own, from the TypeScript sources. */
export function startChild(script: string, ...parameters: readonly string[]): Child {
  const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const hooks = pathToFileURL(here('ts-hooks.js')).href;
  const child = spawn(process.execPath, ['--import', hooks, here(script), ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let rest = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = new Promise<{ code: number | null; errors: string }>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => {
      resolve({ code, errors });
    });
  });
  return { process: child, lines, ended };
}

/** Waits until a child has written that many lines; fails when it ends before. */
export async function linesOf(child: Child, count: number): Promise<void> {
  const { process: running } = child;
  while (child.lines.length < count) {
    if (running.exitCode !== null || running.signalCode !== null) {
      throw new Error(`the child ended after ${child.lines.length} of ${count} lines: ${(await child.ended).errors}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Children of `write-child.ts` that wait until all are ready, and then go at once. */
export async function together(
  url: string,
  ...parameters: readonly (readonly [mode: string, name: string, count: number])[]
): Promise<Child[]> {
  const go = join(mkdtempSync(join(tmpdir(), 'maestro-go-')), 'go');
  const children = parameters.map(([mode, name, count]) =>
    startChild('write-child.ts', mode, url, name, String(count), go),
  );
  await Promise.all(children.map((child) => linesOf(child, 1)));
  writeFileSync(go, '');
  return children;
}

/** Fails unless all of them end well. */
export async function allEnded(children: readonly Child[]): Promise<void> {
  for (const child of children) expect(await child.ended).toEqual({ code: 0, errors: '' });
}
