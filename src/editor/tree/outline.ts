import type { Registry } from '../../access/map.ts';
import type { Finding } from '../../model/verdict.ts';
import { causes } from '../../verdict/causes.ts';

/** A finding with what a tree has to know about it. */
export interface SeenFinding {
  readonly finding: Finding;
  /** The file's URI, and where in it the reference is, zero-based. */
  readonly uri: string;
  readonly line: number;
  readonly character: number;
  /** The registry that the reference names; undefined where the map doesn't hold it. */
  readonly registry: Registry | undefined;
}

/** What a group of pulls comes to, the most urgent first. */
export type State = 'blocked' | 'unknown' | 'caution' | 'works' | 'ignored';
const byUrgency: readonly State[] = ['blocked', 'unknown', 'caution', 'works', 'ignored'];

/** A node of a tree, without anything of VS Code. */
export interface OutlineNode {
  /** Unique in its tree and the same after a refresh, so that what is unfolded stays unfolded. */
  readonly id: string;
  readonly kind: 'target' | 'registry' | 'puller' | 'line';
  readonly label: string;
  readonly description: string;
  readonly state: State | undefined;
  readonly tooltip: string;
  readonly unfolded: boolean;
  readonly open?: Pick<SeenFinding, 'uri' | 'line' | 'character'>;
  /** Called when the node is unfolded. */
  children(): readonly OutlineNode[];
}

export function stateOf({ verdict, ignored }: Finding): State {
  if (ignored !== null) return 'ignored';
  if (verdict.outcome === 'denied') return 'blocked';
  if (verdict.outcome === 'unknown') return 'unknown';
  return verdict.cause === null || causes[verdict.cause].severity === 'off' ? 'works' : 'caution';
}

export function worstOf(seen: readonly SeenFinding[]): State {
  const states = new Set(seen.map(({ finding }) => stateOf(finding)));
  return byUrgency.find(state => states.has(state)) ?? 'works';
}

/** A state in a word, for people who don't see the icon. */
export const stateInWords: Readonly<Record<State, string>> = {
  blocked: 'blocked',
  unknown: "can't tell",
  caution: 'works, but',
  works: 'can pull',
  ignored: 'ignored',
};

/** Findings that have the same key, in the order of their first appearance. */
export function grouped(
  seen: readonly SeenFinding[],
  keyOf: (one: SeenFinding) => string,
): readonly (readonly [string, readonly [SeenFinding, ...SeenFinding[]]])[] {
  const groups = Map.groupBy(seen, keyOf);
  return [...groups].flatMap(([key, [first, ...more]]) => (first ? [[key, [first, ...more]] as const] : []));
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** How many references they are about; a reference with several targets counts once. */
export function referenceCount(seen: readonly SeenFinding[]): number {
  return new Set(seen.map(({ finding }) => finding.reference)).size;
}

/** Backticks are for Markdown and messages; a tree shows them as they are. */
export function plain(text: string): string {
  return text.replaceAll('`', '');
}

/** The host that a reference names, or what stands in its place. */
export function hostOf({ reference }: Finding): string {
  const { image } = reference;
  return (image.kind === 'image' ? image.registry : undefined) ?? reference.text.split('/')[0] ?? reference.text;
}

/** The lines below a group: where each image is written. */
export function linesOf(seen: readonly SeenFinding[], parentId: string): readonly OutlineNode[] {
  return seen.map(({ finding, uri, line, character }) => {
    const { reference, verdict, ignored } = finding;
    const name = reference.file.slice(reference.file.lastIndexOf('/') + 1);
    const host = reference.text.indexOf('/');
    return {
      id: `${parentId}|${reference.file}:${reference.span.start}`,
      kind: 'line',
      label: `${name}:${line + 1}`,
      description: host < 0 ? reference.text : reference.text.slice(host + 1),
      state: stateOf(finding),
      tooltip: `${reference.file}:${line + 1}\n${ignored === null ? plain(verdict.message) : `Ignored: ${ignored}`}`,
      unfolded: false,
      open: { uri, line, character },
      children: () => [],
    };
  });
}

/** How many of a group's images don't simply work: `2 of 4 blocked`, `1 of 4 unknown`, `4 images`. */
export function countsOf(seen: readonly SeenFinding[]): string {
  const count = (state: State) => referenceCount(seen.filter(({ finding }) => stateOf(finding) === state));
  const all = referenceCount(seen);
  const blocked = count('blocked');
  if (blocked > 0) return `${blocked} of ${all} blocked`;
  const unknown = count('unknown');
  return unknown > 0 ? `${unknown} of ${all} unknown` : counted(all, 'image');
}

/** The most urgent first; those alike by name. */
export function byUrgencyThenName(one: OutlineNode, other: OutlineNode): number {
  const rank = ({ state }: OutlineNode) => (state ? byUrgency.indexOf(state) : byUrgency.length);
  return rank(one) - rank(other) || one.label.localeCompare(other.label);
}

/** What a group comes to, in words: `not attached · 4 images`, `AcrPull at registry shopbase · 1 image`. */
export function summaryOf(seen: readonly SeenFinding[]): string {
  const state = worstOf(seen);
  const deciding = seen.filter(({ finding }) => stateOf(finding) === state);
  const images = counted(referenceCount(seen), 'image');
  const count = deciding.length === seen.length ? images : `${deciding.length} of ${images}`;
  return `${reasonOf(state, deciding)} · ${count}`;
}

function reasonOf(state: State, deciding: readonly SeenFinding[]): string {
  if (state === 'works') {
    const grants = deciding.flatMap(({ finding }) =>
      finding.verdict.evidence.filter(({ effect }) => effect === 'grants'),
    );
    return plain(grants.find(({ step }) => step === 'role')?.fact ?? stateInWords.works);
  }
  if (state === 'ignored') return stateInWords.ignored;
  const titles = new Set(
    deciding.flatMap(({ finding: { verdict } }) => (verdict.cause ? [causes[verdict.cause].title] : [])),
  );
  const why = [...titles].join(', ');
  return state === 'blocked' ? why : `${stateInWords[state]}: ${why}`;
}
