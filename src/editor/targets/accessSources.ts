import { t } from '../../model/l10n.ts';
import { commands } from '../ids.ts';

/** Sources of facts about Azure, each with the command that gets them: offered wherever they are missing. */
export const accessSources = [
  { title: t('Sign In to Azure'), command: commands.signIn, icon: 'azure' },
  { title: t('Choose Snapshot'), command: commands.chooseSnapshot, icon: 'file-code' },
  { title: t('Ask a Colleague for a Snapshot'), command: commands.askColleague, icon: 'comment' },
] as const;
