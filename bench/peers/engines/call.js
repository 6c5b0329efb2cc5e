/** One call of a peer: again after a fault, with the pauses that Maestro makes. Shared by all peers, so that none has it better. */
export async function call({ url, text }) {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'any', messages: [{ role: 'user', content: text }] }),
    });
    if (response.ok) return (await response.json()).choices[0].message.content;
    await response.body?.cancel();
    if (attempt === 8) throw new Error(`${url} answered ${response.status}`);
    await new Promise((resolve) => setTimeout(resolve, Math.min(15_000, 500 * 2 ** (attempt - 1))));
  }
}

/** A step without work. */
export function noWork() {
  return Promise.resolve('{2}'.padEnd(200));
}

/** The steps of a rollout: calls where the job has some, else three without work. */
export function stepsOf(rollout) {
  return rollout.length === 0 ? [noWork, noWork, noWork] : rollout.map((each) => () => call(each));
}

/** Runs `one` for each rollout, so many at once, and reports to the parent. */
export async function report(job, one) {
  const latencies = [];
  // What is made once, connections and prepared statements, is no part of it.
  for (let warm = 0; warm < job.warmUp; warm++) await one([], `warm-${warm}`);
  const before = process.cpuUsage();
  const start = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(job.inFlight, job.rollouts.length) }, async () => {
      while (next < job.rollouts.length) {
        const at = next++;
        const began = performance.now();
        await one(job.rollouts[at], `rollout-${at}`);
        latencies.push(performance.now() - began);
      }
    }),
  );
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { ms, cpuMs: (user + system) / 1000, memoryMiB: process.memoryUsage.rss() / 2 ** 20, latencies };
}

/** The job comes from the parent; what `work` makes of it goes back. */
export function serve(work) {
  process.once('message', (job) => {
    work(job).then(
      (result) => process.send(result, () => process.exit(0)),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
