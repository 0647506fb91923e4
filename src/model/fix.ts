// Ways out, as data.
import type { Place } from './place.ts';

export type FixKind =
  | 'attach'
  | 'assignRole'
  | 'setRegistryIdentity'
  | 'assignIdentity'
  | 'networkRule'
  | 'dnsLink'
  | 'correctHost'
  | 'useIdentity'
  | 'leaveServicePrincipal'
  | 'makeIdentity'
  | 'rotateCredential'
  | 'removeSecret'
  | 'enableArmTokens'
  | 'changeGrant'
  | 'insertGrant'
  | 'orderAfterGrant'
  | 'ownIdentity';

/** A change to a file of the workspace. */
export interface TextEdit extends Place {
  readonly newText: string;
  /** The changes that belong to it, at other places of the same file. */
  readonly also?: readonly (Place & { readonly newText: string })[];
}

/** All changes of an edit. */
export function changesOf({ also = [], ...edit }: TextEdit): readonly Omit<TextEdit, 'also'>[] {
  return [edit, ...also];
}

/** A command of the Azure CLI, as data. Its printers quote each value for the shell that it goes to. */
export interface Command {
  /** The words before the options, all of them ours: `['az', 'role', 'assignment', 'create']`. */
  readonly words: readonly string[];
  readonly options: readonly CommandOption[];
  /** The variable that keeps the output for a later command, without showing it. A word of ours. */
  readonly keep?: string;
  /** Asks first: where it prints anything, that which the command would make is there, and the command is left out. */
  readonly unless?: Pick<Command, 'words' | 'options'>;
  /** An option whose value an earlier command has kept. */
  readonly takes?: readonly [option: string, variable: string];
}

/** A name with its value, or a flag that takes none. Without a name, one more value of the option before. */
export type CommandOption = readonly [name: string, value?: string];

/** A role assignment to be made: always at the registry, never above it. */
export interface NewAssignment {
  readonly registry: {
    readonly id: string;
    readonly name: string;
    readonly subscription: string;
    readonly resourceGroup: string;
  };
  readonly principalId: string;
  readonly principalType: string;
  readonly roleName: string;
  readonly roleGuid: string;
  /** Undefined: it holds for the whole registry. */
  readonly condition: { readonly text: string; readonly version: '2.0' } | undefined;
  /** Name of the assignment that this one replaces: Azure keeps one of a role for a principal at a scope. */
  readonly replaces: string | undefined;
}

/** The changes of a fix to the network, by which a pull can be decided as it would be then. */
export type NetworkChange =
  /** The registry's firewall lets these in. */
  | { readonly kind: 'addresses'; readonly registryId: string; readonly addresses: readonly string[] }
  /** A private zone is linked to these networks, and has this record of the registry. */
  | {
      readonly kind: 'zone';
      readonly zoneId: string;
      readonly networkIds: readonly string[];
      /** Undefined: the zone keeps the records that it has. Without addresses, these are not known. */
      readonly record: { readonly name: string; readonly addresses: readonly string[] | undefined } | undefined;
    };

/** A fix, as data, and as the texts that are printed from it. Every value in a text is quoted for its language. */
export interface Fix {
  readonly title: string;
  readonly kind: FixKind;
  /** Empty: no command makes it. */
  readonly commands: readonly Command[];
  /** The assignment that it makes, which is shown before anything runs. Null: it grants no role, or not alone. */
  readonly grant: NewAssignment | null;
  /** Empty: the network stays as it is. */
  readonly network: readonly NetworkChange[];
  readonly bash: string | null;
  readonly powershell: string | null;
  readonly edit: TextEdit | null;
}
