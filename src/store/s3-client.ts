/** @module Signed requests to a bucket of S3, or of a server that speaks like it. */
import { AwsClient } from 'aws4fetch';
import { MaestroError, messageOf } from '../domain/errors.js';
import { codeOf } from './disk-errors.js';
import { shownUrl } from './store-url.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A request of ours is over after so long, the bytes of a large blob included. */
const TIMEOUT_MS = 120_000;
/** Times that a request is made again when the server is busy or fails (5xx, 429), with pauses that double. */
const RETRIES = 4;
const CONNECT_ATTEMPTS = 4;

export interface S3Client {
  /** `s3://bucket/prefix`, for people. */
  readonly name: string;
  /** Without a slash at its ends; empty: none. */
  readonly prefix: string;
  /**
   * @param key within the bucket; empty: the bucket itself
   * @returns a reply of status 2xx or 404
   * @throws MaestroError STORE_UNAVAILABLE
   */
  send(method: string, key: string, options?: S3Options): Promise<Response>;
}

export interface S3Options {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the body, which the server verifies. */
  readonly sha256?: string;
}

/**
 * @param url `s3://bucket/prefix?endpoint=https://host:9000&region=us-east-1`
 * @param env AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN; AWS_REGION and AWS_ENDPOINT_URL where the URL names none
 * @throws MaestroError INVALID_INPUT, MISSING_KEY
 */
export function createS3Client(url: string, env: Environment): S3Client {
  const { bucket, prefix, endpoint, region } = parse(url, env);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  const name = `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`;
  if (!accessKeyId || !secretAccessKey) {
    throw new MaestroError(
      'MISSING_KEY',
      `The blob store ${name} needs credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN, if yours has one).`,
    );
  }
  const session = token === undefined || token === '' ? {} : { sessionToken: token };
  const aws = new AwsClient({ accessKeyId, secretAccessKey, ...session, service: 's3', region, retries: RETRIES });
  const base = endpoint === undefined ? `https://${bucket}.s3.${region}.amazonaws.com` : `${endpoint}/${bucket}`;
  return {
    name,
    prefix,
    send: async (method, key, { query = {}, body, sha256 } = {}) => {
      const target = new URL(`${base}/${key.split('/').map(encodeURIComponent).join('/')}`);
      // As it is signed: a plus would be one, and no space.
      target.search = new URLSearchParams(query).toString().replaceAll('+', '%20');
      const response = await connected(name, () =>
        aws.fetch(target.href, {
          method,
          ...(body === undefined ? {} : { body }),
          ...(sha256 === undefined ? {} : { headers: { 'x-amz-content-sha256': sha256 } }),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        }),
      );
      if (response.ok || response.status === 404) return response;
      throw refusal(name, response.status, await response.text());
    },
  };
}

function parse(url: string, env: Environment) {
  const fault = (what: string): MaestroError =>
    new MaestroError(
      'INVALID_INPUT',
      `The blob store ${shownUrl(url)} can't be used: ${what}. Write s3://bucket/prefix?endpoint=https://host:9000&region=us-east-1; without an endpoint it is Amazon's.`,
    );
  if (!URL.canParse(url)) throw fault('it is no URL');
  const { hostname, pathname, username, password, searchParams } = new URL(url);
  if (username !== '' || password !== '') {
    throw fault('it holds credentials, which belong into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  }
  if (!/^[a-z0-9][a-z0-9.-]+$/.test(hostname)) throw fault('it names no bucket');
  const endpoint = searchParams.get('endpoint') ?? env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'];
  if (endpoint !== undefined && !/^https?:\/\/[^/?#@]+\/?$/.test(endpoint)) {
    throw fault('its endpoint is no http: or https: address');
  }
  return {
    bucket: hostname,
    prefix: decodeURIComponent(pathname).replace(/^\/+|\/+$/g, ''),
    endpoint: endpoint?.replace(/\/$/, ''),
    region: searchParams.get('region') ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
  };
}

/** A server that is away may come back: a request that did not reach it is made again. */
async function connected(name: string, request: () => Promise<Response>): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      if (attempt === CONNECT_ATTEMPTS) {
        throw new MaestroError(
          'STORE_UNAVAILABLE',
          `The blob store ${name} can not be reached (${codeOf(cause) || messageOf(cause)}): check its endpoint, and that it runs.`,
          { cause: error },
        );
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
  }
}

function refusal(name: string, status: number, text: string): MaestroError {
  const code = /<Code>([A-Za-z0-9.]{1,60})<\/Code>/.exec(text)?.[1] ?? '';
  const advice =
    status === 403 || status === 401
      ? 'the credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY may not do this there'
      : status === 301 || status === 307
        ? 'the bucket is in another region: name it with ?region='
        : 'see what the server says of it';
  return new MaestroError(
    'STORE_UNAVAILABLE',
    `The blob store ${name} refused a request (${status}${code === '' ? '' : ` ${code}`}): ${advice}.`,
    { data: { status, code } },
  );
}
