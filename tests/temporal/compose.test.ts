/** @module docker-compose.yml and Dockerfile hold what they promise. No engine runs here: read by a YAML parser. */
import { access, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { dynamicConfigFlags } from '../../src/temporal/embedded/dynamic-config.js';
import { TEMPORAL_CLI_VERSION, TEMPORAL_SERVER_VERSION, TEMPORAL_UI_VERSION } from '../../src/temporal/settings.js';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, ROOT), 'utf8');

const service = z.object({
  image: z.string(),
  build: z.string().optional(),
  restart: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string().nullable()).optional(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()).min(2), retries: z.number() }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
const composeFile = z.object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) });

let compose: z.infer<typeof composeFile>;
beforeAll(async () => {
  compose = composeFile.parse(parse(await read('docker-compose.yml'), { merge: true }));
});
const services = (): [string, z.infer<typeof service>][] => Object.entries(compose.services);

describe('docker-compose.yml', () => {
  test('publishes nothing beyond the loopback interface, and the database not at all', () => {
    const published = services().flatMap(([, { ports }]) => ports);
    expect(published.length).toBeGreaterThan(0);
    expect(published.filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual([]);
    expect(compose.services['postgresql']?.ports).toEqual([]);
  });

  test('names every image of others by a full version, those of Temporal by the versions of the project', () => {
    const foreign = services().filter(([, { build }]) => build === undefined);
    expect(Object.fromEntries(foreign.map(([name, { image }]) => [name, image]))).toEqual({
      postgresql: expect.stringMatching(/^postgres:\d+\.\d+/),
      schema: `temporalio/admin-tools:${TEMPORAL_SERVER_VERSION}`,
      temporal: `temporalio/server:${TEMPORAL_SERVER_VERSION}`,
      ui: `temporalio/ui:${TEMPORAL_UI_VERSION}`,
    });
  });

  test('starts again what should run for ever and checks its health; what only prepares is tried a few times', () => {
    const lasting = services().filter(([, { restart }]) => restart === 'unless-stopped');
    expect(lasting.map(([name]) => name)).toEqual(['postgresql', 'temporal', 'ui', 'worker']);
    expect(lasting.filter(([, { healthcheck }]) => healthcheck === undefined)).toEqual([]);
    const others = services().filter(([, { restart }]) => restart !== 'unless-stopped');
    expect(others.filter(([, { restart }]) => !/^on-failure:\d+$/.test(restart))).toEqual([]);
  });

  test('waits for what is needed: healthy where it lasts, completed where it prepares', () => {
    for (const [, { depends_on }] of services()) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        const lasts = compose.services[name]?.healthcheck !== undefined;
        expect(condition).toBe(lasts ? 'service_healthy' : 'service_completed_successfully');
      }
    }
    expect(Object.keys(compose.services['worker']?.depends_on ?? {})).toEqual(['namespace']);
  });

  test('mounts files that exist, and keeps state in named volumes', async () => {
    const mounts = services().flatMap(([, { volumes }]) => volumes.map((mount) => mount.split(':')[0] ?? ''));
    for (const source of mounts.filter((mount) => mount.startsWith('.'))) await access(new URL(source, ROOT));
    const named = mounts.filter((mount) => !mount.startsWith('.'));
    expect(named.sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  test('tunes the server with the one file of settings', () => {
    const temporal = compose.services['temporal'];
    const inside = temporal?.environment?.['DYNAMIC_CONFIG_FILE_PATH'];
    expect(temporal?.volumes).toEqual([`./tools/temporal/dynamic-config.yaml:${inside ?? ''}:ro`]);
  });

  test('runs the worker against the server of this file', () => {
    expect(compose.services['worker']).toMatchObject({
      command: ['node', 'dist/worker.js'],
      environment: { TEMPORAL_ADDRESS: 'temporal:7233' },
    });
  });
});

describe('the one file of settings', () => {
  test('holds what the measurements ask for', async () => {
    const flags = await dynamicConfigFlags();
    for (const setting of [
      'history.transferProcessorMaxPollRPS=2000',
      'history.timerProcessorMaxPollRPS=200',
      'matching.numTaskqueueReadPartitions=1',
      'matching.numTaskqueueWritePartitions=1',
      'matching.enableFairness=true',
      'system.enableActivityEagerExecution=true',
    ]) {
      expect(flags).toContain(setting);
    }
    expect(flags.filter((_, index) => index % 2 === 0).every((flag) => flag === '--dynamic-config-value')).toBe(true);
  });

  test('with constraints, which flags cannot express, is refused by name', async () => {
    const file = fileURLToPath(new URL('fixtures/constrained.yaml', import.meta.url));
    await expect(dynamicConfigFlags(file)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(file),
    });
  });
});

describe('the versions', () => {
  test('of the Go module are those of the project', async () => {
    const module = await read('tools/temporal/go.mod');
    expect(module).toContain(`github.com/temporalio/cli v${TEMPORAL_CLI_VERSION}`);
    expect(module).toContain(`go.temporal.io/server v${TEMPORAL_SERVER_VERSION}`);
    expect(module).toContain(`github.com/temporalio/ui-server/v2 v${TEMPORAL_UI_VERSION}`);
  });
});

describe('Dockerfile', () => {
  test('has two stages on a full version, ends as an unprivileged user, and copies only what exists', async () => {
    const lines = (await read('Dockerfile')).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const bases = lines.filter((line) => line.startsWith('FROM '));
    expect(bases).toHaveLength(2);
    expect(bases.filter((line) => !/^FROM node:\d+\.\d+\.\d+-bookworm-slim AS \w+$/.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('USER ')).at(-1)).toBe('USER node');
    expect(lines.at(-1)).toBe('CMD ["node", "dist/worker.js"]');
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1));
    const ignore = (await read('.dockerignore')).split('\n');
    for (const source of copied) {
      await access(new URL(source, ROOT));
      expect(ignore).toContain(`!${source}`);
    }
  });
});
