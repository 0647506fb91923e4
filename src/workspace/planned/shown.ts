import { openConditions } from '../../access/planned/assignments.ts';
import type { PlannedGrant } from '../../access/planned/grants.ts';
import { t } from '../../model/l10n.ts';
import type { Origin } from '../../model/place.ts';
import type { Truth } from '../../model/truth.ts';
import type { Evidence, PlannedGrantPlace, Verdict } from '../../model/verdict.ts';
import type { PlannedPull } from './choose.ts';

// Facts of a world for people: without made-up ids in place of those that only the deployment knows.

export function grantPlace(grant: PlannedGrant): PlannedGrantPlace {
  return { ...grant.place, address: grant.address, isMade: isMade(grant) };
}

export function grantOrigin({ place, address }: PlannedGrant): Origin {
  return { ...place, role: t('grant in this code: `{0}`', address) };
}

function isMade({ presence }: PlannedGrant): Truth {
  const open = openConditions(presence, new Set());
  return open === undefined ? 'no' : open.length === 0 ? 'yes' : 'unknown';
}

export function pullerAddress({ puller }: Verdict, { world, map, runtime }: PlannedPull): string | null {
  const objectId = puller?.objectId;
  if (objectId === undefined) return null;
  const identity = map.identityByPrincipalId(objectId);
  const owner = identity && world.resourceById(identity.id);
  return owner?.address ?? runtime.address;
}

export function shownPuller(
  { objectId, clientId, credential, name, why }: NonNullable<Verdict['puller']>,
  { world }: PlannedPull,
): NonNullable<Verdict['puller']> {
  const known = (id: string | undefined) => (world.isMadeUp(id) ? undefined : id);
  return {
    credential,
    objectId: known(objectId),
    clientId: known(clientId),
    name: world.inWords(name),
    why: world.inWords(why),
  };
}

export function shownEvidence(item: Evidence, { world }: PlannedPull): Evidence {
  const isMadeUp = item.id !== null && world.inWords(item.id) !== item.id;
  return { ...item, fact: world.inWords(item.fact), id: isMadeUp ? null : item.id };
}
