/** Its Python, or undefined when `npm run differential` has not made it. */
export function findPython(): string | undefined;
