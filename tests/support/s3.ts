/** @module A server of objects which speaks S3: s3rver, from npm, in a process of its own, behind a gate that checks signatures. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import getPort from 'get-port';
import { startGate } from './s3-gate.js';

export const BUCKET = 'maestro';
const READY_MS = 60_000;
/** The only account of s3rver. */
const KEY = 'S3RVER';

export interface TestS3 {
  readonly endpoint: string;
  /** URL of a store under a prefix of its own. */
  urlOf(prefix: string): string;
  readonly env: { readonly AWS_ACCESS_KEY_ID: string; readonly AWS_SECRET_ACCESS_KEY: string };
  /** Changes an object behind the server's back. */
  overwrite(key: string, bytes: Uint8Array): Promise<void>;
  setTime(key: string, at: Date): Promise<void>;
  stop(): Promise<void>;
}

export async function startS3(): Promise<TestS3> {
  const folder = await mkdtemp(join(tmpdir(), 'maestro-s3-'));
  const port = await getPort();
  const program = createRequire(import.meta.url).resolve('s3rver/bin/s3rver.js');
  const args = [program, '-d', folder, '-a', '127.0.0.1', '-p', String(port), '--silent', '--configure-bucket', BUCKET];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  server.unref();
  process.once('exit', () => server.kill('SIGKILL'));
  const deadline = performance.now() + READY_MS;
  while (!(await answers(`http://127.0.0.1:${port}`))) {
    if (server.exitCode !== null || performance.now() > deadline)
      throw new Error('s3rver does not start; run "npm ci".');
    await sleep(25);
  }
  const gate = await startGate(port, { accessKeyId: KEY, secretAccessKey: KEY });
  const endpoint = `http://127.0.0.1:${gate.port}`;
  const fileOf = (key: string): string => join(folder, BUCKET, `${key}._S3rver_object`);
  return {
    endpoint,
    urlOf: (prefix) => `s3://${BUCKET}/${prefix}?endpoint=${endpoint}`,
    env: { AWS_ACCESS_KEY_ID: KEY, AWS_SECRET_ACCESS_KEY: KEY },
    overwrite: (key, bytes) => writeFile(fileOf(key), bytes),
    setTime: (key, at) => utimes(fileOf(key), at, at),
    stop: async () => {
      await gate.stop();
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await (await fetch(endpoint)).arrayBuffer();
    return true;
  } catch {
    return false; // not yet
  }
}
