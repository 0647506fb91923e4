import { isObject } from '../../model/objects.ts';
import { parseArmId } from '../ids.ts';
import type { ArmObject } from '../snapshot/flattened.ts';
import { type AssignmentList, collectionOf, part, type SourceAnswer, textField } from './estate.ts';
import { absentFields, childKinds, kindsByType, resourceType } from './kinds.ts';
import { trimmed } from './trimmed.ts';

// Rules for using answers of the source, shared by this program and the script of `asked/`.

/** Versions of lists at a scope. https://learn.microsoft.com/rest/api/authorization */
export const authorization = {
  roleAssignments: '2022-04-01',
  denyAssignments: '2022-04-01',
  permissions: '2022-04-01',
  roleEligibilityScheduleInstances: '2020-10-01',
} as const;

/**
 * Returns whether a failure means that the object is not there: `404 ResourceNotFound` as this program writes it, `Not
 * Found ResourceNotFound` as az does. An unknown type or version, or a proxy, answers 404 with other codes or none.
 */
export function isAbsence(why: string): boolean {
  return /^(?:404|Not Found) (?:(?:(?:Parent)?Resource(?:Group)?)?NotFound|Request_ResourceNotFound)$/.test(why);
}

/**
 * Returns whether a failure means that nothing is eligible: the tenant has no licence for Privileged Identity
 * Management.
 */
export function isUnlicensed(kind: AssignmentList, why: string): boolean {
  return kind === 'roleEligibilityScheduleInstances' && /\bAadPremiumLicenseRequired$/.test(why);
}

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

/** A resource as a version of the API shows it. A field that it would show, and leaves out, gets its meaning. */
export function resourceAnswer(id: string, resource: ArmObject, version: string): SourceAnswer {
  const type = resourceType(id);
  const kind = kindsByType[type];
  const shown = trimmed({ ...resource, type: textField(resource, 'type') || type });
  let { properties } = shown;
  for (const [path, absent] of Object.entries(kind ? absentFields(kind, version) : {}))
    properties = withDefault(properties, path.split('.'), absent);
  return { kind: 'resource', scope: id, resource: { ...shown, properties } };
}

/**
 * A site with its `config/web` and its containers. A sidecar may run beside the main container of a site whose stack is
 * code. A site with any other stack runs that stack or its containers, and it is not known which.
 * https://azure.github.io/AppService/2025/03/06/Sidecars-Deep-Dive-Part1.html
 *
 * @param siteConfig the properties of `config/web`, without `linuxFxVersion` if its stack was not read
 */
export function siteAnswer(
  id: string,
  site: ArmObject,
  siteConfig: ArmObject,
  siteContainers: readonly ArmObject[],
): SourceAnswer {
  const stack = textField(siteConfig, 'linuxFxVersion');
  if (siteContainers.length > 0 && (stack === '' || ONE_IMAGE.test(stack)))
    return { kind: 'failed', what: collectionOf(id), scope: id, why: 'it has containers that it may not run' };
  const properties = { ...part(site, 'properties'), siteConfig, siteContainers };
  const type = textField(site, 'type') || resourceType(id);
  return { kind: 'resource', scope: id, resource: trimmed({ ...site, type, properties }) };
}

/** Stacks of images that do not come from the containers of a site. */
const ONE_IMAGE = /^(?:docker|compose|kube)\|/i;

function withDefault(value: unknown, [step, ...rest]: readonly string[], absent: unknown): unknown {
  if (step === undefined) return value ?? absent;
  const object = isObject(value) ? value : {};
  return { ...object, [step]: withDefault(object[step], rest, absent) };
}

/** All children of a kind below a resource, as a version of the API shows them. */
export function childrenAnswer(
  id: string,
  kind: keyof typeof childKinds,
  items: readonly ArmObject[],
  version: string,
): SourceAnswer {
  const type = `${parentType(id)}/${kind}`;
  const absent = absentFields(childKinds[kind], version);
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
