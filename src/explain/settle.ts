import { type CauseId, causes as causesById } from '../causes/index.ts';
import { allOf, inBackticks, t, uncapitalised } from '../model/l10n.ts';
import { largest } from '../model/lists.ts';
import { type ImageReference, versionOf } from '../model/reference.ts';
import { kindInWords, type Target, type TargetKind } from '../model/target.ts';
import type { Finding } from '../model/verdict.ts';
import { asPlainPod } from '../read/index.ts';
import { adviceOn } from './advice/advice.ts';
import type { AdviceContext } from './advice/known.ts';
import type { ExplainContext, ExplainedCause } from './explanation.ts';
import type { PullerKind } from './rows/row.ts';
import { isOnMap, readAlike } from './rows/traits.ts';
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

/**
 * Lets the map decide between causes that read alike. Words that mean one thing only stay first whatever it holds.
 * A denied verdict names the cause and its fix. An allowed one rules out the causes that the map can see.
 */
export function settleCauses(
  causes: readonly CauseId[],
  isSure: boolean,
  isUnsaid: boolean,
  { findings }: LookedUp,
  known: AdviceContext,
  mapAge: string | undefined,
): { readonly known: readonly string[]; readonly causes: readonly ExplainedCause[] } {
  const [first] = causes;
  const possible = causes.map((cause, i) => adviceOn(cause, known, isSure && i === 0 ? 'text' : 'possible'));
  const denied = findings.find(({ verdict }) => verdict.outcome === 'denied');
  if (isSure && wasLetIn(first) && denied?.verdict.cause && !isOfImage(denied.verdict.cause)) {
    const says = t('The registry let this caller in, so the refusal in the map is out of date or of another caller.');
    return { known: [says], causes: possible };
  }
  if (denied?.verdict.cause) {
    const { cause } = denied.verdict;
    const fromMap = explained(denied, cause, known);
    const rest = possible.filter(each => each.cause !== cause);
    const decides = !isSure && (isUnsaid || causes.includes(cause) || (first !== undefined && readAlike(first, cause)));
    const [said, ...more] = rest;
    const about = whichOf(findings, denied);
    if (decides || said === undefined) return { known: about, causes: [fromMap, ...rest] };
    return { known: about, causes: isSure && cause === first ? [fromMap, ...rest] : [said, fromMap, ...more] };
  }
  const allowed = findings.length > 0 && findings.every(({ verdict }) => verdict.outcome === 'allowed');
  if (!allowed || isSure || !possible.some(({ cause }) => isOnMap(cause))) return { known: [], causes: possible };
  const target = findings[0]?.target ? nameOfTarget(findings[0]) : t('this target');
  const map = mapAge === undefined ? t('the map') : t('the map (read {0})', mapAge);
  const says = t("In {0}, {1} can pull this image. The map is out of date or can't show the cause.", map, target);
  const rest = possible.filter(({ cause }) => cause !== 'propagating');
  const ruledOut = rest.filter(({ cause }) => isOnMap(cause));
  const open = rest.filter(({ cause }) => !isOnMap(cause));
  const propagating =
    first !== undefined && readAlike(first, 'propagating') ? [adviceOn('propagating', known, 'possible')] : [];
  return { known: [says], causes: [...propagating, ...open, ...ruledOut] };
}

/** A registry answers 401 or 403 to a caller that it refuses. Only the others get a 404 for a missing image. */
const wasLetIn = (cause: CauseId | undefined) => cause === 'image-not-found' || cause === 'platform-mismatch';

function isOfImage(cause: CauseId): boolean {
  const { step } = causesById[cause];
  return step === 'image' || step === 'registry';
}

/** Names the targets that the cause and the commands are about, if the image goes to several. */
function whichOf(findings: readonly Finding[], denied: Finding): readonly string[] {
  const names = [...new Set(findings.map(nameOfTarget))];
  if (names.length < 2) return [];
  if (names.length > 3)
    return [t('{0} targets use this image. The cause from the map is for {1}.', names.length, nameOfTarget(denied))];
  return [t('{0} use this image. The cause from the map is for {1}.', allOf(names), nameOfTarget(denied))];
}

const nameOfTarget = ({ target }: Finding) => (target ? inBackticks(target.name) : t('an unknown target'));

/** The verdict's own sentence and its fix, in place of the general ones. */
function explained({ verdict }: Finding, cause: CauseId, known: AdviceContext): ExplainedCause {
  const advice = adviceOn(cause, known, 'map');
  const [fix] = verdict.fixes;
  if (!fix) return { ...advice, why: verdict.message };
  const purpose = fix.bash === null ? null : uncapitalised(fix.title.replaceAll('`', ''));
  const purposes = { ...advice.purposes, fix: purpose };
  return { ...advice, why: verdict.message, fix: fix.bash ?? fix.title, purposes };
}
