import { createHash } from 'node:crypto';
import { lastSegment, resourceGroupOf } from '../../../access/ids.ts';
import type { AccessMap } from '../../../access/map.ts';
import type { Fix } from '../../../model/fix.ts';
import { folded } from '../../../model/fold.ts';
import { inBackticks } from '../../../model/l10n.ts';
import { oneLine } from '../../../model/quote.ts';
import type { Finding } from '../../../model/verdict.ts';
import type { OtherRepair, Repair } from '../../../verdict/reports/repair.ts';

/** Changes to be made, as the renderers write them down. */
export type FixReport = ReturnType<typeof reportFixes>;
export type PlannedAssignment = FixReport['assignments'][number];
/** A change that is no role assignment. */
export type PlannedChange = ReturnType<typeof changeOf>;

/** A pull, for people: `file:line image → target`. */
type PlaceOf = (finding: Finding) => string;

/** All changes for the workspaces, and the part of them that a file of this kind makes. */
export function reportFixes(repair: Repair, map: AccessMap, placeOf: PlaceOf, written: FixOutput) {
  const changes = repair.others
    .flatMap(byManifest)
    .map(other => changeOf(other, map, placeOf))
    .map(change => ({ change, reason: leftBecause(change, written) }));
  return {
    origin: map.origin,
    assignments: repair.grants.map(({ grant, repositories, before }) => {
      const { registry, principalId, roleGuid, condition, replaces } = grant;
      const resourceGroup = resourceGroupOf(registry.id) ?? registry.resourceGroup;
      return {
        grant: { ...grant, registry: { ...registry, name: lastSegment(registry.id), resourceGroup } },
        name: replaces ?? assignmentName(registry.id, principalId, roleGuid),
        /** ``kubelet identity of `aks-prod` ``. The id for a principal that the map does not know. */
        principal: map.principalName(principalId) ?? inBackticks(principalId),
        /** The present condition of the assignment. */
        before,
        repositories: condition ? repositories.join(', ') : 'every repository',
      };
    }),
    /** Changes that are no role assignments, and that the file makes. */
    made: changes.flatMap(({ change, reason }) => (reason === null ? [change] : [])),
    /** The other such changes, which the file leaves to a person, each with the reason. */
    left: changes.flatMap(({ change, reason }) => (reason === null ? [] : [{ change, reason }])),
  };
}

/**
 * Returns the name of a role assignment, always the same for the same scope, principal and role. A second run names the
 * assignment of the first. A script, a Bicep module and a Terraform file that are made here mean the same one. A UUID
 * of version 5 (RFC 9562, 5.5) below the namespace for URLs.
 */
function assignmentName(scope: string, principalId: string, roleGuid: string): string {
  const name = folded(`https://management.azure.com${scope}?principal=${principalId}&role=${roleGuid}`);
  const hash = createHash('sha1').update(Buffer.from(urlNamespace, 'hex')).update(name).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const urlNamespace = '6ba7b8119dad11d180b400c04fd430c8';

/** Divides the pulls of a change by their manifests: the same change can help one, and be undone by another. */
function byManifest({ fix, findings }: OtherRepair): readonly OtherRepair[] {
  const declared = findings.filter(finding => isDeclared(fix, finding));
  const free = findings.filter(finding => !declared.includes(finding));
  return [free, declared].filter(part => part.length > 0).map(part => ({ fix, findings: part }));
}

function changeOf({ fix, findings }: OtherRepair, map: AccessMap, placeOf: PlaceOf) {
  return {
    title: fix?.title ?? 'No command fixes this',
    /** Undefined: no fix is known. */
    fix,
    /**
     * True if a manifest states something else. The manifest wins at the next deployment, so a command alone does not
     * help.
     */
    declared: findings.some(finding => isDeclared(fix, finding)),
    /** The refused pulls that need it. */
    pulls: findings.map(finding => ({ place: placeOf(finding), why: finding.verdict.message })),
    /** The next step after the change. Null: none. */
    afterwards: makesIdentity(fix, findings, map) ? again : null,
  };
}

/**
 * Returns whether the manifest itself states the fields that the command would set: its registries or its identities.
 */
function isDeclared(fix: Fix | undefined, { reference: { workload } }: Finding): boolean {
  if (workload?.platform !== 'containerApp' && workload?.platform !== 'containerAppJob') return false;
  if (fix?.kind === 'setRegistryIdentity') return workload.registries !== undefined;
  return fix?.kind === 'assignIdentity' && workload.identity !== undefined;
}

const again =
  'Then refresh from Azure (acr-pull snapshot) and run acr-pull fix again: only then does the new identity have an ID to assign a role to.';

/**
 * Returns whether the command makes an identity: it does if the app has none of its own and shall pull as that one
 * (azure-cli, set_managed_identity).
 */
function makesIdentity(fix: Fix | undefined, findings: readonly Finding[], map: AccessMap): boolean {
  if (fix?.kind !== 'setRegistryIdentity' && fix?.kind !== 'assignIdentity') return false;
  const options = fix.commands.flatMap(command => command.options);
  const isOwn = ([name, value]: (typeof options)[number]) =>
    name === '--system-assigned' || (name === '--identity' && value === 'system');
  if (!options.some(isOwn)) return false;
  return findings.some(({ target }) => {
    const app = target?.id === undefined ? undefined : map.runtimeById(target.id);
    return app?.identity?.systemPrincipalId === undefined;
  });
}

/** A language for a file of changes. */
export type FixOutput = 'bash' | 'powershell' | 'bicep' | 'terraform';

/**
 * Changes that are safe to repeat: a registry's identity, an assigned identity, a linked zone, a policy. The scripts
 * check before they add an address. A new secret differs on each run.
 */
const repeatable: readonly Fix['kind'][] = [
  'setRegistryIdentity',
  'assignIdentity',
  'networkRule',
  'dnsLink',
  'enableArmTokens',
];

/** Why a change is left to a person. Null: the file makes it. */
function leftBecause({ fix, declared }: PlannedChange, written: FixOutput): string | null {
  if (fix === undefined) return 'no command fixes this';
  if (fix.kind === 'correctHost' || fix.kind === 'removeSecret' || fix.edit !== null)
    return 'the manifest has to be changed; the editor has a quick fix';
  if (declared)
    return 'the manifest sets this too, and the next deployment would undo the command: change the manifest';
  if (!repeatable.includes(fix.kind)) return 'it changes something on every run, so run it once by hand';
  if (written === 'bicep' || written === 'terraform') {
    return 'a template would have to declare the whole resource; the script (--out FILE.sh) has it';
  }
  return fix[written] === null ? 'its names cannot be passed to this shell safely' : null;
}

/** More pulls than this are counted. */
const mostPulls = 8;

/** The head of a file of changes, line by line and without comment marks. */
export function headOf({ origin, assignments, made, left }: FixReport, how: readonly string[]): readonly string[] {
  const who = assignments.map(
    ({ principal, grant, repositories }) =>
      `  ${principal} (${grant.principalId}): ${grant.roleName}, ${repositories}, at ${grant.registry.id}`,
  );
  return [
    'Made by `acr-pull fix`. It fixes the denied pulls, with the smallest role that pulls, at the registry.',
    `Source: ${origin}`,
    '',
    ...how,
    '',
    assignments.length > 0 ? 'Who gets which role, for which repositories, at which scope:' : 'No role is missing.',
    ...who,
    ...(made.length + left.length > 0 ? ['', 'Pulls that need more than a role are below.'] : []),
  ].map(oneLine);
}

export function assignmentTitle({ principal, grant, repositories }: PlannedAssignment): string {
  const { roleName, registry, replaces } = grant;
  const kept = replaces === undefined ? '' : ' (added to its existing access)';
  return oneLine(`${roleName} on ${registry.name} for ${principal}: ${repositories}${kept}`);
}

export function changeLines({ title, pulls, afterwards }: PlannedChange): readonly string[] {
  const more = pulls.length - mostPulls;
  return [
    title,
    ...pulls.slice(0, mostPulls).map(({ place, why }) => `  ${place}: ${why}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(afterwards === null ? [] : [afterwards]),
  ].map(oneLine);
}

/** The changes that the file does not make, as comments. */
export function leftToAPerson({ left }: FixReport, written: FixOutput): readonly string[] {
  const isScript = written === 'bash' || written === 'powershell';
  const mark = written === 'bicep' ? '//' : '#';
  return left.flatMap(({ change, reason }) => {
    const command = change.fix?.[written === 'powershell' ? 'powershell' : 'bash'] ?? null;
    const byHand = command === null ? [] : command.split('\n').map(line => `    ${line}`);
    const lead = isScript ? 'To be done by hand' : 'Not in this file';
    return ['', ...commented(mark, [`${lead}, as ${reason}:`, ...changeLines(change), ...byHand])];
  });
}

export function commented(mark: string, lines: readonly string[]): readonly string[] {
  return lines.map(line => (line === '' ? mark : `${mark} ${line}`));
}
