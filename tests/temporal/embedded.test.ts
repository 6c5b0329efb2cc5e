/** @module The life of an embedded server: started once, shared, killed, restarted, refused, stopped. All of it real. */
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { findTemporalBinary } from '../../src/temporal/binary/find.js';
import { connectClient } from '../../src/temporal/connection.js';
import { serverFiles, type EmbeddedServer, type Ports } from '../../src/temporal/embedded/files.js';
import { choosePorts, isFree } from '../../src/temporal/embedded/ports.js';
import { processStart } from '../../src/temporal/embedded/process-identity.js';
import { startEmbedded } from '../../src/temporal/embedded/start.js';
import { embeddedStatus } from '../../src/temporal/embedded/status.js';
import { stopEmbedded } from '../../src/temporal/embedded/stop.js';
import { compile, type Compiled } from '../support/compiled.js';
import { portsForTests } from '../support/temporal.js';

let dataDir: string;
let ports: Ports;
let compiled: Compiled;
let starter: string;

beforeAll(async () => {
  compiled = await compile(['domain', 'temporal']);
  starter = await compiled.script(
    'start.js',
    `import { startEmbedded } from './src/temporal/embedded/start.js';
     const server = await startEmbedded({ dataDir: process.argv[2], env: process.env, log: console.error });
     console.log(JSON.stringify(server));`,
  );
});
afterAll(() => compiled.remove());

beforeEach(async () => {
  ports = portsForTests();
  dataDir = await mkdtemp(join(tmpdir(), 'maestro-embedded-'));
});
afterEach(async () => {
  await stopEmbedded(dataDir);
  await rm(dataDir, { recursive: true, force: true });
});

const start = (): Promise<EmbeddedServer> => startEmbedded({ dataDir, env: process.env, log: () => undefined, ports });

async function clientOf({ address, uiUrl }: EmbeddedServer): Promise<Client> {
  return connectClient({ kind: 'embedded', address, namespace: 'default', connectionOptions: { address }, uiUrl });
}

async function startWorkflow(server: EmbeddedServer, workflowId: string): Promise<void> {
  const client = await clientOf(server);
  await client.workflow.start('noBodyRunsThis', { taskQueue: 'nobody', workflowId });
  await client.connection.close();
}

async function events(server: EmbeddedServer, workflowId: string): Promise<number> {
  const client = await clientOf(server);
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  await client.connection.close();
  return history.events?.length ?? 0;
}

async function gone(server: EmbeddedServer): Promise<void> {
  while ((await processStart(server.pid)) === server.processStart) await sleep(20);
}

/** A command in a process of its own that starts the server, perhaps another program than usual, and ends. */
function command(binary = process.env['TEMPORAL_CLI_PATH'] ?? ''): {
  readonly pid: number;
  readonly server: Promise<EmbeddedServer>;
} {
  const child = spawn(process.execPath, [starter, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TEMPORAL_CLI_PATH: binary },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const server = new Promise<EmbeddedServer>((resolve, reject) => {
    child.once('close', (code) =>
      code === 0
        ? resolve(JSON.parse(output) as EmbeddedServer)
        : reject(new Error(`ended with ${code ?? 'a signal'}`)),
    );
  });
  return { pid: child.pid!, server };
}

describe('starting', () => {
  test('the wished-for ports are taken where they are free, others where not', async () => {
    expect(await choosePorts(ports)).toEqual(ports);
    const thief = await listenOn(ports.grpc);
    const others = await choosePorts(ports);
    expect(others).toMatchObject({ ui: ports.ui, http: ports.http, metrics: ports.metrics });
    expect(others.grpc).not.toBe(ports.grpc);
    expect(new Set(Object.values(await choosePorts(undefined))).size).toBe(4);
    thief.close();
  });

  test('two commands that start at once share one server, which outlives both', async () => {
    const [one, two] = await Promise.all([command().server, command().server]);
    expect(two).toEqual(one);
    expect(await embeddedStatus(dataDir)).toEqual({ state: 'running', server: one });
    expect(await start()).toEqual(one);
    expect((await fetch(one.uiUrl)).status).toBe(200);
  });

  test('it listens on the loopback interface only', async () => {
    const server = await start();
    const addresses = await listeningAddresses(server.pid);
    expect(addresses.length).toBeGreaterThanOrEqual(4);
    expect(addresses.filter((address) => !address.startsWith('127.'))).toEqual([]);
  });

  test('a starter that is killed before the server is ready leaves it to the next', async () => {
    // The server does not begin before it is let go: nobody can find it ready.
    const { path } = await findTemporalBinary({ env: process.env, log: () => undefined });
    const [held, go] = [join(dataDir, 'held-temporal'), join(dataDir, 'go')];
    const wait = `[ "$1" = --version ] || while [ ! -e '${go}' ]; do sleep 0.05; done`;
    await writeFile(held, `#!/bin/sh\n${wait}\nexec '${path}' "$@"\n`, { mode: 0o755 });
    const killed = command(held);
    const state = serverFiles(dataDir).state;
    let noted: EmbeddedServer | undefined;
    while (noted === undefined) {
      noted = await readFile(state, 'utf8').then(
        (text) => JSON.parse(text) as EmbeddedServer,
        () => undefined,
      );
      await sleep(5);
    }
    process.kill(killed.pid, 'SIGKILL');
    await expect(killed.server).rejects.toThrow();
    await writeFile(go, '');
    expect((await start()).pid).toBe(noted.pid);
  });

  test('a database whose server never became ready is set aside', async () => {
    const files = serverFiles(dataDir);
    await start();
    await stopEmbedded(dataDir);
    await rm(files.note);
    await writeFile(files.database, 'half a schema');
    const server = await start();
    await startWorkflow(server, 'fresh');
    expect(await events(server, 'fresh')).toBeGreaterThan(0);
    expect(await readFile(`${files.database}.unfinished`, 'utf8')).toBe('half a schema');
  });

  test('a binary that ends at once is reported with the end of its log', async () => {
    const fake = join(dataDir, 'fake-temporal');
    await writeFile(
      fake,
      `#!/bin/sh\nif [ "$1" = --version ]; then echo 'temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)'; else echo 'no room left' >&2; exit 1; fi\n`,
      { mode: 0o755 },
    );
    const failure = startEmbedded({ dataDir, env: { ...process.env, TEMPORAL_CLI_PATH: fake }, log: () => undefined });
    await expect(failure).rejects.toMatchObject({
      code: 'TEMPORAL_UNAVAILABLE',
      message: expect.stringContaining('no room left'),
    });
    expect(await embeddedStatus(dataDir)).toMatchObject({ state: 'dead' });
  });
});

describe('after a crash', () => {
  test('a killed server comes back with its history on the same ports, and a client that was connected goes on', async () => {
    const first = await start();
    const client = await clientOf(first);
    await client.workflow.start('noBodyRunsThis', { taskQueue: 'nobody', workflowId: 'survivor' });
    process.kill(first.pid, 'SIGKILL');
    await gone(first);
    expect((await embeddedStatus(dataDir)).state).toBe('dead');
    const second = await start();
    expect(second.pid).not.toBe(first.pid);
    expect(second.ports).toEqual(first.ports);
    const { events: found } = await client.workflow.getHandle('survivor').fetchHistory();
    expect(found?.length).toBeGreaterThan(0);
    await client.connection.close();
  });

  test('when someone else took its port meanwhile, others are chosen', async () => {
    const first = await start();
    process.kill(first.pid, 'SIGKILL');
    await gone(first);
    const thief = await listenOn(first.ports.grpc);
    const second = await start();
    expect(second.ports.grpc).not.toBe(first.ports.grpc);
    expect(second.ports.ui).toBe(first.ports.ui);
    thief.close();
  });

  test('a process that only has the same id is neither taken for the server nor stopped', async () => {
    const server = await start();
    await stopEmbedded(dataDir);
    const bystander = spawn('sleep', ['60']);
    const stale = { ...server, pid: bystander.pid, processStart: '1' };
    await writeFile(serverFiles(dataDir).state, JSON.stringify(stale));
    expect((await embeddedStatus(dataDir)).state).toBe('dead');
    expect(await stopEmbedded(dataDir)).toBeUndefined();
    expect(bystander.kill(0)).toBe(true);
    bystander.kill();
  });

  test('a copied data folder does not own the server of the original', async () => {
    await start();
    const copy = await mkdtemp(join(tmpdir(), 'maestro-copy-'));
    await mkdir(serverFiles(copy).folder);
    await copyFile(serverFiles(dataDir).state, serverFiles(copy).state);
    expect(await embeddedStatus(copy)).toEqual({ state: 'none' });
    expect(await stopEmbedded(copy)).toBeUndefined();
    expect((await embeddedStatus(dataDir)).state).toBe('running');
    await rm(copy, { recursive: true });
  });
});

describe('refusing', () => {
  test('a database written by another version is not touched, and the error says what to do', async () => {
    const files = serverFiles(dataDir);
    await start();
    await stopEmbedded(dataDir);
    await writeFile(files.note, JSON.stringify({ serverVersion: '1.29.1', ports }));
    await expect(start()).rejects.toMatchObject({
      code: 'SERVER_CONFLICT',
      message: expect.stringMatching(/written by server 1\.29\.1.*TEMPORAL_CLI_PATH/s),
    });
    expect(await embeddedStatus(dataDir)).toEqual({ state: 'none' });
  });

  test.each([['not JSON at all'], ['{"pid": "abc"}'], ['']])('a state file holding %p is named', async (content) => {
    await mkdir(serverFiles(dataDir).folder);
    await writeFile(serverFiles(dataDir).state, content);
    await expect(start()).rejects.toMatchObject({
      code: 'SERVER_CONFLICT',
      message: expect.stringContaining('server.json'),
    });
    await rm(serverFiles(dataDir).state);
  });
});

describe('stopping', () => {
  test('ends the server, keeps its history and its ports, and is no error when there is nothing to stop', async () => {
    const first = await start();
    await startWorkflow(first, 'kept');
    expect(await stopEmbedded(dataDir)).toEqual(first);
    expect(await embeddedStatus(dataDir)).toEqual({ state: 'none' });
    expect(await isFree(first.ports.grpc)).toBe(true);
    expect(await stopEmbedded(dataDir)).toBeUndefined();
    const second = await start();
    expect(second.ports).toEqual(first.ports);
    expect(await events(second, 'kept')).toBeGreaterThan(0);
  });

  test('a folder that never had a server is left alone', async () => {
    expect(await stopEmbedded(dataDir)).toBeUndefined();
    expect(await readdir(dataDir)).toEqual([]);
  });
});

function listenOn(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen({ host: '127.0.0.1', port }, () => resolve(server));
  });
}

/** Addresses of the process's listening sockets, from /proc (Linux). */
async function listeningAddresses(pid: number): Promise<string[]> {
  const links = await Promise.all(
    (await readdir(`/proc/${pid}/fd`)).map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')),
  );
  const inodes = new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]));
  const found: string[] = [];
  for (const table of ['tcp', 'tcp6']) {
    const rows = (await readFile(`/proc/${pid}/net/${table}`, 'utf8')).trim().split('\n').slice(1);
    for (const row of rows) {
      const [, local = '', , state, , , , , , inode] = row.trim().split(/\s+/);
      if (state === '0A' && inodes.has(inode)) found.push(readableAddress(local));
    }
  }
  return found;
}

/** `0100007F:1C41` is 127.0.0.1 as a little-endian number; anything longer is IPv6 and not ours. */
function readableAddress(hex: string): string {
  const address = hex.split(':')[0] ?? '';
  if (address.length !== 8) return `IPv6 ${address}`;
  return [6, 4, 2, 0].map((at) => parseInt(address.slice(at, at + 2), 16)).join('.');
}
