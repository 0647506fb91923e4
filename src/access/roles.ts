// Who may do what: role assignments, their roles, and what denies.

export interface RoleAssignment {
  readonly id: string;
  readonly scope: string;
  readonly roleDefinitionId: string;
  readonly principalId: string;
  readonly principalType: string | undefined;
  /** Null: it has none. */
  readonly condition: string | null | undefined;
  /** Only `2.0` is documented for conditions. */
  readonly conditionVersion: string | undefined;
  /** Eligible through PIM and not active: it grants nothing until it is activated. */
  readonly eligible: boolean;
  readonly createdOn: string | undefined;
}

export interface RoleDefinition {
  readonly id: string;
  /** The GUID at the end of the id, lower case; the same in every cloud for built-in roles. */
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
