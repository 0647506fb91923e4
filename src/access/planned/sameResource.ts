import { areUnequal } from '../../model/program.ts';
import type { PlannedResource, Planner } from './planner.ts';

// Two ids of code may be of one resource in Azure, though the code doesn't prove it.

/**
 * Returns whether two resources surely are two. Two open names may be equal, and then two resources of the code are
 * one.
 */
export function differ(
  one: PlannedResource | undefined,
  other: PlannedResource | undefined,
  planner: Planner,
): boolean {
  if (one?.name === undefined || other?.name === undefined) return false;
  return one.type !== other.type || areUnequal(planner.resolve(one.name), planner.resolve(other.name));
}

/** Returns whether an id may be that of a resource or of a scope around it, even though the code doesn't prove it. */
export function mayReach(scope: string, id: string, isOpen: (segment: string) => boolean): boolean {
  // the subscriptions of a management group are unknown
  if (/^\/providers\/microsoft\.management\//i.test(scope)) return true;
  const [at, own] = [scope.split('/'), id.split('/')];
  const isSame = (segment: string, place: number) => segment.toLowerCase() === own[place]?.toLowerCase();
  if (at.length > own.length || at.every(isSame)) return false;
  return at.every((segment, place) => isSame(segment, place) || isOpen(segment) || isOpen(own[place] ?? ''));
}
