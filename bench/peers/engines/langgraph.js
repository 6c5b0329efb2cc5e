/** The rollout as a graph of LangGraph.js: a node a step, with a checkpointer (in memory, or SQLite where the job names a file). */
import { Annotation, END, MemorySaver, START, StateGraph } from '@langchain/langgraph';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';
import { report, serve, stepsOf } from './call.js';

const State = Annotation.Root({
  rollout: Annotation(),
  said: Annotation({ reducer: (before, more) => before.concat(more), default: () => [] }),
});

function graphOf(steps, checkpointer) {
  const graph = new StateGraph(State);
  for (let at = 0; at < steps; at++) {
    graph.addNode(`step-${at}`, async ({ rollout }) => ({ said: [await stepsOf(rollout)[at]()] }));
    graph.addEdge(at === 0 ? START : `step-${at - 1}`, `step-${at}`);
  }
  graph.addEdge(`step-${steps - 1}`, END);
  return graph.compile({ checkpointer });
}

serve((job) => {
  const checkpointer = job.file === undefined ? new MemorySaver() : SqliteSaver.fromConnString(job.file);
  const graphs = new Map();
  return report(job, async (rollout, id) => {
    const steps = stepsOf(rollout).length;
    if (!graphs.has(steps)) graphs.set(steps, graphOf(steps, checkpointer));
    await graphs.get(steps).invoke({ rollout }, { configurable: { thread_id: id } });
  });
});
