/** @module What a batch and its windows tell each other. */
import { defineSignal } from '@temporalio/workflow';
import type { BatchControl, BatchTotals } from '../domain/batch.js';

/** To a window: how the batch is steered now. The highest version counts. */
export const controlSignal = defineSignal<[control: BatchControl]>('control');
/** To the batch: a window asks for a pause of all. */
export const haltSignal = defineSignal<[reason: string]>('halt');
/** To the batch: what a window's part of the canary came to. */
export const canarySignal = defineSignal<[partition: number, totals: BatchTotals]>('canary');
