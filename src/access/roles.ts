import roles from './builtInRoles.json' with { type: 'json' };

// Role assignments, their roles, and deny assignments.

export interface RoleAssignment {
  readonly id: string;
  readonly scope: string;
  readonly roleDefinitionId: string;
  readonly principalId: string;
  readonly principalType: string | undefined;
  /** Null: it has none. Undefined: it was not read. */
  readonly condition: string | null | undefined;
  /** Only `2.0` is documented for conditions. */
  readonly conditionVersion: string | undefined;
  /** True if it is eligible through PIM and not active. It grants nothing until it is activated. */
  readonly eligible: boolean;
  readonly createdOn: string | undefined;
  /** The reason why code may make this assignment differently, or not at all. Absent: it counts. */
  readonly open?: string;
  /**
   * The own id of an assignment with an open scope. Copies at registries where it may be keep it. Absent: the scope is
   * known.
   */
  readonly openScope?: string;
}

export interface RoleDefinition {
  readonly id: string;
  /** The GUID at the end of the id, lower case. The same in every cloud for built-in roles. */
  readonly guid: string;
  readonly name: string;
  readonly builtIn: boolean;
  readonly permissions: readonly Permission[];
}

export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

export interface DenyAssignment {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly doNotApplyToChildScopes: boolean | undefined;
  readonly permissions: readonly DenyPermission[];
  readonly principals: readonly { readonly id: string; readonly type: string | undefined }[];
  readonly excludePrincipals: readonly { readonly id: string; readonly type: string | undefined }[];
}

export interface DenyPermission extends Permission {
  /** Null: it has none. */
  readonly condition: string | null;
  readonly conditionVersion: string | undefined;
}

function definition(guid: string, name: string, permissions: readonly Permission[]): RoleDefinition {
  return { id: `/providers/Microsoft.Authorization/roleDefinitions/${guid}`, guid, name, builtIn: true, permissions };
}

const empty: Permission = { actions: [], notActions: [], dataActions: [], notDataActions: [] };

/** All principals: one of type SystemDefined with this id. */
export const EVERYBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Built-in roles by GUID, in lower case. Well-known roles need no reading. The GUIDs are the same in every cloud.
 *
 * `builtInRoles.json` lists what the roles permit that affect a pull. Source:
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/containers, …/general, …/privileged. It
 * names all other roles, from recorded lists of role definitions (536 roles, the last of 2024-04) and Microsoft's pages
 * up to 2026-07. No action or data action of `withoutPull` matches a pull in either access mode. The roles of
 * `readEverything` begin with a read of everything, which includes the legacy pull action. Anything else that they
 * allow is left out.
 */
export const builtInRoles: ReadonlyMap<string, RoleDefinition> = new Map(
  [
    ...Object.entries(roles.pull).map(([guid, { name, ...lists }]) => definition(guid, name, [{ ...empty, ...lists }])),
    ...Object.entries(roles.readEverything).map(([guid, name]) =>
      definition(guid, name, [{ ...empty, actions: ['*/read'] }]),
    ),
    ...Object.entries(roles.withoutPull).map(([guid, name]) => definition(guid, name, [])),
  ].map(role => [role.guid, role]),
);
