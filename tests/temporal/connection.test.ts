/** @module Which server is meant, by the environment, by a profile, or none; and reaching it, with TLS and API key. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile, readFile } from 'node:fs/promises';
import { createServer as createHttp2, type Http2Server, type IncomingHttpHeaders } from 'node:http2';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Env } from '../../src/temporal/binary/cache.js';
import { connectClient, resolveTarget, type Target } from '../../src/temporal/connection.js';
import { connectWorker } from '../../src/temporal/worker-connection.js';
import { portsForTests, temporalForTests, type TestTemporal } from '../support/temporal.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maestro-connection-'));
});
afterEach(() => rm(folder, { recursive: true }));

const resolve = (env: Env): Promise<Target> =>
  resolveTarget({ env, dataDir: folder, log: () => undefined, start: false });

async function profile(text: string): Promise<string> {
  const path = join(folder, 'temporal.toml');
  await writeFile(path, text);
  return path;
}

describe('the server that is meant', () => {
  test('is the one of TEMPORAL_ADDRESS, in the namespace default', async () => {
    expect(await resolve({ TEMPORAL_ADDRESS: 'temporal:7233' })).toEqual({
      kind: 'external',
      address: 'temporal:7233',
      namespace: 'default',
      connectionOptions: { address: 'temporal:7233' },
      uiUrl: undefined,
    });
  });

  test('has the namespace, the API key (which switches TLS on) and the web address of the environment', async () => {
    const env = {
      TEMPORAL_ADDRESS: 'h:1',
      TEMPORAL_NAMESPACE: 'ns',
      TEMPORAL_API_KEY: 'k',
      TEMPORAL_UI_URL: 'https://ui',
    };
    expect(await resolve(env)).toMatchObject({
      namespace: 'ns',
      connectionOptions: { address: 'h:1', apiKey: 'k', tls: true },
      uiUrl: 'https://ui',
    });
  });

  test('is the one of a profile, with its client certificate', async () => {
    const path = await profile(
      '[profile.lab]\naddress = "lab:7233"\nnamespace = "rollouts"\n[profile.lab.tls]\nclient_cert_data = "C"\nclient_key_data = "K"\n',
    );
    const target = await resolve({ TEMPORAL_CONFIG_FILE: path, TEMPORAL_PROFILE: 'lab' });
    expect(target).toMatchObject({ kind: 'external', address: 'lab:7233', namespace: 'rollouts' });
    expect(target.connectionOptions.tls).toMatchObject({
      clientCertPair: { crt: new Uint8Array([67]), key: new Uint8Array([75]) },
    });
  });

  test('with TEMPORAL_ADDRESS beside a profile, is the address', async () => {
    const path = await profile('[profile.default]\naddress = "lab:7233"\nnamespace = "rollouts"\n');
    expect(await resolve({ TEMPORAL_CONFIG_FILE: path, TEMPORAL_ADDRESS: 'other:1' })).toMatchObject({
      address: 'other:1',
      namespace: 'rollouts',
    });
  });

  test('empty variables are no variables', async () => {
    await expect(resolve({ TEMPORAL_ADDRESS: '' })).rejects.toMatchObject({ code: 'TEMPORAL_UNAVAILABLE' });
  });

  test('when none is named and none runs, the error says what to do', async () => {
    await expect(resolve({})).rejects.toMatchObject({
      code: 'TEMPORAL_UNAVAILABLE',
      message: expect.stringMatching(/maestro up.*TEMPORAL_ADDRESS/),
      data: { state: 'none' },
    });
  });
});

describe('faulty settings are named', () => {
  test('a profile that is not there', async () => {
    const path = await profile('[profile.lab]\naddress = "lab:7233"\n');
    await expect(resolve({ TEMPORAL_CONFIG_FILE: path, TEMPORAL_PROFILE: 'lob' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('lob'),
    });
  });

  test('a profile without an address', async () => {
    const path = await profile('[profile.default]\nnamespace = "x"\n');
    await expect(resolve({ TEMPORAL_CONFIG_FILE: path })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('names no address'),
    });
  });

  test('a broken profile, by its line, without the key that stands in that line', async () => {
    const path = await profile('[profile.default]\naddress = "h:1"\napi_key = "sk-very-secret\n');
    const failure = await resolve({ TEMPORAL_CONFIG_FILE: path }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('(line 3)') });
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('sk-very-secret');
    expect(failure).not.toHaveProperty('cause');
  });

  test('a certificate file that is not there', async () => {
    const env = {
      TEMPORAL_ADDRESS: 'h:1',
      TEMPORAL_TLS_CLIENT_CERT_PATH: '/no/cert',
      TEMPORAL_TLS_CLIENT_KEY_PATH: '/no/key',
    };
    await expect(resolve(env)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('/no/cert'),
    });
  });
});

describe('reaching a server', () => {
  let temporal: TestTemporal;
  beforeAll(async () => {
    temporal = await temporalForTests();
  });
  afterAll(() => temporal.close());

  async function bothKindsWork(target: Target): Promise<void> {
    const client = await connectClient(target);
    expect((await client.workflowService.getSystemInfo({})).serverVersion).toBe('1.31.2');
    await client.connection.close();
    const worker = await connectWorker(target);
    expect((await worker.workflowService.describeNamespace({ namespace: target.namespace })).namespaceInfo?.name).toBe(
      'default',
    );
    await worker.close();
  }

  test('the embedded one that runs is found by its data folder', async () => {
    const target = await resolveTarget({ env: {}, dataDir: temporal.dataDir, log: () => undefined, start: false });
    expect(target).toEqual(temporal.target);
    await bothKindsWork(target);
  });

  test('an external one, by its address', async () => {
    await bothKindsWork(await resolve({ TEMPORAL_ADDRESS: temporal.address }));
  });

  test('an external one behind TLS, trusting the authority that the environment names', async () => {
    const { key, cert, certPath } = await certificate();
    const upstream = Number(temporal.address.split(':')[1]);
    const proxy = createTls({ key, cert, ALPNProtocols: ['h2'] }, (socket) => {
      const plain = connect(upstream, '127.0.0.1');
      socket.on('error', () => plain.destroy());
      plain.on('error', () => socket.destroy());
      socket.pipe(plain).pipe(socket);
    });
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
    const address = `localhost:${(proxy.address() as AddressInfo).port}`;
    await bothKindsWork(await resolve({ TEMPORAL_ADDRESS: address, TEMPORAL_TLS_SERVER_CA_CERT_PATH: certPath }));
    const untrusting = await resolve({ TEMPORAL_ADDRESS: address, TEMPORAL_TLS: 'true' });
    await expect(connectWorker(untrusting)).rejects.toMatchObject({ code: 'TEMPORAL_UNAVAILABLE' });
    proxy.close();
  });

  test('the API key is sent as a bearer token by both kinds', async () => {
    const { server, headers } = await recordingServer();
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const target = await resolve({ TEMPORAL_ADDRESS: address, TEMPORAL_API_KEY: 'sk-secret', TEMPORAL_TLS: 'false' });
    for (const connectTo of [connectClient, connectWorker]) {
      const failure = await connectTo(target).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'TEMPORAL_UNAVAILABLE' });
      expect(String(failure)).not.toContain('sk-secret');
    }
    expect(new Set(headers.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer sk-secret']));
    server.close();
  });

  test('nobody there: both kinds say where they looked and what to check', async () => {
    const address = `127.0.0.1:${portsForTests().grpc}`;
    const target = await resolve({ TEMPORAL_ADDRESS: address });
    const expected = { code: 'TEMPORAL_UNAVAILABLE', message: expect.stringContaining(address), data: { address } };
    await Promise.all([
      expect(connectClient(target)).rejects.toMatchObject(expected),
      expect(connectWorker(target)).rejects.toMatchObject(expected),
    ]);
  });
});

/** A certificate of our own for localhost. */
async function certificate(): Promise<{ key: Buffer; cert: Buffer; certPath: string }> {
  const [keyPath, certPath] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = [
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
    '-addext',
    'basicConstraints=CA:FALSE',
    '-days',
    '2',
  ];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', keyPath, '-out', certPath, ...subject],
    { stdio: 'ignore' },
  );
  return { key: await readFile(keyPath), cert: await readFile(certPath), certPath };
}

/** Speaks just enough gRPC to refuse every call as unauthenticated, and keeps the headers. */
async function recordingServer(): Promise<{ server: Http2Server; headers: IncomingHttpHeaders[] }> {
  const headers: IncomingHttpHeaders[] = [];
  const server = createHttp2();
  server.on('stream', (stream, received) => {
    headers.push(received);
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '16', 'grpc-message': 'who are you' },
      { endStream: true },
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, headers };
}
