import type { AccessMap, RoleDefinition } from '../map.ts';

/** The facts that a map is built from; its look-ups are added by `buildMap`. */
export interface Facts
  extends Pick<
    AccessMap,
    | 'origin'
    | 'readAt'
    | 'cloud'
    | 'redacted'
    | 'registries'
    | 'runtimes'
    | 'identities'
    | 'environments'
    | 'networks'
    | 'roleAssignments'
    | 'denyAssignments'
    | 'credentials'
    | 'images'
    | 'gaps'
  > {
  readonly roleDefinitions: readonly RoleDefinition[];
  /** Whether resources were read at all; then `tenants` names the subscriptions that were read completely. */
  readonly resourcesRead: boolean;
  /** Subscription id → tenant id; undefined: not stated. */
  readonly tenants: ReadonlyMap<string, string>;
  readonly managementGroups: ReadonlyMap<string, readonly string[]>;
  /** Principal's object id → object ids of its groups, transitively. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}
