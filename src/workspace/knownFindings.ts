import type { PlannedRuntime, PlannedWorld } from '../access/planned/plannedWorld.ts';
import { memoized } from '../model/memo.ts';
import type { ImageReference } from '../model/reference.ts';
import type { Finding } from '../model/verdict.ts';
import { namesRepositoryMode } from './planned/external.ts';

// A keystroke in infrastructure code has all references of its program read again, most of which are what they were, in a world
// that is what it was. Their findings are kept.

interface Known {
  readonly finding: Finding | undefined;
  /** Where the grants are that the finding may cite, and whether its app waits for them, as a text. */
  readonly cited: string;
}

interface Facts {
  /** Of all worlds, in their order. */
  readonly of: readonly object[];
  readonly hasEnds: boolean;
  readonly findings: Map<string, Known>;
}

const MAX_KNOWN = 20_000;
const known = new WeakMap<object, Facts>();

/** Findings that rest on these worlds alone, of references and whatever else they are made of. */
export function findingsOfCode(worlds: readonly PlannedWorld[], now: Date) {
  const facts = factsOf(worlds);
  const about = [aboutRoles(worlds), facts?.hasEnds === true ? now.getTime() : null];
  return {
    of: (reference: ImageReference, by: readonly unknown[], make: () => Finding | undefined): Finding | undefined => {
      if (facts === undefined) return make();
      const key = JSON.stringify([reference, by, about, worlds.map(world => saidOf(reference, world))]);
      const before = facts.findings.get(key);
      if (before?.cited === citedBy(reference, before?.finding, worlds)) {
        const { finding } = before;
        return finding && { ...finding, reference };
      }
      const finding = make();
      // a mistake is told with places, and with edits of texts
      if (finding?.verdict.planned?.mistake) return finding;
      if (facts.findings.size >= MAX_KNOWN) facts.findings.clear();
      facts.findings.set(key, { finding, cited: citedBy(reference, finding, worlds) });
      return finding;
    },
  };
}

function factsOf(worlds: readonly PlannedWorld[]): Facts | undefined {
  const of = worlds.map(({ facts }) => facts);
  const [first] = of;
  if (first === undefined) return undefined;
  const before = known.get(first);
  if (before?.of.length === of.length && before.of.every((each, at) => each === of[at])) return before;
  // tokens of registries end some day
  const hasEnds = worlds.some(({ resources }) => resources.some(({ type }) => type.includes('/tokens')));
  const facts = { of, hasEnds, findings: new Map<string, Known>() };
  known.set(first, facts);
  return facts;
}

/** What a world says of the app that a reference is in; of clusters, facts say it. */
function saidOf(reference: ImageReference, world: PlannedWorld): unknown {
  return appsIn(reference, world).map(({ resource, images }) => [resource.declared.key, images]);
}

function appsIn({ file, workload }: ImageReference, world: PlannedWorld): readonly PlannedRuntime[] {
  const declared = 'declaredAt' in workload ? workload.declaredAt : undefined;
  return declared === undefined ? [] : world.runtimesAt({ file: declared.file ?? file, span: declared.span });
}

function citedBy(reference: ImageReference, finding: Finding | undefined, worlds: readonly PlannedWorld[]): string {
  const { planned } = finding?.verdict ?? {};
  if (planned?.grant === null || planned?.grant === undefined) return '';
  const { address } = planned.grant;
  const cited = worlds.flatMap(each => {
    if (each.world.id !== planned.world) return [];
    const apps = appsIn(reference, each).map(({ resource }) => resource.declared.key);
    return each.grantsAt(address).map(({ place, resource: { declared } }) => {
      return [place, apps.map(app => each.world.isUnordered(app, declared.key))];
    });
  });
  return JSON.stringify(cited);
}

/** Whether any part of the code is for registries with repository permissions, as `external.ts` asks. */
const aboutRoles = memoized((worlds: readonly PlannedWorld[]): boolean => {
  const refers = worlds.some(({ resources }) =>
    resources.some(({ type, isExisting }) => isExisting && isRegistry(type)),
  );
  return refers && worlds.some(namesRepositoryMode);
});

function isRegistry(type: string): boolean {
  return type === 'microsoft.containerregistry/registries';
}
