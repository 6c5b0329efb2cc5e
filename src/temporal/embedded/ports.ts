/** @module Ports of the embedded server. */
import { connect, createServer } from 'node:net';
import type { Ports } from './files.js';

/** The only interface anything of ours listens on. */
export const LOOPBACK = '127.0.0.1';
/** Temporal's usual ports, taken when they are free. */
const USUAL = { grpc: 7233, ui: 8233 };

/**
 * Ports that are free now: the previous ones where possible (workers are calling them), else the usual ones, else any.
 * Someone may take one before the server does; then the server ends at once and the caller asks again.
 */
export async function choosePorts(previous: Ports | undefined): Promise<Ports> {
  const taken = new Set<number>();
  const choose = async (...wishes: (number | undefined)[]): Promise<number> => {
    for (const wish of wishes) {
      if (wish !== undefined && !taken.has(wish) && (await isFree(wish))) {
        taken.add(wish);
        return wish;
      }
    }
    const port = await anyFree();
    if (taken.has(port)) return choose();
    taken.add(port);
    return port;
  };
  return {
    grpc: await choose(previous?.grpc, USUAL.grpc),
    ui: await choose(previous?.ui, USUAL.ui),
    http: await choose(previous?.http),
    metrics: await choose(previous?.metrics),
  };
}

/** So many ports that are free now and none of `taken`. */
export async function freePorts(count: number, taken: readonly number[]): Promise<readonly number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = await anyFree();
    if (!taken.includes(port)) found.add(port);
  }
  return [...found];
}

/** Nobody answers there and it can be listened on. Asking both also finds servers that listen on all interfaces. */
export async function isFree(port: number): Promise<boolean> {
  return !(await answers(port)) && (await listen(port)) !== undefined;
}

async function anyFree(): Promise<number> {
  const port = await listen(0);
  return port ?? anyFree();
}

/** True when somebody accepts connections there. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: LOOPBACK, port });
    const end = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(1_000, () => end(true));
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

function listen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host: LOOPBACK, port }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => resolve(bound));
    });
  });
}
