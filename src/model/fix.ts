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
  | 'enableArmTokens';

/** What a click would change in Azure; shown before anything runs. */
export interface AzureChange {
  readonly subscription: string;
  readonly principal: string;
  readonly role: string;
  readonly scope: string;
}

/** A change to a file of the workspace. */
export interface TextEdit extends Place {
  readonly newText: string;
}

/** A way out, as data. Every value in a command is already quoted for the shell it goes to. */
export interface Fix {
  readonly title: string;
  readonly kind: FixKind;
  readonly bash: string | null;
  readonly powershell: string | null;
  readonly edit: TextEdit | null;
  /** The same grant as text to be put in a Bicep or Terraform file. */
  readonly bicep: string | null;
  readonly terraform: string | null;
  readonly change: AzureChange | null;
}
