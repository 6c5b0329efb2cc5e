/** @module docker-compose.gpu.yml with gpu.env.example: read by a YAML parser, its variables filled in as compose does. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadRegistry } from '../../src/registry/load.js';
import { vllmServes } from '../../src/registry/vllm.js';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, ROOT), 'utf8');

const device = z.strictObject({
  driver: z.literal('nvidia'),
  device_ids: z.array(z.string()).length(1),
  capabilities: z.tuple([z.literal('gpu')]),
});
const service = z.strictObject({
  image: z.string(),
  entrypoint: z.tuple([z.literal('vllm'), z.literal('serve')]),
  command: z.array(z.string()),
  restart: z.literal('unless-stopped'),
  init: z.literal(true),
  shm_size: z.string(),
  environment: z.strictObject({ HF_TOKEN: z.null() }),
  ports: z.array(z.string()).length(1),
  volumes: z.array(z.string()),
  healthcheck: z.object({ test: z.array(z.string()).min(2), retries: z.number(), start_period: z.string() }),
  logging: z.object({ driver: z.string() }),
  deploy: z.strictObject({
    resources: z.strictObject({ reservations: z.strictObject({ devices: z.tuple([device]) }) }),
  }),
});
const composeFile = z.object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) });
type Services = z.infer<typeof composeFile>['services'];

let text: string;
let example: ReadonlyMap<string, string>;
let services: Services;

beforeAll(async () => {
  text = await read('docker-compose.gpu.yml');
  example = variablesOf(await read('gpu.env.example'));
  services = servicesWith(example);
});

/** `NAME=value` lines. */
function variablesOf(file: string): ReadonlyMap<string, string> {
  const lines = file.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

const VARIABLE = /\$\{([A-Z0-9_]+)(?::([-?])([^}]*))?\}/g;

/** As compose fills in `${NAME:-default}` and `${NAME:?message}`: an empty value is none. */
function servicesWith(variables: ReadonlyMap<string, string>): Services {
  const filled = text.replace(VARIABLE, (_whole, name: string, way: string | undefined, more = '') => {
    const value = variables.get(name) ?? '';
    if (value !== '') return value;
    if (way === '?') throw new Error(String(more));
    return way === '-' ? String(more) : '';
  });
  return composeFile.parse(parse(filled, { merge: true })).services;
}

const flagOf = ({ command }: Services[string], name: string): string | undefined =>
  command.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);

describe('docker-compose.gpu.yml', () => {
  test('needs an image to be named, and nothing else; with the example it is one of a full version', () => {
    expect(() => servicesWith(new Map())).toThrow('name the image of vLLM in gpu.env');
    const bare = servicesWith(new Map([['VLLM_IMAGE', 'vllm:1']]));
    expect(Object.values(bare).map(({ image }) => image)).toEqual(Object.keys(services).map(() => 'vllm:1'));
    for (const { image } of Object.values(services)) expect(image).toMatch(/^vllm\/vllm-openai:v\d+\.\d+\.\d+$/);
  });

  test('reads every variable of the example, and the example sets every variable', () => {
    const used = new Set([...text.matchAll(VARIABLE)].map(([, name]) => name));
    expect([...used].sort()).toEqual([...example.keys()].sort());
  });

  test('serves each model on its port, on the loopback interface, with the flags of every server', () => {
    for (const one of Object.values(services)) {
      const port = flagOf(one, 'port') ?? '';
      expect(one.ports).toEqual([`127.0.0.1:${port}:${port}`]);
      expect(one.healthcheck.test.join(' ')).toContain(`http://127.0.0.1:${port}/health`);
      expect(one.command[0]).toMatch(/^[\w.-]+\/[\w.-]+$/);
      expect(one.command).toEqual(expect.arrayContaining(['--max-num-seqs=512', '--trust-remote-code']));
      expect(flagOf(one, 'gpu-memory-utilization')).toBe('0.9');
    }
    const ports = Object.values(services).map((one) => flagOf(one, 'port'));
    expect(new Set(ports).size).toBe(ports.length);
  });

  test('makes no revision up: the newest, until one is written down', () => {
    for (const one of Object.values(services)) expect(flagOf(one, 'revision')).toBe('main');
    const pinned = servicesWith(new Map([...example, ['CHART_R1_REVISION', 'abc123']]));
    expect(flagOf(pinned['chart-r1']!, 'revision')).toBe('abc123');
  });

  test('puts a service on the GPU, with the memory and at the port that the file says', () => {
    const mine = new Map([...example, ['GLM_OCR_GPU', '3'], ['GLM_OCR_MEMORY', '0.08'], ['GLM_OCR_PORT', '9000']]);
    const one = servicesWith(mine)['glm-ocr']!;
    expect(one.deploy.resources.reservations.devices[0].device_ids).toEqual(['3']);
    expect([flagOf(one, 'gpu-memory-utilization'), one.ports]).toEqual(['0.08', ['127.0.0.1:9000:2388']]);
  });

  test('listens where the registry calls, whatever ports the file says', async () => {
    const moved = [...example].map(([name, value]) => [name, name.endsWith('_PORT') ? `1${value}` : value] as const);
    const { models } = await loadRegistry({
      roots: ['registry'],
      env: { ...Object.fromEntries(moved), MAESTRO_GPU_HOST: '127.0.0.1' },
    });
    for (const one of Object.values(servicesWith(new Map(moved)))) {
      const model = models.find(
        (each) => each.provider === 'openai' && each.servedName === flagOf(one, 'served-model-name'),
      );
      // The policy's address is a variable as a whole.
      if (model?.provider !== 'openai' || model.role === 'policy') continue;
      expect(one.ports).toEqual([`${new URL(model.baseUrl).host}:${flagOf(one, 'port')}`]);
    }
  });

  test('serves every model of the registry that has a port, under the same name', async () => {
    const snapshot = await loadRegistry({ roots: ['registry'], env: {} });
    const offered = new Map(Object.values(services).map((one) => [flagOf(one, 'port'), one]));
    for (const { model, port } of vllmServes(snapshot)) {
      const one = offered.get(String(port));
      expect([model.id, one && flagOf(one, 'served-model-name')]).toEqual([model.id, model.servedName]);
      if (model.weights !== '') expect([model.id, one?.command[0]]).toEqual([model.id, model.weights]);
    }
  });
});
