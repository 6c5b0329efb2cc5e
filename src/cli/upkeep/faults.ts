/** @module What is found wrong with the stores. */

export interface Fault {
  readonly kind: 'missing_document' | 'corrupt_document' | 'missing_blob' | 'corrupt_blob' | 'no_result' | 'not_run';
  /** What it is about: a hash, or a rollout. */
  readonly what: string;
  /** Where it is referred to, or planned; empty for a rollout of no batch. */
  readonly place: string;
  readonly message: string;
}

/** What to do about faults of a kind; said once, however many there are. */
export const ADVICE: Readonly<Record<Fault['kind'], string>> = {
  missing_document:
    'Restore the results database from a backup; or run the rollouts again that name it (maestro batch retry, maestro ask --again); a checkpoint has to be trained anew.',
  corrupt_document:
    'The database was edited or its disk is failing: restore a backup; or delete the row from table documents and run its rollouts again.',
  missing_blob:
    'Is MAESTRO_BLOBS that of the workers? If it is, run again what used it: an image is stored anew when its task is run (maestro batch submit, maestro ask --again).',
  corrupt_blob:
    'Its disk is failing, or somebody wrote there: delete the blob, then run again what used it, which stores it anew.',
  no_result:
    'It was terminated, timed out or failed before it could be recorded: maestro batch retry <batch> --only failed, or ask again. Replies in the ledger are not asked for again.',
  not_run:
    'Its batch planned it, and ended or died before it was run: maestro batch retry <batch> --only failed, which also runs what is missing, or submit the same tasks again.',
};
