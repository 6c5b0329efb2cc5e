/** @module Exit codes of the command line. Those of errors stand in the table of `domain/errors.ts`. */

export const EXIT = {
  ok: 0,
  /** Also: a rollout that did not end in an answer. */
  failed: 1,
  badInput: 2,
  notRunning: 5,
  interrupted: 130,
} as const;

export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'all went well; a wrong answer is no error'],
  [1, 'an unexpected error, or a rollout that did not end in an answer'],
  [2, 'bad input: arguments, files, images, unknown names, faulty lines in a file of tasks'],
  [3, 'the registry, or a key that is not set'],
  [4, 'a policy or an expert that cannot be used'],
  [5, 'Temporal: not to be had, not running, in conflict'],
  [6, 'the stores: blobs, results'],
  [130, 'interrupted by Ctrl-C'],
];
