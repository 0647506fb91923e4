import type { ExamineOptions } from '../examineAll.ts';
import { groundsOfGroup, groupPaths } from '../files/configFile.ts';
import { azureHelp } from '../terminal/liveAzure.ts';
import { version } from '../terminal/terminal.ts';
import { addConfigOptions, addMapOptions, type Define, examples } from './definition.ts';

export const define: Define = (command, terminal) => {
  addConfigOptions(addMapOptions(command))
    .description(
      'Serves the Model Context Protocol on standard input and output, so that language models can ask what is denied, why a build is red, who can pull an image, why a pull failed, and which pulls a switch to ABAC mode would break. It changes nothing. The workspace is the current folder.',
    )
    .addHelpText('after', `${examples('acr-pull mcp', 'acr-pull mcp --snapshot access.json')}\n${azureHelp}`);
  return async (options: ExamineOptions) => {
    // Refuses an unusable config at once, and not with the first question.
    for (const group of await groupPaths(['.'], options, terminal.cwd)) await groundsOfGroup(group, terminal.cwd);
    const [{ serve }, { instructions, prompts, tools }, { WarmWorkspace }] = await Promise.all([
      import('../mcp/server.ts'),
      import('../../workspace/assistant/tools.ts'),
      import('../mcp/warm.ts'),
    ]);
    const asked = new WarmWorkspace(options, terminal);
    await serve({ instructions, tools: Object.values(tools), prompts, asked }, version);
    return 0;
  };
};
