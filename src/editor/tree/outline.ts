import { resourceGroupOf, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import type { Fix } from '../../model/fix.ts';
import { folded } from '../../model/fold.ts';
import { isAzureHost } from '../../model/host.ts';
import { t } from '../../model/l10n.ts';
import { wholeImage } from '../../model/reference.ts';
import type { Target } from '../../model/target.ts';
import { isOnceDeployed } from '../../model/verdict.ts';
import { shortReason } from '../../verdict/headline.ts';
import { waysToSend } from '../../workspace/targets/waysToSend.ts';
import { hasCommand } from '../findings/fixTexts.ts';
import type { SeenFinding } from '../findings/seen.ts';
import {
  byUrgency,
  counted,
  countsOf,
  factsOf,
  imageCountText,
  referenceCount,
  type State,
  stateInWords,
  stateOf,
  type TreeFilter,
  tallyOf,
  worstOf,
} from '../findings/tally.ts';
import { plain, portalLink } from '../page/markdown.ts';

/** A node of a tree, without anything of VS Code. */
export interface OutlineNode {
  /** Unique in its tree and the same after a refresh, so that what is unfolded stays unfolded. */
  readonly id: string;
  readonly kind: NodeKind;
  readonly label: string;
  readonly description: string;
  readonly state: State | undefined;
  readonly tooltip: string;
  /** Facts that distinguish it from rows beside it with the same label, the best first. */
  readonly apart: readonly string[];
  readonly folding: 'leaf' | 'folded' | 'unfolded';
  readonly subject: NodeSubject;
  children(): readonly OutlineNode[];
}

export type NodeKind =
  | 'target'
  | 'registry'
  | 'puller'
  | 'line'
  | 'holder'
  | 'section'
  | 'credential'
  | 'fix'
  | 'gap'
  | 'pick';

/** The things that the menu of a node acts on. It offers nothing for an undefined one. */
export interface NodeSubject {
  readonly resourceId?: string | undefined;
  readonly principalId?: string | undefined;
  /** Its page in the portal of its cloud. */
  readonly portal?: string | undefined;
  /** The finding whose fix can be copied. */
  readonly fixOf?: SeenFinding | undefined;
  /** A line of a manifest with its finding. */
  readonly line?: SeenFinding | undefined;
  /** A command for a node that is no finding of today. */
  readonly command?: Pick<Fix, 'bash' | 'powershell'> | undefined;
}

type NodeParts = Pick<OutlineNode, 'id' | 'kind' | 'label' | 'description' | 'tooltip'> &
  Partial<Pick<OutlineNode, 'state' | 'subject' | 'apart' | 'folding' | 'children'>>;

/** With `children`, it can be unfolded. */
export function nodeOf(parts: NodeParts): OutlineNode {
  const folding = parts.children ? 'folded' : 'leaf';
  return { state: undefined, subject: {}, apart: [], children: () => [], folding, ...parts };
}

/**
 * Begins each row with what distinguishes it from others of the same label, such as the resource group of a namesake.
 */
export function toldApart(nodes: readonly OutlineNode[]): readonly OutlineNode[] {
  const byLabel = Map.groupBy(nodes, ({ label }) => label);
  return nodes.map(node => {
    let alike = (byLabel.get(node.label) ?? []).filter(other => other !== node);
    const telling: string[] = [];
    for (const [i, fact] of node.apart.entries()) {
      const left = alike.filter(other => other.apart[i] === fact);
      if (left.length < alike.length) telling.push(fact);
      alike = left;
    }
    if (telling.length === 0) return node;
    const others = node.description.split(' · ').filter(fact => !telling.includes(fact));
    return { ...node, description: factsOf(...telling, ...others) };
  });
}

/** The resource group of a resource, then its subscription: two of one name differ in one of them. */
export function whereIs(id = ''): readonly string[] {
  return [resourceGroupOf(id) ?? '', subscriptionOf(id) ?? ''];
}

/** Findings about the same thing. Never empty. */
export type SeenGroup = [SeenFinding, ...SeenFinding[]];

/** Findings that have the same key, in the order of their first appearance. */
export function grouped(seen: readonly SeenFinding[], keyOf: (one: SeenFinding) => string) {
  return [...Map.groupBy(seen, keyOf)] as [string, SeenGroup][];
}

/** As a row shows it: side bars are narrow, and the reason comes after it. */
export function shortHost(host: string): string {
  return isAzureHost(host) ? host.replace(/^([^.]+)\.azurecr\.\w+$/i, '$1') : host;
}

/** The same target under whatever name a folder's config gives it. */
export function keyOf(target: Target | null): string {
  if (target === null) return '';
  const key = keys.get(target) ?? folded(target.id ?? target.name);
  keys.set(target, key);
  return key;
}

/** Ten thousand findings are grouped by it after a keystroke. */
const keys = new WeakMap<Target, string>();

/** Each row is sent to VS Code's window at every change, and more than these below one are not read anyway. */
export const MOST_ROWS = 200;

/** The lines below a group: where each image is written. Of very many, the later ones are folded away. */
export function imageNodes(seen: readonly SeenFinding[], parentId: string): readonly OutlineNode[] {
  const byState = Map.groupBy(seen, ({ finding }) => stateOf(finding));
  const sorted = byUrgency.flatMap(state => byState.get(state)?.sort(byPlace) ?? []);
  const shown = sortedNodes(sorted.slice(0, MOST_ROWS).map(one => lineNode(one, parentId)));
  const rest = sorted.slice(MOST_ROWS);
  const label = counted(rest.length, t('1 more line'), t('{0} more lines', rest.length));
  return rest.length > 0 ? [...shown, moreNode(label, rest, parentId, imageNodes)] : shown;
}

/** Represents the rows after the first `MOST_ROWS`. */
export function moreNode(
  label: string,
  seen: readonly SeenFinding[],
  parentId: string,
  rowsOf: (seen: readonly SeenFinding[], parentId: string) => readonly OutlineNode[],
): OutlineNode {
  const id = `${parentId}|more`;
  return nodeOf({
    id,
    kind: 'section',
    label,
    description: countsOf(seen),
    state: worstOf(seen),
    tooltip: t('The Problems view lists all of them. Filter this view to see blocked images only.'),
    children: () => rowsOf(seen, id),
  });
}

function byPlace(one: SeenFinding, other: SeenFinding): number {
  if (one.uri !== other.uri) return one.uri < other.uri ? -1 : 1;
  return one.line - other.line || one.character - other.character;
}

/** Sorted, with equal rows as one: a resource in a loop has the same image several times at one place. */
export function sortedNodes(lines: readonly OutlineNode[]): readonly OutlineNode[] {
  const byId = Map.groupBy([...lines].sort(byUrgencyThenName), ({ id }) => id);
  return [...byId.values()].flatMap(([first, ...same]) => {
    if (!first) return [];
    return same.length === 0 ? first : { ...first, description: `${first.description} · ×${same.length + 1}` };
  });
}

/**
 * `checkout:2.4.0 | checkout.yaml:21 · not attached · shopprod.azurecr.io/team/checkout:2.4.0`: all images of a
 * registry begin alike, and side bars are narrow.
 *
 * @param why the reason, in place of the finding's own
 */
export function lineNode(one: SeenFinding, parentId: string, why?: string): OutlineNode {
  const { finding, uri, line } = one;
  const { reference, verdict, ignored } = finding;
  const image = wholeImage(reference);
  const state = stateOf(finding);
  const mark = isOnceDeployed(verdict) ? t('once deployed') : '';
  const message = why ?? (ignored === null ? verdict.message : t('Ignored: {0}', ignored));
  const about = why === undefined ? wordsFor(state, [one]) : (finding.target?.name ?? t('target unknown'));
  return nodeOf({
    id: `${parentId}|${uri}:${line}:${reference.text}:${keyOf(finding.target)}`,
    kind: 'line',
    label: shortImage(image),
    description: factsOf(rowPlace(one), about, mark, image),
    state,
    tooltip: `${image}\n${reference.file}:${line + 1}\n${plain(message)}`,
    subject: { line: one, fixOf: one },
  });
}

/** `checkout.yaml:21` */
export function rowPlace({ finding: { reference }, line }: SeenFinding): string {
  return `${reference.file.slice(reference.file.lastIndexOf('/') + 1)}:${line + 1}`;
}

/** `checkout:2.4.0` of `shopprod.azurecr.io/team/checkout:2.4.0`. A slash in a placeholder ends nothing. */
function shortImage(image: string): string {
  const filled = image.replaceAll(/\{[^{}]*\}|\([^()]*\)/g, placeholder => '-'.repeat(placeholder.length));
  return image.slice(filled.lastIndexOf('/') + 1);
}

const shown: Readonly<Record<Exclude<TreeFilter, 'all'>, readonly State[]>> = {
  blocked: ['blocked'],
  problems: ['blocked', 'unknown', 'caution'],
};

/**
 * Returns the nodes that pass a filter, with those below them. A group is as bad as the worst below it, so its own
 * state decides whether to look into it. Its counts include everything: `1 of 4 blocked` stays of four.
 */
export function narrowed(nodes: readonly OutlineNode[], filter: TreeFilter): readonly OutlineNode[] {
  if (filter === 'all') return nodes;
  return nodes
    .filter(({ state }) => state !== undefined && shown[filter].includes(state))
    .map(node => ({ ...node, children: () => narrowed(node.children(), filter) }));
}

/** The most urgent first, then by name. `checkout.yaml:9` is before `checkout.yaml:12`. */
export function byUrgencyThenName(one: OutlineNode, other: OutlineNode): number {
  byName ??= new Intl.Collator(undefined, { numeric: true });
  const states: readonly (State | undefined)[] = byUrgency;
  const rank = ({ state }: OutlineNode) => (states.includes(state) ? states.indexOf(state) : states.length);
  return (
    rank(one) - rank(other) ||
    byName.compare(one.label, other.label) ||
    byName.compare(one.description, other.description) ||
    byName.compare(one.id, other.id)
  );
}

/** Made with the first comparison: it loads what Node knows of the world's languages. */
let byName: Intl.Collator | undefined;

/** A group in words: `not attached · 4 images`. With who pulls: `not attached · aks-prod-agentpool · 4 images`. */
export function groupSummary(seen: readonly SeenFinding[], who?: string): string {
  const { state, deciding } = tallyOf(seen);
  const all = imageCountText(referenceCount(seen));
  const count = deciding.length === seen.length ? all : t('{0} of {1}', deciding.length, all);
  return factsOf(groupReason(state, deciding), who, count);
}

export function groupReason(state: State, deciding: readonly SeenFinding[]): string {
  if (state !== 'works') return wordsFor(state, deciding);
  for (const { finding } of deciding) {
    const role = finding.verdict.evidence.find(({ effect, step }) => effect === 'grants' && step === 'role');
    if (role) return plain(role.fact);
  }
  return stateInWords.works;
}

/** Words for the causes of a state. The icon, and the text for screen readers, show the state itself. */
function wordsFor(state: State, deciding: readonly SeenFinding[]): string {
  if (state === 'works' || state === 'ignored') return stateInWords[state];
  const reasons = new Set(deciding.map(({ finding: { verdict } }) => shortReason(verdict)));
  return [...reasons].filter(Boolean).join(', ');
}

/** The finding for the menu of a group: the first that is blocked and has a command that fixes it. */
export function mendable(seen: readonly SeenFinding[]): SeenFinding | undefined {
  return seen.find(({ finding }) => stateOf(finding) === 'blocked' && finding.verdict.fixes.some(hasCommand));
}

/** A resource of Azure, for the menu. */
export function resourceSubject(id: string | undefined, map: AccessMap | undefined): NodeSubject {
  if (id === undefined || !id.startsWith('/')) return {};
  return { resourceId: id, portal: map && portalLink(id, map) };
}

/** The parts that every node of a registry has, wherever it is. */
export function registryParts({ name, loginServer, id }: Registry, map: AccessMap | undefined) {
  const tooltip = `${loginServer}\n${id}`;
  return { kind: 'registry', label: name, tooltip, apart: [loginServer], subject: resourceSubject(id, map) } as const;
}

/** The offers of a node's menu. When-clauses look for these words in `viewItem`. */
export const menuWords = [
  'hasResource',
  'hasPrincipal',
  'hasPortal',
  'hasFix',
  'hasLine',
  'hasFixes',
  'hasWay',
  'hasCause',
  'hasPick',
] as const;

/** The kind of a node, then what its menu offers: `registry hasResource hasPortal`. */
export function menuOf({ kind, subject }: OutlineNode): string {
  const { resourceId, principalId, portal, fixOf, line, command } = subject;
  const isMendable = (fixOf?.finding.verdict.fixes ?? []).some(hasCommand) || command !== undefined;
  const open = line?.finding.ignored === null ? line.finding.verdict : undefined;
  const offered: Readonly<Record<(typeof menuWords)[number], boolean>> = {
    hasResource: resourceId !== undefined,
    hasPrincipal: principalId !== undefined,
    hasPortal: portal !== undefined,
    hasFix: isMendable,
    hasLine: line !== undefined,
    hasFixes: (open?.fixes.length ?? 0) > 0,
    hasWay: line !== undefined && open?.cause === 'no-target' && canBeSent(line),
    hasCause: (open?.cause ?? null) !== null,
    hasPick: kind === 'pick',
  };
  return [kind, ...menuWords.filter(word => offered[word])].join(' ');
}

function canBeSent({ finding: { reference }, config, map }: SeenFinding): boolean {
  return config !== undefined && waysToSend(reference, { targets: [] }, { config, map }).length > 0;
}
