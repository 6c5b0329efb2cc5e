/** @module `--reward` of the commands that run or score rollouts. What reads the file is in `read-reward.ts`: it takes longer to load. */
import type { OptionSpec } from '../command.js';

export const REWARD_OPTION: OptionSpec = {
  flags: '--reward <file>',
  summary: 'how the reward is composed: paper (default), strict, thrifty, or your own file like those in rewards/',
};
