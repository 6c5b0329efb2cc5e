/** @module Blobs as objects of a bucket: `<prefix>/ab/cdef...`, verified when written and when read. */
import { MaestroError } from '../domain/errors.js';
import type { BlobRef } from '../domain/ref.js';
import {
  type BlobKeeper,
  checkSha256,
  isSha256,
  isStale,
  missingBlob,
  type ListedBlob,
  verified,
} from './blob-store.js';
import { sha256 } from './hash.js';
import type { S3Client } from './s3-client.js';

type Facts = Omit<ListedBlob, 'sha256'>;

export class S3BlobStore implements BlobKeeper {
  constructor(
    readonly url: string,
    private readonly client: S3Client,
  ) {}

  async put(bytes: Uint8Array): Promise<BlobRef> {
    const ref = { sha256: sha256(bytes), bytes: bytes.byteLength };
    const facts = await this.factsOf(ref.sha256);
    if (facts !== undefined && !isStale(facts, ref)) return ref;
    const response = await this.client.send('PUT', this.keyOf(ref.sha256), {
      body: new Uint8Array(bytes),
      sha256: ref.sha256,
    });
    if (response.status === 404) throw this.noBucket();
    return ref;
  }

  async get(hash: string): Promise<Uint8Array> {
    const key = this.keyOf(hash);
    const response = await this.client.send('GET', key);
    if (response.status === 404) {
      const text = await response.text();
      throw text.includes('NoSuchBucket') ? this.noBucket() : missingBlob(hash, this.client.name);
    }
    return verified(new Uint8Array(await response.arrayBuffer()), hash, `${this.client.name}: ${key}`);
  }

  async has(hash: string): Promise<boolean> {
    return (await this.factsOf(hash)) !== undefined;
  }

  async *list(): AsyncIterable<ListedBlob> {
    const { client } = this;
    const prefix = client.prefix === '' ? '' : `${client.prefix}/`;
    for (let after = ''; ;) {
      const query = { 'list-type': '2', prefix, ...(after === '' ? {} : { 'start-after': after }) };
      const response = await client.send('GET', '', { query });
      if (response.status === 404) throw this.noBucket();
      const { objects, more } = parseList(await response.text());
      for (const { key, bytes, writtenAtMs } of objects) {
        const hash = key.slice(prefix.length).replace('/', '');
        if (isSha256(hash)) yield { sha256: hash, bytes, writtenAtMs };
      }
      const end = objects.at(-1);
      if (!more || end === undefined) return;
      after = end.key;
    }
  }

  /** S3 knows no condition on the time: a put in the same moment could be lost, which is why young blobs are left alone. */
  async remove(hash: string, beforeMs: number): Promise<boolean> {
    const facts = await this.factsOf(hash);
    if (facts === undefined || facts.writtenAtMs >= beforeMs) return false;
    await this.client.send('DELETE', this.keyOf(hash));
    return true;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private keyOf(hash: string): string {
    checkSha256(hash);
    const { prefix } = this.client;
    return `${prefix === '' ? '' : `${prefix}/`}${hash.slice(0, 2)}/${hash.slice(2)}`;
  }

  private async factsOf(hash: string): Promise<Facts | undefined> {
    const { status, headers } = await this.client.send('HEAD', this.keyOf(hash));
    if (status === 404) return undefined;
    return {
      bytes: Number(headers.get('content-length') ?? NaN),
      writtenAtMs: Date.parse(headers.get('last-modified') ?? ''),
    };
  }

  private noBucket(): MaestroError {
    return new MaestroError(
      'STORE_UNAVAILABLE',
      `The bucket of the blob store ${this.client.name} is not there: make it, or correct its name.`,
    );
  }
}

interface Listed {
  readonly objects: readonly (Facts & { readonly key: string })[];
  readonly more: boolean;
}

/** The reply to `ListObjectsV2`: flat, and as S3 has written it for twenty years. */
function parseList(xml: string): Listed {
  const field = (text: string, name: string): string =>
    unescapeXml(new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '');
  const objects = [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, text = '']) => ({
    key: field(text, 'Key'),
    bytes: Number(field(text, 'Size')),
    writtenAtMs: Date.parse(field(text, 'LastModified')),
  }));
  return { objects, more: field(xml, 'IsTruncated') === 'true' };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescapeXml(text: string): string {
  return text.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
      return ENTITIES[name ?? ''] ?? whole;
    },
  );
}
