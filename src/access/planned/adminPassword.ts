import { below, itemsOf, plainText, termOf, type Value } from '../../model/program.ts';
import type { PlannedResource, Planner } from './planner.ts';

/**
 * Returns whether an app or a container group signs in to a host with the password that the registry itself gives for
 * its admin account. Whether any other password is right depends on the run.
 */
export function takesAdminPassword(
  { body }: PlannedResource,
  host: string,
  registry: PlannedResource,
  planner: Planner,
): boolean {
  const properties = below(body, 'properties');
  const configuration = below(properties, 'configuration');
  const secrets = itemsOf(below(configuration, 'secrets'));
  const entries = [
    ...itemsOf(below(properties, 'imageRegistryCredentials')),
    ...itemsOf(below(configuration, 'registries')),
  ].filter(entry => hostOf(below(entry, 'server'), planner) === host);
  const isOwn = (password: Value | undefined) => {
    const meant = password && termIn(password, planner);
    return ['0', '1'].some(
      each => meant === termOf(planner.attributeOf(registry, 'listCredentials', 'passwords', each, 'value')),
    );
  };
  return (
    entries.length > 0 &&
    entries.every(entry => {
      const name = below(entry, 'passwordSecretRef');
      if (name === undefined) return isOwn(below(entry, 'password'));
      const own = secrets.filter(each => isSame(below(each, 'name'), name, planner));
      return own.length === 1 && isOwn(below(own[0], 'value'));
    })
  );
}

function isSame(one: Value | undefined, other: Value, planner: Planner): boolean {
  return one !== undefined && termIn(one, planner) === termIn(other, planner);
}

/** A text that is one value alone is that value. */
function termIn(value: Value, planner: Planner): string {
  const meant = planner.resolve(value);
  const [only] = meant.kind === 'joined' && meant.parts.length === 1 ? meant.parts : [meant];
  return termOf(only ?? meant);
}

function hostOf(server: Value | undefined, planner: Planner): string | undefined {
  const meant = server && planner.resolve(server);
  return meant && (plainText(meant)?.toLowerCase() ?? planner.hostOfTerm(termIn(meant, planner)));
}
