// The noun: something that is handed to a platform at once, and the result of building it.
import { folderOf } from '../model/place.ts';
import type { ImageReference } from '../model/reference.ts';
import type { Destination, Placement } from '../model/target.ts';
import type { Mapping } from '../read/source/tree.ts';
import type { BroughtAccount } from './accounts.ts';
import type { BuildProblem, Outside } from './built.ts';
import type { ChangeObjects, Release, ReleaseValues, Sender } from './delivery/sender.ts';
import type { LookedAt } from './lookedAt.ts';

export interface Deployment {
  /** Unique, and the same each time the workspace is built. */
  readonly id: string;
  /** Objects of one group are sent together. The namespace of objects that state none is the same within a group. */
  readonly group: string;
  /**
   * The file by which a person and the globs of a config know it. Empty for plain files: each is known by its own path.
   */
  readonly entry: string;
  readonly builds: Builds;
  /** Undefined: nothing in the workspace sends it. */
  readonly sender: Sender | undefined;
  /** The deployment that brings the sender. Undefined for a sender that no deployment brings, such as a pipeline. */
  readonly above: Deployment | undefined;
}

/** The way that a deployment is built. */
export type Builds =
  | ({ readonly kind: 'kustomization'; readonly folder: string } & Changes)
  | ({
      readonly kind: 'chart';
      readonly folder: string;
      readonly release: Release;
      /** Kustomizations over the objects of the chart. */
      readonly postRenderers: readonly Mapping[];
    } & Pick<Changes, 'after'>)
  /** Values for a chart from elsewhere: images are read from the values themselves. */
  | {
      readonly kind: 'values';
      readonly what: string;
      readonly values: readonly ReleaseValues[];
      /** Kustomizations over the objects of the chart. */
      readonly postRenderers: readonly Mapping[];
    }
  /** Plain manifests. Paths of edits are relative to the folder. */
  | ({ readonly kind: 'files'; readonly files: readonly string[]; readonly folder: string } & Changes);

/** Changes that the sender makes to the deployment. */
export interface Changes {
  /** Edits the root kustomization before the build, or the one that is made for plain manifests. */
  readonly edit?: (kustomization: Mapping) => Mapping;
  /** Changes the objects after the build. */
  readonly after?: ChangeObjects;
}

/** A deployment with the result of its build. */
export interface BuiltDeployment {
  readonly deployment: Deployment;
  readonly references: readonly ImageReference[];
  readonly accounts: readonly BroughtAccount[];
  readonly problems: readonly BuildProblem[];
  readonly outside: readonly Outside[];
  /** Objects that send others, or that senders take values from. */
  readonly declaring: readonly Mapping[];
  /** The number of built objects. */
  readonly size: number;
  readonly lookedAt: LookedAt;
}

/**
 * Returns the destinations of a deployment's file. A sender without a destination of its own goes where its own
 * deployment goes.
 */
export function placementOf({ entry, sender, above }: Deployment, file: string): Placement {
  const placed: Placement = entry === '' || entry === file ? { file } : { file, entry };
  return sender === undefined ? placed : { ...placed, destinations: [destinationOf(sender, above)] };
}

function destinationOf({ by, targetKind, sentTo, place }: Sender, above: Deployment | undefined): Destination {
  if (sentTo.kind !== 'own') return { by, targetKind, sentTo, place };
  const declaredBy = above === undefined ? { file: place.file } : placementOf(above, place.file);
  return { by, targetKind, place, sentTo: { kind: 'own', declaredBy } };
}

/** A plain manifest that nothing sends. Manifests of one folder are assumed to be applied together. */
export function plainFile(file: string): Deployment {
  const builds: Builds = { kind: 'files', files: [file], folder: '' };
  return {
    id: `file ${file}`,
    group: `folder ${folderOf(file)}`,
    entry: '',
    builds,
    sender: undefined,
    above: undefined,
  };
}

/** The deployments that lead to one, the nearest first. */
export function* deploymentsAbove({ above }: Deployment): Generator<Deployment> {
  for (let each = above; each !== undefined; each = each.above) yield each;
}
