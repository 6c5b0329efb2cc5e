/**
 * @module Stands before s3rver, which takes any version 4 signature, and lets through only what is signed with the secret: by the rules of
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, written without the client's library.
 */
import { createHash, createHmac } from 'node:crypto';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Gate {
  readonly port: number;
  stop(): Promise<void>;
}

/** @param port of the server behind it */
export async function startGate(port: number, credentials: Credentials): Promise<Gate> {
  const server = createServer((incoming, response) => {
    void buffer(incoming).then((body) => {
      const fault = faultOf(incoming, body, credentials);
      if (fault !== undefined) {
        response.writeHead(403, { 'content-type': 'application/xml' });
        response.end(`<?xml version="1.0"?><Error><Code>${fault}</Code></Error>`);
        return;
      }
      const { method, url, headers } = incoming;
      const behind = request({ host: '127.0.0.1', port, method, path: url, headers }, (reply) => {
        response.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(response);
      });
      behind.once('error', () => response.destroy());
      behind.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What S3 would call it; undefined: it is signed as it should be. */
export function faultOf(
  { method = '', url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  body: Uint8Array,
  { accessKeyId, secretAccessKey }: Credentials,
): string | undefined {
  const read =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
  const [, keyId, day = '', region = '', signed = '', signature] = read.exec(headers.authorization ?? '') ?? [];
  if (keyId === undefined) return 'AccessDenied';
  if (keyId !== accessKeyId) return 'InvalidAccessKeyId';
  const header = (name: string): string => String(headers[name] ?? '').trim();
  const at = header('x-amz-date');
  const names = signed.split(';');
  const mustBeSigned = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  if (!at.startsWith(day) || mustBeSigned.some((name) => !names.includes(name))) return 'AccessDenied';
  const content = header('x-amz-content-sha256');
  if (content !== 'UNSIGNED-PAYLOAD' && content !== sha256(body)) return 'XAmzContentSHA256Mismatch';
  const [path = '', query = ''] = url.split('?');
  const canonical = [
    method,
    path.split('/').map(recoded).join('/'),
    query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [name = '', value = ''] = pair.split('=');
        return `${recoded(name)}=${recoded(value)}`;
      })
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${header(name).replace(/ +/g, ' ')}`),
    '',
    signed,
    content,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', at, scope, sha256(canonical)].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secretAccessKey}`));
  return hmac(key, toSign).toString('hex') === signature ? undefined : 'SignatureDoesNotMatch';
}

/** As RFC 3986 has it, whatever way it was written. */
function recoded(part: string): string {
  const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(decodeURIComponent(part)).replace(/[!'()*]/g, hex);
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
