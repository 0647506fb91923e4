import { REGISTRY_TYPE } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import { runsNoContainer } from '../../access/planned/images.ts';
import type { PlannedWorld } from '../../access/planned/plannedWorld.ts';
import type { PlannedResource } from '../../access/planned/planner.ts';
import type { Image, ImageReference } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import { type PlannedPull, plannedTargetKind, pullIn } from './choose.ts';
import { withPlanned } from './combine.ts';
import { leftOut, type OmittedDeclaration } from './leftOut.ts';

/** A cluster or app of code, and a registry of the same code. */
export interface AccessOfCode {
  readonly program: string;
  readonly values: readonly string[];
  readonly runtime: PlannedResource;
  readonly registry: PlannedResource;
  readonly finding: Finding;
}

interface Moment {
  readonly now: Date;
  readonly read: AccessMap | undefined;
}

/** Decides what each cluster and app of the code may pull from each of its registries, with any images. */
export function accessOfCode(worlds: readonly PlannedWorld[], { now, read }: Moment): readonly AccessOfCode[] {
  const laid = read === undefined ? worlds : worlds.map(each => each.over(read));
  return laid.flatMap(world =>
    runtimesIn(world).flatMap(runtime => {
      return registriesIn(world).flatMap(registry => {
        const image = anyImage(world, registry);
        const pull = image && pullIn(world, runtime, image.registry, undefined, image);
        const finding = pull && findingOf(pull, image, { now, beforeAbac: false, strict: false, worlds: laid });
        const { program, values } = world.world;
        return finding === undefined ? [] : [{ program, values, runtime, registry, finding }];
      });
    }),
  );
}

export function runtimesIn({ runtimes }: PlannedWorld): readonly PlannedResource[] {
  return runtimes.flatMap(({ resource }) =>
    resource.presence.kind === 'no' || runsNoContainer(resource) ? [] : resource,
  );
}

/** Clusters, apps and registries that the code declares and does not make. */
export function leftOutIn({ world, resources, runtimes }: PlannedWorld): readonly OmittedDeclaration[] {
  const registries = resources.filter(({ type, isExisting }) => type === REGISTRY_TYPE && !isExisting);
  const own = [...registries, ...runtimes.map(({ resource }) => resource)].map(({ declared }) => declared);
  return own.filter(({ presence }) => presence.kind === 'no').map(each => leftOut(each, world));
}

/** Lists each registry once, though code may refer to one that it makes. */
export function registriesIn({ resources }: PlannedWorld): readonly PlannedResource[] {
  const all = resources.filter(({ type, presence }) => type === REGISTRY_TYPE && presence.kind !== 'no');
  const byId = new Map(all.toReversed().map(each => [each.id.toLowerCase(), each]));
  return [...byId.values()].reverse();
}

function anyImage(world: PlannedWorld, { id }: PlannedResource): Image | undefined {
  const found = world.mapWhere(new Set()).registryById(id);
  const parts = { repository: undefined, tag: undefined, digest: undefined, unresolved: undefined };
  return found && { registry: found.loginServer, ...parts };
}

function findingOf(pull: PlannedPull, image: Image, moment: Parameters<typeof withPlanned>[3]): Finding | undefined {
  const { declared, address } = pull.runtime;
  const workload = workloadOf(pull.runtime);
  if (workload === undefined) return undefined;
  const reference: ImageReference = {
    ...declared.place,
    format: declared.language,
    where: address,
    text: image.registry ?? '',
    image: { kind: 'image', ...image },
    workload,
    origins: [],
    settledAt: undefined,
  };
  return withPlanned(reference, undefined, [pull], moment)[0];
}

function workloadOf(runtime: PlannedResource): Workload | undefined {
  const name = runtime.label;
  const nothing = { name, identity: undefined };
  switch (plannedTargetKind(runtime)) {
    case 'aks':
      return {
        platform: 'kubernetes',
        kind: undefined,
        name: undefined,
        namespace: undefined,
        pullSecrets: [],
        morePullSecrets: [],
        serviceAccount: undefined,
      };
    case 'containerApp':
      return { ...nothing, platform: 'containerApp', registries: undefined, environmentId: undefined };
    case 'containerAppJob':
      return { ...nothing, platform: 'containerAppJob', registries: undefined, environmentId: undefined };
    case 'containerGroup':
      return { ...nothing, platform: 'containerGroup', registries: undefined };
    case 'site':
      return { ...nothing, platform: 'site', managedIdentityCredentials: undefined, identityClientId: undefined };
    default:
      return undefined;
  }
}
