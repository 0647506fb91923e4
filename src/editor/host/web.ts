import { t } from '../../model/l10n.ts';
import { wants } from '../ask.ts';
import { commands } from '../ids.ts';
import { openPage } from '../page/docsPages.ts';
import { registerCommand } from '../register.ts';
import type { ExtensionHost } from './extensionHost.ts';

/** A worker of a browser: https://code.visualstudio.com/api/extension-guides/web-extensions */
export const web: ExtensionHost = {
  disk: undefined,
  environment: {},
  loadAskImages: undefined,
  runsCommands: false,
  registerOwn(own) {
    registerCommand(own, commands.openTerminal, async () => {
      const question = t('This editor runs in a browser, which starts no program. Install the gate to run acr-pull.');
      if (await wants(question, t('Show How'))) await openPage('docs/gate.md');
    });
  },
};
