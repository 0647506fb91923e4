import type { PlannedWorld } from '../access/planned/plannedWorld.ts';
import { memoized } from '../model/memo.ts';
import type { DeclaredResource } from '../model/program.ts';
import type { ImageReference } from '../model/reference.ts';
import type { Finding } from '../model/verdict.ts';

// A keystroke in infrastructure code has all references of its program read again, most of which are what they were, in a world
// that is what it was. Their findings are kept.

interface Known {
  readonly finding: Finding | undefined;
  /** Where the grants are that the finding may cite, as a text. */
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
      if (before?.cited === citedBy(before?.finding, worlds)) {
        const { finding } = before;
        return finding && { ...finding, reference };
      }
      const finding = make();
      if (facts.findings.size >= MAX_KNOWN) facts.findings.clear();
      facts.findings.set(key, { finding, cited: citedBy(finding, worlds) });
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
function saidOf({ file, workload }: ImageReference, world: PlannedWorld): unknown {
  const declared = 'declaredAt' in workload ? workload.declaredAt : undefined;
  if (declared === undefined) return null;
  const runtimes = world.runtimesAt({ file: declared.file ?? file, span: declared.span });
  return runtimes.map(({ resource, images }) => [resource.declared.key, images]);
}

function citedBy(finding: Finding | undefined, worlds: readonly PlannedWorld[]): string {
  const { planned } = finding?.verdict ?? {};
  if (planned?.grant === null || planned?.grant === undefined) return '';
  const { address } = planned.grant;
  return JSON.stringify(worlds.flatMap(({ world, grantsAt }) => (world.id === planned.world ? grantsAt(address) : [])));
}

/** Whether any part of the code is for registries with repository permissions, as `external.ts` asks. */
const aboutRoles = memoized((worlds: readonly PlannedWorld[]): boolean => {
  const refers = worlds.some(({ resources }) =>
    resources.some(({ type, isExisting }) => isExisting && isRegistry(type)),
  );
  return refers && worlds.some(({ world }) => world.resources.some(namesMode));
});

function isRegistry(type: string): boolean {
  return type === 'microsoft.containerregistry/registries';
}

const namesMode = memoized(({ body }: DeclaredResource): boolean =>
  JSON.stringify(body()).includes('AbacRepositoryPermissions'),
);
