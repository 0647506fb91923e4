import { parseArmId } from '../ids.ts';
import { type ArmObject, isObject } from '../snapshot/flattened.ts';
import type { ClusterChild, RegistryChild, RulesetChild, SourceAnswer } from './estate.ts';
import { trimmed } from './trimmed.ts';

// Rules for using answers of the source, shared by this program and the script of `asked/`.

/** Versions of lists at a scope. https://learn.microsoft.com/rest/api/authorization */
export const authorization = {
  roleAssignments: '2022-04-01',
  denyAssignments: '2022-04-01',
  permissions: '2022-04-01',
  roleEligibilityScheduleInstances: '2020-10-01',
} as const;

/** https://learn.microsoft.com/azure/container-registry/artifact-cache-acr-to-acr-cli */
export const showsIdentities = '2026-01-01-preview';

/**
 * A registry's assignments decide only together with its mode, and with eligible assignments. If one of them could not
 * be read, the others don't make a denial.
 */
export function stillOpen(answers: readonly SourceAnswer[]): readonly SourceAnswer[] {
  return answers.flatMap(answer => {
    const decidesToo =
      answer.kind === 'failed' && ['registries', 'roleEligibilityScheduleInstances'].includes(answer.what);
    return decidesToo ? [{ ...answer, what: 'roleAssignments' }] : [];
  });
}

/** An answer of a version that shows these fields. A missing field gets the value that its absence means. */
export function withAbsent(resource: ArmObject, fields: Readonly<Record<string, unknown>>): ArmObject {
  let { properties } = resource;
  for (const [path, absent] of Object.entries(fields)) properties = withDefault(properties, path.split('.'), absent);
  return { ...resource, properties };
}

function withDefault(value: unknown, [step, ...rest]: readonly string[], absent: unknown): unknown {
  if (step === undefined) return value ?? absent;
  const object = isObject(value) ? value : {};
  return { ...object, [step]: withDefault(object[step], rest, absent) };
}

/** @param absent the values of fields that the version leaves out if there are none */
export function childrenAnswer(
  id: string,
  kind: RegistryChild | ClusterChild | RulesetChild,
  items: readonly ArmObject[],
  absent: ArmObject = {},
): SourceAnswer {
  const type = `${parentType(id)}/${kind}`;
  return { kind, scope: id, items: items.map(item => trimmed({ ...absent, ...item, type })) };
}

function parentType(id: string): string {
  const parsed = parseArmId(id);
  return parsed?.kind === 'resource' ? parsed.type : '';
}

/** Returns whether the account sees every resource of a subscription, by its permissions. */
export function permissionsAnswer(scope: string, permissions: readonly ArmObject[]): SourceAnswer {
  if (permissions.some(readsAll)) return { kind: 'resources', scope };
  return { kind: 'failed', what: 'resources', scope, why: 'the account can read only a part of this subscription' };
}

function readsAll({ actions, notActions }: ArmObject): boolean {
  const grants = Array.isArray(actions) && actions.some(action => action === '*/read' || action === '*');
  const takesAway = Array.isArray(notActions) && notActions.some(action => /(\/read|\/\*|^\*)$/i.test(String(action)));
  return grants && !takesAway;
}
