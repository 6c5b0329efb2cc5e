/**
 * @module What went wrong with a call, as one of our errors. The table here decides what is retried. Messages begin with what happened,
 * since they become the observation of a policy; who it was and what to do follows.
 */
import { isMaestroError, KEY_REFUSED, MaestroError, messageOf, type ErrorCode } from '../../domain/errors.js';
import { oneLine } from '../../domain/escape.js';
import type { Usage } from '../../domain/expert.js';
import type { EndpointModel } from '../../domain/registry.js';
import { billedIn } from './billing.js';
import type { HttpReply } from './http-exchange.js';
import { retryAfterMs } from './retry-after.js';

/** Characters of a server's message that enter an error. */
const MAX_SERVER_MESSAGE = 300;

/** Too early, too many, a conflict, a request that took the server too long: all of them pass. */
const TRANSIENT = [408, 409, 425, 429];

/** The code of a status that is not 2xx: transient ones are retried, the rest is the caller's or the registry's fault. */
export function codeOfStatus(status: number): Extract<ErrorCode, `EXPERT_${string}`> {
  return status >= 500 || TRANSIENT.includes(status) ? 'EXPERT_UNAVAILABLE' : 'EXPERT_REJECTED';
}

/** The error of a reply whose status is not 2xx. The text must be scrubbed of the key. */
export function statusError(model: EndpointModel, reply: HttpReply, nowMs: number): MaestroError {
  const { status } = reply;
  const billed = billedIn(model, reply.text);
  const data = {
    ...{ model: model.id, status },
    ...(status === 401 || status === 403 ? { reason: KEY_REFUSED } : {}),
    ...(billed === undefined ? {} : { billed: { ...billed } }),
  };
  const wait = retryAfterMs(reply.headers, nowMs);
  const said = oneLine(serverMessage(reply.text), MAX_SERVER_MESSAGE);
  return new MaestroError(
    codeOfStatus(status),
    `${status}${said === '' ? '' : ` ${said}`} (${nameOf(model)}). ${adviceFor(status, model)}`.trim(),
    { data, ...(wait === undefined ? {} : { retryAfterMs: wait }) },
  );
}

/**
 * The error of a request that brought no reply at all. What was thrown is not kept as a cause: the client's errors hold
 * headers, and with them the key.
 */
export function transportError(model: EndpointModel, thrown: unknown, scrub: (text: string) => string): MaestroError {
  const chain = causes(thrown);
  const own = chain.find(isMaestroError);
  if (own !== undefined) return malformedError(model, own.message);
  const code = chain.map(codeOf).find((found) => found !== '') ?? '';
  const data = { model: model.id, ...(code === '' ? {} : { code }) };
  if (isTimeout(chain, code)) {
    const text = `no reply after ${model.timeoutMs / 1000} s (${nameOf(model)}). Raise its timeout in the registry if it needs longer.`;
    return new MaestroError('EXPERT_TIMED_OUT', text, { data });
  }
  const said = oneLine(scrub(code === '' ? messageOf(chain.at(-1)) : code), MAX_SERVER_MESSAGE);
  const text = `can't be reached: ${said} (${nameOf(model)}). Is it running, and is its base URL right?`;
  return new MaestroError('EXPERT_UNAVAILABLE', text, { data });
}

export interface MalformedOptions {
  /** Would the same request come to the same again? */
  readonly final?: boolean;
  /** What the reply cost; undefined: that is not known. */
  readonly billed?: Usage | undefined;
}

/** The error of a reply that is no chat completion. `what` must be scrubbed of the key. */
export function malformedError(
  model: EndpointModel,
  what: string,
  { final = false, billed }: MalformedOptions = {},
): MaestroError {
  const said = oneLine(what, MAX_SERVER_MESSAGE);
  return new MaestroError('EXPERT_MALFORMED', `no valid chat completion: ${said} (${nameOf(model)}).`, {
    data: { model: model.id, ...(billed === undefined ? {} : { billed: { ...billed } }) },
    final,
  });
}

/** The model with its address, without credentials or a query that might hold a key. */
function nameOf(model: EndpointModel): string {
  const url = URL.canParse(model.baseUrl) ? new URL(model.baseUrl) : undefined;
  return `model "${model.id}" at ${url === undefined ? 'an invalid address' : url.origin + url.pathname}`;
}

function adviceFor(status: number, model: EndpointModel): string {
  if (status >= 300 && status < 400) return 'Redirects are not followed: put the final address into the registry.';
  if (status === 401 || status === 403) {
    return model.apiKeyEnv === ''
      ? 'Its card names no key variable (apiKeyEnv).'
      : `Check the key in the environment variable ${model.apiKeyEnv}.`;
  }
  if (status === 404) return `Check the base URL and the served name "${model.servedName}".`;
  if (status === 413) return 'The request was too large for it.';
  return '';
}

/** OpenAI: `{error: {message}}`; vLLM: `{message}` or `{error: {message}}`; FastAPI: `{detail}`; anything else as it came. */
function serverMessage(text: string): string {
  const body = parseObject(text);
  if (body === undefined) return text;
  const error = 'error' in body ? body.error : undefined;
  const inner = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  const message =
    inner ?? ('message' in body ? body.message : undefined) ?? ('detail' in body ? body.detail : undefined);
  return typeof message === 'string' ? message : text;
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Not JSON: the caller shows the text itself.
    return undefined;
  }
}

/** The error and its causes, outermost first; at most ten. */
function causes(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let next = error; next !== undefined && next !== null && chain.length < 10;) {
    chain.push(next);
    next = typeof next === 'object' && 'cause' in next ? next.cause : undefined;
  }
  return chain;
}

/** System and undici codes, such as `ECONNREFUSED` or `UND_ERR_SOCKET`. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : '';
}

const TIMEOUT_CODES = ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];

/** The caller's own abort was looked at before: any other abort is the timeout of the client. */
function isTimeout(chain: readonly unknown[], code: string): boolean {
  const isAbort = (error: unknown): boolean =>
    typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
  return TIMEOUT_CODES.includes(code) || chain.some(isAbort);
}
