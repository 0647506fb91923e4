import { idKey, scopeKey } from '../ids.ts';
import type { Gap } from '../map.ts';
import { type ArmObject, part, text } from './armObject.ts';
import { chainOf, collectionOf, distinct, type Estate, idOf, scopeOf } from './estate.ts';

/** What the source answered, or why it didn't; `scope` is what was asked about. */
export type Answer =
  | { readonly kind: 'resource'; readonly scope: string; readonly resource: ArmObject | undefined }
  | {
      readonly kind: AssignmentList;
      readonly scope: string;
      readonly items: readonly ArmObject[];
      readonly below: boolean;
    }
  | { readonly kind: 'roleDefinition'; readonly definition: ArmObject }
  | {
      readonly kind: 'groups';
      readonly scope: string;
      readonly groups: readonly string[];
      readonly complete: string | undefined;
    }
  | { readonly kind: 'credentials'; readonly scope: string; readonly items: readonly ArmObject[] }
  | { readonly kind: 'seen'; readonly scope: string }
  | { readonly kind: 'failed'; readonly what: string; readonly scope: string; readonly why: string };

export type AssignmentList = 'roleAssignments' | 'denyAssignments' | 'roleEligibilityScheduleInstances';

/**
 * An estate with answers of the source put in. An answer about assignments is everything at its scope and above, so it
 * takes the place of what stood there; a failed one leaves what stood there, and says so as a gap.
 */
export function withAnswers(estate: Estate, answers: readonly Answer[]): Estate {
  const of = <K extends Answer['kind']>(kind: K) =>
    answers.filter((answer): answer is Extract<Answer, { readonly kind: K }> => answer.kind === kind);
  const groups = of('groups');
  const credentials = of('credentials');
  const assignments = (kind: AssignmentList) => replaced(estate, kind, of(kind));
  return {
    ...estate,
    resources: withResources(estate.resources, of('resource')),
    roleAssignments: assignments('roleAssignments'),
    denyAssignments: assignments('denyAssignments'),
    roleEligibilityScheduleInstances: assignments('roleEligibilityScheduleInstances'),
    roleDefinitions: distinct([...estate.roleDefinitions, ...of('roleDefinition').map(({ definition }) => definition)]),
    groups: { ...estate.groups, ...Object.fromEntries(groups.map(({ scope, groups: ids }) => [scope, ids])) },
    credentials: distinct([...estate.credentials, ...credentials.flatMap(({ items }) => items)]),
    doubts: doubtsAfter(estate, answers),
  };
}

function withResources(
  resources: Estate['resources'],
  answers: readonly Extract<Answer, { readonly kind: 'resource' }>[],
): Estate['resources'] {
  if (answers.length === 0) return resources;
  const byId = new Map(answers.map(({ scope, resource }) => [idKey(scope), resource]));
  return resources.flatMap(old => {
    const key = idKey(idOf(old));
    if (!byId.has(key)) return [old];
    const fresh = byId.get(key);
    return fresh ? [merged(old, fresh)] : [];
  });
}

/** The source's answer, with the one thing that only Resource Graph may tell: the registry's rules for subnets. */
function merged(old: ArmObject, fresh: ArmObject): ArmObject {
  const rules = part(part(old, 'properties'), 'networkRuleSet')['virtualNetworkRules'];
  const properties = part(fresh, 'properties');
  const type = text(fresh, 'type') || text(old, 'type');
  if (!Array.isArray(rules) || rules.length === 0) return { ...fresh, type };
  const networkRuleSet = { virtualNetworkRules: rules, ...part(properties, 'networkRuleSet') };
  return { ...fresh, type, properties: { ...properties, networkRuleSet } };
}

function replaced(
  estate: Estate,
  kind: AssignmentList,
  answers: readonly Extract<Answer, { readonly kind: AssignmentList }>[],
): readonly ArmObject[] {
  if (answers.length === 0) return estate[kind];
  const covered = new Set(answers.flatMap(({ scope }) => chainOf(scope, estate)));
  const below = answers.flatMap(answer => (answer.below ? `${idKey(answer.scope)}/` : []));
  const stays = (item: ArmObject): boolean => {
    const key = scopeKey(scopeOf(item));
    return !covered.has(key) && !below.some(start => key.startsWith(start));
  };
  return distinct([...estate[kind].filter(stays), ...answers.flatMap(({ items }) => items)]);
}

/** Which doubts an answer takes away, and which failures take their place. */
function doubtsAfter(estate: Estate, answers: readonly Answer[]): readonly Gap[] {
  const lifted = new Set<string>();
  const below: { readonly what: string; readonly start: string }[] = [];
  const added: Gap[] = [];
  for (const answer of answers) {
    switch (answer.kind) {
      case 'roleAssignments':
      case 'denyAssignments':
        lifted.add(`${answer.kind} ${idKey(answer.scope)}`);
        if (answer.below) below.push({ what: answer.kind, start: `${idKey(answer.scope)}/` });
        break;
      case 'resource':
        lifted.add(`${collectionOf(answer.scope)} ${idKey(answer.scope)}`);
        break;
      case 'seen':
        lifted.add(`resources ${idKey(answer.scope)}`);
        break;
      case 'credentials':
        lifted.add(`credentials ${idKey(answer.scope)}`);
        break;
      case 'groups':
        lifted.add(`groups ${idKey(answer.scope)}`);
        if (answer.complete !== undefined) added.push({ what: 'groups', scope: answer.scope, why: answer.complete });
        break;
      case 'failed':
        lifted.add(`${answer.what} ${idKey(answer.scope)}`);
        added.push({ what: answer.what, scope: answer.scope, why: answer.why });
        break;
    }
  }
  const stays = ({ what, scope }: Gap): boolean => {
    const key = idKey(scope);
    return !lifted.has(`${what} ${key}`) && !below.some(each => each.what === what && key.startsWith(each.start));
  };
  return [...estate.doubts.filter(stays), ...added];
}
