import { inBackticks, t } from '../model/l10n.ts';
import { largest } from '../model/lists.ts';
import { type ImageReference, versionOf } from '../model/reference.ts';
import { kindInWords, type Target, type TargetKind } from '../model/target.ts';
import type { Finding } from '../model/verdict.ts';
import { asPlainPod } from '../read/index.ts';
import type { ExplainContext } from './explanation.ts';
import type { PullerKind } from './rows/row.ts';
import type { NamedImage } from './text/images.ts';
import type { Pod } from './text/pod.ts';

/** The findings of the workspace and the map on an image. */
export interface LookedUp {
  readonly reference: ImageReference | null;
  readonly findings: readonly Finding[];
  readonly registryId: string | undefined;
  /** The only runtime of the kind that pulled, if nothing is found of the image. */
  readonly runtime: Target | undefined;
}

/** Looks the image up in the workspace, or the pod where the text names no image, and asks the engine about it. */
export function lookUpImage(
  named: NamedImage | undefined,
  pod: Pod,
  origin: PullerKind,
  context: ExplainContext,
): LookedUp {
  const { references = [], examine } = context;
  const found =
    named?.image === undefined ? referencesOf(pod, references) : referencesTo(named.image, named, references);
  const image = found[0]?.image;
  const host = named?.host ?? (image?.kind === 'image' ? image.registry : undefined);
  const registryId = host === undefined ? undefined : context.registryId?.(host);
  const asked = found.length > 0 || named?.image === undefined ? found : [asPlainPod(named.image) ?? []].flat();
  const all = asked.length > 0 ? (examine?.(asked) ?? []) : [];
  const findings = context.isTargetNamed ? all : all.filter(each => isOf(origin, each));
  const runtime = findings.length === 0 ? onlyRuntime(origin, context.runtimes?.() ?? []) : undefined;
  return { reference: found[0] ?? null, findings, registryId, runtime };
}

/** Returns the runtime that commands can be for, where just one of the kind that pulled is known. */
function onlyRuntime(origin: PullerKind, runtimes: readonly Target[]): Target | undefined {
  const fitting = runtimes.filter(({ kind }) => hasCommands.includes(kind) && isOfKind(origin, kind));
  const [only] = fitting;
  return fitting.every(({ id, name }) => id === only?.id && name === only?.name) ? only : undefined;
}

/** The kinds that the commands of the Azure CLI in an explanation are for. */
const hasCommands: readonly TargetKind[] = ['aks', 'containerApp', 'containerAppJob', 'containerGroup', 'site'];

/** Names the runtime that the commands are for, if no finding of the image names it. */
export function commandsAreFor({ runtime }: LookedUp): readonly string[] {
  if (runtime === undefined) return [];
  return [
    t('Commands are for {0}, the only {1} that is known here.', inBackticks(runtime.name), kindInWords[runtime.kind]),
  ];
}

/**
 * Returns whether a verdict is about the puller that the text names. A cluster's nodes prove nothing for an app or for
 * Flux.
 */
function isOf(origin: PullerKind, { target, reference: { workload } }: Finding): boolean {
  const isPod = workload.platform === 'kubernetes' && workload.controller === undefined;
  if (origin === 'artifact') return !isPod;
  return target === null || isOfKind(origin, target.kind);
}

function isOfKind(origin: PullerKind, kind: TargetKind): boolean {
  const own = originOf(kind);
  // a node's own words may be all that was copied
  return own === origin || (own === 'kubernetes' && origin === 'containerd');
}

function originOf(kind: TargetKind): PullerKind {
  if (kind === 'containerGroup' || kind === 'site') return kind;
  if (kind === 'pipeline') return 'docker';
  return kind === 'aks' || kind === 'kubernetes' ? 'kubernetes' : 'containerApp';
}

/** Returns the references to the very image. If there are none, returns those to its repository, whatever their tag. */
function referencesTo(text: string, { host, repository }: NamedImage, references: readonly ImageReference[]) {
  const same = references.filter(
    ({ image }) => image.kind === 'image' && image.registry === host && image.repository === repository,
  );
  const exact = same.filter(reference => reference.text === text || nameOf(reference.image) === text);
  return exact.length > 0 ? exact : same;
}

function nameOf(image: ImageReference['image']): string | undefined {
  if (image.kind !== 'image') return undefined;
  return `${image.registry}/${image.repository}${versionOf(image)}`;
}

/** The images of the workload that a pod belongs to: its name goes on with what Kubernetes adds to the workload's. */
function referencesOf({ pod, namespace }: Pod, references: readonly ImageReference[]) {
  const lengthOf = ({ workload }: ImageReference) => {
    if (pod === undefined || workload.platform !== 'kubernetes' || workload.name === undefined) return 0;
    if (namespace !== undefined && workload.namespace !== undefined && namespace !== workload.namespace) return 0;
    return pod === workload.name || pod.startsWith(`${workload.name}-`) ? workload.name.length : 0;
  };
  const longest = largest([0, ...references.map(lengthOf)]);
  return longest === 0 ? [] : references.filter(reference => lengthOf(reference) === longest);
}
