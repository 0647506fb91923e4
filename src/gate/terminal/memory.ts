import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Left to itself, V8 spends memory to save time: a workspace of 10,000 manifests would take 260 MB, of which 50 are in
 * use. A pipeline's container has little to spare, and for a little more time the gate does with half as much.
 */
export function keepSmall(): void {
  // what is new is swept after the first megabyte, not after many
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--expose-gc');
  // the parser of Bicep and Terraform is fast enough as it is first compiled
  setFlagsFromString('--liftoff-only');
}

/** Sweeps what is no longer in use, at a turn where there is much of it. */
export function sweep(): void {
  const collect: unknown = runInNewContext('globalThis.gc');
  if (typeof collect === 'function') collect();
}
