/** @module The function that is asked for: its name and its parameter, from the stub in the question. */
import { stubIn } from '../../../domain/code/python-stub.js';

export interface Stub {
  readonly name: string;
  readonly parameter: string;
  /** Type of the parameter as written; empty where none is. */
  readonly type: string;
}

/** Undefined where there is no function of one parameter. */
export function readStub(question: string): Stub | undefined {
  const match = /^def (\w+)\(\s*(\w+)\s*(?::\s*([^,()=]+?))?\s*\)/m.exec(stubIn(question));
  return match === null ? undefined : { name: match[1] ?? '', parameter: match[2] ?? '', type: match[3] ?? '' };
}
