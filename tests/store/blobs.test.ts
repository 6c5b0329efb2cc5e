/** Blob stores of every kind: what holds of all, and what is each one's own. */
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { sha256 } from '../../src/store/hash.js';
import { openBlobStore } from '../../src/store/open-blob-store.js';
import { PASSWORD, startPostgres, type TestPostgres } from '../support/postgres.js';
import { faultOf } from '../support/s3-gate.js';
import { BUCKET, startS3, type TestS3 } from '../support/s3.js';
import { blobConformance, type TestBlobs } from './conformance/blobs.js';
import { temporaryFolder } from './support/files.js';

const folder = temporaryFolder();
const tail = (hash: string): string => join(hash.slice(0, 2), hash.slice(2));
let postgres: TestPostgres;
let s3: TestS3;
let number = 0;

beforeAll(async () => {
  [postgres, s3] = await Promise.all([startPostgres(), startS3()]);
});
afterAll(() => Promise.all([postgres.stop(), s3.stop()]));

const files: TestBlobs = {
  fresh: () => Promise.resolve(pathToFileURL(join(folder, `blobs ${number++} ö`)).href),
  env: {},
  overwrite: (url, hash, bytes) => writeFile(join(fileURLToPath(url), tail(hash)), bytes),
  setTime: (url, hash, at) => utimes(join(fileURLToPath(url), tail(hash)), at, at),
};

async function change(url: string, sql: string, values: readonly unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql, [...values]);
  await client.end();
}

const rows: TestBlobs = {
  fresh: () => postgres.createDatabase(`blobs_${process.pid}_${number++}`),
  env: {},
  overwrite: (url, hash, bytes) =>
    change(url, 'update maestro_blobs set bytes = $2 where sha256 = $1', [hash, Buffer.from(bytes)]),
  setTime: (url, hash, at) => change(url, 'update maestro_blobs set written_at = $2 where sha256 = $1', [hash, at]),
};

const objects = (): TestBlobs => {
  const keyOf = (url: string, hash: string): string => join(new URL(url).pathname.slice(1), tail(hash));
  return {
    fresh: () => Promise.resolve(s3.urlOf(`blobs ${number++} & more`)),
    env: s3.env,
    overwrite: (url, hash, bytes) => s3.overwrite(decodeURIComponent(keyOf(url, hash)), bytes),
    setTime: (url, hash, at) => s3.setTime(decodeURIComponent(keyOf(url, hash)), at),
  };
};

describe('a folder', () => blobConformance(() => files));
describe('PostgreSQL', () => blobConformance(() => rows));
describe('S3', () => blobConformance(objects));

/** Whatever is thrown, as text. */
const failure = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => `${JSON.stringify(error)} ${String(error)} ${String((error as Error).cause)}`,
  );

test('the server of objects that tests use checks signatures as Amazon documents them', () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, "GET Object"
  const credentials = {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  };
  const scope = 'Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';
  const signed = 'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date';
  const signature = 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41';
  const empty = new Uint8Array();
  const headers = {
    authorization: `AWS4-HMAC-SHA256 ${scope}, ${signed}, Signature=${signature}`,
    host: 'examplebucket.s3.amazonaws.com',
    range: 'bytes=0-9',
    'x-amz-content-sha256': sha256(empty),
    'x-amz-date': '20130524T000000Z',
  };
  const fault = (more: object, key = credentials, body = empty): string | undefined =>
    faultOf({ method: 'GET', url: '/test.txt', headers, ...more }, body, key);
  expect(fault({})).toBeUndefined();
  expect(fault({ url: '/test2.txt' })).toBe('SignatureDoesNotMatch');
  expect(fault({}, { ...credentials, secretAccessKey: 'guessed' })).toBe('SignatureDoesNotMatch');
  expect(fault({ headers: { ...headers, range: 'bytes=0-10' } })).toBe('SignatureDoesNotMatch');
  expect(fault({}, credentials, new Uint8Array([1]))).toBe('XAmzContentSHA256Mismatch');
  expect(fault({ headers: { ...headers, authorization: undefined } })).toBe('AccessDenied');
});

test('a table that many make at once is made once', async () => {
  const url = await postgres.createDatabase(`blobs_${process.pid}_${number++}`);
  const stores = await Promise.all(Array.from({ length: 6 }, () => openBlobStore(url)));
  await Promise.all(stores.map((store, index) => store.put(new Uint8Array([index]))));
  for (const store of stores) expect(await store.has(sha256(new Uint8Array([5])))).toBe(true);
  await Promise.all(stores.map((store) => store.close()));
});

test('a database that is not there is reported without its password', async () => {
  const shown = await failure(openBlobStore(postgres.urlOf('nowhere')));
  expect(shown).toMatch(/STORE_UNAVAILABLE.*3D000.*createdb/);
  expect(shown).not.toContain(PASSWORD);
});

describe('S3 says what is wrong with', () => {
  const put = async (url: string, env: Readonly<Record<string, string>>): Promise<string> =>
    failure(openBlobStore(url, env).then((store) => store.put(new Uint8Array([1]))));

  test('credentials that are not set, or in the wrong place', async () => {
    expect(await put(s3.urlOf('x'), {})).toMatch(/MISSING_KEY.*set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/);
    const url = `s3://key:${PASSWORD}@bucket/x`;
    const shown = await put(url, s3.env);
    expect(shown).toMatch(/INVALID_INPUT.*holds credentials/);
    expect(shown).not.toContain(PASSWORD);
  });

  test('credentials that are refused, which it does not show', async () => {
    const shown = await put(s3.urlOf('x'), {
      ...s3.env,
      AWS_ACCESS_KEY_ID: 'Mallory',
      AWS_SECRET_ACCESS_KEY: PASSWORD,
    });
    expect(shown).toMatch(/STORE_UNAVAILABLE.*refused a request \(403.*credentials/);
    expect(shown).not.toContain(PASSWORD);
  });

  test('a secret that is not the one of the key', async () => {
    const shown = await put(s3.urlOf('x'), { ...s3.env, AWS_SECRET_ACCESS_KEY: PASSWORD });
    expect(shown).toMatch(/STORE_UNAVAILABLE.*refused a request \(403.*credentials/);
    expect(shown).not.toContain(PASSWORD);
  });

  test('a bucket that is not there', async () => {
    expect(await put(`s3://nowhere/x?endpoint=${s3.endpoint}`, s3.env)).toMatch(/STORE_UNAVAILABLE.*bucket.*not there/);
  });

  test('a server that does not answer', async () => {
    expect(await put('s3://bucket/x?endpoint=http://127.0.0.1:1', s3.env)).toMatch(
      /can not be reached.*check its endpoint/,
    );
  });

  test.each([`s3://${BUCKET}?endpoint=ftp://host`, 's3:///x', 's3://B/x'])('the URL %s', async (url) => {
    expect(await put(url, { ...s3.env, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' })).toMatch(/INVALID_INPUT/);
  });
});
