// The nouns of a build: what goes in, and what the real tool would hand to the platform.
import type { Place } from '../model/place.ts';
import type { ManifestReading, ReadingProblem } from '../model/reading.ts';
import type { Content, Mapping, Scalar } from '../read/source/tree.ts';
import type { ReleaseValues } from './delivery/sender.ts';

/**
 * The files that a build may look at. Paths are relative to the workspace's root, with forward slashes. None leaves it:
 * a path with `..` beyond the root is `outside`, and no file.
 */
export interface BuildInputs {
  /** The values of a YAML or JSON file, one for each document. Undefined: there is no such file. */
  documents(file: string): readonly Content[] | undefined;
  /** Undefined if there is no such file, or if its text is no manifest of the workspace. */
  text(file: string): string | undefined;
  reading(file: string): ManifestReading | undefined;
  /** Why parts of a file are no YAML or JSON. */
  faults?(file: string): readonly ReadingProblem[];
  /** The files in a folder, sorted. With `deep`, those in its subfolders too. Empty: there is no such folder. */
  list(folder: string, deep?: boolean): readonly string[];
}

/** A part that could not be built, at the place that a person can change: no gate is green over it. */
export interface BuildProblem extends Place {
  readonly message: string;
  /** True if it was built all the same: the tool takes it only if it is run with an option. It fails no gate. */
  readonly isBuilt?: true;
  /**
   * True if the tool of this deployment is run with that option. Then the problem is not reported for other deployments
   * either.
   */
  readonly isTaken?: true;
}

/**
 * Something that lies outside of the tree, such as a remote base or a chart of a registry. It is reported and not
 * built.
 */
export interface Outside extends Place {
  readonly what: string;
}

/** A sender without a known deployment, with the reason. It is reported and not built. */
export interface Undecided extends Place {
  readonly by: string;
  readonly why: string;
}

/**
 * A part for an object that was not built, such as a patch to an object of a remote base. It is judged alone. The pods
 * that it goes into may have any pull secrets. An `image` is one that a kustomization puts in place of another.
 */
export type LoosePart = { readonly of: Outside } & (
  | { readonly kind: 'image'; readonly image: Scalar; readonly replaces: string; readonly where: string }
  | { readonly kind: 'object'; readonly object: Mapping }
  /** Values for a chart that is not in this tree. Pods pull images in them with the secrets beside them. */
  | { readonly kind: 'values'; readonly values: readonly ReleaseValues[] }
);

/** Objects as a tool hands them to the platform. Each value has its `source`. Open values are placeholders. */
export interface Built {
  readonly objects: readonly Mapping[];
  readonly problems: readonly BuildProblem[];
  readonly outside: readonly Outside[];
  readonly loose: readonly LoosePart[];
}

export const NOTHING_BUILT: Built = { objects: [], problems: [], outside: [], loose: [] };
