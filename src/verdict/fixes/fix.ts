import type { AzureChange, Command, Fix, FixKind, Grant, TextEdit } from '../../model/fix.ts';
import { bicepFor, scriptFor, terraformFor } from './print.ts';

/** A change in Azure, by commands. The texts are made when somebody asks for them: most fixes are never looked at. */
export function azureFix(parts: {
  readonly title: string;
  readonly kind: FixKind;
  readonly commands: readonly Command[];
  readonly change?: AzureChange | null;
  /** What the commands grant, for those who keep it as code. */
  readonly grant?: Grant;
}): Fix {
  const { title, kind, commands, change = null, grant = null } = parts;
  return {
    title,
    kind,
    commands,
    grant,
    get bash() {
      return scriptFor('bash', commands);
    },
    get powershell() {
      return scriptFor('powershell', commands);
    },
    edit: null,
    get bicep() {
      return grant && bicepFor(grant);
    },
    get terraform() {
      return grant && terraformFor(grant);
    },
    change,
  };
}

/** A change to a file of the workspace. */
export function editFix(title: string, kind: FixKind, edit: TextEdit): Fix {
  const nothing = { bash: null, powershell: null, bicep: null, terraform: null, change: null, grant: null };
  return { title, kind, commands: [], edit, ...nothing };
}
