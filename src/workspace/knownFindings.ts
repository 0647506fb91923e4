import { REGISTRY_TYPE } from '../access/ids.ts';
import type { PlannedRuntime, PlannedWorld } from '../access/planned/plannedWorld.ts';
import { memoized, remembered } from '../model/memo.ts';
import type { ImageReference } from '../model/reference.ts';
import type { Finding } from '../model/verdict.ts';
import { namesRepositoryMode } from './planned/external.ts';

// A keystroke in infrastructure code causes all references of its program to be read again. Most of them, and their
// world, stay the same, so their findings are kept.

interface Known {
  readonly found: readonly Finding[];
  /** The places of the grants that the findings may cite, and whether their apps wait for them, as a text. */
  readonly cited: string;
}

interface Facts {
  /** The facts of all worlds, in the order of the worlds. */
  readonly of: readonly object[];
  readonly hasEnds: boolean;
  readonly findings: Map<string, Known>;
  /** Short numbers for long texts: the names of a declaration's references, which are part of each one's key. */
  readonly besides: Map<string, number>;
}

const MAX_KNOWN = 20_000;
const known = new WeakMap<object, Facts>();

/** Keeps findings that depend only on these worlds, by their references and all other inputs. */
export function findingsOfCode(worlds: readonly PlannedWorld[], now: Date) {
  const facts = factsOf(worlds);
  const about = [aboutRoles(worlds), facts?.hasEnds === true ? now.getTime() : null];
  return {
    /** `beside`: the references of the same declaration, with this one. */
    of: (
      reference: ImageReference,
      beside: readonly ImageReference[],
      by: readonly unknown[],
      make: () => readonly Finding[],
    ): readonly Finding[] => {
      if (facts === undefined) return make();
      const { findings, besides } = facts;
      if (findings.size >= MAX_KNOWN) {
        findings.clear();
        besides.clear();
      }
      const others = remembered(besides, namedIn(beside), () => besides.size);
      const key = JSON.stringify([reference, others, by, about, worlds.map(world => saidOf(reference, world))]);
      const before = findings.get(key);
      if (before?.cited === citedBy(reference, before?.found ?? [], worlds))
        return before.found.map(finding => ({ ...finding, reference }));
      const found = make();
      // mistakes and fixes include places, and omissions their reason
      if (found.some(({ verdict: { planned, fixes } }) => !planned || planned.mistake || fixes.length > 0))
        return found;
      findings.set(key, { found, cited: citedBy(reference, found, worlds) });
      return found;
    },
  };
}

/** References to images name the instance of their module. */
function namedIn(beside: readonly ImageReference[]): string {
  if (beside.length < 2) return '';
  return JSON.stringify(beside.map(({ workload, image }) => ['name' in workload ? workload.name : null, image]));
}

function factsOf(worlds: readonly PlannedWorld[]): Facts | undefined {
  const of = worlds.map(({ facts }) => facts);
  const [first] = of;
  if (first === undefined) return undefined;
  const before = known.get(first);
  if (before?.of.length === of.length && before.of.every((each, at) => each === of[at])) return before;
  // tokens of registries end some day
  const hasEnds = worlds.some(({ resources }) => resources.some(({ type }) => type.includes('/tokens')));
  const facts = { of, hasEnds, findings: new Map<string, Known>(), besides: new Map<string, number>() };
  known.set(first, facts);
  return facts;
}

/** Returns the part of a world about the app of a reference. The facts already include clusters. */
function saidOf(reference: ImageReference, world: PlannedWorld): unknown {
  return appsIn(reference, world).map(({ resource, images }) => [resource.declared.key, images]);
}

function appsIn({ file, workload }: ImageReference, world: PlannedWorld): readonly PlannedRuntime[] {
  const declared = 'declaredAt' in workload ? workload.declaredAt : undefined;
  return declared === undefined ? [] : world.runtimesAt({ file: declared.file ?? file, span: declared.span });
}

function citedBy(reference: ImageReference, found: readonly Finding[], worlds: readonly PlannedWorld[]): string {
  const cited = found.flatMap(({ verdict: { planned } }) => {
    const address = planned?.grant?.address;
    if (address === undefined) return [];
    return worlds.flatMap(each => {
      if (each.world.id !== planned?.world) return [];
      const apps = appsIn(reference, each).map(({ resource }) => resource.declared.key);
      return each.grantsAt(address).map(({ place, resource: { declared } }) => {
        return [place, apps.map(app => each.world.isUnordered(app, declared.key))];
      });
    });
  });
  return JSON.stringify(cited);
}

/** Returns whether any part of the code is for registries with repository permissions, as `external.ts` asks. */
const aboutRoles = memoized((worlds: readonly PlannedWorld[]): boolean => {
  const refers = worlds.some(({ resources }) =>
    resources.some(({ type, isExisting }) => isExisting && isRegistry(type)),
  );
  return refers && worlds.some(namesRepositoryMode);
});

function isRegistry(type: string): boolean {
  return type === REGISTRY_TYPE;
}
