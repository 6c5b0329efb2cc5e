/**
 * @module A real HTTP server on 127.0.0.1 that speaks the OpenAI chat protocol strictly, plays scripts and has moods. It needs
 * nothing of Jest or of our sources, so that it also runs as a process of its own.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import sharp from 'sharp';
import { completion, type StopStyle, type StubReply } from './openai-stub-completion.js';
import { imagesOf, requestSchema, type StubBody } from './openai-stub-schema.js';

export type { StubReply } from './openai-stub-completion.js';

export interface StubRequest {
  readonly body: StubBody;
  readonly authorization: string | undefined;
  /** From 0, over all requests that passed validation and mood. */
  readonly index: number;
}

/** How the server is doing. Every mood but `ok` and `slow` keeps the script from being asked. */
export type Mood =
  | { readonly kind: 'ok' | 'hang' | 'garbage' | 'wrong_type' | 'truncated' | 'no_choices' | 'null_content' }
  | { readonly kind: 'empty_text' | 'reset' | 'huge' | 'dead' | 'error_in_200' }
  | { readonly kind: 'slow'; readonly ms: number }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly message?: string;
    }
  | { readonly kind: 'redirect'; readonly to: string }
  /** A body as it stands; `application/json` unless said otherwise. */
  | { readonly kind: 'raw'; readonly body: string; readonly type?: string };

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly authorization: string | undefined;
  /** Undefined when the body was not valid. */
  readonly body: StubBody | undefined;
  readonly mood: Mood['kind'];
  /** When it arrived, in milliseconds since the epoch. */
  readonly at: number;
  /** HTTP status of the reply; undefined while there is none. */
  status: number | undefined;
  /** The client closed the connection before the reply was sent. */
  aborted: boolean;
}

export type Scripted = StubReply | string | { readonly mood: Mood };

export interface StubOptions {
  readonly port?: number;
  /** What is answered, or the mood in which this one request is met; a promise holds the reply back until it resolves. */
  readonly reply?: (request: StubRequest) => Promise<Scripted> | Scripted;
  /** Served names; any when absent. */
  readonly models?: readonly string[];
  /** The bearer token that is asked for; absent: none. */
  readonly key?: string;
  /** Default `vllm`. */
  readonly stopStyle?: StopStyle;
  readonly mood?: Mood;
}

export interface OpenAiStub {
  /** Base URL, `http://127.0.0.1:<port>/v1`. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Requests that a script answered. */
  readonly answered: () => number;
  /** For the next `times` requests (default: all), then `ok` again. Resolves when the port is closed or open accordingly. */
  setMood(mood: Mood, times?: number): Promise<void>;
  close(): Promise<void>;
}

export async function startOpenAiStub(options: StubOptions = {}): Promise<OpenAiStub> {
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  let answered = 0;
  let mood: Mood = options.mood ?? { kind: 'ok' };
  let moodLeft = Infinity;

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readAll(request);
    const current = mood;
    if (--moodLeft <= 0) mood = { kind: 'ok' };
    const parsed = requestSchema.safeParse(parseJson(text));
    const entry: RecordedRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      authorization: request.headers.authorization,
      body: parsed.success ? parsed.data : undefined,
      mood: current.kind,
      at: Date.now(),
      status: undefined,
      aborted: false,
    };
    requests.push(entry);
    response.on('finish', () => (entry.status = response.statusCode));
    response.on('close', () => (entry.aborted = !response.writableFinished));

    if (entry.path === '/v1/models') {
      const data = (options.models ?? ['stub']).map((id) => ({ id, object: 'model', created: 0, owned_by: 'stub' }));
      send(response, 200, { object: 'list', data });
      return;
    }
    const issues = parsed.success
      ? ''
      : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    const refusal = refuse(entry, options, issues);
    if (refusal !== undefined || entry.body === undefined) {
      fail(response, refusal?.status ?? 400, refusal?.message ?? 'invalid');
      return;
    }
    const broken = await undecodable(entry.body);
    if (broken !== undefined) {
      fail(response, 400, broken);
      return;
    }
    if (await playMood(current, response, entry)) return;
    const scripted =
      (await options.reply?.({ body: entry.body, authorization: entry.authorization, index: answered++ })) ?? 'ok';
    if (typeof scripted === 'object' && 'mood' in scripted && (await playMood(scripted.mood, response, entry))) return;
    const reply = typeof scripted === 'string' ? { content: scripted } : 'mood' in scripted ? {} : scripted;
    if (reply.delayMs !== undefined) await wait(reply.delayMs);
    send(response, 200, completion(entry.body, reply, options.stopStyle ?? 'vllm'));
  }

  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  const unlisten = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });

  await listen(options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  if (mood.kind === 'dead') await unlisten();
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    answered: () => answered,
    setMood: async (next, times = Infinity) => {
      mood = next;
      moodLeft = times;
      if (next.kind === 'dead' && server.listening) await unlisten();
      if (next.kind !== 'dead' && !server.listening) await listen(port);
    },
    close: async () => {
      if (server.listening) await unlisten();
    },
  };
}

/** Why a request is not even looked at, as a strict server says it. */
function refuse(
  entry: RecordedRequest,
  options: StubOptions,
  issues: string,
): { status: number; message: string } | undefined {
  if (entry.method !== 'POST' || entry.path !== '/v1/chat/completions')
    return { status: 404, message: 'no such route' };
  if (options.key !== undefined && entry.authorization !== `Bearer ${options.key}`) {
    return { status: 401, message: `Incorrect API key provided: ${entry.authorization ?? 'none'}` };
  }
  if (entry.body === undefined) return { status: 400, message: issues };
  if (options.models !== undefined && !options.models.includes(entry.body.model)) {
    return { status: 404, message: `The model \`${entry.body.model}\` does not exist.` };
  }
  return undefined;
}

/** What a server that looks at its pictures says of one that can't be decoded. */
async function undecodable(body: StubBody): Promise<string | undefined> {
  for (const image of imagesOf(body)) {
    const decoded = await sharp(image, { failOn: 'truncated' })
      .stats()
      .catch(() => undefined);
    if (decoded === undefined) return 'cannot identify image file';
  }
  return undefined;
}

/** Plays every mood but the good ones. @returns whether the request is done with */
async function playMood(mood: Mood, response: ServerResponse, entry: RecordedRequest): Promise<boolean> {
  const good = JSON.stringify(completion(entry.body, { content: 'this was never sent whole' }, 'vllm'));
  const json = { 'content-type': 'application/json' };
  switch (mood.kind) {
    case 'ok':
      return false;
    case 'slow':
      await wait(mood.ms);
      return false;
    case 'hang':
      return true;
    case 'status':
      fail(
        response,
        mood.status,
        mood.message ?? `the mood is ${mood.status}; you sent ${entry.authorization ?? 'no key'}`,
        mood.headers,
      );
      return true;
    case 'redirect':
      response.writeHead(302, { location: mood.to }).end();
      return true;
    case 'garbage':
      response.writeHead(200, json).end('<<<\u0000 no JSON at all');
      return true;
    case 'wrong_type':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please log in</html>');
      return true;
    case 'truncated':
      response.writeHead(200, json).end(good.slice(0, good.length / 2));
      return true;
    case 'no_choices':
      send(response, 200, { id: 'x', object: 'chat.completion', choices: [] });
      return true;
    case 'error_in_200':
      send(response, 200, { error: { message: 'upstream broke', code: 502 } });
      return true;
    case 'null_content':
      send(response, 200, completion(entry.body, { content: null }, 'vllm'));
      return true;
    case 'empty_text':
      send(response, 200, completion(entry.body, { content: '' }, 'vllm'));
      return true;
    case 'reset':
      response.writeHead(200, { ...json, 'content-length': String(good.length) });
      response.write(good.slice(0, good.length / 2), () => response.socket?.resetAndDestroy());
      return true;
    case 'huge':
      send(response, 200, completion(entry.body, { content: 'x'.repeat(11 * 1024 * 1024) }, 'vllm'));
      return true;
    case 'raw':
      response.writeHead(200, { ...json, ...(mood.type === undefined ? {} : { 'content-type': mood.type }) });
      response.end(mood.body);
      return true;
    case 'dead':
      response.destroy();
      return true;
  }
}

function send(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function fail(
  response: ServerResponse,
  status: number,
  message: string,
  headers?: Readonly<Record<string, string>>,
): void {
  send(response, status, { error: { message, type: 'stub', code: status } }, headers);
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
