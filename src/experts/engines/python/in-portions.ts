/** @module What a program prints, in few messages: so that one that is ended has said what it printed, and no byte is a message. */

export interface Portions {
  readonly write: (text: string) => void;
  readonly flush: () => void;
}

const PORTION = 512;

/** Lines, or half a kilobyte at a time. */
export function inPortions(say: (text: string) => void): Portions {
  let waiting = '';
  const flush = (): void => {
    if (waiting !== '') say(waiting);
    waiting = '';
  };
  const write = (text: string): void => {
    waiting += text;
    if (waiting.length >= PORTION || waiting.endsWith('\n')) flush();
  };
  return { write, flush };
}
