/** Its Python, made when it is not there; undefined when that can't be done. */
export function trainerPython(): string | undefined;
