import { resourceGroupOf } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import type { Place } from '../../model/place.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Target } from '../../model/target.ts';
import type { Finding } from '../../model/verdict.ts';
import type { Config } from '../config/config.ts';
import type { ShownPlace } from '../findingReport.ts';
import { candidateTargets, isSameTarget } from '../targets/targets.ts';
import { listed } from './answer.ts';

/** All sources of answers, as a face knows them. */
export interface AssistantContext {
  readonly workspaces: readonly KnownWorkspace[];
  /** Files and folders that could not be read, or only in part, as people know them. */
  readonly unread: readonly string[];
  readonly now: Date;
  /** A limit of all answers of this face, in a sentence. */
  readonly note: string | null;
}

/** The note of an editor in which a person picked targets: the gate knows none of them. */
export const withPickedTargets =
  'Where neither the config nor a file says where a manifest goes, it was checked on the targets that a person picked in the editor.';

/** A folder with one config, and its findings. */
export interface KnownWorkspace {
  readonly config: Config;
  readonly map: AccessMap | undefined;
  readonly findings: readonly Finding[];
  /** Images with and without a finding. */
  references(): readonly ImageReference[];
  show(place: Place): ShownPlace;
  /** A path as a person or a model writes it. Undefined: no file or folder is there. */
  find(path: string): Promise<FoundPath | undefined>;
  /** The manifests that were read, by their names. */
  manifests(): readonly string[];
}

export interface FoundPath {
  readonly kind: 'file' | 'folder';
  /** Relative to the root of the workspace, with forward slashes. Empty: the root itself. */
  readonly name: string;
}

/** A finding with its workspace. */
export interface SeenPull {
  readonly finding: Finding;
  readonly workspace: KnownWorkspace;
}

export function pullsOf({ workspaces }: AssistantContext): readonly SeenPull[] {
  return workspaces.flatMap(workspace => workspace.findings.map(finding => ({ finding, workspace })));
}

export function mapsIn({ workspaces }: AssistantContext): readonly AccessMap[] {
  return [...new Set(workspaces.flatMap(({ map }) => map ?? []))];
}

/** The targets that a word of a question means. */
export interface MeantTargets {
  readonly targets: readonly Target[];
  /** The interpretation of the word, if it is no target's own name. */
  readonly note: string | null;
}

/**
 * Looks up targets by name or resource ID, or else by a part of the name, the resource group, or the value of a tag.
 * People use these for environments. It narrows the list and decides no verdict. Throws if nothing matches.
 */
export function targetsMeant(word: string, known: AssistantContext): MeantTargets {
  const all = allTargets(known);
  const wanted = word.toLowerCase();
  const exact = all.filter(({ name, id }) => name.toLowerCase() === wanted || id?.toLowerCase() === wanted);
  if (exact.length > 0) return { targets: exact, note: null };
  const maps = mapsIn(known);
  const targets = all.filter(target => wordsOf(target, maps).includes(wanted));
  if (targets.length === 0) {
    const names = listed([...new Set(all.map(({ name }) => name))].sort());
    throw new Error(
      `No target is called \`${word}\`, and no name, resource group or tag has it. Targets: ${names || 'none'}.`,
    );
  }
  const names = listed(targets.map(({ name }) => name));
  const note = `No target is called \`${word}\`. Taken for those with it in the name, resource group or a tag: ${names}.`;
  return { targets, note };
}

function allTargets(known: AssistantContext): readonly Target[] {
  const candidates = known.workspaces.flatMap(({ map, config, findings }) => [
    ...findings.flatMap(({ target }) => target ?? []),
    ...candidateTargets(map, config),
  ]);
  const keyOf = ({ kind, name, id }: Target) => id?.toLowerCase() ?? `${kind} ${name}`;
  return [...new Map(candidates.map(target => [keyOf(target), target])).values()];
}

/** `aks-prod01` is `aks`, `prod01` and `prod`. */
function wordsOf({ name, id }: Target, maps: readonly AccessMap[]): readonly string[] {
  const group = (id === undefined ? undefined : resourceGroupOf(id)) ?? '';
  const runtimes = id === undefined ? [] : maps.flatMap(map => map.runtimeById(id) ?? []);
  const tags = runtimes.flatMap(runtime => (runtime.kind === 'aks' ? Object.values(runtime.tags) : []));
  const texts = [name, group, ...tags].map(each => each.toLowerCase());
  const parts = texts.flatMap(each => each.split(/[^\p{L}\p{N}]+/u));
  return [...texts, ...parts, ...parts.map(part => part.replace(/(?<!\d)\d+$/, ''))];
}

export function isOneOf(target: Target | null, targets: readonly Target[]): boolean {
  return target !== null && targets.some(each => isSameTarget(each, target));
}
