import { lastSegment } from '../../access/ids.ts';
import type { RegistryToken } from '../../access/map.ts';
import type { Truth } from '../../model/truth.ts';
import type { Pull } from '../pull.ts';
import { all, notReadable, type Result, resultOf } from '../result.ts';
import { expiryResult } from './expiry.ts';

/**
 * Whether a token of the registry may pull: while it is enabled, for the repositories of its scope map, until its passwords
 * end. https://learn.microsoft.com/azure/container-registry/container-registry-token-based-repository-permissions
 */
export function registryTokenResult(name: string, whose: string, pull: Pull): Result {
  const { registry, map, now } = pull;
  const token = map.registryToken(registry.id, name);
  const label = `token \`${name}\` of \`${registry.name}\``;
  if (!token) {
    const why = `${whose} holds the ${label}, which was not read`;
    const gap = map.gapFor('tokens', registry.id);
    return notReadable('credential', gap ? `${why} (${gap.why})` : why, registry.id);
  }
  if (token.enabled === false) {
    const why = `the ${label} is disabled`;
    const evidence = [{ step: 'credential', fact: why, id: token.id, effect: 'denies' }] as const;
    return resultOf('denied', { cause: 'no-pull-identity', why, evidence });
  }
  const isEnabled =
    token.enabled === undefined
      ? notReadable('credential', `whether the ${label} is enabled was not read`, token.id)
      : resultOf('allowed');
  return all([isEnabled, scopeResult(token, label, pull), endResult(token, label, now)]);
}

function scopeResult({ id, scopeMapId }: RegistryToken, label: string, { repository, map }: Pull): Result {
  const scopeMap = scopeMapId === undefined ? undefined : map.scopeMapById(scopeMapId);
  if (!scopeMap?.actions)
    return notReadable('role', `what the scope map of the ${label} lets it read was not read`, id);
  const { actions } = scopeMap;
  const named = `scope map \`${lastSegment(scopeMap.id)}\` of the ${label}`;
  switch (reads(actions, repository)) {
    case 'yes': {
      const evidence = [
        { step: 'role', fact: `the ${named} lets it pull`, id: scopeMap.id, effect: 'grants' },
      ] as const;
      return resultOf('allowed', { evidence });
    }
    case 'no': {
      const why = `the ${named} does not name this repository for \`content/read\``;
      const evidence = [{ step: 'role', fact: why, id: scopeMap.id, effect: 'missing' }] as const;
      return resultOf('denied', { cause: 'condition-excludes-repository', why, evidence });
    }
    case 'unknown':
      return notReadable('role', `whether the ${named} covers this repository can't be told`, scopeMap.id);
  }
}

/**
 * A pull needs `content/read`. A wildcard is documented for all repositories, and at the end of a name for those that begin
 * so; what one elsewhere covers is not.
 */
function reads(actions: readonly string[], repository: string | undefined): Truth {
  const names = actions.flatMap(
    action => /^repositories\/(.+)\/content\/read$/i.exec(action)?.[1]?.toLowerCase() ?? [],
  );
  if (names.includes('*')) return 'yes';
  if (repository === undefined) return names.length === 0 ? 'no' : 'unknown';
  const covers = (name: string): boolean =>
    name.endsWith('*') ? repository.startsWith(name.slice(0, -1)) : name === repository;
  const plain = names.filter(name => !name.slice(0, -1).includes('*'));
  if (plain.some(covers)) return 'yes';
  return plain.length === names.length ? 'no' : 'unknown';
}

/** Of its two passwords, which one is in use can't be read: https://learn.microsoft.com/cli/azure/acr/token/credential */
function endResult({ id, ends, hasCertificate }: RegistryToken, label: string, now: Date): Result {
  const whose = `the password of the ${label}`;
  if (ends === undefined) return notReadable('credential', `when ${whose} ends was not read`, id);
  if (ends.includes('never')) {
    return resultOf('allowed', {
      evidence: [{ step: 'credential', fact: `${whose} has no end`, id, effect: 'grants' }],
    });
  }
  return expiryResult({ whose, ends, complete: !hasCertificate, id }, now);
}
