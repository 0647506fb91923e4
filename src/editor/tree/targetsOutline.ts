import { lastSegment } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import { wholeImage } from '../../model/reference.ts';
import { kindInWords, type Target } from '../../model/target.ts';
import type { Puller } from '../../model/verdict.ts';
import { isRegistryOpen, referenceHost, type SeenFinding } from '../findings/seen.ts';
import { counted, countsOf, factsOf, referenceCount, worstOf } from '../findings/tally.ts';
import { plain } from '../page/markdown.ts';
import {
  byUrgencyThenName,
  grouped,
  groupReason,
  groupSummary,
  imageNodes,
  keyOf,
  lineNode,
  MOST_ROWS,
  mendable,
  moreNode,
  type NodeSubject,
  nodeOf,
  type OutlineNode,
  resourceSubject,
  rowPlace,
  type SeenGroup,
  shortHost,
  toldApart,
  whereIs,
} from './outline.ts';

/** Target → identity → registries → lines: which runtime may pull from where, and as whom. */
export function targetsOutline(seen: readonly SeenFinding[]): readonly OutlineNode[] {
  const nodes = grouped(seen, ({ finding }) => keyOf(finding.target)).map(([key, ofTarget]) =>
    targetNode(key, ofTarget),
  );
  return [...toldApart(nodes)].sort(byUrgencyThenName);
}

function targetNode(key: string, seen: SeenGroup): OutlineNode {
  const [{ finding, map }] = seen;
  const { target } = finding;
  const state = worstOf(seen);
  const folding = state === 'blocked' ? 'unfolded' : 'folded';
  return nodeOf({
    // VS Code heeds the folding of an id only when it first sees it, and that may be before all manifests are read.
    id: `${key}|${folding}`,
    kind: 'target',
    label: target?.name ?? t('Target unknown'),
    description: countsOf(seen),
    state,
    tooltip: target
      ? `${kindInWords[target.kind]} ${target.name}\n${target.id ?? ''}\n${t('from: {0}', plain(target.why))}`
      : noTarget,
    apart: target ? [...whereIs(target.id), kindInWords[target.kind]] : [],
    folding,
    subject: resourceSubject(target?.id, map),
    children: () => {
      // An unknown host or a missing target has no identity.
      const unasked = seen.filter(({ finding: { verdict } }) => !verdict.puller);
      return toldApart([...pullerNodes(seen, key), ...registryNodes(unasked, key)]);
    },
  });
}

/** The targets that a person chose, to be cleared or saved. Names or resource ids. */
export function pickNode(picked: readonly string[]): readonly OutlineNode[] {
  if (picked.length === 0) return [];
  const names = picked.map(lastSegment).join(', ');
  const tooltip = `${names}\n${t('for manifests without a target in .acr-pull.yaml')}`;
  return [nodeOf({ id: 'pick', kind: 'pick', label: t('Chosen'), description: names, tooltip })];
}

const noTarget = t("We don't know where these manifests are deployed. Choose a target, or name it in .acr-pull.yaml.");

/** Blocked identities first, then the one that pulls most images. Of very many, the later ones are folded away. */
function pullerNodes(seen: readonly SeenFinding[], parentId: string): readonly OutlineNode[] {
  const sorted = grouped(
    seen.filter(({ finding }) => finding.verdict.puller),
    ({ finding: { verdict } }) => `${verdict.puller?.name} ${verdict.puller?.objectId}`, // an object ID has no space
  )
    .map(([key, ofPuller]) => {
      const isBlocked = worstOf(ofPuller) === 'blocked';
      return { key, ofPuller, isBlocked, count: referenceCount(ofPuller) };
    })
    .sort(
      (one, other) =>
        Number(other.isBlocked) - Number(one.isBlocked) || other.count - one.count || one.key.localeCompare(other.key),
    );
  const shown = sorted.slice(0, MOST_ROWS).map(({ key, ofPuller }) => pullerNode(key, ofPuller, parentId));
  const rest = sorted.slice(MOST_ROWS);
  if (rest.length === 0) return shown;
  const label = counted(rest.length, t('1 more identity'), t('{0} more identities', rest.length));
  return [
    ...shown,
    moreNode(
      label,
      rest.flatMap(({ ofPuller }) => ofPuller),
      parentId,
      pullerNodes,
    ),
  ];
}

/**
 * `aks-eu-agentpool | 2 of 4 blocked · kubelet identity`. An identity with one registry is one row with it, as in the
 * explorer.
 */
function pullerNode(key: string, seen: SeenGroup, parentId: string): OutlineNode {
  const [{ finding, map }] = seen;
  const { puller } = finding.verdict;
  const id = `${parentId}|puller|${key}`;
  const name = puller?.name ?? '';
  const { called, kind } = nameParts(name);
  const identity = puller ? principal(puller, finding.target, map) : {};
  const apart = [called, kind, ...whereIs(identity.resourceId), identity.principalId ?? ''];
  const isOfOne = seen.every(each => referenceHost(each.finding) === referenceHost(finding));
  const [only] = isOfOne ? registryNodes(seen, id, called) : [];
  if (only) {
    return { ...only, apart, tooltip: `${plain(name)}\n${only.tooltip}`, subject: { ...identity, ...only.subject } };
  }
  return nodeOf({
    id,
    kind: 'puller',
    label: called,
    description: factsOf(countsOf(seen), kind),
    state: worstOf(seen),
    tooltip: [t('who pulls'), name, puller?.why ?? '', puller?.objectId ? t('object ID {0}', puller.objectId) : '']
      .filter(Boolean)
      .map(plain)
      .join('\n'),
    apart,
    subject: identity,
    children: () => registryNodes(seen, id),
  });
}

/**
 * The name and the kind of an identity: ``kubelet identity `aks-prod-agentpool` ``. Without a name, its kind is one.
 */
export function nameParts(name: string): { readonly called: string; readonly kind: string } {
  const [before = '', called = '', ...after] = name.split('`');
  if (called === '') return { called: plain(name), kind: '' };
  return {
    called,
    kind: [before, after.join('')]
      .map(part => part.trim())
      .filter(Boolean)
      .join(' '),
  };
}

/** The identity as a principal, and as a resource where the map has it as one. */
export function principal(puller: Puller, target: Target | null, map: AccessMap | undefined): NodeSubject {
  const { objectId } = puller;
  if (objectId === undefined) return {};
  const runtime = target?.id === undefined ? undefined : map?.runtimeById(target.id);
  const kubelet = runtime?.kind === 'aks' && runtime.kubelet?.objectId === objectId ? runtime.kubelet : undefined;
  const identity = map?.identities.find(({ principalId }) => principalId === objectId);
  return { ...resourceSubject(identity?.id ?? kubelet?.resourceId, map), principalId: objectId };
}

/** A registry with one image is the row of that image, which names the registry. */
function loneLine(one: SeenFinding, id: string, registry: string, who?: string): OutlineNode {
  const line = lineNode(one, id);
  const subject = { ...resourceSubject(one.registry?.id, one.map), ...line.subject };
  const reason = groupReason(worstOf([one]), [one]);
  const description = factsOf(registry, reason, who, rowPlace(one), wholeImage(one.finding.reference));
  return { ...line, id, description, subject };
}

/** @param who the puller, where the row has to name it */
function registryNodes(seen: readonly SeenFinding[], parentId: string, who?: string): readonly OutlineNode[] {
  const nodes = grouped(seen, ({ finding }) => referenceHost(finding)).map(([host, ofRegistry]) => {
    const [{ finding, registry, map }] = ofRegistry;
    const id = `${parentId}|${host}`;
    const isOpen = isRegistryOpen(finding);
    const label = isOpen ? t('Registry unknown') : (registry?.name ?? shortHost(host));
    if (ofRegistry.length === 1) return loneLine(ofRegistry[0], id, label, who);
    return nodeOf({
      id,
      kind: isOpen ? 'section' : 'registry',
      label,
      description: groupSummary(ofRegistry, who),
      state: worstOf(ofRegistry),
      tooltip: host,
      apart: [host],
      subject: { ...resourceSubject(registry?.id, map), fixOf: mendable(ofRegistry) },
      children: () => imageNodes(ofRegistry, id),
    });
  });
  return [...toldApart(nodes)].sort(byUrgencyThenName);
}
