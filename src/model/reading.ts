// The content of one file: its references, and its declarations for other files.

import type { Place, Span, Written } from './place.ts';
import type { AskedValues, ProgramWorld } from './program.ts';
import type { ImageReference, Suppression } from './reference.ts';
import type { SentTo, TargetKind } from './target.ts';
import type { CredentialHint, ListedSecret, PullBinding, SecretEntry } from './workload.ts';

/** The content of one file. Reading never fails: a part that could not be read is a problem in the list. */
export interface ManifestReading {
  readonly file: string;
  readonly references: readonly ImageReference[];
  readonly declarations: readonly Declaration[];
  readonly problems: readonly ReadingProblem[];
  /** Absent where there are none. */
  readonly suppressions?: readonly Suppression[];
}

/** Declarations of a file that references of other files depend on. */
export type Declaration =
  | {
      readonly kind: 'serviceAccount';
      readonly name: string;
      readonly namespace: string | undefined;
      readonly pullSecrets: readonly ListedSecret[];
      readonly pullClientId: Written | undefined;
      readonly place: Place;
    }
  | {
      readonly kind: 'pullSecret';
      readonly name: string;
      readonly namespace: string | undefined;
      /** Undefined where the content can't be read here: encrypted, templated, broken. */
      readonly entries: readonly SecretEntry[] | undefined;
      readonly place: Place;
    }
  | {
      readonly kind: 'pullBinding';
      readonly namespace: string | undefined;
      readonly serviceAccount: string;
      readonly binding: PullBinding;
    }
  | {
      readonly kind: 'credentialHint';
      readonly hint: CredentialHint;
      /** Undefined where the object doesn't state it. */
      readonly namespace: string | undefined;
      /** True if it counts for pods of all namespaces. */
      readonly isForAll: boolean;
      readonly place: Place;
    }
  | {
      /** An object that sends others, or that a sender looks up. */
      readonly kind: 'delivery';
      readonly place: Place;
    }
  | (DeclaredDestination & { readonly kind: 'destination' })
  | {
      /** The aliases of a bicepconfig.json, each with its registry. */
      readonly kind: 'moduleAliases';
      readonly aliases: readonly (Written & { readonly name: string })[];
    }
  | DeclaredInfrastructure
  | (InfrastructureBeside & { readonly kind: 'infrastructureBeside' });

/** A file of infrastructure code. Other files settle its values, so it can be read again together with them. */
export interface DeclaredInfrastructure {
  readonly kind: 'infrastructure';
  readonly file: string;
  readonly text: string;
  /** The folder or file in which its names hold. */
  readonly module: string;
  /** True if it only gives values to its module. Where the module is a folder, it may be one around the file. */
  readonly isValues: boolean;
  /** Modules that it hands values to. */
  readonly calls: readonly string[];
  /** Reads files that hand each other values. */
  readonly readTogether: (files: readonly DeclaredInfrastructure[]) => readonly ManifestReading[];
  /** Evaluates such files: the resources that a deployment of them makes, with each set of values. */
  readonly worlds: (files: readonly DeclaredInfrastructure[], around: AroundPrograms) => readonly ProgramWorld[];
}

/** The inputs that count besides the files of a program. */
export interface AroundPrograms {
  readonly beside: readonly InfrastructureBeside[];
  /** Files of values in folders without a module around them: each may be for any root that has its variables. */
  readonly elsewhere: readonly InfrastructureBeside[];
  readonly asked: AskedValues;
  /** The source of a module as a file writes it, with the alias that a configuration has for its registry. */
  readonly addressOf: (source: string, file: string) => string;
  /**
   * The same object for the same program, before a change of its files and after: what is still so is not evaluated
   * again.
   */
  readonly memory: object;
}

/** A file that has a part in what infrastructure code makes, and that images are not read together with. */
export interface InfrastructureBeside {
  readonly file: string;
  readonly text: string;
  /** Its module, or the folder in which to look for it. */
  readonly module: string;
  readonly language: 'bicep' | 'terraform';
  /**
   * `values`: JSON with values for the module. `code`: a part of the module that is not read. `open`: values for it
   * that are not known, so that no default of it holds.
   */
  readonly role: 'values' | 'code' | 'open';
  /** Modules that it hands values to. */
  readonly calls: readonly string[];
}

/**
 * A step of a pipeline, or a service of azd, that sends a folder or files to a cluster or an app. Paths are relative to
 * the repository's root, without a `./`.
 */
export interface DeclaredDestination {
  /** The step, for people: `GitHub job deploy`. */
  readonly by: string;
  readonly targetKind: TargetKind;
  readonly sentTo: SentTo;
  /** Undefined: none, only files. */
  readonly folder: string | undefined;
  /** True if folders below count, where the folder has neither a kustomization nor a chart. */
  readonly isDeep: boolean;
  /** Files, or globs of them. Those of a chart are its values besides `values.yaml`. */
  readonly files: readonly string[];
  /** Images that replace those of the same name in what it deploys. Absent: none. */
  readonly images?: readonly Written[];
  /** Pull secrets that it gives to all pods of what it deploys. Absent: none. */
  readonly secrets?: readonly string[];
  /** Values of a chart that it gives besides files: their paths, as in `image.repository`. Absent: none. */
  readonly overrides?: readonly string[];
  /** All of the object or step: images in it are deployed there. */
  readonly span: Span;
  readonly place: Place;
}

/** A part of a file that was passed over, or is in doubt, and may name any image. */
export interface ReadingProblem {
  readonly message: string;
  readonly span: Span;
  /** True where it was read and built all the same: the tool takes it only if it is run with an option. */
  readonly isBuilt?: true;
}
