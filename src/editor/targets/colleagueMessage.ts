import { pastedBashScript } from '../../access/asked/bash.ts';
import { powerShellScript } from '../../access/asked/powerShell.ts';
import { t } from '../../model/l10n.ts';

/** A message that asks a person with access to Azure for a snapshot: the reason, the steps, and the script. */
export function colleagueMessage(shell: 'bash' | 'powershell', version: string): string {
  const isBash = shell === 'bash';
  const where = isBash
    ? t(
        'Open Azure Cloud Shell (Bash) at https://shell.azure.com, or a terminal with the Azure CLI. Run “az login” if you need to.',
      )
    : t('Open PowerShell with the Azure CLI. Run “az login” if you need to.');
  const script = isBash ? pastedBashScript(version) : powerShellScript(version);
  return `${t(
    'Could you run this script for me? With the file that it writes, I can check which container images our clusters and apps can pull from Azure Container Registry.',
  )}

1. ${where}
2. ${t('Paste the whole block below. It takes a few minutes. The Reader role on our subscriptions is enough.')}
3. ${t('Send me the file access.snapshot.json that it writes.')}

${t(
  'The script only reads, and asks for no keys, passwords or app settings. The file has names, IDs, addresses and role assignments: handle it like infrastructure code.',
)}

\`\`\`${isBash ? 'sh' : 'powershell'}
${script}\`\`\`
`;
}
