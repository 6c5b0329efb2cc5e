/** @module The official archive of the pinned Temporal CLI. */
import { createWriteStream } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { unzipSync } from 'fflate';
import { extract } from 'tar';
import { EnvHttpProxyAgent, fetch } from 'undici';
import { messageOf } from '../../domain/errors.js';
import { TEMPORAL_CLI_VERSION } from '../settings.js';
import { BINARY_NAME } from './cache.js';

/** Where Temporal publishes its CLI; the SDK's own downloader asks the same host. */
export const ARCHIVE_BASE_URL = 'https://temporal.download/cli/archive';

const ANSWER_TIMEOUT_MS = 15_000;
const STALL_TIMEOUT_MS = 30_000;

/** Node's names of this machine in Temporal's words; undefined where no archive is published. */
export function archiveUrl(baseUrl: string, platform: string, arch: string): string | undefined {
  const platforms: Record<string, string> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
  const archs: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };
  const [os, cpu] = [platforms[platform], archs[arch]];
  if (os === undefined || cpu === undefined) return undefined;
  return `${baseUrl}/v${TEMPORAL_CLI_VERSION}?platform=${os}&arch=${cpu}`;
}

/**
 * Downloads and unpacks the archive into `folder`. TLS vouches for the host; no checksum is published that could be
 * pinned here, so the caller checks the version that the binary reports.
 * @returns the path of the executable.
 * @throws Error (collected by the caller) without an answer in 15 s, on silence of 30 s, any status but 200, or a strange archive.
 */
export async function downloadArchive(folder: string, baseUrl: string, log: (line: string) => void): Promise<string> {
  const url = archiveUrl(baseUrl, process.platform, process.arch);
  if (url === undefined) throw new Error(`no archive is published for ${process.platform} on ${process.arch}`);
  log(`Downloading Temporal ${TEMPORAL_CLI_VERSION} from ${new URL(url).host}.`);
  const isZip = process.platform === 'win32';
  const archive = join(folder, isZip ? 'temporal.zip' : 'temporal.tar.gz');
  await download(url, archive);
  const binary = join(folder, BINARY_NAME);
  if (isZip) {
    const content = unzipSync(await readFile(archive), { filter: (file) => file.name === BINARY_NAME })[BINARY_NAME];
    if (content === undefined) throw new Error(`the archive of ${url} holds no ${BINARY_NAME}`);
    await writeFile(binary, content);
  } else {
    await extract({ file: archive, cwd: folder, strict: true, filter: (path) => path === BINARY_NAME });
  }
  await chmod(binary, 0o755);
  return binary;
}

async function download(url: string, file: string): Promise<void> {
  // This agent honours HTTPS_PROXY and NO_PROXY, which Node's own fetch does not.
  const dispatcher = new EnvHttpProxyAgent({
    connect: { timeout: ANSWER_TIMEOUT_MS },
    bodyTimeout: STALL_TIMEOUT_MS,
    headersTimeout: ANSWER_TIMEOUT_MS,
  });
  try {
    const response = await fetch(url, { dispatcher, redirect: 'follow' });
    if (response.status !== 200 || response.body === null) {
      throw new Error(`${url} answered with status ${response.status}`);
    }
    await pipeline(Readable.fromWeb(response.body), createWriteStream(file));
  } catch (error) {
    throw new Error(`${url}: ${reason(error)}`, { cause: error });
  } finally {
    await dispatcher.destroy();
  }
}

/** `fetch` says "fetch failed" and hides why in the cause. */
function reason(error: unknown): string {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  return cause === undefined ? messageOf(error) : `${messageOf(error)} (${messageOf(cause)})`;
}
