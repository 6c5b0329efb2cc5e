/** @module What a piece of work takes of the processor: the same on a machine that is busy, or stands still for a while. */

/** @returns what tells the milliseconds that this process, all its threads, has used since */
export function processorTime(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
}
