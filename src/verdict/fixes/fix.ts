import type { AzureChange, Fix, FixKind, TextEdit } from '../../model/fix.ts';
import { bicepFor, type Grant, terraformFor } from './grant.ts';
import { type Command, scriptFor } from './shell.ts';

/** A change in Azure, by commands. The texts are made when somebody asks for them: most fixes are never looked at. */
export function azureFix(parts: {
  readonly title: string;
  readonly kind: FixKind;
  readonly commands: readonly Command[];
  readonly change?: AzureChange | null;
  /** What the commands grant, for those who keep it as code. */
  readonly grant?: Grant;
}): Fix {
  const { title, kind, commands, change = null, grant } = parts;
  return {
    title,
    kind,
    get bash() {
      return scriptFor('bash', commands);
    },
    get powershell() {
      return scriptFor('powershell', commands);
    },
    edit: null,
    get bicep() {
      return grant ? bicepFor(grant) : null;
    },
    get terraform() {
      return grant ? terraformFor(grant) : null;
    },
    change,
  };
}

/** A change to a file of the workspace. */
export function editFix(title: string, kind: FixKind, edit: TextEdit): Fix {
  return { title, kind, bash: null, powershell: null, edit, bicep: null, terraform: null, change: null };
}
