// Single questions to Resource Manager. What their answers mean is settled with those of a colleague's script
// (estate/source.ts). Each rejects if there is no answer that can be used.

import { type AssignmentList, part, type SourceAnswer, textField } from '../estate/estate.ts';
import { childKinds, dnsRecords, type Kind, kindsByType, resourceType, versionsOf } from '../estate/kinds.ts';
import {
  childrenAnswer,
  isAbsence,
  isUnlicensed,
  permissionsAnswer,
  resourceAnswer,
  siteAnswer,
} from '../estate/source.ts';
import { trimmed } from '../estate/trimmed.ts';
import { REGISTRY_TYPE } from '../ids.ts';
import type { ArmObject } from '../snapshot/flattened.ts';
import { failureOf } from './wire/failure.ts';
import type { TenantReader } from './wire/reader.ts';

type Answers = Promise<readonly SourceAnswer[]>;

/** Asks for a resource. One that is gone has an answer without a resource. */
export async function askResource(reader: TenantReader, id: string): Answers {
  try {
    return [await shown(reader, id)];
  } catch (error) {
    unlessGone(error);
    return [{ kind: 'resource', scope: id, resource: undefined }];
  }
}

async function shown(reader: TenantReader, id: string): Promise<SourceAnswer> {
  const type = resourceType(id);
  const kind: Kind = kindsByType[type] ?? { version: '2025-07-01' };
  const { answer, version } = await firstKnown(versionsOf(kind), each => get(reader, id, type, each));
  if (!kind.hasConfig) return resourceAnswer(id, answer, version);
  const siteConfig = part(await reader.get(`${id}/config/web`, version), 'properties');
  // Only sites on Linux have containers, and only they have this setting.
  const isLinux = textField(siteConfig, 'linuxFxVersion') !== '';
  return siteAnswer(id, answer, siteConfig, isLinux ? await reader.list(`${id}/sitecontainers`, version) : []);
}

/** An SDK's client does not know the shapes of previews. */
function get(reader: TenantReader, id: string, type: string, version: string): Promise<ArmObject> {
  switch (version.endsWith('-preview') ? '' : type) {
    case REGISTRY_TYPE:
      return reader.registry(id, version);
    case 'microsoft.containerservice/managedclusters':
      return reader.cluster(id, version);
    default:
      return reader.get(id, version);
  }
}

/**
 * Takes the answer of the first version that the source knows. Previews come and go, and versions arrive region by
 * region: 400 NoRegisteredProviderFound, 400 InvalidApiVersionParameter.
 */
async function firstKnown<T>(
  [version = '', ...others]: readonly string[],
  question: (version: string) => Promise<T>,
): Promise<{ readonly answer: T; readonly version: string }> {
  try {
    return { answer: await question(version), version };
  } catch (error) {
    const isUnknown = /^400\b|InvalidResourceType/.test(failureOf(error).why);
    if (others.length === 0 || !isUnknown) throw error;
    return firstKnown(others, question);
  }
}

function unlessGone(error: unknown): undefined {
  if (!isAbsence(failureOf(error).why)) throw error;
}

/** Lists the children of a kind below a resource. */
export async function askChildren(reader: TenantReader, id: string, kind: keyof typeof childKinds): Answers {
  const { answer, version } = await firstKnown(versionsOf(childKinds[kind]), each =>
    reader.list(`${id}/${kind}`, each),
  );
  return [childrenAnswer(id, kind, answer, version)];
}

/** Lists the rules by which a registry fetches from others, and the credentials that it has there, if any. */
export async function askCaches(reader: TenantReader, id: string): Answers {
  const rules = await askChildren(reader, id, 'cacheRules');
  const items = rules.flatMap(answer => ('items' in answer ? answer.items : []));
  const signsIn = items.some(({ properties }) => textField(properties, 'credentialSetResourceId') !== '');
  return signsIn ? [...rules, ...(await askChildren(reader, id, 'credentialSets'))] : rules;
}

/** Lists the networks that a forwarding ruleset is linked to, and the names that it forwards. */
export async function askRuleset(reader: TenantReader, id: string): Answers {
  const [links, rules] = await Promise.all([
    askChildren(reader, id, 'virtualNetworkLinks'),
    askChildren(reader, id, 'forwardingRules'),
  ]);
  return [...links, ...rules];
}

/** Asks for a record of a private zone. A missing one has no addresses. */
export async function askRecord(reader: TenantReader, id: string): Answers {
  const { type, version } = dnsRecords;
  const none = { id, properties: { aRecords: [] } };
  const answer = await reader.get(id, version).catch(error => unlessGone(error) ?? none);
  return [{ kind: 'resource', scope: id, resource: trimmed({ ...answer, type }) }];
}

/** Lists the assignments of all principals, at a scope and everything above it (`atScope()`). */
export async function askAssignments(reader: TenantReader, scope: string, kind: AssignmentList): Answers {
  try {
    return [{ kind, scope, items: await reader.authorization(scope, kind, 'atScope()') }];
  } catch (error) {
    if (isUnlicensed(kind, failureOf(error).why)) return [];
    throw error;
  }
}

/** Asks whether the reader may read everything in a subscription. Then a resource that it doesn't see is absent. */
export async function askPermissions(reader: TenantReader, scope: string): Answers {
  return [permissionsAnswer(scope, await reader.authorization(scope, 'permissions'))];
}
