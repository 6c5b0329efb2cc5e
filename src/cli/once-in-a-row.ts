/** @module Lines that many would say, or one again and again, are said once. */

/** Leaves out a line that is the same as the one before it. */
export function onceInARow(tell: (line: string) => void): (line: string) => void {
  let last = '';
  return (line) => {
    if (line !== last) tell(line);
    last = line;
  };
}
