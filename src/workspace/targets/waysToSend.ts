import { sameId } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import { folderOf } from '../../model/place.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Config } from '../config/config.ts';
import { matchesGlobs } from '../config/globs.ts';
import type { WrittenTarget } from '../config/writeConfig.ts';
import { decidingFiles } from './destinations.ts';
import type { Proposal } from './proposal.ts';
import { isTakenByGlob, targetsOf } from './targets.ts';

/** A change of the config that gives an image one more target. */
export interface WayToSend {
  readonly to: WrittenTarget;
  readonly glob: string;
  /** True for a target that the proposal has for this file. */
  readonly isProposed: boolean;
}

interface Sources {
  readonly config: Config;
  readonly map: AccessMap | undefined;
}

/**
 * The runtimes to which the config can send an image, those of the proposal first. The image would really go there:
 * `targetsOf` decides it with the changed config.
 */
export function waysToSend(
  reference: ImageReference,
  { targets: proposed }: Pick<Proposal, 'targets'>,
  sources: Sources,
): readonly WayToSend[] {
  const [file = reference.file] = decidingFiles(reference);
  const present = targetsOf(reference, sources);
  const ways = (sources.map?.runtimes ?? []).flatMap((runtime): readonly WayToSend[] => {
    if (present.some(({ id = '' }) => sameId(id, runtime.id))) return [];
    const way = wayTo(runtime, reference);
    // An app runs its own images, and those of the platforms that its kind takes.
    if (way.to.platforms.length > 0 && runtime.kind !== 'aks') return [];
    const manifests = proposed.find(({ id }) => sameId(id, runtime.id))?.manifests ?? [];
    // A proposal is made from Kubernetes manifests. It doesn't cover a build beside them.
    const glob = way.to.platforms.length > 0 ? undefined : manifests.find(each => matchesGlobs([each], file));
    return [{ ...way, glob: glob ?? way.glob, isProposed: glob !== undefined }];
  });
  return ways.filter(way => leadsThere(way, reference, sources)).sort((one, other) => fitOf(other) - fitOf(one));
}

/**
 * The change of the config that sends an image to a target, with all of its folder if these are Kubernetes manifests.
 * Other files of a folder, such as several compose files, seldom run in one place.
 */
export function wayTo(
  { name, kind, id }: Pick<WrittenTarget, 'name' | 'kind' | 'id'>,
  reference: ImageReference,
): Pick<WayToSend, 'to' | 'glob'> {
  const [file = reference.file] = decidingFiles(reference);
  const { platform } = reference.workload;
  const platforms = isTakenByGlob(platform, kind) ? [] : [platform];
  const isOfFolder = platform === 'kubernetes' && file.includes('/');
  return { to: { name, kind, id, platforms }, glob: isOfFolder ? `${folderOf(file)}/**` : file };
}

/** Proposed targets come first, those that have to name a platform last. */
function fitOf({ isProposed, to }: WayToSend): number {
  return Number(isProposed) - Number(to.platforms.length > 0);
}

/** Returns whether a target takes the image if it is written like this. */
function leadsThere({ to, glob }: WayToSend, reference: ImageReference, { config, map }: Sources): boolean {
  const written = { ...to, identity: undefined, manifests: [glob], fail: undefined };
  const targets = targetsOf(reference, { config: { ...config, targets: [written], clusters: [] }, map });
  return targets.some(({ id = '' }) => sameId(id, to.id));
}
